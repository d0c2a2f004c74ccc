"""A formal suggestion as those see it whose messages fed it: each hears how it goes and gets the outcome back."""

from datetime import datetime

from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import User
from liaison.models import Conversation
from liaison.services import referring
from liaison.workflow import State
from suggestions import workflow
from suggestions.models import Case, Source
from suggestions.queries.sources import can_refer
from suggestions.services.sources import HEARS


def link(case: Case, user: User, conversations, *, now: datetime) -> None:
    """Let messages feed a suggestion that is still being written.

    Raises:
        Refused: a message cannot be referred by this person any more, or feeds another case already.
    """
    for conversation in conversations:
        if not can_refer(user, conversation):
            raise Refused(
                _("留言 %(receipt)s 现在不能作为建议的来源。") % {"receipt": conversation.receipt},
                field="conversations",
            )
        feeding = Source.objects.filter(conversation=conversation, left_at=None).exclude(case=case)
        if feeding.exclude(case__state__in=workflow.FINAL_CASES).exists():
            raise Refused(
                _("留言 %(receipt)s 已经并入另一件。") % {"receipt": conversation.receipt},
                field="conversations",
            )
        feeding.update(left_at=now)
        Source.objects.update_or_create(
            case=case,
            conversation=conversation,
            defaults={"left_at": None},
            create_defaults={"added_at": now},
        )


def unlink(case: Case, keep, *, now: datetime) -> None:
    """Take out the messages that shall not feed the draft any more."""
    case.sources.filter(left_at=None).exclude(conversation__in=keep).update(left_at=now)


def send_out(case: Case, user: User, words: str, *, now: datetime) -> None:
    """Refer the messages at submission; what was answered or withdrawn meanwhile no longer belongs to it.

    Args:
        words: what the constituents read.
    """
    for source in _live(case):
        conversation = source.conversation
        if conversation.state == State.REFERRED:
            referring.tell_progress(conversation=conversation, words=words, now=now)
        elif can_refer(user, conversation):
            referring.refer(user=user, conversation=conversation, words=words, now=now)
        else:
            _leave(source, now)


def tell_sources(case: Case, words: str, *, now: datetime) -> None:
    """Tell every constituent whose message fed a suggestion how it goes on."""
    for source in _live(case):
        if source.conversation.state in HEARS:
            referring.tell_progress(conversation=source.conversation, words=words, now=now)


def bring_back(case: Case, words: str, title: str, *, now: datetime) -> None:
    """Give the messages back to whoever answers them; who is past that is told.

    Args:
        words: what the constituents read.
        title: of the notice to whoever answers now.
    """
    for source in _live(case):
        if source.conversation.state == State.REFERRED:
            referring.come_back(conversation=source.conversation, words=words, title=title, now=now)
        elif source.conversation.state in HEARS:
            referring.tell_progress(conversation=source.conversation, words=words, now=now)


def send_again(case: Case, words: str, *, now: datetime) -> None:
    """Send messages out again that had come back and are not answered yet; tell the others how it goes.

    Args:
        words: what the constituents read.
    """
    for source in _live(case):
        if source.conversation.state == State.ACCEPTED:
            referring.refer_again(conversation=source.conversation, words=words, now=now)
        elif source.conversation.state in HEARS:
            referring.tell_progress(conversation=source.conversation, words=words, now=now)


def release_sources(case: Case, words: str, title: str, *, now: datetime) -> None:
    """End what ties the messages to a suggestion that will not be answered."""
    for source in _live(case):
        if source.conversation.state == State.REFERRED:
            referring.come_back(conversation=source.conversation, words=words, title=title, now=now)
        _leave(source, now)


def move_sources(case: Case, into: Case, *, now: datetime) -> None:
    """Let the messages of a merged suggestion feed the one it went into."""
    for source in _live(case):
        _leave(source, now)
        Source.objects.create(case=into, conversation=source.conversation, added_at=now)


def _live(case: Case) -> list[Source]:
    return list(
        case.sources.filter(left_at=None)
        .select_related("conversation__deputy", "conversation__organisation")
        .order_by("conversation")
    )


def _leave(source: Source, now: datetime) -> None:
    source.left_at = now
    source.save(update_fields=["left_at"])


def referable(user: User, conversations) -> list[Conversation]:
    """Return those of the messages that may feed a new suggestion of this person."""
    taken = set(
        Source.objects.filter(conversation__in=conversations, left_at=None).values_list(
            "conversation_id", flat=True
        )
    )
    return [one for one in conversations if one.pk not in taken and can_refer(user, one)]
