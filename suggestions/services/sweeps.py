"""Verbs of the timetable on matters: what is settled, no longer wanted, or lost its deputy. Safe to run twice and bounded in size."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from deputies.models import Deputy
from liaison import workflow as messages
from liaison.notices import notify_all
from liaison.workflow import State
from suggestions.models import Case, Source
from suggestions.queries.people import People, deputy_person
from suggestions.services import _move, clocks
from suggestions.services.telling import letter
from suggestions.workflow import MATTER, CaseState

BATCH = 500
ENDED = (Deputy.Status.TERM_ENDED, Deputy.Status.TERMINATED)
SETTLED = [state.value for state in messages.FINAL]


@transaction.atomic
def complete_settled(*, now: datetime) -> int:
    """Complete matters that were replied to and whose every message is settled: closed, or taken back.

    Returns:
        How many, at most `BATCH`.
    """
    live = _sources()
    settled = _matters(CaseState.REPLIED).exclude(Exists(live.exclude(conversation__state__in=SETTLED)))
    return len(_sweep(settled, "complete", now))


@transaction.atomic
def recall_unwanted(*, now: datetime) -> int:
    """Take back matters whose constituents all withdrew their messages; the units need not go on.

    Returns:
        How many, at most `BATCH`.
    """
    live = _sources()
    wanted = live.exclude(conversation__state=State.WITHDRAWN.value)
    moved = _sweep(_matters(CaseState.HANDLING).filter(Exists(live)).exclude(Exists(wanted)), "recall", now)
    if moved:
        reason = _("群众撤回了留言。")
        ended = _move.move_parts(cases=moved, name="cancel", now=now, reason=reason)
        clocks.void_all(moved, now=now)
        people = People([part.unit for part in ended if part.unit_id], now=now)
        notify_all(
            [
                letter(
                    part.case,
                    people.of_assignment(part),
                    _("群众撤回了留言，不用再办理"),
                    what=f"unwanted{part.pk}",
                    organisation=part.unit,
                    gone=True,
                )
                for part in ended
            ],
            now=now,
        )
    return len(moved)


@transaction.atomic
def follow_seats(*, now: datetime) -> int:
    """Give open matters of deputies whose mandate ended to whoever holds the seat now (peers.md §12.4).

    While a seat is vacant the coordinators go on; a suspended deputy gets hers back.

    Returns:
        How many, at most `BATCH`.
    """
    left = Case.objects.filter(
        kind=Case.Kind.MATTER,
        state__in=[CaseState.HANDLING.value, CaseState.REPLIED.value],
        deputy__status__in=ENDED,
        deputy__seat__holder__isnull=False,
    )
    moved = _sweep(left, "follow_seat", now, effect=_to_holder)
    notify_all(
        [letter(case, deputy_person(case), _("换届后请继续跟进"), what="seat") for case in moved], now=now
    )
    return len(moved)


def _to_holder(case: Case) -> None:
    case.deputy = case.deputy.seat.holder


def _matters(state: CaseState) -> QuerySet[Case]:
    return Case.objects.filter(kind=Case.Kind.MATTER, state=state.value)


def _sources() -> QuerySet[Source]:
    return Source.objects.filter(case=OuterRef("pk"), left_at=None)


def _sweep(cases: QuerySet[Case], name: str, now: datetime, effect=None) -> list[Case]:
    pks = list(cases.order_by("state_since").values_list("pk", flat=True)[:BATCH])
    return _move.move_many(pks=pks, kind=MATTER, name=name, now=now, effect=effect) if pks else []
