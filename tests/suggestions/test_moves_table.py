"""Every move × every state × everybody, of matters and of units' parts: what is allowed succeeds, nothing else changes
anything, and the buttons on the page are exactly what succeeds."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from deputies.errors import Refused
from deputies.models import AuditEvent
from liaison.models import Conversation, Notice
from suggestions import access, workflow
from suggestions.models import (
    AnswerLink,
    Assignment,
    Case,
    Clock,
    Commitment,
    Extension,
    Progress,
    Reply,
    Source,
)
from suggestions.queries.answer_page import AnswerPage, closed_because, link_of
from suggestions.services import _move, acting, links
from suggestions.services.parts import Part
from suggestions.workflow import ASSIGNMENT, MATTER, AssignmentState, Capacity, CaseState
from tests.cast import NOW, TODAY
from tests.suggestions import people
from tests.suggestions.matters import fresh, opened

pytestmark = pytest.mark.django_db
Role = Assignment.Role
S, C = AssignmentState, CaseState
# Whoever has a part in the case, and those who have none.
INSIDE = ("li", "zhang", "qian", "feng", "zhao", "he", "jin")
OUTSIDE = ("wang", "luo", "shi", "wu", "tang", "sun", "gao", "lin", "audit", "admin", "bai")
OPEN_MATTER_STATES = (C.HANDLING, C.REPLIED, C.COMPLETED, C.CANCELLED)
WATCHED = (Case, Assignment, Clock, Extension, Reply, Commitment, Progress, Source, AnswerLink, Notice)

# What each may do with a unit's part of a matter in handling whose clock runs; nobody else may do anything.
DECIDE = "accept_return decline_return urge cancel"
EXPECTED = {
    "handed": {
        "li": "urge cancel send_link",
        "zhang": "urge cancel send_link",
        "qian": "urge cancel send_link",
        "feng": "urge",
        "zhao": "sign request_return",
        "he": "sign request_return",
        "link": "sign request_return",
    },
    "signed": {
        "li": "urge cancel send_link",
        "zhang": "pause urge cancel send_link",
        "qian": "pause urge cancel send_link",
        "feng": "urge",
        "zhao": "draft report request_return ask_extension",
        "he": "draft release report request_return dispute ask_extension",
        "link": "release request_return ask_extension",
    },
    "drafted": {
        "li": "urge cancel",
        "zhang": "pause urge cancel",
        "qian": "pause urge cancel",
        "feng": "urge",
        "zhao": "draft report ask_extension",
        "he": "draft release revise report ask_extension",
        "link": "release ask_extension",
    },
    "return_requested": {
        "li": DECIDE,
        "zhang": DECIDE,
        "qian": DECIDE,
        "feng": "accept_return decline_return urge",
    },
    "disputed": {
        "li": "urge cancel",
        "zhang": "urge cancel",
        "qian": "urge cancel",
        "feng": "uphold reassign urge",
    },
    "replied": {
        "li": "send_back",
        "zhang": "send_back settle_promise",
        "qian": "send_back settle_promise",
        "feng": "send_back",
        "zhao": "settle_promise",
        "he": "settle_promise",
    },
    "returned": {},
    "cancelled": {},
    "noted": {},
    "spared": {},
}
RELAYED = {
    "handed": {"li": "urge cancel", "zhang": "urge cancel", "qian": "urge cancel", "jin": "sign"},
    "signed": {
        "li": "urge cancel",
        "zhang": "urge cancel",
        "qian": "urge cancel",
        "jin": "release report ask_extension pass_up",
    },
    "replied": {
        "li": "send_back",
        "zhang": "send_back settle_promise",
        "qian": "send_back settle_promise",
        "jin": "settle_promise",
    },
    "cancelled": {},
}
SENDERS = "assign relay join visit recall"
MATTERS = {
    "handling": {"li": SENDERS, "zhang": SENDERS, "qian": SENDERS},
    "replied": {"li": "assign relay visit", "zhang": "assign relay visit", "qian": "assign relay visit"},
    "completed": {},
    "cancelled": {},
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def more(cast):
    return people.extend(cast)


def everybody(cast, more) -> dict:
    known = cast.users | {who: getattr(more, who) for who in ("luo", "shi", "tang", "jin")}
    return {who: known[who] for who in (*INSIDE, *OUTSIDE)}


def in_state(part: Assignment, state: S, *, case_state: C = C.HANDLING) -> Assignment:
    """Put a part into a state as its history would have left it, straight in the database."""
    open_now = state in workflow.OPEN_ASSIGNMENTS
    Assignment.objects.filter(pk=part.pk).update(
        state=state.value, returns_declined=1, replied_at=NOW if state == S.REPLIED else None
    )
    Case.objects.filter(pk=part.case_id).update(state=case_state.value)
    if not open_now:
        Clock.objects.filter(assignment=part).update(state="void")
    if state in (S.DRAFTED, S.REPLIED):
        kind = Reply.State.DRAFT if state == S.DRAFTED else Reply.State.RELEASED
        reply = Reply.objects.create(assignment=part, round=1, body="已修", state=kind, drafted_at=NOW)
        reply.commitments.create(text="再看一次", due_on=TODAY + timedelta(days=5))
    return row_of(part)


def row_of(part: Assignment) -> Assignment:
    return Assignment.objects.select_related(
        "unit", "deputy__user", "parent", "case__congress", "case__organisation", "case__deputy"
    ).get(pk=part.pk)


def data_for(cast, more, city) -> dict:
    """What each move needs, complete and right."""
    return {
        "draft": {"body": "已修"},
        "release": {"body": "已修"},
        "take_note": {"body": "已阅，供参考。"},
        "revise": {"reason": "写清楚"},
        "report": {"body": "在修"},
        "request_return": {"reason": "不归我们"},
        "accept_return": {"unit": more.bureau},
        "decline_return": {"reason": "归你们"},
        "dispute": {"reason": "不归我们"},
        "uphold": {"reason": "归你们"},
        "reassign": {"unit": more.bureau, "reason": "归城管"},
        "ask_extension": {"reason": "等料", "until": TODAY + timedelta(days=20)},
        "decide_extension": {"decision": "approve"},
        "pause": {"reason": "等群众补充"},
        "send_back": {"reason": "没修好"},
        "settle_promise": {"outcome": "kept", "on": TODAY},
        "cancel": {"reason": "不用了"},
        "pass_up": {"deputy": city, "reason": "省管"},
        "send_link": {"digest": "0" * 64},
        "relay": {"deputy": more.jin_deputy, "reason": "市管"},
        "assign": {"parts": [Part(Role.CO, more.bureau)]},
        "visit": {"body": "看了现场"},
        "recall": {"reason": "不用了"},
    }


def given_for(name: str, data: dict) -> dict:
    """What a move needs now; promises are made after the data was laid out."""
    promise = {"commitment": Commitment.objects.last()} if name == "settle_promise" else {}
    return data.get(name, {}) | promise


def picture() -> list:
    """Everything a refused move must leave as it was."""
    rows = [list(model.objects.order_by("pk").values()) for model in WATCHED]
    messages = list(Conversation.objects.order_by("pk").values("state", "version", "held_by"))
    return [*rows, messages, AuditEvent.objects.count()]


def made_of(names, attempt) -> set[str]:
    """Return which moves succeed; each is taken back, and the refused ones say why and leave everything as it was."""
    before, made = picture(), set()
    for name in names:
        mark = transaction.savepoint()
        try:
            attempt(name)
        except Refused as refused:
            said = str(refused)
        else:
            transaction.savepoint_rollback(mark)
            made.add(name)
            continue
        assert said
    assert picture() == before
    return made


def tried(user, part: Assignment | None, case: Case, names, data: dict) -> set[str]:
    """Return which moves a person can make, having tried all of them."""

    def attempt(name):
        given = given_for(name, data)
        now = timezone.now()
        acting.act(
            user=user, case=case, assignment=part, name=name, now=now, version=case.version, data=given
        )

    return made_of(names, attempt)


def check_part(cast, more, part: Assignment, expected: dict, data: dict) -> None:
    for who, user in everybody(cast, more).items():
        made = tried(user, part, part.case, workflow.MOVES[ASSIGNMENT], data)
        buttons = {move.name for move in access.moves(user, row_of(part).case, row_of(part))}
        assert made == buttons == set(expected.get(who, "").split()), who


def check_link(part: Assignment, expected: str, data: dict) -> None:
    AnswerLink.objects.create(
        assignment=part, token_digest="1" * 64, made_at=NOW, expires_on=TODAY + timedelta(days=30)
    )

    def attempt(name):
        links.answer(link=link_of("1" * 64), name=name, data=data.get(name, {}), now=timezone.now())

    made = made_of(workflow.MOVES[ASSIGNMENT], attempt)
    link = link_of("1" * 64)
    buttons = set() if closed_because(link, timezone.localdate()) else set(AnswerPage(link).moves())
    assert made == buttons == set(expected.split())


def higher(more):
    """A deputy of the province, for whom the city's may ask."""
    deputy = fresh(more.song_deputy)
    type(deputy).objects.filter(pk=deputy.pk).update(level=2)
    return fresh(deputy)


