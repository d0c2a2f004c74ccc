"""The register of matters and suggestions handled for a site: what it lists for whom."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from deputies.models import AuditEvent
from liaison.models import Conversation
from liaison.services.acting import act, speak
from liaison.services.filing import Addressee
from suggestions.models import Assignment
from suggestions.services.parts import Part
from tests.cast import NOW, TODAY
from tests.paper import body_of, pages_of, sizes_of, words_of
from tests.public_forms import counting, statements, text_of
from tests.suggestions.case_world import matter, moved
from tests.suggestions.formal import Formal
from tests.suggestions.people import extend

pytestmark = pytest.mark.django_db
URL = "/desk/suggestions/registers/handled/"
Role = Assignment.Role


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def more(cast):
    return extend(cast)


def rows_of(client, cast, **asked) -> list[list]:
    page = client.get(URL, {"site": cast.site.pk} | asked)
    return [[words for words, _short in line["words"]] for line in page.context["lines"]]


def answered(cast, **words) -> Conversation:
    filed = cast.message(category_id=cast.category.pk, **words)
    return act(
        user=cast.li,
        conversation=filed.conversation,
        name="answer",
        now=NOW,
        version=1,
        data={"body": "已修好。"},
    )


def test_a_message_answered_by_the_deputy_herself(cast, as_user):
    conversation = answered(cast)
    speak(
        conversation=conversation,
        name="rate",
        now=NOW,
        data={"result": 3, "attitude": 2, "publish_consent": False},
    )
    row = rows_of(as_user(cast.zhang), cast)[0]
    assert row == [
        conversation.receipt,
        "2026-11-18",
        "留言",
        "李敏",
        "道路交通：小区门口的路灯坏了三盏，晚上老人出门看不清。",
        "李敏代表",
        "2026-12-03",
        "2026-11-18",
        "已办结",
        "满意",
    ]


def test_a_matter_says_to_whom_it_was_handed_by_when_and_what_came_of_it(cast, as_user, more):
    parts = [Part(Role.LEAD, unit=cast.department), Part(Role.CO, unit=more.bureau)]
    case = matter(cast, *parts, title="梧桐苑路灯")
    lead, client = case.assignments.get(role="lead"), as_user(cast.zhang)
    assert rows_of(client, cast)[0][5] == "青澜区住房和建设局（主办）；青澜区城市管理局（会办）"
    moved(case, cast.zhao, "sign", lead)
    moved(
        case,
        cast.he,
        "release",
        lead,
        body="已换灯具。",
        contact_person="赵经办",
        contact_phone="0571-88009911",
    )
    row = rows_of(client, cast)[0]
    assert row[0] == "交办〔2026〕1号"
    assert row[2:5] == ["群众事项", "李敏", "梧桐苑路灯"]
    assert (row[7], row[8]) == ("2026-11-18", "已答复代表")
    assert row[6] > "2026-11-18"
    page = text_of(client.get(URL, {"site": cast.site.pk}))
    assert f"/desk/suggestions/{case.pk}/" in page
    assert "88009911" not in page
    assert "路灯坏了三盏，晚上" not in page  # her words are not told once more


def test_what_is_still_open_after_its_day_is_marked(cast, as_user):
    matter(cast)
    cast.message()
    with time_machine.travel(NOW + timedelta(days=60), tick=False):
        asked = {"span": "own", "since": "2026-11-01", "until": "2026-11-30"}
        assert [row[8] for row in rows_of(as_user(cast.zhang), cast, **asked)] == [
            "待接（超期）",
            "办理中（超期）",
        ]


def test_a_suggestion_stands_there_from_the_day_it_was_submitted_with_its_reply(cast, as_user, more):
    formal = Formal(cast, more)
    client = as_user(cast.zhang)
    assert "路灯改造" not in text_of(client.get(URL, {"site": cast.site.pk}))
    formal.cosigned(more.tang, deputies=[more.tang_deputy]).handed()
    row = rows_of(as_user(cast.qian), cast)[-1]
    assert row[2:5] == ["代表建议", "李敏", "关于梧桐苑周边路灯改造的建议"]
    assert "住房和建设局（主办）" in row[5]
    assert row[8] == "办理中"


def test_the_class_of_the_reply_and_how_its_deputies_found_it(cast, as_user, more):
    formal = Formal(cast, more).cosigned(more.tang, deputies=[more.tang_deputy]).replied("A")
    formal.rated((cast.li, 3, 3), (more.tang, 2, 3))
    row = rows_of(as_user(cast.qian), cast)[-1]
    assert row[7] == "2026-11-18"
    assert "，A（" in row[8]
    assert row[9] == "满意 1、基本满意 1"


def test_each_reader_sees_what_she_may_read_and_the_rest_is_counted(cast, as_user):
    answered(cast)
    site = cast.message(to=Addressee.of_site(cast.site), body="站点答复我就行，门口积水。").conversation
    about = cast.message(about="deputy", body="这位代表从不露面。").conversation
    found = {
        who.name: as_user(who).get(URL, {"site": cast.site.pk}) for who in (cast.wang, cast.zhang, cast.qian)
    }
    listed = {name: [line["words"][0][0] for line in page.context["lines"]] for name, page in found.items()}
    assert listed["王秘书"] == [site.receipt]
    assert "另有 1 件不归您看" in text_of(found["王秘书"])
    assert len(listed["张干事"]) == 2
    assert "另有" not in text_of(found["张干事"])
    assert about.receipt in listed["钱主任"]
    assert "从不露面" not in text_of(found["王秘书"]) + text_of(found["张干事"])


def test_names_and_numbers_are_blacked_out_in_words(cast, as_user):
    answered(
        cast,
        body="我是周大山，电话 13812341234，路灯坏了。",
        contact_name="周大山",
        contact_phone="13987654321",
    )
    client = as_user(cast.zhang)
    page = text_of(client.get(URL, {"site": cast.site.pk}))
    paper = words_of(client.get(f"{URL}pdf/", {"site": cast.site.pk}).content)
    book = load_workbook(BytesIO(body_of(client.get(f"{URL}xlsx/", {"site": cast.site.pk})))).active
    cells = " ".join(str(cell.value) for row in book.rows for cell in row)
    for text in (page, paper, cells):
        assert not [secret for secret in ("周大山", "13812341234", "13987654321") if secret in text]
        assert "【手机号】" in text


def test_what_is_nobodys_matter_and_what_is_elsewhere_is_left_out(cast, as_user):
    spam = cast.message().conversation
    Conversation.objects.filter(pk=spam.pk).update(state="spam")
    elsewhere = cast.message().conversation
    Conversation.objects.filter(pk=elsewhere.pk).update(site=None)
    old = cast.message(now=NOW - timedelta(days=40)).conversation
    page = text_of(as_user(cast.qian).get(URL, {"site": cast.site.pk}))
    assert not [one.receipt for one in (spam, elsewhere, old) if one.receipt in page]
    assert "这段时间没有记录" in page
    assert "另有" not in page
    assert old.receipt in text_of(as_user(cast.qian).get(URL, {"site": cast.site.pk, "span": "last_month"}))


def test_the_paper_and_the_workbook(cast, as_user):
    for number in range(40):
        cast.message(body=f"第 {number} 件：{'路面不平，' * 6}")
    client = as_user(cast.zhang)
    paper = client.get(f"{URL}pdf/", {"site": cast.site.pk}).content
    pages = pages_of(paper)
    assert set(sizes_of(paper)) == {(297, 210)}
    assert all("交给谁办" in page for page in pages)
    assert f"第{len(pages)}页，共{len(pages)}页" in pages[-1].replace(" ", "")
    assert "经办人：" in pages[-1]
    book = load_workbook(BytesIO(body_of(client.get(f"{URL}xlsx/", {"site": cast.site.pk})))).active
    assert book.max_row == 41
    assert book.cell(2, 2).value.date() == TODAY
    taken = AuditEvent.objects.filter(verb="take_register").order_by("seq")
    assert [(event.data["register"], event.data["form"], event.data["rows"]) for event in taken] == [
        ("handled", "pdf", 40),
        ("handled", "xlsx", 40),
    ]


def test_the_number_of_statements_does_not_grow(cast, as_user):
    client = as_user(cast.zhang)
    answered(cast)
    matter(cast)
    client.get(URL)
    for address in (URL, f"{URL}pdf/", f"{URL}xlsx/"):
        with counting() as few:
            client.get(address, {"site": cast.site.pk})
        for _number in range(4):
            answered(cast)
            matter(cast)
        with counting() as many:
            client.get(address, {"site": cast.site.pk})
        assert len(statements(many)) == len(statements(few)), address


def test_who_keeps_it(cast, as_user, client):
    expected = {
        "wang": 200,
        "zhang": 200,
        "qian": 200,
        "li": 403,
        "zhao": 403,
        "he": 403,
        "gao": 403,
        "audit": 403,
        "admin": 403,
        "bai": 404,
    }
    for who, status in expected.items():
        browser = as_user(getattr(cast, who))
        for address in (URL, f"{URL}pdf/", f"{URL}xlsx/"):
            assert browser.get(address, {"site": cast.site.pk}).status_code == status, who
    assert as_user(cast.wang).get(f"{URL}docx/").status_code == 404
    client.logout()
    assert client.get(URL).status_code == 302
