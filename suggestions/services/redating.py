"""Open clocks follow the calendar: a year is loaded or a day edited, and their dates are counted again.

The calendar lies in a room below and cannot call upwards, so each clock keeps the fingerprint of the calendar it was
counted by, and this step looks for those with another one. What has stopped keeps its date (peers.md §11.3).
"""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from deputies import audit
from deputies.workdays import Calendar
from suggestions import deadlines
from suggestions.audit_words import REDATE
from suggestions.models import Case, Clock
from suggestions.services import clocks
from suggestions.workflow import Capacity

BATCH = 500
MOST_BATCHES = 20  # of one run; the next run goes on


def redate(*, calendar: Calendar, now: datetime) -> int:
    """Count the dates of open clocks again where the calendar is another one than it was then.

    Whoever works on them is told by the scan in working hours (`Clock.redated_from`).

    Returns:
        How many clocks have another date, or one that is no longer provisional.
    """
    mark, changed = deadlines.mark(calendar), 0
    for _round in range(MOST_BATCHES):
        found, moved = _batch(calendar, mark, now)
        changed += moved
        if found < BATCH:
            break
    return changed


@transaction.atomic
def _batch(calendar: Calendar, mark: str, now: datetime) -> tuple[int, int]:
    stale = Clock.objects.filter(state__in=clocks.LIVE).exclude(calendar_mark=mark)
    found = list(stale.order_by("case", "pk").values_list("pk", "case")[:BATCH])
    if not found:
        return 0, 0
    cases = Case.objects.select_for_update(of=("self",)).filter(pk__in={case for _pk, case in found})
    list(cases.order_by("pk").values_list("pk"))  # the lock under which the gate writes clocks
    rows = stale.filter(pk__in=[pk for pk, _case in found]).prefetch_related("pauses", "extensions")
    today = timezone.localdate(now)
    events, dated, moved = defaultdict(list), [], 0
    for clock in rows:
        before = (clock.due_on, clock.first_due_on, clock.provisional)
        clocks.date_anew(clock, calendar)
        dated.append(clock)
        if (clock.due_on, clock.first_due_on, clock.provisional) == before:
            continue
        moved += 1
        if clock.due_on != before[0] or not clock.provisional:
            clock.redated_from = clock.redated_from or before[0]
            if clock.state == Clock.State.RUNNING:
                clock.remind_on = today
        events[clock.case_id].append(
            {"clock": clock.pk, "due_before": before[0].isoformat(), "due_on": clock.due_on.isoformat()}
        )
    Clock.objects.bulk_update(dated, [*clocks.DATED, "redated_from"])
    audit.record_many(
        [
            {"chain": f"case:{case}", "data": {"clocks": moves, "calendar": calendar.version}}
            for case, moves in events.items()
        ],
        verb=REDATE,
        capacity=Capacity.SYSTEM.value,
        now=now,
    )
    return len(found), moved
