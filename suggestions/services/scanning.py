"""The hourly look at all clocks and promises: who is told what, once for each stage of each due date.

domain.md §4 reminders; peers.md §11.5-6. It looks with `<=`, so a timetable that stood still tells what is due
now, not what was due meanwhile; the ledger `Reminder` makes it safe to run twice; nobody is told at night.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.calendar import working_calendar
from deputies.models import Organisation, User
from deputies.templatetags.ui import day
from deputies.workdays import Calendar
from liaison.notices import Letter, notify_all
from suggestions import deadlines
from suggestions.models import Case, Clock, Commitment, Reminder
from suggestions.queries.reminded import Reminded
from suggestions.services import clocks, redating
from suggestions.services.pausing import CHECK_AFTER

BATCH = 500
MOST_BATCHES = 20  # of one run; the next run goes on
DUE, PAST = "due", "past"


@dataclass(frozen=True)
class Said:
    """One thing that somebody was told."""

    title: str
    people: tuple[str, ...]


@dataclass
class Scan:
    """What a scan did; `working_hours` is False where nobody could be told."""

    working_hours: bool
    redated: int = 0
    said: list[Said] = field(default_factory=list)


def scan(*, now: datetime, dry_run: bool = False) -> Scan:
    """Count dates again where the calendar changed; in working hours tell whoever has something due.

    Args:
        dry_run: everything is taken back at the end, only the answer says what would be done.
    """
    if not dry_run:
        return _scan(now)
    with transaction.atomic():
        found = _scan(now)
        transaction.set_rollback(True)
    return found


def _scan(now: datetime) -> Scan:
    calendar = working_calendar()
    found = Scan(deadlines.may_tell(timezone.localtime(now), calendar))
    found.redated = redating.redate(calendar=calendar, now=now)
    if found.working_hours:
        for tell in (_tell_clocks, _tell_promises):
            for _round in range(MOST_BATCHES):
                looked, letters = tell(calendar, now)
                found.said += [_said(letter) for letter in letters]
                if looked < BATCH:
                    break
    return found


@transaction.atomic
def _tell_clocks(calendar: Calendar, now: datetime) -> tuple[int, list[Letter]]:
    today = timezone.localdate(now)
    batch = list(
        Clock.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related(
            "case__congress",
            "case__organisation",
            "case__deputy__user",
            "assignment__unit",
            "assignment__deputy__user",
        )
        .filter(state__in=clocks.LIVE, remind_on__lte=today)
        .order_by("remind_on", "pk")[:BATCH]
    )
    if not batch:
        return 0, []
    told = set(Reminder.objects.filter(clock__in=batch).values_list("clock_id", "stage", "due_on"))
    people = Reminded(
        [clock.case for clock in batch], [clock.assignment for clock in batch if clock.assignment], now=now
    )
    letters, ledger = [], []
    for clock in batch:
        if clock.state == Clock.State.PAUSED:
            letters.append(_standing_still(clock, people, today))
            clock.remind_on = today + CHECK_AFTER
            continue
        if clock.redated_from:
            letters.append(_redated(clock, people, today))
            clock.redated_from = None
        cycle = clocks.cycle(clock, calendar)
        stage = cycle.stage(today)
        if stage and (clock.pk, stage, clock.due_on) not in told:
            ledger.append(Reminder(clock=clock, stage=stage, due_on=clock.due_on, told_at=now))
            letters.append(_reminder(clock, stage, people, today))
        clock.remind_on = cycle.next_day(today)
    Reminder.objects.bulk_create(ledger, ignore_conflicts=True)
    Clock.objects.bulk_update(batch, ["remind_on", "redated_from"])
    notify_all(letters, now=now)
    return len(batch), letters


@transaction.atomic
def _tell_promises(calendar: Calendar, now: datetime) -> tuple[int, list[Letter]]:
    """Tell of promises whose date has come, and once more when it is past; until somebody says how they ended."""
    today = timezone.localdate(now)
    batch = list(
        Commitment.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related(
            "reply__assignment__unit",
            "reply__assignment__deputy__user",
            "reply__assignment__case__congress",
            "reply__assignment__case__organisation",
        )
        .filter(Q(told="", due_on__lte=today) | Q(told=DUE, due_on__lt=today), state=Commitment.State.OPEN)
        .order_by("due_on", "pk")[:BATCH]
    )
    if not batch:
        return 0, []
    parts = [promise.reply.assignment for promise in batch]
    people = Reminded([part.case for part in parts], parts, now=now)
    letters = []
    for promise, part in zip(batch, parts, strict=True):
        promise.told = PAST if promise.due_on < today else DUE
        title = _("承诺事项已过兑现日期") if promise.told == PAST else _("承诺事项今天到兑现日期")
        key = f"commitment:{promise.pk}:{promise.due_on}:{promise.told}"
        concerned = [*people.heads(part), *people.office(part.case)]
        letters.append(_letter(part.case, concerned, title, key, part.unit))
    Commitment.objects.bulk_update(batch, ["told"])
    notify_all(letters, now=now)
    return len(batch), letters


def _reminder(clock: Clock, stage: str, people: Reminded, today: date) -> Letter:
    late = (today - clock.due_on).days
    concerned = people.holders(clock) if late <= 0 else people.warned(clock)
    if late >= 7:
        concerned = [*concerned, *people.office(clock.case)]
    words = {"what": clock.get_purpose_display(), "days": abs(late)}
    if late > 0:
        title = _("%(what)s已逾期 %(days)s 天") % words
    elif late == 0:
        title = _("%(what)s今天到期") % words
    else:
        title = _("%(what)s还有 %(days)s 天到期") % words
    return _letter(clock.case, concerned, title, f"clock:{clock.pk}:{clock.due_on}:{stage}", _unit(clock))


def _redated(clock: Clock, people: Reminded, today: date) -> Letter:
    words = {
        "what": clock.get_purpose_display(),
        "before": day(clock.redated_from, today),
        "after": day(clock.due_on, today),
    }
    if clock.redated_from == clock.due_on:
        title = _("%(what)s到期日已确定为%(after)s") % words
    else:
        title = _("放假安排有变，%(what)s到期日由%(before)s改为%(after)s") % words
    concerned = [*people.holders(clock), *people.coordinators(clock.case)]
    key = f"clock:{clock.pk}:{clock.due_on}:redated:{clock.calendar_mark}"
    return _letter(clock.case, concerned, title, key, _unit(clock))


def _standing_still(clock: Clock, people: Reminded, today: date) -> Letter:
    title = _("%(what)s还在中止计时，请看能不能恢复") % {"what": clock.get_purpose_display()}
    return _letter(
        clock.case, people.coordinators(clock.case), title, f"clock:{clock.pk}:paused:{today}", None
    )


def _letter(
    case: Case, people: Iterable[User], title: str, key: str, organisation: Organisation | None
) -> Letter:
    return Letter(
        list(dict.fromkeys(people)),
        kind="case",
        title=f"{title} · {case}"[:120],
        url=reverse("suggestions:case", args=[case.pk]),
        key=key,
        organisation=organisation,
    )


def _unit(clock: Clock) -> Organisation | None:
    return clock.assignment.unit if clock.assignment else None


def _said(letter: Letter) -> Said:
    people = tuple(user.name for user in letter.users)
    return Said(letter.title, people)