@pytest.mark.parametrize("state", list(S))
def test_what_people_may_do_with_the_part_of_a_unit(cast, more, state):
    part = in_state(opened(cast).assignments.get(), state)
    check_part(cast, more, part, EXPECTED[state], data_for(cast, more, higher(more)))


@pytest.mark.parametrize("state", [S.HANDED, S.SIGNED, S.REPLIED, S.CANCELLED])
def test_what_people_may_do_with_the_part_of_a_relayed_deputy(cast, more, state):
    part = opened(cast, tier=5, parts=[Part(Role.RELAY, deputy=more.jin_deputy)]).assignments.get()
    data = data_for(cast, more, higher(more))
    data["ask_extension"]["until"] = TODAY + timedelta(days=40)
    check_part(cast, more, in_state(part, state), RELAYED[state], data)


@pytest.mark.parametrize("case_state", OPEN_MATTER_STATES)
def test_a_replied_part_is_sent_back_while_the_matter_is_not_closed(cast, more, case_state):
    part = in_state(opened(cast).assignments.get(), S.REPLIED, case_state=case_state)
    promises = dict.fromkeys(("zhang", "qian", "zhao", "he"), "settle_promise")
    expected = {C.COMPLETED: promises, C.CANCELLED: {}}.get(case_state, EXPECTED["replied"])
    check_part(cast, more, part, expected, data_for(cast, more, higher(more)))


