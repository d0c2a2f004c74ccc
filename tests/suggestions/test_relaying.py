"""A matter goes up hop by hop; each hop has its own clock and answers one hop down."""

from datetime import timedelta

import pytest

from deputies.errors import Refused
from deputies.models import Deputy, ElectingUnit, Level, Organisation, Seat, Term, User
from deputies.services.mandates import appoint
from deputies.services.organisations import add_organisation
from liaison.workflow import State
from suggestions import access
from suggestions.models import Assignment
from suggestions.services.parts import Part
from tests.cast import NOW, PASSWORD, TODAY
from tests.suggestions import people
from tests.suggestions.matters import fresh, last_words, moved, opened, replied, told

pytestmark = pytest.mark.django_db
LEAD, RELAY = Assignment.Role.LEAD, Assignment.Role.RELAY


@pytest.fixture
def more(cast):
    return people.extend(cast)


@pytest.fixture
def province_deputy(cast, more) -> Deputy:
    """邵代表 of the province."""
    province = add_organisation(name="江省人大常委会", kind=Organisation.Kind.CONGRESS, level=Level.PROVINCE)
    term = Term.objects.create(
        congress=province, number=13, starts_on=TODAY.replace(year=2022), ends_on=TODAY.replace(year=2027), is_current=True
    )  # fmt: skip
    electing = ElectingUnit.objects.create(congress=province, name="临江市")
    seat = Seat.objects.create(
        congress=province, electing_unit=electing, number=1, organisation=cast.congress.parent
    )
    user = User.objects.create_user("shao", PASSWORD, name="邵华")
    return appoint(seat=seat, term=term, name="邵华", elected_on=TODAY, actor=None, now=NOW, user=user)


def relayed(cast, more):
    return opened(cast, tier=5, parts=[Part(RELAY, deputy=more.jin_deputy, instruction="涉及市管道路")])


def hop(case, deputy) -> Assignment:
    return case.assignments.get(deputy=deputy)


def test_a_relay_has_thirty_days_and_the_constituent_hears_the_name(cast, more):
    case = relayed(cast, more)
    part = hop(case, more.jin_deputy)
    assert (part.role, part.unit, part.instruction) == (RELAY, None, "涉及市管道路")
    clock = part.clocks.get()
    assert (clock.rule_key, clock.due_on) == ("message.relay", TODAY + timedelta(days=30))
    assert last_words(case.conversations.get()).startswith("已请金山代表接力反映，最迟2026年12月18日")
    assert told(more.jin) == ["有一件需要您接力"]
    assert case in access.cases_visible_to(more.jin)
    assert not access.cases_visible_to(more.tang).exists()


def test_only_a_deputy_of_a_higher_level_who_can_be_reached_takes_over(cast, more):
    for deputy in (more.tang_deputy, cast.li_deputy, cast.sun_deputy):
        with pytest.raises(Refused, match="更高一级") as refused:
            opened(cast, tier=5, parts=[Part(RELAY, deputy=deputy)])
        assert refused.value.field == "deputy"
    User.objects.filter(pk=more.jin.pk).update(is_active=False)
    with pytest.raises(Refused, match="不能在线接力"):
        opened(cast, tier=5, parts=[Part(RELAY, deputy=fresh(more.jin_deputy))])


def test_the_answer_of_the_relay_goes_to_the_deputy(cast, more):
    case = relayed(cast, more)
    part = replied(more.jin, case, hop(case, more.jin_deputy), "市里明年改造。")
    assert (part.state, part.clocks.get().outcome) == ("replied", "met")
    assert (fresh(case).state, case.conversations.get().state) == ("replied", State.ACCEPTED)
    assert last_words(case.conversations.get()) == "金山已答复代表，代表核实后答复您。"


def test_each_hop_answers_one_hop_down(cast, more, province_deputy):
    case, shao = relayed(cast, more), province_deputy.user
    first = moved(more.jin, case, "sign", hop(case, more.jin_deputy))
    first = moved(more.jin, case, "pass_up", first, deputy=province_deputy, reason="省管河道")
    second = hop(case, province_deputy)
    assert (second.parent, second.instruction) == (first, "省管河道")
    assert first.clocks.get().state == second.clocks.get().state == "running"
    assert told(shao) == ["有一件需要您接力"]
    assert last_words(case.conversations.get()) == "金山代表已请邵华代表继续接力。"
    names = {move.name for move in access.moves(more.jin, fresh(case), first)}
    assert not {"release", "pass_up"} & names
    for name, data in (
        ("release", {"body": "先答了"}),
        ("pass_up", {"deputy": province_deputy, "reason": "x"}),
    ):
        with pytest.raises(Refused, match="等他回话"):
            moved(more.jin, case, name, first, **data)
    replied(shao, case, second, "省里已立项。", now=NOW + timedelta(days=10))
    assert fresh(case).state == "handling"
    assert told(more.jin)[-1] == "邵华代表回话了，请您往下答复"
    assert "release" in {move.name for move in access.moves(more.jin, fresh(case), first)}
    replied(more.jin, case, first, "省里已立项，明年开工。", now=NOW + timedelta(days=40))
    assert fresh(case).state == "replied"
    assert [clock.outcome for clock in case.clocks.order_by("pk")] == ["missed", "met"]
    assert last_words(case.conversations.get()) == "金山已答复代表，代表核实后答复您。"
    with pytest.raises(Refused, match="先退回下一棒"):
        moved(cast.li, case, "send_back", second, reason="没说清")
    moved(cast.li, case, "send_back", first, reason="没说清")
    assert (fresh(case).state, fresh(first).state) == ("handling", "signed")


def test_the_next_hop_stands_higher_than_the_one_before(cast, more, province_deputy):
    case = relayed(cast, more)
    first = moved(more.jin, case, "sign", hop(case, more.jin_deputy))
    with pytest.raises(Refused, match="更高一级"):
        moved(more.jin, case, "pass_up", first, deputy=more.tang_deputy, reason="x")
    moved(more.jin, case, "pass_up", first, deputy=province_deputy, reason="x")
    with pytest.raises(Refused, match="已经在接力"):
        moved(cast.li, case, "relay", deputy=province_deputy, reason="x")


def test_a_hop_called_off_ends_those_above_it_and_frees_the_one_below(cast, more, province_deputy):
    case = relayed(cast, more)
    first = moved(more.jin, case, "sign", hop(case, more.jin_deputy))
    moved(more.jin, case, "pass_up", first, deputy=province_deputy, reason="x")
    moved(cast.li, case, "cancel", hop(case, province_deputy), reason="久无回音")
    assert "release" in {move.name for move in access.moves(more.jin, fresh(case), first)}
    again = moved(more.jin, case, "pass_up", first, deputy=province_deputy, reason="再问一次")
    moved(cast.li, case, "cancel", again, reason="不接力了")
    assert not case.assignments.exclude(state="cancelled").exists()
    assert set(case.clocks.values_list("state", flat=True)) == {"void"}
    assert fresh(case).state == "handling"


def test_a_relay_stands_beside_the_units_and_both_must_answer(cast, more):
    case = opened(cast)
    case = moved(cast.zhang, case, "relay", deputy=more.jin_deputy, reason="市管道路")
    assert last_words(case.conversations.get()) == "已请金山代表接力反映，有了答复再告诉您。"
    replied(cast.he, case, case.assignments.get(unit=cast.department))
    assert fresh(case).state == "handling"
    replied(more.jin, case, hop(case, more.jin_deputy))
    assert fresh(case).state == "replied"
