"""Whom to tell about a conversation."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from deputies.access import Right, people_with
from deputies.models import User
from liaison.models import Conversation


def holding_people(conversation: Conversation, *, now: datetime) -> list[User]:
    """Return who has to act now: the deputy, the site's staff (else the area's office), or those who decide."""
    today = timezone.localdate(now)
    if conversation.held_by == Conversation.Holder.DEPUTY:
        user = conversation.deputy.user
        return [user] if user is not None and user.is_active else []
    if conversation.held_by == Conversation.Holder.SITE:
        staff = list(User.objects.filter(is_active=True, site_duties__site=conversation.site_id))
        return staff or list(
            people_with(Right.HANDLE_CONVERSATIONS, over=conversation.organisation, today=today)
        )
    return deciding_people(conversation, now=now)


def deciding_people(conversation: Conversation, *, now: datetime) -> list[User]:
    """Return the congress staff who decide in this part of the tree, without the deputy it is about."""
    people = people_with(Right.DECIDE, over=conversation.organisation, today=timezone.localdate(now))
    if conversation.about == Conversation.About.DEPUTY and conversation.deputy_id:
        people = people.exclude(Q(mandates=conversation.deputy_id))
    return list(people)
