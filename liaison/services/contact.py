"""Showing a constituent's contact data in clear: only with a reason, and never unseen."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Refused
from deputies.models import User
from liaison import access
from liaison.audit_words import REVEAL
from liaison.models import Conversation
from liaison.workflow import Capacity


@dataclass(frozen=True)
class Contact:
    """What a constituent left; either part may be empty."""

    name: str
    phone: str


@transaction.atomic
def reveal(*, conversation: Conversation, user: User, reason: str, now: datetime) -> Contact:
    """Return the contact data and write down who asked for it and why (PIPL Art. 51; design.md §5).

    Args:
        reason: why the person needs it, in her own words; kept in the audit record, so no contact data in it.

    Raises:
        Refused: the person cannot act on this conversation, gave no reason, or there is nothing to show.
    """
    held = access.capacities(user, conversation)
    if not held:
        raise Refused(_("只有正在办这件事的人才能查看联系方式。"))
    if not reason.strip():
        raise Refused(_("请写明为什么要联系。"), field="reason")
    contact = Contact(conversation.contact_name or "", conversation.contact_phone or "")
    if not contact.name and not contact.phone:
        raise Refused(_("这位群众没有留联系方式，请在往来里回复，他凭回执号能看到。"))
    nearest = next(c for c in (Capacity.DEPUTY, Capacity.SITE, Capacity.OFFICE) if c in held)
    audit.record(
        chain=f"conversation:{conversation.pk}",
        verb=REVEAL,
        actor=user,
        capacity=nearest.value,
        now=now,
        reason=reason.strip(),
    )
    return contact
