"""Verbs of the timetable: what has come due by itself. Each is safe to run twice and bounded in size."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from deputies.models import User
from liaison import targets, workflow
from liaison.access import SYSTEM
from liaison.models import Conversation
from liaison.notices import Letter, notify_all
from liaison.queries.people import People
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
    people = People(moved, now=now)
    letters = []
    for conversation in moved:
        letters += [
            _letter(conversation, people.holding(conversation), _("代表三天未接收，请接手办理"), "held"),
            _letter(conversation, people.deciding(conversation), _("代表三天未接收，已转出"), "seen"),
        ]
    notify_all(letters, now=now)
    return len(moved)


@transaction.atomic
def close_unrated(*, now: datetime) -> int:
    """Close what was answered 30 days ago and never rated; silence is kept as silence, never as satisfied."""
    lapsed = Conversation.objects.filter(
        state__in=[state.value for state in workflow.RATEABLE], state_since__lte=now - targets.RATING_WINDOW
    )
    return len(_sweep(lapsed, "close_unrated", _close, now))


def to_site_or_office(conversation: Conversation, data: dict, now: datetime) -> str:
    """Effect: the site takes a conversation from its deputy, or the office where there is no site."""
    has_site = conversation.site_id is not None
    conversation.held_by = Conversation.Holder.SITE if has_site else Conversation.Holder.OFFICE
    return _("改由%(holder)s办理。") % {
        "holder": conversation.site if has_site else conversation.organisation
    }


def tell_new_holders(moved: list[Conversation], *, title: str, now: datetime) -> None:
    """Tell whoever holds a conversation now that it came to them."""
    people = People(moved, now=now)
    notify_all(
        [_letter(conversation, people.holding(conversation), title, "held") for conversation in moved],
        now=now,
    )


def _fall_back(conversation: Conversation, data: dict, now: datetime) -> str:
    conversation.fell_back_at = now
    return to_site_or_office(conversation, data, now)


def _close(conversation: Conversation, data: dict, now: datetime) -> str:
    return _("评价期已过，按未评价办结。")


def _sweep(queryset, name, effect, now) -> list[Conversation]:
    pks = list(queryset.order_by("state_since").values_list("pk", flat=True)[:BATCH])
    return _move.move_many(pks=pks, name=name, actor=SYSTEM, now=now, effect=effect) if pks else []


def _letter(conversation: Conversation, people: list[User], title: str, what: str) -> Letter:
    return Letter(
        people,
        kind="conversation",
        title=f"{title} · {conversation.receipt}",
        url=reverse("liaison:conversation", args=[conversation.receipt]),
        key=f"conversation:{conversation.pk}:{conversation.version}:{what}",
    )