@pytest.mark.parametrize(("days", "in_time"), [(7, True), (8, False)])
@pytest.mark.parametrize("state", [S.HANDED, S.SIGNED])
def test_a_unit_asks_to_give_a_part_back_until_its_window_is_over(cast, more, clock, state, days, in_time):
    """Handed over on Wednesday 18 November 2026: five working days end on Wednesday 25 November."""
    part = in_state(opened(cast).assignments.get(), state)
    clock.move_to(NOW + timedelta(days=days))
    gone = "" if in_time else "request_return"
    left = {
        who: " ".join(name for name in names.split() if name != gone)
        for who, names in EXPECTED[state].items()
    }
    check_part(cast, more, part, left, data_for(cast, more, higher(more)))
    check_link(part, left["link"], data_for(cast, more, None))


@pytest.mark.parametrize("timed", ["asked", "paused", "approved"])
def test_what_the_clock_lets_people_do(cast, more, timed):
    """While more time is asked for nobody asks again or pauses; a clock that stands still is set going first."""
    part = in_state(opened(cast).assignments.get(), S.SIGNED)
    expected = {who: set(names.split()) for who, names in EXPECTED["signed"].items()}
    deciders, unit = ("zhang", "qian"), ("zhao", "he")
    row = part.clocks.get()
    if timed == "paused":
        Clock.objects.filter(pk=row.pk).update(state="paused")
        row.pauses.create(since=TODAY, reason="等")
        changes = {who: ({"pause"}, {"resume"}) for who in deciders}
    else:
        approved = {"decided_at": NOW} if timed == "approved" else {}
        row.extensions.create(until=TODAY + timedelta(20), reason="等", asked_at=NOW, state=timed, **approved)
        changes = {who: ({"pause"}, {"decide_extension"}) for who in deciders} if timed == "asked" else {}
    for who in unit:
        changes[who] = ({"ask_extension"}, set())
    for who, (gone, new) in changes.items():
        expected[who] = expected[who] - gone | new
    said = {who: " ".join(names) for who, names in expected.items()}
    check_part(cast, more, part, said, data_for(cast, more, higher(more)))


