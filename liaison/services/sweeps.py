"""Verbs of the timetable: what has come due by itself. Each is safe to run twice and bounded in size."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from liaison import targets, workflow
from liaison.access import SYSTEM
from liaison.models import Conversation
from liaison.notices import notify
from liaison.queries.people import deciding_people, holding_people
from liaison.services import _move
from liaison.workflow import State

BATCH = 500
UNANSWERED = [State.SUBMITTED.value, State.REQUESTED.value, State.COUNTER_PROPOSED.value]


@transaction.atomic
def fall_back_silent(*, now: datetime) -> int:
    """Give what a deputy left untouched for three days to her site; the congress office is told.

    domain.md §4 message.silent_deputy_fallback, §2.4 zombie codes.
    """
    silent = Conversation.objects.filter(
        held_by=Conversation.Holder.DEPUTY, state__in=UNANSWERED, state_since__lte=now - targets.SILENT_DEPUTY
    )
    moved = _sweep(silent, "fall_back", _fall_back, now)
    for conversation in moved:
        _notify(
            conversation, holding_people(conversation, now=now), _("代表三天未接收，请站点接手"), "held", now
        )
        _notify(
            conversation, deciding_people(conversation, now=now), _("代表三天未接收，已转站点"), "seen", now
        )
    return len(moved)


@transaction.atomic
def close_unrated(*, now: datetime) -> int:
    """Close what was answered 30 days ago and never rated; silence is kept as silence, never as satisfied."""
    lapsed = Conversation.objects.filter(
        state__in=[state.value for state in workflow.RATEABLE], state_since__lte=now - targets.RATING_WINDOW
    )
    return len(_sweep(lapsed, "close_unrated", _close, now))


@transaction.atomic
def anonymise(*, now: datetime, dry_run: bool = False) -> int:
    """Take contact data out of conversations closed two years ago (PIPL Art. 19, 47); the row stays as a tombstone."""
    old = Conversation.objects.filter(
        Q(contact_name__isnull=False) | Q(contact_phone__isnull=False),
        state__in=[state.value for state in workflow.FINAL],
        closed_at__lt=now - targets.CONTACT_RETENTION,
    )
    if dry_run:
        return old.count()
    return old.update(contact_name=None, contact_phone=None, share_contact=False, anonymised_at=now)


def to_site_or_office(conversation: Conversation, data: dict, now: datetime) -> str:
    """Effect: the site takes a conversation from its deputy, or the office where there is no site."""
    has_site = conversation.site_id is not None
    conversation.held_by = Conversation.Holder.SITE if has_site else Conversation.Holder.OFFICE
    return _("改由%(holder)s办理。") % {
        "holder": conversation.site if has_site else conversation.organisation
    }


def tell_new_holders(moved: list[Conversation], *, title: str, now: datetime) -> None:
    """Tell whoever holds a conversation now that it came to them."""
    for conversation in moved:
        _notify(conversation, holding_people(conversation, now=now), title, "held", now)


def _fall_back(conversation: Conversation, data: dict, now: datetime) -> str:
    conversation.fell_back_at = now
    return to_site_or_office(conversation, data, now)


def _close(conversation: Conversation, data: dict, now: datetime) -> str:
    return _("评价期已过，按未评价办结。")


def _sweep(queryset, name, effect, now) -> list[Conversation]:
    pks = list(queryset.order_by("state_since").values_list("pk", flat=True)[:BATCH])
    return _move.move_many(pks=pks, name=name, actor=SYSTEM, now=now, effect=effect) if pks else []


def _notify(conversation, people, title, what, now) -> None:
    notify(
        people,
        kind="conversation",
        title=title,
        url=reverse("liaison:conversation", args=[conversation.receipt]),
        key=f"conversation:{conversation.pk}:{conversation.version}:{what}",
        now=now,
    )
