"""The one gate: lock the case, check the table, write, append the event. Effects queue their notices."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Conflict, Refused
from suggestions import workflow
from suggestions.access import SYSTEM, Actor, obstacle
from suggestions.models import Assignment, Case
from suggestions.workflow import AssignmentState, CaseState, Move


@dataclass
class Step:
    """What an effect works on: the locked rows, the data of the form, and who acts when.

    An effect may change further fields of `case` and `assignment`; the gate saves both. What it puts into `facts`
    is kept with the audit event: JSON values without contact data or anybody's words. `before` is the state left; `trail` holds the events of what followed, recorded after the step's own.
    """

    move: Move
    case: Case
    assignment: Assignment | None
    data: dict
    actor: Actor
    now: datetime
    facts: dict
    before: str = ""
    trail: list[dict] = field(default_factory=list)


Effect = Callable[[Step], None]
# What a move does beside changing the state, by subject and name; `acting` brings those of every module of verbs.
EFFECTS: dict[tuple[str, str], Effect] = {}


def lock(pk: int) -> Case:
    """Lock one case for the rest of the transaction; its assignments are written under the same lock."""
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related("congress", "organisation", "deputy__user", "category")
        .get(pk=pk)
    )


@transaction.atomic
def move(
    *,
    case: Case,
    name: str,
    actor: Actor,
    now: datetime,
    assignment: Assignment | None = None,
    version: int | None = None,
    data: dict | None = None,
    effect: Effect | None = None,
) -> tuple[Case, Assignment | None]:
    """Make one move of the tables.

    Args:
        assignment: the part that moves; None moves the case itself.
        version: of the case, as the person saw it; a different one means somebody acted first. None for the system.
        data: what the move needs.
        effect: what the move does beside changing the state; without it, the one of `EFFECTS`.

    Returns:
        The case, and the assignment, as they are now.

    Raises:
        Conflict: somebody else changed the case meanwhile.
        Refused: the table does not allow the move, or data is missing.
    """
    data = data or {}
    case = lock(case.pk)
    if version is not None and version != case.version:
        raise Conflict(_("刚才有人先处理了这件事，请看看最新情况再决定。"))
    if assignment is not None:
        assignment = case.assignments.select_related("unit", "deputy__user").get(pk=assignment.pk)
    step = Step(_check(case, assignment, name, actor, data, now), case, assignment, data, actor, now, {})
    _make(step, effect)
    for event in step.trail:
        audit.record(**event)
    return step.case, step.assignment


def follow(step: Step, name: str, assignment: Assignment | None = None, *, data=None, effect=None) -> None:
    """Let the system make a further move of the same locked case, as a consequence of the step.

    Args:
        assignment: the part that moves; None moves the case itself.
        effect: as in `move`.

    Raises:
        Refused: the table does not allow it.
    """
    data = data or {}
    further = _check(step.case, assignment, name, SYSTEM, data, step.now)
    consequence = Step(further, step.case, assignment, data, SYSTEM, step.now, {})
    _make(consequence, effect)
    step.trail += consequence.trail


@transaction.atomic
def move_many(
    *, pks: list[int], kind: str, name: str, now: datetime, effect: Callable[[Case], None] | None = None
) -> list[Case]:
    """Make one move of the system on many cases of one kind in a constant number of statements.

    Args:
        effect: may give a locked case another deputy.

    Those which the table no longer allows, because somebody acted meanwhile, are passed over.
    """
    step, moved, events = workflow.MOVES[kind][name], [], []
    rows = Case.objects.select_for_update(of=("self",)).select_related(
        "organisation", "deputy__user", "deputy__seat__holder__user"
    )
    for case in rows.filter(pk__in=pks, kind=kind).order_by("pk"):
        if case.state not in step.targets:
            continue
        before, after = case.state, step.targets[case.state]
        if after != before:
            case.state, case.state_since = after.value, now
            case.closed_at = now if after in workflow.FINAL_CASES else None
        if effect:
            effect(case)
        case.version += 1
        moved.append(case)
        events.append({"chain": f"case:{case.pk}", "data": {"before": before, "after": case.state}})
    if moved:
        fields = ["state", "state_since", "closed_at", "deputy", "version"]
        Case.objects.bulk_update(moved, fields, batch_size=500)
        audit.record_many(events, verb=name, capacity=SYSTEM.capacity.value, now=now)
    return moved


def move_parts(*, cases: list[Case], name: str, now: datetime, reason: str) -> list[Assignment]:
    """Make one move of the system on all assignments of locked cases whose state allows it.

    Takes a constant number of statements for each assignment that one case has.
    """
    step, seen, layers = workflow.MOVES[workflow.ASSIGNMENT][name], Counter(), defaultdict(list)
    case_of = {case.pk: case for case in cases}
    moved = list(
        Assignment.objects.select_related("unit", "deputy__user")
        .filter(case__in=cases, state__in=[state.value for state in step.targets])
        .order_by("pk")
    )
    for part in moved:
        before, part.case = part.state, case_of[part.case_id]
        part.state, part.state_since = step.targets[AssignmentState(before)].value, now
        part.reason = reason
        part.case.version += 1
        event = {"before": before, "after": part.state, "assignment": part.pk}
        layers[seen[part.case_id]].append({"chain": f"case:{part.case_id}", "data": event})
        seen[part.case_id] += 1
    if moved:
        Assignment.objects.bulk_update(moved, ["state", "state_since", "reason"], batch_size=500)
        Case.objects.bulk_update(cases, ["version"], batch_size=500)
    for events in layers.values():
        audit.record_many(events, verb=name, capacity=SYSTEM.capacity.value, now=now)
    return moved


def _make(step: Step, effect: Effect | None) -> None:
    row = step.assignment or step.case
    step.before = before = row.state
    after = step.move.targets[before]
    if after != before:
        row.state, row.state_since = after.value, step.now
    step.case.version += 1
    if step.assignment is None and after != before:
        step.case.closed_at = (step.case.closed_at or step.now) if after in workflow.FINAL_CASES else None
    effect = effect or EFFECTS.get((step.move.subject, step.move.name))
    if effect:
        effect(step)
    step.case.save()
    if step.assignment is not None:
        step.assignment.save()
    step.trail.insert(0, _event(step, row.state))


def _event(step: Step, after: str) -> dict:
    return {
        "chain": f"case:{step.case.pk}",
        "verb": step.move.name,
        "actor": step.actor.user,
        "capacity": step.actor.capacity.value,
        "now": step.now,
        "before": str(step.before),
        "after": str(after),
        "signed": str(step.actor.label),
        **({"assignment": step.assignment.pk} if step.assignment else {}),
        **step.facts,
    }


def _check(
    case: Case, assignment: Assignment | None, name: str, actor: Actor, data: dict, now: datetime
) -> Move:
    step = workflow.MOVES[workflow.ASSIGNMENT if assignment else case.kind].get(name)
    if step is None or actor.capacity not in step.capacities:
        raise Refused(_("您的身份不能做这一步。"))
    state = AssignmentState(assignment.state) if assignment else CaseState(case.state)
    in_time = assignment is None or case.state in step.case_states
    if state not in step.targets or not in_time:
        shown = state if state not in step.targets else CaseState(case.state)
        raise Refused(
            _("现在是“%(state)s”，不能“%(move)s”。") % {"state": _(shown.label), "move": _(step.label)}
        )
    if hindrance := obstacle(step, case, assignment, {actor.capacity}, timezone.localdate(now)):
        raise Refused(hindrance)
    for need in step.needs:
        if not data.get(need):
            raise Refused(_("这一项要填。"), field=need)
    return step
