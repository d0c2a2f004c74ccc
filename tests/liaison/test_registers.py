"""The register of receptions of a site: what it lists for whom, as page, paper and workbook."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook

from deputies.audit_words import verb_words
from deputies.models import AuditEvent, Site
from liaison.models import Appointment, Conversation, ReceptionDay
from liaison.periods import Period
from liaison.services.acting import act
from liaison.services.filing import Addressee, Words, submit_message
from tests.cast import NOW, TODAY
from tests.paper import body_of, pages_of, sizes_of, words_of
from tests.public_forms import counting, statements, text_of

pytestmark = pytest.mark.django_db
URL = "/desk/liaison/registers/receptions/"
HEARD = TODAY - timedelta(days=3)
SECRETS = ("周大山", "13812341234", "13987654321")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def a_day(cast, on=HEARD, **fields) -> ReceptionDay:
    day = ReceptionDay.objects.create(site=cast.site, date=on, starts=time(9), ends=time(11), **fields)
    day.deputies.add(cast.li_deputy)
    return day


def booked(cast, day, *, came: bool, **words):
    """Somebody booked a day that is over; whether she came is written down."""
    start = timezone.make_aware(datetime.combine(day.date, day.starts))
    before = start - timedelta(days=2)
    filed = cast.appointment(
        now=before, reception_day=day, contact_name="周大山", contact_phone="13812341234", **words
    )
    conversation = filed.conversation
    if conversation.state == "confirmed":
        data = {"minutes": "当面说清了，电话 13987654321 再联系。"} if came else {}
        conversation = act(
            user=cast.li if conversation.held_by == "deputy" else cast.qian,
            conversation=conversation,
            name="hold" if came else "no_show",
            now=start + timedelta(hours=1),
            version=conversation.version,
            data=data,
        )
    return conversation


def visit(cast, *, now=NOW, key="visit", **words):
    to = Addressee.of_site(Site.objects.select_related("organisation").get(pk=cast.site.pk))
    words = {
        "body": "门口积水，老人滑倒。",
        "privacy_version": 1,
        "contact_name": "周大山",
        "category_id": cast.category.pk,
    } | words
    return submit_message(
        to=to, words=Words(**words), key=key, source="visit", now=now, entered_by=cast.wang
    ).conversation


def cells(response) -> list[list]:
    return [[words for words, _short in line["words"]] for line in response.context["lines"]]


def test_a_day_a_visit_and_a_meeting_stand_in_order_with_who_came(cast, as_user):
    day = a_day(cast)
    booked(cast, day, came=True)
    booked(cast, day, came=False, body="想说停车的事。")
    visit(cast, now=NOW - timedelta(days=1))
    met = cast.appointment(now=NOW - timedelta(days=2)).conversation
    Appointment.objects.filter(pk=met.pk).update(held_at=NOW - timedelta(hours=2), where="社区会议室")
    response = as_user(cast.zhang).get(URL, {"site": cast.site.pk})
    rows = cells(response)
    assert [row[0] for row in rows] == ["2026-11-15", "", "2026-11-17", "2026-11-18"]
    assert [row[4] for row in rows] == ["1", "", "1", "1"]
    assert rows[0][1:4] == ["09:00–11:00", "梧桐联络站", "李敏"]
    assert rows[0][5:7] == ["周**", "想当面说说加装电梯的事。"]
    assert rows[0][7].startswith("已见面，待评价。当面说清了")
    assert rows[1][6:] == ["想说停车的事。", "未赴约"]
    assert rows[2][3:7] == ["站点工作人员", "1", "周**", "道路交通：门口积水，老人滑倒。"]
    assert rows[3][2:4] == ["社区会议室", "李敏"]
    assert response.context["register"].summary == "共接待 3 次、3 人。"


def test_no_name_and_number_stands_on_page_paper_or_workbook(cast, as_user):
    booked(cast, a_day(cast), came=True, body="我是周大山，电话 13812341234，路灯坏了。")
    for who in (cast.zhang, cast.qian, cast.wang):
        client = as_user(who)
        page = text_of(client.get(URL, {"site": cast.site.pk}))
        paper = words_of(client.get(f"{URL}pdf/", {"site": cast.site.pk}).content)
        book = _values(client.get(f"{URL}xlsx/", {"site": cast.site.pk}))
        for secret in SECRETS:
            assert secret not in page + paper + book, who
        assert ("我是周**，电话 【手机号】，路灯坏了。" in page) == (who is not cast.wang)


def _values(response) -> str:
    book = load_workbook(_file(response))
    return " ".join(str(cell.value) for row in book.active.rows for cell in row)


def _file(response):
    return BytesIO(body_of(response))


def test_staff_of_the_site_see_that_somebody_came_and_not_what_the_deputy_holds(cast, as_user):
    conversation = booked(cast, a_day(cast), came=True)
    row = cells(as_user(cast.wang).get(URL))[0]
    assert row[4:] == ["1", "周**", "只有接待代表能看内容", "已见面，待评价"]
    page = text_of(as_user(cast.wang).get(URL))
    assert conversation.receipt not in page
    assert "加装电梯" not in page


def test_what_is_about_a_deputy_or_a_unit_is_listed_for_its_readers_alone(cast, as_user):
    day = a_day(cast)
    booked(cast, day, came=False, about="deputy", body="反映这位代表从不露面。")
    conversation = visit(cast, about="unit", body="反映街道办某人。")
    for who in (cast.wang, cast.zhang):
        page = as_user(who).get(URL, {"site": cast.site.pk})
        assert conversation.receipt not in text_of(page)
        assert "从不露面" not in text_of(page)
    assert "反映街道办某人" in text_of(as_user(cast.qian).get(URL, {"site": cast.site.pk}))


def test_days_to_come_are_not_listed_and_cancelled_ones_say_why(cast, as_user):
    a_day(cast, on=TODAY + timedelta(days=1))
    a_day(cast, on=TODAY - timedelta(days=5), state="cancelled", state_reason="台风")
    a_day(cast, on=TODAY - timedelta(days=4))
    rows = cells(as_user(cast.zhang).get(URL, {"site": cast.site.pk}))
    assert [row[7] for row in rows] == ["已取消：台风", "没有人预约"]


def test_who_booked_a_day_on_her_visit_is_counted_once(cast, as_user):
    day = a_day(cast)
    filed = booked(cast, day, came=True)
    Conversation.objects.filter(pk=filed.pk).update(source="visit")
    response = as_user(cast.zhang).get(URL, {"site": cast.site.pk})
    assert response.context["register"].summary == "共接待 1 次、1 人。"


@pytest.mark.parametrize(
    ("asked", "since", "until", "words"),
    [
        ({}, date(2026, 11, 1), date(2026, 11, 30), "2026年11月"),
        ({"span": "last_month"}, date(2026, 10, 1), date(2026, 10, 31), "2026年10月"),
        ({"span": "quarter"}, date(2026, 10, 1), date(2026, 12, 31), "2026年第4季度"),
        ({"span": "last_quarter"}, date(2026, 7, 1), date(2026, 9, 30), "2026年第3季度"),
        ({"span": "year"}, date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ({"span": "last_year"}, date(2025, 1, 1), date(2025, 12, 31), "2025年"),
        ({"span": "own", "since": "2026-02-03", "until": "2026-03-04"}, date(2026, 2, 3), date(2026, 3, 4), "2026年2月3日至2026年3月4日"),
    ],
)  # fmt: skip
def test_periods(cast, as_user, asked, since, until, words):
    period = as_user(cast.wang).get(URL, asked).context["register"].period
    assert (period, period.words) == (Period(since, until), words)


def test_the_first_and_the_last_day_count_and_their_neighbours_do_not(cast, as_user):
    for days, key in ((0, "a"), (29, "b"), (-1, "c"), (30, "d")):
        at = NOW.replace(day=1, hour=0, minute=0) + timedelta(days=days, hours=23, minutes=59)
        visit(cast, now=at, key=key)
    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        rows = cells(as_user(cast.wang).get(URL, {"span": "last_month"}))
    assert [row[0] for row in rows] == ["2026-11-01", "2026-11-30"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"span": "own"}, "since"),
        ({"span": "own", "since": "2026-11-02", "until": "2026-11-01"}, "until"),
        ({"span": "own", "since": "2025-01-01", "until": "2026-11-01"}, "until"),
        ({"span": "own", "since": "x", "until": "2026-11-01"}, "since"),
        ({"span": "decade"}, "span"),
    ],
)
def test_a_period_that_is_not_understood_is_told_and_never_printed(cast, as_user, asked, field):
    client = as_user(cast.wang)
    page = client.get(URL, asked)
    assert page.context["form"].errors[field]
    assert str(page.context["form"].errors[field][0]) in text_of(page)
    assert client.get(f"{URL}pdf/", asked).status_code == 400
    assert not AuditEvent.objects.filter(verb="take_register").exists()


def test_the_paper_repeats_its_heading_and_counts_its_pages(cast, as_user):
    for number in range(60):
        visit(
            cast,
            now=NOW - timedelta(hours=number),
            key=f"v{number}",
            body=f"第 {number} 件：{'路面不平，' * 8}",
        )
    response = as_user(cast.wang).get(f"{URL}pdf/")
    pages = pages_of(response.content)
    assert len(pages) > 2
    assert set(sizes_of(response.content)) == {(297, 210)}
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页，共{len(pages)}页" in page.replace(" ", "")
        assert "来访群众" in page
    assert "站长：" in pages[-1]
    assert "站长：" not in pages[0]
    assert "no-store" in response["Cache-Control"]


def test_an_empty_register_says_so_on_page_and_paper(cast, as_user):
    client = as_user(cast.wang)
    assert "这段时间没有记录" in text_of(client.get(URL))
    assert "这段时间没有记录" in words_of(client.get(f"{URL}pdf/").content)
    assert len(list(load_workbook(_file(client.get(f"{URL}xlsx/"))).active.rows)) == 1


def test_the_workbook_has_whole_lines_and_no_formulas(cast, as_user):
    day = a_day(cast)
    booked(cast, day, came=True)
    booked(cast, day, came=False, body="=HYPERLINK(1)")
    sheet = load_workbook(_file(as_user(cast.zhang).get(f"{URL}xlsx/", {"site": cast.site.pk}))).active
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[2].value for row in rows] == ["梧桐联络站", "梧桐联络站"]
    assert rows[1][6].value == "=HYPERLINK(1)"
    assert rows[1][6].data_type == "s"


def test_who_took_it_away_is_on_record(cast, as_user):
    visit(cast)
    for form in ("pdf", "xlsx"):
        as_user(cast.zhang).get(f"{URL}{form}/", {"site": cast.site.pk})
    events = AuditEvent.objects.filter(verb="take_register").order_by("seq")
    assert [(event.data["form"], event.data["register"], event.data["rows"]) for event in events] == [
        ("pdf", "receptions", 1),
        ("xlsx", "receptions", 1),
    ]
    assert verb_words("site:1", "take_register") == "取走登记簿"


def test_the_number_of_statements_does_not_grow(cast, as_user):
    client = as_user(cast.zhang)
    booked(cast, a_day(cast), came=True)
    visit(cast)
    client.get(URL)
    for address in (URL, f"{URL}pdf/", f"{URL}xlsx/"):
        with counting() as few:
            client.get(address, {"site": cast.site.pk, "span": "year"})
        _many(cast, address)
        with counting() as many:
            client.get(address, {"site": cast.site.pk, "span": "year"})
        assert len(statements(many)) == len(statements(few)), address


def _many(cast, key):
    for number in range(6):
        visit(cast, key=f"{key}{number}")
        on = date(2026, 1, 1) + timedelta(days=number + 30 * len(key) % 200)
        booked(
            cast,
            ReceptionDay.objects.filter(site=cast.site, date=on).first() or a_day(cast, on=on),
            came=True,
        )


def test_who_keeps_it(cast, as_user, client):
    expected = {
        "wang": 200,
        "zhang": 200,
        "qian": 200,
        "li": 403,
        "sun": 403,
        "zhao": 403,
        "audit": 403,
        "admin": 403,
        "lin": 403,
        "bai": 404,
    }
    for who, status in expected.items():
        browser = as_user(getattr(cast, who))
        for address in (URL, f"{URL}pdf/", f"{URL}xlsx/"):
            assert browser.get(address, {"site": cast.site.pk}).status_code == status, who
    client.logout()
    assert client.get(URL).status_code == 302
    browser = as_user(cast.wang)
    for wrong in ("x", "0", "²", "9" * 30):
        assert browser.get(URL, {"site": wrong}).status_code == 404
    assert browser.get(f"{URL}docx/").status_code == 404


def test_who_keeps_several_chooses_first(cast, as_user):
    Site.objects.create(kind="point", name="河畔联系点", organisation=cast.street, address="x")
    page = text_of(as_user(cast.zhang).get(URL))
    assert "看哪个站点的登记簿" in page
    assert f"?site={cast.site.pk}" in page
    assert "看哪个站点" not in text_of(as_user(cast.wang).get(URL))
