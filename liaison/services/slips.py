"""Who printed a receipt slip, and whether the PIN stood on it; the PIN itself is kept nowhere."""

from datetime import datetime

from django.db import transaction

from deputies import audit
from deputies.models import User
from liaison.models import Conversation
from liaison.workflow import Capacity


@transaction.atomic
def record_slip(*, conversation: Conversation, with_pin: bool, actor: User, now: datetime) -> None:
    """Write into the history of a conversation that its slip was printed."""
    Conversation.objects.select_for_update().only("pk").get(pk=conversation.pk)
    audit.record(
        chain=f"conversation:{conversation.pk}",
        verb="print_slip",
        actor=actor,
        capacity=(Capacity.SITE if actor.site_ids else Capacity.OFFICE).value,
        now=now,
        with_pin=with_pin,
    )
