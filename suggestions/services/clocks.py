"""Verbs of clocks: start one by the rule in force, stop it with its outcome, void it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from deputies.calendar import working_calendar
from deputies.workdays import Unit
from suggestions import deadlines
from suggestions.deadlines import DEFAULTS, Purpose, Rule
from suggestions.models import Assignment, Case, Clock, ClockRule

LIVE = (Clock.State.RUNNING, Clock.State.PAUSED)


def rule_in_force(key: str, on: date) -> Rule:
    """Return the newest version of a rule that is in force on a day; without rows, the one built in.

    Raises:
        KeyError: no such rule.
    """
    row = ClockRule.objects.filter(key=key, effective_from__lte=on).order_by("-version").first()
    if row is None:
        return DEFAULTS[key]
    return Rule(
        key=row.key,
        version=row.version,
        label=row.label,
        amount=row.amount,
        unit=Unit(row.unit),
        roll=row.roll,
        remind_before=days_before(row.remind_before),
        may_extend=row.may_extend,
        may_pause=row.may_pause,
        basis=row.basis,
    )


def days_before(text: str) -> tuple[int, ...]:
    """Return "10,5,1" as numbers, falling; what is not a number is left out."""
    return tuple(
        sorted(
            {int(part) for part in text.replace("，", ",").split(",") if part.strip().isdigit()}, reverse=True
        )
    )


def start(
    *,
    case: Case,
    purpose: Purpose,
    rule_key: str,
    event: str,
    now: datetime,
    assignment: Assignment | None = None,
) -> Clock:
    """Start a clock; the day of the act is not counted (Civil Code Art. 201).

    Args:
        event: why it starts, in Chinese: "交办", "退回重办" …
        assignment: whose clock it is; None for one of the case itself.
    """
    on = timezone.localdate(now)
    rule = rule_in_force(rule_key, on)
    due = deadlines.due(rule, on, working_calendar())
    return Clock.objects.create(
        case=case,
        assignment=assignment,
        purpose=purpose.value,
        round=assignment.round if assignment else 1,
        rule_key=rule.key,
        rule_version=rule.version,
        rule_label=str(rule.label),
        amount=rule.amount,
        unit=rule.unit.value,
        roll=rule.roll,
        remind_before=",".join(map(str, rule.remind_before)),
        may_extend=rule.may_extend,
        may_pause=rule.may_pause,
        start_event=event,
        started_on=on,
        due_on=due.date,
        first_due_on=due.date,
        provisional=due.provisional,
        calendar_version=due.calendar_version,
    )


def stop(
    *, case: Case, now: datetime, assignment: Assignment | None = None, purposes: Iterable[Purpose]
) -> None:
    """Stop running clocks and freeze how they ended."""
    on = timezone.localdate(now)
    running = Clock.objects.filter(
        case=case, assignment=assignment, state__in=LIVE, purpose__in=[purpose.value for purpose in purposes]
    )
    for clock in running:
        clock.state, clock.stopped_on = Clock.State.STOPPED, on
        clock.outcome = deadlines.outcome(on, due_on=clock.due_on, first_due_on=clock.first_due_on).value
        clock.save(update_fields=["state", "stopped_on", "outcome"])


def void(*, case: Case, now: datetime, assignment: Assignment | None = None) -> None:
    """End running clocks without an outcome: the work went to somebody else, or nobody."""
    lying = Clock.objects.filter(case=case, state__in=LIVE)
    if assignment is not None:
        lying = lying.filter(assignment=assignment)
    lying.update(state=Clock.State.VOID, stopped_on=timezone.localdate(now))
