"""Verbs for the rooms above: a conversation goes out to be handled by somebody else, and comes back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import User
from liaison import access
from liaison.models import Conversation
from liaison.services import _move
from liaison.services.acting import tell_constituent, tell_holder


@transaction.atomic
def refer(
    *, user: User, conversation: Conversation, words: str, now: datetime, version: int | None = None
) -> Conversation:
    """Let the deputy, or the site or office for her, give a message to others to handle (domain.md 003-10 … 13).

    Args:
        words: what the constituent reads of it: to whom it went and by when they answer.
        version: what the person saw on the page.

    Raises:
        Conflict: somebody else acted first.
        Refused: not allowed; what is about a deputy or a unit stays with the congress.
    """
    actor = access.actor_for(user, conversation, "refer")
    if actor is None:
        raise Refused(_("您的身份不能做这一步。"))
    return _made(conversation, "refer", actor, words, now, version)


@transaction.atomic
def tell_progress(*, conversation: Conversation, words: str, now: datetime) -> Conversation:
    """Tell the constituent how the handling goes on."""
    return _made(conversation, "progress", access.SYSTEM, words, now)


@transaction.atomic
def come_back(*, conversation: Conversation, words: str, title: str, now: datetime) -> Conversation:
    """Give a conversation back to whoever answers it, with the outcome of the handling.

    Args:
        words: what the constituent reads.
        title: of the notice to whoever answers now.
    """
    moved = _made(conversation, "come_back", access.SYSTEM, words, now)
    tell_holder(moved, title, now)
    return moved


@transaction.atomic
def refer_again(*, conversation: Conversation, words: str, now: datetime) -> Conversation:
    """Send a conversation out once more that had come back and is not answered: the handling begins anew."""
    return _made(conversation, "refer_again", access.SYSTEM, words, now)


def _made(conversation, name, actor, words, now, version=None) -> Conversation:
    moved, _entry = _move.move(
        conversation=conversation,
        name=name,
        actor=actor,
        now=now,
        version=version,
        data={"body": words},
    )
    tell_constituent(moved, name, now)
    return moved
