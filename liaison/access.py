"""Who may see and do in a conversation; every list and every page asks here."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from deputies.access import RIGHTS, Right, has_right, within
from deputies.models import User
from liaison import workflow
from liaison.models import Conversation
from liaison.workflow import Capacity, Move

Holder, About = Conversation.Holder, Conversation.About


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: a person with an account in one capacity, a constituent, or the system."""

    capacity: Capacity
    label: str
    user: User | None = None


CONSTITUENT = Actor(Capacity.CONSTITUENT, _("群众"))
SYSTEM = Actor(Capacity.SYSTEM, _("系统"))
# Words on a topic for which no site collects: the body that asks reads and answers them itself.
COLLECTED_BY_OFFICE = Q(held_by=Holder.OFFICE, topic__isnull=False, about=About.MATTER)


def conversations_visible_to(user: User) -> QuerySet[Conversation]:
    """Return the conversations the user may read.

    A deputy whose mandate is active reads what is addressed to her unless it is about her or about a unit and held by the office;
    staff of a site what their site holds; offices what lies in their part of the tree, and what their own office
    collects on a topic. What is about a deputy
    or a unit is read by those who decide on it and by nobody else (domain.md §2.4; peers.md §12.15).
    """
    if not user.is_authenticated:
        return Conversation.objects.none()
    own = Q(deputy__in=user.acting_ids)
    own_site = Q(site__in=user.site_ids, held_by=Holder.SITE)
    enters = bool(user.site_ids) or has_right(user, Right.ENTER_ON_BEHALF)
    entered = Q(entered_by=user) if enters else Q(pk__in=())
    area = within(user, Right.READ_CONVERSATIONS, "organisation__path")
    decides = within(user, Right.DECIDE, "organisation__path")
    about_me = Q(about=About.DEPUTY, deputy__in=user.deputy_ids)
    at_office = Q(held_by=Holder.OFFICE) & ~COLLECTED_BY_OFFICE
    return Conversation.objects.filter(
        (decides & ~about_me) | (~at_office & (own | own_site | entered | area))
    )


def capacities(user: User, conversation: Conversation) -> set[Capacity]:
    """Return in which capacities the user may act on a conversation she can see.

    The deputy speaks while she holds it; site staff and the area's office while the site holds it, and that office
    where it collects on a topic itself; those who decide may always act for the office, for instance take it from a silent deputy.
    """
    held = set()
    if conversation.held_by == Holder.DEPUTY and conversation.deputy_id in user.acting_ids:
        held.add(Capacity.DEPUTY)
    at_site = conversation.held_by == Holder.SITE
    if (at_site and conversation.site_id in user.site_ids) or (
        (at_site or collected_by_office(conversation))
        and has_right(user, Right.HANDLE_CONVERSATIONS, conversation.organisation)
    ):
        held.add(Capacity.SITE)
    if has_right(user, Right.DECIDE, conversation.organisation):
        held.add(Capacity.OFFICE)
    return held


def collected_by_office(conversation: Conversation) -> bool:
    """Tell of one conversation what COLLECTED_BY_OFFICE asks of many."""
    return (
        conversation.held_by == Holder.OFFICE
        and conversation.topic_id is not None
        and conversation.about == About.MATTER
    )


def moves(user: User, conversation: Conversation) -> list[Move]:
    """Return the moves the page offers: exactly those the gate lets pass."""
    return [move for move in _open_to(user, conversation) if not move.elsewhere]


def moves_elsewhere(user: User, conversation: Conversation) -> list[Move]:
    """Return the moves open to the user that are made on pages of rooms above."""
    return [move for move in _open_to(user, conversation) if move.elsewhere]


def _open_to(user: User, conversation: Conversation) -> list[Move]:
    held = capacities(user, conversation)
    refer = workflow.MOVES[conversation.kind].get("refer")
    found = [
        move
        for move in workflow.MOVES[conversation.kind].values()
        if conversation.state in move.targets
        and (held & move.capacities or move is refer and _refers_for_her(user, conversation))
    ]
    return [move for move in found if fits(move, conversation)]


def _refers_for_her(user: User, conversation: Conversation) -> bool:
    """Tell whether the user hands matters on for the deputies of this area (domain.md 003-10, 003-11)."""
    return conversation.held_by != Holder.OFFICE and has_right(
        user, Right.HAND_OVER, conversation.organisation
    )


def fits(move: Move, conversation: Conversation) -> bool:
    """Tell whether a hand-over names somebody who can take the conversation; what concerns a person stays."""
    if move.name == "hand_to_site":
        has_site = conversation.site_id is not None and conversation.about == About.MATTER
        return has_site and conversation.held_by != Holder.SITE
    if move.name == "hand_to_deputy":
        return conversation.held_by != Holder.DEPUTY and can_hold(conversation)
    if move.name == "refer":
        return conversation.about == About.MATTER
    return True


def can_hold(conversation: Conversation) -> bool:
    """Tell whether the addressed deputy may hold it: she answers herself, and it is not about her or a unit."""
    deputy = conversation.deputy
    return deputy is not None and deputy.answers_herself and conversation.about == About.MATTER


def actor_for(user: User, conversation: Conversation, move_name: str) -> Actor | None:
    """Return the user as an actor for a move, in the nearest capacity; None when she may not make it."""
    held = capacities(user, conversation)
    move = workflow.MOVES[conversation.kind].get(move_name)
    if move is None:
        return None
    for capacity in (Capacity.DEPUTY, Capacity.SITE, Capacity.OFFICE):
        if capacity in held & move.capacities:
            return Actor(capacity, signature(capacity, user, conversation), user)
    if move_name == "refer" and _refers_for_her(user, conversation):
        return Actor(Capacity.SITE, str(conversation.organisation), user)
    return None


def signature(capacity: Capacity, user: User, conversation: Conversation) -> str:
    """Return how the constituent sees who spoke: the deputy by name, others by their office."""
    if capacity == Capacity.DEPUTY:
        return str(_("%(name)s代表") % {"name": conversation.deputy.name})
    if capacity == Capacity.SITE:
        return str(conversation.site) if conversation.site else str(conversation.organisation)
    return str(
        next(
            grant.organisation
            for grant in user.grants
            if Right.DECIDE in RIGHTS[grant.role]
            and conversation.organisation.path.startswith(grant.organisation.path)
        )
    )
