"""The workbook of a queue: the rows of the page, dates as dates, never a formula, never a constituent."""

from datetime import date, datetime
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from deputies.models import AuditEvent
from suggestions.export import COLUMNS, write
from suggestions.models import Assignment, Case
from suggestions.services import handing
from suggestions.services.parts import Part
from tests.cast import NOW
from tests.suggestions.rows import many

pytestmark = pytest.mark.django_db
URL = "/desk/suggestions/export/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def sheet(response):
    return load_workbook(BytesIO(b"".join(response.streaming_content))).active


def table(response):
    head, *rows = sheet(response).iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_workbook_holds_the_rows_of_the_queue_with_its_filters(cast, as_user):
    many(cast, 60, parts=2)
    client = as_user(cast.zhang)
    assert len(table(client.get(URL, {"queue": "all"}))) == 120
    overdue = table(client.get(URL, {"queue": "overdue"}))
    assert {row["承办单位"] for row in overdue} == {str(cast.department), str(cast.community)}
    assert len(table(client.get(URL, {"queue": "all", "q": "第 7 盏"}))) == 2
    assert len(table(as_user(cast.zhao).get(URL, {"queue": "all"}))) == 60


def test_dates_are_dates_headings_chinese_and_the_first_row_stays(cast, as_user):
    many(cast, 1)
    response = as_user(cast.zhang).get(URL, {"queue": "all"})
    assert "%E5%8A%9E%E4%BB%B6" in response["Content-Disposition"]
    found = sheet(response)
    assert found.freeze_panes == "A2"
    assert [cell.value for cell in found[1]] == [str(heading) for heading, _width in COLUMNS]
    row = {head.value: cell for head, cell in zip(found[1], found[2], strict=True)}
    assert row["到期日"].value == datetime(2026, 11, 15)
    assert row["到期日"].number_format == "yyyy-mm-dd"
    assert (row["还有几天"].value, row["轮次"].value) == (-3, 1)
    assert (row["承办状态"].value, row["层级"].value) == ("待签收", "第三级：部门单一事项")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")'])
def test_words_are_never_a_formula(cast, as_user, text):
    many(cast, 1, title=text)
    found = sheet(as_user(cast.zhang).get(URL, {"queue": "all"}))
    assert (found["C2"].value, found["C2"].data_type) == (text, "s")


def test_signs_that_a_workbook_cannot_hold_are_left_out(cast, as_user):
    many(cast, 1, title="灯\x0b坏\x00了".replace("\x00", ""))
    assert table(as_user(cast.zhang).get(URL, {"queue": "all"}))[0]["标题"] == "灯坏了"


def test_no_word_of_a_constituent_is_in_it(cast, as_user):
    message = cast.message(
        contact_name="周大山", contact_phone="13812341234", share_contact=True
    ).conversation
    handing.open_matter(
        user=cast.li,
        conversations=[message],
        tier=3,
        title="路灯",
        brief="三盏不亮",
        parts=[Part(role="lead", unit=cast.department)],
        now=NOW,
    )
    for who in ("li", "zhang", "qian", "zhao", "he", "feng"):
        (row,) = table(as_user(cast.users[who]).get(URL, {"queue": "all"}))
        text = "".join(map(str, row.values()))
        for hidden in ("周大山", "1381234", "晚上老人", message.receipt):
            assert hidden not in text, who


def test_who_took_it_away_is_on_record_without_the_words_looked_for(cast, as_user):
    many(cast, 3)
    as_user(cast.zhang).get(URL, {"queue": "all", "q": "路灯", "tier": "3"})
    event = AuditEvent.objects.get(verb="export_cases")
    assert (event.chain, event.actor) == (f"export:{cast.zhang.pk}", cast.zhang)
    assert event.data == {"desk": "street", "queue": "all", "rows": 3, "filters": ["q", "tier"]}


def test_a_case_without_a_part_is_a_row_too(cast, as_user):
    many(cast, 1, kind="suggestion", state="submitted")
    Assignment.objects.all().delete()
    (row,) = table(as_user(cast.qian).get(URL, {"queue": "review"}))
    assert (row["办件状态"], row["承办单位"], row["到期日"]) == ("待审查", None, None)


def test_rows_are_read_in_one_statement_whatever_their_number(cast, as_user, django_assert_max_num_queries):
    client = as_user(cast.qian)
    many(cast, 1)
    client.get(URL, {"queue": "all"})
    counts = set()
    for count in (10, 1000):
        Case.objects.all().delete()
        many(cast, count, parts=2)
        with django_assert_max_num_queries(12) as captured:
            assert len(table(client.get(URL, {"queue": "all"}))) == 2 * count
        counts.add(len(captured))
    assert len(counts) == 1


def test_the_workbook_of_nothing_has_its_headings(tmp_path):
    with (tmp_path / "x.xlsx").open("wb") as file:
        assert write(file, [], today=date(2026, 11, 18)) == 0
    assert load_workbook(tmp_path / "x.xlsx").active.max_row == 1


@pytest.mark.parametrize("who", ["mei", "audit", "admin"])
def test_who_has_no_cases_takes_nothing_away(cast, as_user, who):
    many(cast, 1)
    assert as_user(cast.users[who]).get(URL).status_code == 403
    assert not AuditEvent.objects.filter(verb="export_cases").exists()
