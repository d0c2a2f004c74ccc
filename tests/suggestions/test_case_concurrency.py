"""Many at once on the same cases, on whichever database the run uses: real threads, real connections, real locks."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from deputies import audit
from deputies.errors import Conflict, Refused
from deputies.models import AuditEvent, Membership, Organisation, User
from deputies.services.organisations import add_organisation
from liaison.models import Conversation
from liaison.services.acting import speak
from suggestions import access, workflow
from suggestions.models import Assignment, Case, Clock, Source
from suggestions.services import acting, sweeps
from suggestions.services.parts import Part
from tests import cast as people
from tests.cast import NOW, TODAY
from tests.suggestions import people as more_people
from tests.suggestions.matters import opened

pytestmark = pytest.mark.django_db(transaction=True)
# SQLite lets one write at a time; PostgreSQL takes them all.
ON_SQLITE = connection.vendor == "sqlite"
THREADS, CASES = (6, 10) if ON_SQLITE else (40, 100)
MOVES_EACH = 10 if ON_SQLITE else 40
WHO = ("li", "zhang", "qian", "feng", "zhao", "he", "luo", "shi")
LIVE = (Clock.State.RUNNING.value, Clock.State.PAUSED.value)


@pytest.fixture
def cast():
    return people.build()


@pytest.fixture
def more(cast):
    return more_people.extend(cast)


def at_once(times, act) -> list:
    """Run act(n) in as many threads, started together; whatever is not a refusal fails the test."""
    gate = threading.Barrier(times)

    def run(number):
        gate.wait(timeout=60)
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def data_of(name: str, units: list[Organisation], pick: random.Random) -> dict:
    """What a move needs, complete and right."""
    return {
        "body": "办好了",
        "reason": "说明",
        "unit": pick.choice(units),
        "until": TODAY + timedelta(days=20),
        "decision": "approve",
        "digest": f"{pick.getrandbits(256):064x}",
        "parts": [Part(Assignment.Role.CO, pick.choice(units))],
    }


def one_move(user: User, case_pk: int, units: list[Organisation], pick: random.Random) -> str:
    """Let a person make any move her page offers, as she saw it; return what became of it."""
    case = Case.objects.select_related("congress", "organisation").get(pk=case_pk)
    parts = list(case.assignments.select_related("unit", "deputy__user", "parent"))
    offered = [(None, move) for move in access.moves(user, case) if move.name not in ("join", "relay")]
    offered += [(part, move) for part in parts for move in access.moves(user, case, part)]
    if not offered:
        return "nothing"
    part, move = pick.choice(offered)
    try:
        acting.act(user=user, case=case, assignment=part, name=move.name, now=NOW, version=case.version, data=data_of(move.name, units, pick))  # fmt: skip
    except Conflict:
        return "conflict"
    except Refused:
        return "refused"
    return "made"


def test_history_and_state_agree_after_everybody_moved_at_once(cast, more):
    units = [cast.department, more.bureau, more.quiet]
    for number in range(3):
        unit = add_organisation(
            name=f"第{number}局", kind=Organisation.Kind.DEPARTMENT, parent=more.government
        )
        units.append(unit)
        Membership.objects.create(user=cast.he, organisation=unit, role="unit_head", since=TODAY)
    pks = [
        opened(cast, parts=[Part("lead", cast.department), Part("co", more.bureau)]).pk for _ in range(CASES)
    ]

    def act(number):
        pick = random.Random(number)
        user = User.objects.get(username=WHO[number % len(WHO)])
        seen = Counter(one_move(user, pick.choice(pks), units, pick) for _ in range(MOVES_EACH))
        if number % 10 == 0:
            sweeps.recall_unwanted(now=NOW)
            sweeps.complete_settled(now=NOW)
        if number % 5 == 0:
            message = Conversation.objects.filter(cases=pick.choice(pks)).first()
            seen[withdrawn(message)] += 1
        return seen

    seen = sum(at_once(THREADS, act), Counter())
    assert seen["made"] > CASES
    assert not list(audit.faults())
    for case in Case.objects.prefetch_related("assignments", "clocks", "conversations"):
        check(case)


def withdrawn(message: Conversation) -> str:
    """Let the constituent take the message back meanwhile."""
    try:
        speak(conversation=message, name="withdraw", now=NOW, data={})
    except Refused:
        return "refused"
    return "withdrawn"


def check(case: Case) -> None:
    """What the chain of events says is what the rows say, and every open part has one clock."""
    events = AuditEvent.objects.filter(chain=f"case:{case.pk}").order_by("seq")
    assert case.version == len(events)
    state, parts = "handling", {}
    for event in events[1:]:
        part, before, after = event.data.get("assignment"), event.data["before"], event.data["after"]
        if part is None:
            assert before == state
            state = after
        else:
            assert before == parts.get(part, "handed")
            parts[part] = after
    assert state == case.state
    for part in case.assignments.all():
        assert part.state == parts.get(part.pk, "handed")
        live = [
            clock for clock in case.clocks.all() if clock.assignment_id == part.pk and clock.state in LIVE
        ]
        assert len(live) == (part.state in workflow.OPEN_ASSIGNMENTS)
    if case.state != "handling":
        assert not any(part.state in workflow.OPEN_ASSIGNMENTS for part in case.assignments.all())
        assert not any(message.state == "referred" for message in case.conversations.all())


def test_a_message_is_handed_over_once_and_no_number_is_left_out(cast, more):
    messages = [cast.message().conversation for _ in range(CASES // 5)]

    def act(number):
        pick, made = random.Random(number), 0
        user = User.objects.get(username="li")
        for pk in pick.sample([message.pk for message in messages], len(messages)):
            two = [pk, *pick.sample([message.pk for message in messages], 1)]
            try:
                opened(cast, user=user, conversations=list(Conversation.objects.filter(pk__in=two)))
                made += 1
            except Refused:
                continue
        return made

    made = sum(at_once(THREADS, act))
    assert made == Case.objects.count()
    numbers = sorted(Case.objects.values_list("number", flat=True), key=len)
    assert set(numbers) == {f"交办〔2026〕{number}号" for number in range(1, made + 1)}
    assert Source.objects.filter(left_at=None).count() == Source.objects.count()
    assert not list(audit.faults())
