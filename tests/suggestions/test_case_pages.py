"""The page of a case: who reads it, what of it, which buttons stand there; constant statements."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deputies.models import Organisation
from deputies.services.organisations import add_organisation
from liaison.models import Attachment, Conversation, Notice
from suggestions import access
from suggestions.models import Assignment, Case, CoSigner, Progress, Reply, Suggestion
from suggestions.services.parts import Part
from tests.cast import NOW
from tests.suggestions.case_world import door, matter, moved, page
from tests.suggestions.people import extend, written_to

pytestmark = pytest.mark.django_db
Role = Assignment.Role
READERS = ("li", "zhang", "qian", "zhao", "he", "feng")
OUTSIDERS = ("wang", "sun", "bai", "wu", "gao", "lin", "mei", "audit", "admin", "chen")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def more(cast):
    return extend(cast)


def read(client, case):
    response = client.get(page(case))
    assert response.status_code == 200
    return response.content.decode()


def buttons(html):
    """Return the moves a page offers, each with the part it moves."""
    found = re.findall(r'(?:href|action)="/desk/suggestions/\d+/(?:do|parts/(\d+))/(\w+)/"', html)
    return {(int(part) if part else None, name) for part, name in found}


def only_part(case):
    return case.assignments.select_related("unit").get()


def together(cast, more):
    """住建局 leads, 城管局 gives its opinion."""
    return matter(cast, Part(Role.LEAD, unit=cast.department), Part(Role.CO, unit=more.bureau))


def parts_of(case):
    return {part.role: part for part in case.assignments.select_related("unit")}


def test_readers_and_outsiders(cast, as_user):
    case = matter(cast)
    found = {who: as_user(getattr(cast, who)).get(page(case)).status_code for who in READERS + OUTSIDERS}
    assert found == dict.fromkeys(READERS, 200) | dict.fromkeys(OUTSIDERS, 404)


def test_only_the_congress_side_learns_where_it_comes_from(cast, as_user):
    filed = cast.message(contact_name="周大伟", contact_phone="13912340000", body="三单元楼道灯不亮。")
    case = matter(cast, filed=filed)
    for who in READERS:
        html = read(as_user(getattr(cast, who)), case)
        inside = who in ("li", "zhang", "qian")
        assert (filed.conversation.receipt in html) is inside, who
        assert ("三单元" in html) is inside, who
        assert ("来自 1 位群众的留言，不显示姓名和联系方式" in html) is not inside, who
        assert "周大伟" not in html
        assert "13912340000" not in html
        assert "梧桐苑 3 幢门口路灯不亮。" in html


@pytest.mark.parametrize("shown", [True, False])
def test_photos_are_for_units_only_where_shown(cast, as_user, shown):
    filed = cast.message()
    photo = Attachment.objects.create(
        conversation=filed.conversation, file="photos/none.jpg", token="t" * 32, width=1, height=1, sha256="0"
    )
    case = matter(cast, filed=filed, show_photos=shown)
    address = reverse("suggestions:photo", args=[case.pk, photo.token])
    for who in READERS:
        html = read(as_user(getattr(cast, who)), case)
        assert (address in html) is (shown or who in ("li", "zhang", "qian")), who
    assert as_user(cast.zhao).get(reverse("suggestions:photo", args=[case.pk, "x"])).status_code == 404
    assert as_user(cast.bai).get(address).status_code == 404


def test_a_draft_stays_in_its_unit(cast, more, as_user):
    case = together(cast, more)
    lead = parts_of(case)[Role.LEAD]
    case = moved(case, cast.zhao, "sign", lead)
    moved(case, cast.zhao, "draft", lead, body="拟于下月更换。", contact_person="", contact_phone="")
    readers = {"li": cast.li, "zhang": cast.zhang, "zhao": cast.zhao, "he": cast.he, "luo": more.luo}
    seen = {who: "拟于下月更换。" in read(as_user(user), case) for who, user in readers.items()}
    assert seen == {"li": False, "zhang": False, "zhao": True, "he": True, "luo": False}


def test_an_opinion_is_for_the_lead_and_the_offices(cast, more, as_user):
    case = together(cast, more)
    co = parts_of(case)[Role.CO]
    case = moved(case, more.shi, "sign", co)
    moved(case, more.shi, "release", co, body="路面归我局。", contact_person="", contact_phone="")
    readers = {"li": cast.li, "zhang": cast.zhang, "qian": cast.qian, "zhao": cast.zhao, "shi": more.shi}
    seen = {who: "路面归我局。" in read(as_user(user), case) for who, user in readers.items()}
    assert seen == {"li": False, "zhang": True, "qian": True, "zhao": True, "shi": True}


def test_a_unit_reads_names_of_the_others_and_its_own_course_alone(cast, more, as_user):
    case = together(cast, more)
    parts = parts_of(case)
    case = moved(case, cast.zhao, "sign", parts[Role.LEAD])
    case = moved(case, cast.li, "visit", kind="face", on=NOW.date(), with_whom="周阿姨", body="上门看过。")
    html = read(as_user(more.luo), case)
    assert "青澜区住房和建设局" in html
    assert "会办" in html
    assert "赵科员" not in html
    assert "周阿姨" not in html
    assert "赵科员" in read(as_user(cast.li), case)
    assert "周阿姨" in read(as_user(cast.zhang), case)


def test_a_deputy_whose_message_joined_anothers_matter_reads_it_and_answers_her_own(cast, more, as_user):
    mine = cast.message(body="三单元楼道灯不亮。", contact_name="周大伟")
    case = matter(cast, filed=mine)
    assert as_user(more.song).get(page(case)).status_code == 404
    hers = written_to(cast, more.song_deputy, body="我家门口也是黑的。")
    case = moved(case, cast.zhang, "join", conversations=[hers])
    html = read(as_user(more.song), case)
    assert hers.receipt in html
    assert "我家门口也是黑的。" in html
    for other in (mine.conversation.receipt, "三单元", "周大伟"):
        assert other not in html
    assert buttons(html) == set()
    part = only_part(case)
    for name in ("recall", "visit"):
        assert as_user(more.song).post(door(case, name), {"version": case.version}).status_code == 403
    case = moved(case, cast.zhao, "sign", part)
    case = moved(case, cast.he, "release", part, body="已更换。", contact_person="", contact_phone="")
    client = as_user(more.song)
    html = read(client, case)
    assert "已更换。" in html
    assert "承办单位的答复已到，请答复群众。" in html
    panel = client.get(reverse("liaison:conversation", args=[hers.receipt])).content.decode()
    assert f'href="{page(case)}"' in panel
    Conversation.objects.filter(pk=hers.pk).update(held_by="office")
    assert client.get(page(case)).status_code == 404


def test_a_co_handler_whose_opinion_came_too_late_reads_how_it_ended(cast, more, as_user):
    case = together(cast, more)
    parts = parts_of(case)
    lead, late = parts[Role.LEAD], parts[Role.CO]
    case = moved(case, more.luo, "sign", late)
    case = moved(case, more.luo, "report", late, body="现场量过了。", tells_constituent=False)
    case = moved(case, cast.zhao, "sign", lead)
    case = moved(case, cast.he, "release", lead, body="已更换三盏。")
    client = as_user(more.luo)
    html = read(client, case)
    for told in ("已更换三盏。", "不再需要意见", "主办单位已有结果，不再需要会办意见。"):
        assert told in html
    assert "赵科员" not in html
    assert buttons(html) == set()
    notice = Notice.objects.filter(recipient=more.luo).order_by("pk").last()
    assert (notice.url, "不再需要会办意见" in notice.title) == (page(case), True)
    assert client.get(door(case, "draft", late)).status_code == 302
    refused = client.post(door(case, "report", late), {"version": case.version, "body": "再说一句"})
    assert "不能“报告进展”" in refused.content.decode()
    assert case.title in client.get(reverse("suggestions:queue"), {"queue": "all"}).content.decode()
    assert client.get("/api/v1/assignments/").json()["results"] == []
    case = moved(case, cast.zhang, "assign", parts=[Part(Role.CO, unit=more.bureau)])
    assert case.assignments.filter(unit=more.bureau, state="handed").exists()


def test_a_co_handler_taken_off_the_case_sees_nothing_any_more(cast, more, as_user):
    case = together(cast, more)
    late = parts_of(case)[Role.CO]
    case = moved(case, more.luo, "sign", late)
    case = moved(case, cast.zhang, "cancel", late, reason="与本单位有关，回避。")
    case = moved(case, cast.zhao, "sign", parts_of(case)[Role.LEAD])
    case = moved(case, cast.he, "release", parts_of(case)[Role.LEAD], body="已更换三盏。")
    assert case.state == "replied"
    assert as_user(more.luo).get(page(case)).status_code == 404


@pytest.mark.parametrize("who", [*READERS, "luo", "shi"])
def test_the_buttons_are_the_table(cast, more, as_user, who):
    user = getattr(more, who, None) or getattr(cast, who)
    case = together(cast, more)
    lead = parts_of(case)[Role.LEAD]
    steps = [
        ("sign", cast.zhao, {}),
        ("request_return", cast.zhao, {"reason": "不归我们管。"}),
        ("decline_return", cast.zhang, {"reason": "归的。"}),
        ("draft", cast.zhao, {"body": "草稿", "contact_person": "", "contact_phone": ""}),
        ("release", cast.he, {"body": "已更换。", "contact_person": "", "contact_phone": ""}),
        ("send_back", cast.li, {"reason": "没有说时间。"}),
    ]
    for name, actor, data in [(None, None, None), *steps]:
        if name:
            case = moved(case, actor, name, lead, **data)
        case = Case.objects.select_related("congress", "organisation").get(pk=case.pk)
        if not access.cases_visible_to(user).filter(pk=case.pk).exists():
            assert as_user(user).get(page(case)).status_code == 404
            continue
        offered = {(None, move.name) for move in access.moves(user, case)}
        for part in case.assignments.select_related("unit", "deputy"):
            offered |= {(part.pk, move.name) for move in access.moves(user, case, part)}
        assert buttons(read(as_user(user), case)) == offered, name


def test_what_waits_for_the_reader_stands_first(cast, as_user):
    case = matter(cast)
    part = only_part(case)
    html = read(as_user(cast.zhao), case)
    assert html.index("该您做的") < html.index(case.title, html.index("</h1>"))
    assert "请先签收" in html
    assert "等青澜区住房和建设局答复" in read(as_user(cast.li), case)
    case = moved(case, cast.zhao, "request_return", part, reason="归城管局。")
    html = read(as_user(cast.li), case)
    assert "青澜区住房和建设局申请退办：归城管局。" in html
    case = moved(case, cast.zhang, "decline_return", part, reason="请办。")
    moved(case, cast.he, "release", part, body="已更换。", contact_person="", contact_phone="")
    html = read(as_user(cast.li), case)
    source = Conversation.objects.get(cases=case)
    assert "承办单位的答复已到，请答复群众。" in html
    assert f'href="{reverse("liaison:conversation", args=[source.receipt])}"' in html


def test_the_day_until_which_a_unit_gives_back_is_said_and_kept(cast, as_user):
    case = matter(cast)
    part = only_part(case)
    html = read(as_user(cast.zhao), case)
    assert "到 11月25日 周三。" in html
    assert "可以申请退办" in html
    assert "退办期限" not in read(as_user(cast.li), case)
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        client = as_user(cast.zhao)
        html = read(client, case)
        assert "到 11月25日 周三，已经过了" in html
        assert "可以申请退办" not in html
        assert buttons(html) == {(part.pk, "sign")}
        told = client.get(door(case, "request_return", part), follow=True).content.decode()
        assert "退办最迟要在11月25日 周三提出" in told
        moved(case, cast.zhao, "sign", part)
        moved(case, cast.zhao, "draft", part, body="已更换。", contact_person="", contact_phone="")
        assert "退办期限" not in read(client, case)


def test_an_extension_keeps_the_first_date_in_sight(cast, as_user):
    case = matter(cast)
    part = only_part(case)
    clock = part.clocks.get()
    case = moved(case, cast.zhao, "sign", part)
    until = clock.due_on + timedelta(days=5)
    case = moved(case, cast.zhao, "ask_extension", part, until=until, reason="要等配件。")
    assert "要等配件。" in read(as_user(cast.zhang), case)
    assert "审批延期" in read(as_user(cast.zhang), case)
    case = moved(case, cast.zhang, "decide_extension", part, decision="approve", note="")
    html = read(as_user(cast.li), case)
    assert f"原定 {clock.due_on.month}月{clock.due_on.day}日" in html
    assert "这个日期怎么算的" in html


def _many(cast, count):
    """A case with so many parts, messages, replies and notes."""
    government = cast.department.parent
    units = [
        add_organisation(name=f"{count}-{n}局", kind=Organisation.Kind.DEPARTMENT, parent=government)
        for n in range(count)
    ]
    case = matter(cast, *(Part(Role.SEPARATE, unit=unit) for unit in units))
    if count > 1:
        others = [cast.message().conversation for _n in range(count - 1)]
        case = moved(case, cast.li, "join", conversations=others)
    for part in case.assignments.all():
        Reply.objects.create(assignment=part, round=1, body="答复", drafted_at=NOW, state="released")
        Progress.objects.create(
            case=case, assignment=part, kind="report", on=NOW.date(), body="进展", label="某局", at=NOW
        )
    return case


@pytest.mark.parametrize("who", ["li", "zhang", "qian", "feng"])
def test_the_page_costs_the_same_however_much_belongs_to_it(cast, as_user, who):
    counts = []
    for size in (1, 10):
        case = _many(cast, size)
        client = as_user(getattr(cast, who))
        read(client, case)
        with CaptureQueriesContext(connection) as spent:
            read(client, case)
        counts.append(len(spent))
    assert counts[0] == counts[1]
    assert counts[1] <= 30


def test_a_formal_suggestion_costs_the_same_with_one_unit_and_with_ten(cast, more, as_user):
    counts = []
    for size in (1, 10):
        case = _many(cast, size)
        Case.objects.filter(pk=case.pk).update(kind="suggestion", number="")
        suggestion = Suggestion.objects.create(case=case, term=cast.term)
        CoSigner.objects.create(suggestion=suggestion, deputy=more.tang_deputy, state="confirmed")
        spent_by = []
        for user in (cast.li, more.tang, cast.qian):
            client = as_user(user)
            read(client, case)
            with CaptureQueriesContext(connection) as spent:
                read(client, case)
            spent_by.append(len(spent))
        counts.append(spent_by)
    assert counts[0] == counts[1]
