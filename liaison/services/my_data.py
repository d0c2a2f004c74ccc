"""What a constituent may do with her own data: correct it, erase it, take consent back (PIPL Art. 15, 44–47)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from deputies import audit
from liaison.access import CONSTITUENT
from liaison.models import Conversation, Delivery, Rating
from liaison.notices import notify
from liaison.queries.people import deciding_people
from liaison.services import _move


@transaction.atomic
def correct_contact(
    *, conversation: Conversation, name: str, phone: str, share: bool, now: datetime
) -> Conversation:
    """Replace name, telephone number and the consent to share them with handling units.

    The log names the fields that changed and never their content. Text messages that wait for the old number
    are not sent any more.
    """
    conversation = _move.lock(conversation.pk)
    wanted = {"contact_name": name or None, "contact_phone": phone or None, "share_contact": share}
    changed = [field for field, value in wanted.items() if getattr(conversation, field) != value]
    if not changed:
        return conversation
    for field in changed:
        setattr(conversation, field, wanted[field])
    conversation.save(update_fields=changed)
    if "contact_phone" in changed:
        _drop_waiting_texts(conversation)
    _record(conversation, "correct_contact", now, fields=changed)
    return conversation


@transaction.atomic
def erase_contact(*, conversation: Conversation, now: datetime) -> Conversation:
    """Erase name and number at once; words, answers and receipt stay (PIPL Art. 47)."""
    conversation = _move.lock(conversation.pk)
    conversation.contact_name = conversation.contact_phone = None
    conversation.share_contact = False
    conversation.save(update_fields=["contact_name", "contact_phone", "share_contact"])
    _drop_waiting_texts(conversation)
    _record(conversation, "erase_contact", now)
    return conversation


@transaction.atomic
def withdraw_publish_consent(*, conversation: Conversation, now: datetime) -> bool:
    """Take back the consent to publish; those who decide are told, to take down what is public already.

    Returns:
        Whether there was a consent to take back.
    """
    conversation = _move.lock(conversation.pk)
    if not Rating.objects.filter(conversation=conversation, publish_consent=True).update(
        publish_consent=False
    ):
        return False
    _record(conversation, "withdraw_publish_consent", now)
    notify(
        deciding_people(conversation, now=now),
        kind="conversation",
        title=_("群众不再同意公开这件事，已公开的请撤下"),
        url=reverse("liaison:conversation", args=[conversation.receipt]),
        key=f"unpublish:{conversation.pk}:{conversation.version}",
        now=now,
    )
    return True


def _drop_waiting_texts(conversation: Conversation) -> None:
    Delivery.objects.filter(
        notice__dedupe_key__startswith=f"constituent:{conversation.pk}:", number__isnull=False
    ).delete()


def _record(conversation: Conversation, verb: str, now: datetime, **data) -> None:
    audit.record(
        chain=f"conversation:{conversation.pk}",
        verb=verb,
        actor=None,
        capacity=CONSTITUENT.capacity.value,
        now=now,
        **data,
    )
