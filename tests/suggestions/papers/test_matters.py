"""Papers of a constituent's matter: to the deputy, or to the office where no deputy holds it; nothing of the constituent."""

import pytest

from deputies.errors import Refused
from suggestions.models import Assignment, Case
from suggestions.services.parts import Part
from tests.cast import NOW, TODAY
from tests.suggestions.case_world import matter, moved
from tests.suggestions.papers.world import drafted, issued

pytestmark = pytest.mark.django_db
HERS = {"contact_name": "钟离若水", "contact_phone": "13987654321", "body": "星桥坠影", "place": "榆钱巷七号"}


@pytest.fixture
def case(cast, more):
    filed = cast.message(**HERS)
    case = matter(cast, Part("lead", cast.department), Part("co", more.bureau), filed=filed)
    for user, unit, body in (
        (more.shi, more.bureau, "同意换线。"),
        (cast.he, cast.department, "一、已经换好。"),
    ):
        part = case.assignments.get(unit=unit)
        moved(case, user, "sign", part)
        data = {"body": body, "contact_person": "赵科员", "contact_phone": "0571-88001234"}
        moved(case, user, "release", Assignment.objects.get(pk=part.pk), **data)
    return Case.objects.get(pk=case.pk)


def test_reply_goes_to_the_deputy_who_handed_it_over(cast, case):
    data = issued(cast.he, case, "reply", cast.department).data
    assert data["to"] == "李敏代表"
    assert data["title"] == "关于交办〔2026〕1号群众事项的答复"
    assert data["paragraphs"][0][0]["words"].startswith(
        f"您转来的群众事项“路灯坏了三盏”（编号：{case.number}）收悉。"
    )
    assert data["copies"] == ["长宁街道人大工委", "青澜区城市管理局"]
    assert data["enclosures"] == []
    assert data["class_mark"] == ""


def test_without_a_deputy_the_office_is_answered(cast, case):
    Case.objects.filter(pk=case.pk).update(deputy=None)
    data = drafted(cast.he, case, "reply", cast.department)
    assert data["to"] == "长宁街道人大工委"
    assert "你单位转来的" in data["paragraphs"][0][0]["words"]
    notice = drafted(cast.zhang, case, "handover")
    assert notice["paragraphs"][0][0]["words"].startswith("现将群众事项")


@pytest.mark.parametrize(
    ("who", "kind", "unit"),
    [
        ("he", "reply", "department"),
        ("shi", "opinion", "bureau"),
        ("zhang", "handover", None),
        ("he", "sheet", None),
        ("li", "sheet", None),
        ("zhang", "sheet", None),
    ],
)
def test_no_paper_names_the_constituent_or_what_she_wrote(cast, more, case, who, kind, unit):
    user = cast.users.get(who) or getattr(more, who)
    where = {"department": cast.department, "bureau": more.bureau}.get(unit)
    data = str(drafted(user, case, kind, where))
    receipts = [conversation.receipt for conversation in case.conversations.all()]
    assert receipts
    # The place of the matter is what the unit works at; the page of the case shows it too.
    place = HERS["place"]
    for secret in {*HERS.values(), *receipts} - ({place} if kind == "sheet" else set()):
        assert secret not in data


def test_a_sheet_holds_what_its_reader_may_read(cast, more, case):
    """A co-handler's opinion is for the lead unit and the offices, not for the deputy."""
    assert "同意换线。" in str(drafted(cast.zhang, case, "sheet"))
    assert "同意换线。" in str(drafted(cast.he, case, "sheet"))
    assert "同意换线。" not in str(drafted(cast.li, case, "sheet"))


def test_an_extension_that_was_declined_says_so(cast, more):
    case = matter(cast)
    part = case.assignments.get()
    moved(case, cast.zhao, "sign", part)
    clock = part.clocks.get(state="running", purpose="reply")
    until = clock.due_on.replace(day=min(clock.due_on.day + 3, 28))
    moved(case, cast.zhao, "ask_extension", part, reason="等配件。", until=until)
    moved(case, cast.zhang, "decide_extension", part, decision="decline", note="配件本地有货。")
    data = issued(cast.zhang, case, "extension", cast.department, mark="长街", dated=TODAY, now=NOW).data
    assert "不同意" in data["title"]
    text = "".join(run["words"] for paragraph in data["paragraphs"] for run in paragraph)
    assert f"答复期限仍为{clock.due_on.year}年{clock.due_on.month}月{clock.due_on.day}日" in text
    assert "审批意见：配件本地有货。" in text


def test_a_return_that_was_declined_says_why(cast, more):
    case = matter(cast)
    part = case.assignments.get()
    moved(case, cast.zhao, "request_return", part, reason="不归我们管。")
    moved(case, cast.zhang, "decline_return", part, reason="属于住建职责。")
    data = issued(cast.zhang, case, "returned", cast.department, mark="长街").data
    assert "不予退办" in data["title"]
    text = "".join(run["words"] for paragraph in data["paragraphs"] for run in paragraph)
    assert "属于住建职责。" in text


def test_no_return_notice_once_the_part_is_over_or_disputed(cast, more):
    for name, user, data in (
        ("cancel", cast.zhang, {"reason": "不用办了。"}),
        ("dispute", cast.he, {"reason": "仍不归我们。"}),
    ):
        case = matter(cast, Part("lead", cast.department), Part("co", more.bureau))
        part = case.assignments.get(unit=cast.department)
        moved(case, cast.zhao, "request_return", part, reason="不归我们管。")
        moved(case, cast.zhang, "decline_return", part, reason="属于住建职责。")
        assert drafted(cast.zhang, case, "returned", cast.department)
        moved(case, user, name, part, **data)
        with pytest.raises(Refused, match="退办作出决定以后才有退办通知"):
            drafted(cast.zhang, case, "returned", cast.department)