@pytest.mark.parametrize("state", list(S))
def test_what_a_one_time_page_may_do(cast, more, state):
    part = in_state(opened(cast).assignments.get(), state)
    check_link(part, EXPECTED[state].get("link", ""), data_for(cast, more, None))


@pytest.mark.parametrize("state", OPEN_MATTER_STATES)
def test_what_people_may_do_with_a_matter(cast, more, state):
    case = opened(cast)
    part = case.assignments.get()
    done = state != C.HANDLING
    in_state(part, S.REPLIED if done else S.HANDED, case_state=state)
    hers, held_by_site = (cast.message().conversation for _ in range(2))
    Conversation.objects.filter(pk=held_by_site.pk).update(held_by="site")
    data = data_for(cast, more, higher(more))
    for who, user in everybody(cast, more).items():
        mine = hers if who == "li" else fresh(held_by_site)
        case = Case.objects.select_related("congress", "organisation").get(pk=case.pk)
        made = tried(user, None, case, workflow.MOVES[MATTER], data | {"join": {"conversations": [mine]}})
        buttons = {move.name for move in access.moves(user, case)}
        assert made == buttons == set(MATTERS[state].get(who, "").split()), who


@pytest.mark.parametrize("state", OPEN_MATTER_STATES)
def test_the_system_does_only_what_follows(cast, more, state):
    case = opened(cast)
    in_state(case.assignments.get(), S.REPLIED, case_state=state)

    def attempt(name):
        _move.move(case=case, name=name, actor=access.SYSTEM, now=NOW, data={"reason": "群众撤回"})

    made = made_of(workflow.MOVES[MATTER], attempt)
    expected = {
        C.HANDLING: {"all_replied", "recall", "follow_seat"},
        C.REPLIED: {"rework", "complete", "follow_seat"},
    }
    assert made == expected.get(state, set())


def test_whoever_saw_an_older_version_changes_nothing(cast, more):
    part = in_state(opened(cast).assignments.get(), S.SIGNED)
    Case.objects.filter(pk=part.case_id).update(version=7)
    data = data_for(cast, more, higher(more))
    for user in everybody(cast, more).values():
        assert not tried(user, part, part.case, workflow.MOVES[ASSIGNMENT], data)


def test_every_move_needs_what_the_table_says(cast, more):
    """Left out one by one, what a move needs is asked for beside its field."""
    needing = {name: move for name, move in workflow.MOVES[ASSIGNMENT].items() if move.needs}
    part = opened(cast).assignments.get()
    relay = opened(cast, tier=5, parts=[Part(Role.RELAY, deputy=more.jin_deputy)]).assignments.get()
    data = data_for(cast, more, higher(more))
    for name, move in needing.items():
        row = in_state(relay if name == "pass_up" else part, next(iter(move.targets)))
        if name == "decide_extension":
            row.clocks.update(state="running")
            row.clocks.get().extensions.create(until=TODAY, reason="等", asked_at=NOW)
        for need in move.needs:
            for user in everybody(cast, more).values():
                if access.actor_for(user, row.case, move, row) and access.fits(
                    move, row.case, row, access.capacities(user, row.case, row) & move.capacities
                ):
                    given = given_for(name, data) | {need: None}
                    with pytest.raises(Refused) as refused:
                        acting.act(user=user, case=row.case, assignment=row, name=name, now=NOW, version=row.case.version, data=given)  # fmt: skip
                    assert refused.value.field == need
        row.clocks.update(state="running")


def test_the_words_of_the_table_name_only_known_capacities():
    for moves in workflow.MOVES.values():
        for move in moves.values():
            assert move.capacities <= set(Capacity)
            assert move.targets
