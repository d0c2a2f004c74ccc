"""Verbs of clocks: start one by the rule in force, stop it with its outcome, void it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from deputies.calendar import working_calendar
from deputies.workdays import Calendar, Unit
from suggestions import deadlines
from suggestions.deadlines import DEFAULTS, Cycle, Extended, Purpose, Rule, Standstill
from suggestions.models import Assignment, Case, Clock, ClockRule, Extension, Pause

ANSWERS = (Purpose.REPLY, Purpose.OPINION)  # what a unit or a relayed deputy owes
DATED = ["due_on", "first_due_on", "provisional", "calendar_version", "calendar_mark", "remind_on"]
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
    clock = Clock(
        case=case,
        assignment=assignment,
        purpose=purpose.value,
        round=assignment.round if assignment else 1,
        rule_key=rule.key,
        rule_version=rule.version,
        rule_label=str(rule.label),
        basis=str(rule.basis),
        amount=rule.amount,
        unit=rule.unit.value,
        roll=rule.roll,
        remind_before=",".join(map(str, rule.remind_before)),
        may_extend=rule.may_extend,
        may_pause=rule.may_pause,
        start_event=event,
        started_on=on,
    )
    _set_dates(clock, working_calendar(), stood=(), extended=None)
    clock.save(force_insert=True)
    return clock


def date_anew(clock: Clock, calendar: Calendar) -> None:
    """Set the dates of a clock by the calendar as it is now, with its pauses and its extension; saves nothing.

    For many clocks fetch `pauses` and `extensions` before.
    """
    _set_dates(clock, calendar, stood=standstills(clock), extended=extension_of(clock))


def standstills(clock: Clock) -> list[Standstill]:
    """Return the pauses of a clock that are over."""
    return [Standstill(row.since, row.until) for row in clock.pauses.all() if row.until]


def extension_of(clock: Clock) -> Extended | None:
    """Return the extension of a clock that was approved."""
    for row in clock.extensions.all():
        if row.state == Extension.State.APPROVED:
            return Extended(row.until, timezone.localdate(row.decided_at))
    return None


def cycle(clock: Clock, calendar: Calendar) -> Cycle:
    """Return the reminders of a clock as it is dated now."""
    return Cycle(clock.started_on, clock.due_on, days_before(clock.remind_before), calendar)


def answering(assignment: Assignment) -> Clock | None:
    """Return the live clock of what an assignment owes."""
    purposes = [purpose.value for purpose in ANSWERS]
    return Clock.objects.filter(assignment=assignment, state__in=LIVE, purpose__in=purposes).first()


def _set_dates(
    clock: Clock, calendar: Calendar, *, stood: Iterable[Standstill], extended: Extended | None
) -> None:
    found = deadlines.dates(clock, clock.started_on, calendar, stood=stood, extended=extended)
    clock.first_due_on, clock.due_on, clock.provisional = found.first, found.due, found.provisional
    clock.calendar_version, clock.calendar_mark = calendar.version, deadlines.mark(calendar)
    if clock.state != Clock.State.PAUSED:
        clock.remind_on = cycle(clock, calendar).next_day(clock.started_on)


def stop(
    *, case: Case, now: datetime, assignment: Assignment | None = None, purposes: Iterable[Purpose]
) -> None:
    """Stop running clocks and freeze how they ended; an extension that nobody decided lapses."""
    on = timezone.localdate(now)
    running = list(
        Clock.objects.filter(
            case=case,
            assignment=assignment,
            state__in=LIVE,
            purpose__in=[purpose.value for purpose in purposes],
        )
    )
    for clock in running:
        if clock.state == Clock.State.PAUSED:
            clock.pauses.filter(until=None).update(until=on)
            date_anew(clock, working_calendar())
        clock.state, clock.stopped_on = Clock.State.STOPPED, on
        clock.outcome = deadlines.outcome(on, due_on=clock.due_on, first_due_on=clock.first_due_on).value
        clock.save(update_fields=["state", "stopped_on", "outcome", *DATED])
    _end(running, now)


def void(
    *, case: Case, now: datetime, assignment: Assignment | None = None, purposes: Iterable[Purpose] = Purpose
) -> None:
    """End running clocks without an outcome: the work went to somebody else, or nobody.

    Args:
        assignment: whose clocks; None for all of the case.
    """
    wanted = [purpose.value for purpose in purposes]
    lying = Clock.objects.filter(case=case, state__in=LIVE, purpose__in=wanted)
    if assignment is not None:
        lying = lying.filter(assignment=assignment)
    _void(lying, now)


def void_all(cases: Iterable[Case], *, now: datetime) -> None:
    """End all running clocks of many cases without an outcome, in a constant number of statements."""
    _void(Clock.objects.filter(case__in=list(cases), state__in=LIVE), now)


def _void(lying: QuerySet[Clock], now: datetime) -> None:
    ended = list(lying)
    Clock.objects.filter(pk__in=[clock.pk for clock in ended]).update(
        state=Clock.State.VOID, stopped_on=timezone.localdate(now)
    )
    _end(ended, now)


def _end(ended: list[Clock], now: datetime) -> None:
    """Close what hangs on clocks that ended: undecided extensions, open pauses."""
    if not ended:
        return
    Extension.objects.filter(clock__in=ended, state=Extension.State.ASKED).update(
        state=Extension.State.LAPSED, decided_at=now
    )
    Pause.objects.filter(clock__in=ended, until=None).update(until=timezone.localdate(now))
