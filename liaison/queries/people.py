"""Whom to tell about a conversation."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from deputies import tree
from deputies.access import RIGHTS, Right, people_with
from deputies.models import Membership, SiteStaff, User
from liaison.access import collected_by_office
from liaison.models import Conversation


def holding_people(conversation: Conversation, *, now: datetime) -> list[User]:
    """Return who has to act now: the deputy, the site's staff (else the area's office), or those who decide."""
    today = timezone.localdate(now)
    if conversation.held_by == Conversation.Holder.DEPUTY:
        user = conversation.deputy.user
        return [user] if user is not None and user.is_active else []
    if conversation.held_by == Conversation.Holder.SITE:
        staff = list(User.objects.filter(is_active=True, site_duties__site=conversation.site_id))
        return staff or _handling(conversation, today)
    if collected_by_office(conversation):
        return _handling(conversation, today)
    return deciding_people(conversation, now=now)


def _handling(conversation: Conversation, today) -> list[User]:
    return list(people_with(Right.HANDLE_CONVERSATIONS, over=conversation.organisation, today=today))


def deciding_people(conversation: Conversation, *, now: datetime) -> list[User]:
    """Return the congress staff who decide in this part of the tree, without the deputy it is about."""
    people = people_with(Right.DECIDE, over=conversation.organisation, today=timezone.localdate(now))
    if conversation.about == Conversation.About.DEPUTY and conversation.deputy_id:
        people = people.exclude(Q(mandates=conversation.deputy_id))
    return list(people)


class People:
    """The same two answers for many conversations, read in two statements; for sweeps.

    Args:
        conversations: with their deputy's user and their organisation fetched.
    """

    def __init__(self, conversations: Iterable[Conversation], *, now: datetime):
        conversations = list(conversations)
        self.staff: dict[int, list[User]] = {}
        for duty in SiteStaff.objects.select_related("user").filter(
            site__in={conversation.site_id for conversation in conversations}, user__is_active=True
        ):
            self.staff.setdefault(duty.site_id, []).append(duty.user)
        above = {path for conversation in conversations for path in _upwards(conversation)}
        self.grants: dict[str, list[Membership]] = {}
        for grant in (
            Membership.objects.in_force(timezone.localdate(now))
            .select_related("user", "organisation")
            .filter(organisation__path__in=above, user__is_active=True)
        ):
            self.grants.setdefault(grant.organisation.path, []).append(grant)

    def holding(self, conversation: Conversation) -> list[User]:
        """See `holding_people`."""
        if conversation.held_by == Conversation.Holder.DEPUTY:
            user = conversation.deputy.user
            return [user] if user is not None and user.is_active else []
        if conversation.held_by == Conversation.Holder.SITE:
            staff = self.staff.get(conversation.site_id)
            return staff or self._with_right(Right.HANDLE_CONVERSATIONS, conversation)
        if collected_by_office(conversation):
            return self._with_right(Right.HANDLE_CONVERSATIONS, conversation)
        return self.deciding(conversation)

    def deciding(self, conversation: Conversation) -> list[User]:
        """See `deciding_people`."""
        people = self._with_right(Right.DECIDE, conversation)
        if conversation.about == Conversation.About.DEPUTY and conversation.deputy_id:
            return [person for person in people if person.pk != conversation.deputy.user_id]
        return people

    def _with_right(self, right: Right, conversation: Conversation) -> list[User]:
        grants = [grant for path in _upwards(conversation) for grant in self.grants.get(path, ())]
        return list({grant.user_id: grant.user for grant in grants if right in RIGHTS[grant.role]}.values())


def _upwards(conversation: Conversation) -> list[str]:
    path = conversation.organisation.path
    return [*tree.ancestors(path), path]
