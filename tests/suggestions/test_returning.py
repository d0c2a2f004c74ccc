"""A unit asks to give a case back; who decides, who takes over, what a disputed assignment comes to."""

from datetime import date, timedelta

import pytest

from deputies.errors import Refused
from deputies.models import Membership, Role
from suggestions import access
from suggestions.models import Assignment, Progress
from suggestions.queries.timing import return_by
from suggestions.services.parts import Part
from tests.cast import NOW
from tests.suggestions import people
from tests.suggestions.matters import fresh, last_words, moved, opened, told

pytestmark = pytest.mark.django_db
LEAD, CO = Assignment.Role.LEAD, Assignment.Role.CO


@pytest.fixture
def more(cast):
    return people.extend(cast)


@pytest.fixture
def case(cast, more):
    return opened(cast, parts=[Part(LEAD, cast.department, instruction="请现场看")])


def asked(cast, case, **data):
    part = case.assignments.get(state__in=("handed", "signed"))
    return moved(cast.zhao, case, "request_return", part, **({"reason": "路灯归城管"} | data))


def test_a_return_is_asked_within_five_working_days(cast, case):
    """Handed over on Wednesday 18 November 2026: the fifth working day is Wednesday 25 November."""
    part = case.assignments.get()
    assert return_by(case, part) == date(2026, 11, 25)
    with pytest.raises(Refused, match="退办最迟要在11月25日"):
        moved(cast.zhao, case, "request_return", part, reason="晚了", now=NOW + timedelta(days=8))
    part = moved(cast.zhao, case, "request_return", part, reason="不归我们", now=NOW + timedelta(days=7))
    assert (part.state, part.reason) == ("return_requested", "不归我们")
    assert part.clocks.get().state == "running"


def test_those_who_decide_hear_of_it_and_the_unit_does_not_propose_itself(cast, case, more):
    with pytest.raises(Refused, match="不能是本单位"):
        asked(cast, case, proposed_unit=cast.department)
    part = asked(cast, case, proposed_unit=more.bureau)
    assert part.proposed_unit == more.bureau
    for decider in (cast.li, cast.zhang, cast.feng):
        assert told(decider)[-1] == "有退办申请等您决定"
    assert told(cast.qian) == []


def test_an_accepted_return_gives_the_same_part_to_another_unit_with_a_new_clock(cast, case, more):
    old = asked(cast, case, proposed_unit=more.bureau)
    later = NOW + timedelta(days=2)
    old = moved(cast.zhang, case, "accept_return", old, unit=more.bureau, reason="确实归城管", now=later)
    new = case.assignments.get(unit=more.bureau)
    assert (old.state, old.clocks.get().state) == ("returned", "void")
    assert (new.role, new.replaces, new.state, new.instruction) == (LEAD, old, "handed", "请现场看")
    assert (new.clocks.get().started_on, new.clocks.get().start_event) == (later.date(), "退办改派")
    assert told(more.luo) == ["有一件交您单位办理"]
    assert told(cast.zhao)[-1] == "已同意退办，改由青澜区城市管理局办理"
    assert last_words(case.conversations.get()) == "改由青澜区城市管理局办理。"
    assert case not in access.cases_visible_to(cast.zhao)
    assert case in access.cases_visible_to(more.luo)
    assert Progress.objects.get().kind == "decision"


def test_the_new_unit_is_another_one_that_handles_and_not_in_the_case_yet(cast, more):
    case = opened(cast, parts=[Part(LEAD, cast.department), Part(CO, more.bureau)])
    part = moved(cast.zhao, case, "request_return", case.assignments.first(), reason="不归我们")
    for unit, says in (
        (cast.department, "另一个单位"),
        (more.bureau, "已经在办"),
        (cast.street, "不是可以承办"),
    ):
        with pytest.raises(Refused, match=says) as refused:
            moved(cast.li, case, "accept_return", part, unit=unit)
        assert refused.value.field == "unit"
    assert fresh(part).state == "return_requested"


def test_a_declined_return_is_explained_and_opens_the_dispute(cast, case):
    part = asked(cast, case)
    part = moved(cast.li, case, "decline_return", part, reason="产权在你们")
    assert (part.state, part.returns_declined, part.reason) == ("signed", 1, "产权在你们")
    assert told(cast.zhao)[-1] == told(cast.he)[-1] == "没有同意退办，请继续办理"
    assert Progress.objects.get().body == "不同意退办：产权在你们"
    assert {move.name for move in access.moves(cast.he, case, part)} >= {"dispute", "release"}
    part = moved(cast.he, case, "dispute", part, reason="三定方案没有")
    assert part.state == "disputed"
    assert told(cast.feng)[-1] == "有承办争议等您裁定"
    assert told(cast.qian) == []


def test_there_is_no_dispute_before_a_return_was_declined(cast, case):
    part = moved(cast.he, case, "sign", case.assignments.get())
    assert "dispute" not in {move.name for move in access.moves(cast.he, case, part)}
    with pytest.raises(Refused, match="先申请退办"):
        moved(cast.he, case, "dispute", part, reason="不归我们")


def disputed(cast, case, who=None):
    part = asked(cast, case) if who is None else moved(who, case, "request_return", case.assignments.get(), reason="不归")  # fmt: skip
    part = moved(cast.li, case, "decline_return", part, reason="归你们")
    return moved(who or cast.he, case, "dispute", part, reason="再请裁定")


def test_the_government_office_decides_among_its_own_units(cast, case, more):
    part = disputed(cast, case)
    with pytest.raises(Refused, match="由政府办公室裁定"):
        moved(cast.qian, case, "uphold", part, reason="归你们")
    assert not {"uphold", "reassign"} & {move.name for move in access.moves(cast.qian, case, part)}
    old = moved(cast.feng, case, "reassign", part, unit=more.bureau, reason="按职责清单")
    assert old.state == "returned"
    assert case.assignments.get(unit=more.bureau).replaces == old
    assert told(cast.zhao)[-1] == "承办争议已裁定，改由青澜区城市管理局办理"


def test_what_is_upheld_stays_with_the_unit(cast, case):
    part = moved(cast.feng, case, "uphold", disputed(cast, case), reason="产权清楚")
    assert (part.state, part.clocks.get().state) == ("signed", "running")
    assert told(cast.he)[-1] == "已裁定由本单位承办，请继续办理"
    assert Progress.objects.last().label == "青澜区政府办公室 冯主任科员"


def test_the_congress_office_decides_about_units_below_no_government(cast, more):
    case = opened(cast, tier=2, parts=[Part(LEAD, cast.community)])
    part = disputed(cast, case, cast.wu)
    assert told(cast.qian)[-1] == "有承办争议等您裁定"
    with pytest.raises(Refused, match="您的身份"):
        moved(cast.feng, case, "uphold", part, reason="x")
    assert moved(cast.qian, case, "uphold", part, reason="属社区").state == "signed"


def test_without_anybody_in_the_government_office_the_congress_decides(cast, case):
    part = disputed(cast, case)
    Membership.objects.filter(role=Role.GOVERNMENT_OFFICE).delete()
    assert moved(cast.qian, case, "uphold", part, reason="归你们").state == "signed"
