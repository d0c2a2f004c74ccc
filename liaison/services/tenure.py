"""Verbs that end or pause a mandate and hand the open conversations over in the same transaction.

domain.md §5 Deputy: on suspension or termination the code shows the station and open cases move there; at a
change of term they pass to the successor (peers.md §12.4). The printed codes stay as they are: they are bound
to the seat.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deputies.models import Deputy, Term, User
from deputies.services import mandates
from liaison import workflow
from liaison.access import SYSTEM, can_hold
from liaison.models import Conversation
from liaison.services import _move
from liaison.services.sweeps import BATCH, tell_new_holders, to_site_or_office

OPEN = [state.value for state in (*workflow.OPEN_MESSAGE, *workflow.OPEN_APPOINTMENT, workflow.State.HELD)]


@transaction.atomic
def suspend(*, deputy: Deputy, ground: str, since: date, actor: User, now: datetime) -> Deputy:
    """Suspend a deputy; her open conversations go to the site."""
    deputy = mandates.suspend(deputy=deputy, ground=ground, since=since, actor=actor, now=now)
    _release(deputy, now)
    return deputy


@transaction.atomic
def terminate(*, deputy: Deputy, ground: str, since: date, actor: User, now: datetime) -> Deputy:
    """Terminate a mandate; the open conversations go to the site."""
    deputy = mandates.terminate(deputy=deputy, ground=ground, since=since, actor=actor, now=now)
    _release(deputy, now)
    return deputy


@transaction.atomic
def change_term(*, term: Term, actor: User | None, now: datetime, today: date) -> int:
    """Change the term of a congress; open conversations pass to the successor in the seat, else to the site.

    What is about the deputy who leaves stays about her and with the office.

    Returns:
        How many conversations were handed over.
    """
    mandates.change_term(term=term, actor=actor, now=now, today=today)
    left = Conversation.objects.filter(
        seat__congress=term.congress, deputy__status=Deputy.Status.TERM_ENDED, state__in=OPEN
    ).exclude(about=Conversation.About.DEPUTY)
    return _hand_over(left, _to_successor, _("换届后请继续办理"), now)


def _release(deputy: Deputy, now: datetime) -> None:
    held = Conversation.objects.filter(deputy=deputy, held_by=Conversation.Holder.DEPUTY, state__in=OPEN)
    _hand_over(held, to_site_or_office, _("代表暂不能履职，请继续办理"), now)


def _hand_over(conversations: QuerySet[Conversation], effect: _move.Effect, title: str, now: datetime) -> int:
    """Move all of them, in batches that keep each statement short; return how many moved."""
    pks = list(conversations.order_by("pk").values_list("pk", flat=True))
    count = 0
    for start in range(0, len(pks), BATCH):
        moved = _move.move_many(
            pks=pks[start : start + BATCH], name="hand_over", actor=SYSTEM, now=now, effect=effect
        )
        tell_new_holders(moved, title=title, now=now)
        count += len(moved)
    return count


def _to_successor(conversation: Conversation, data: dict, now: datetime) -> str | None:
    successor = conversation.seat.holder
    if successor is None:
        return to_site_or_office(conversation, data, now) if conversation.held_by == "deputy" else None
    conversation.deputy = successor
    if conversation.held_by == Conversation.Holder.DEPUTY and not can_hold(conversation):
        return to_site_or_office(conversation, data, now)
    return _("换届后由%(name)s代表继续办理。") % {"name": successor.name}
