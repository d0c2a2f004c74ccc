"""Who may see and do. One policy answers both "may she?" and "which may she see?".

Rights are granted by a role at a node of the tree and flow down (domain.md §6). System administrators
configure and see no case content; auditors see logs only: the three are kept apart.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from deputies import tree
from deputies.models import Organisation, Role, User


class Right(StrEnum):
    READ_CONVERSATIONS = "read_conversations"  # see all of an area's conversations
    HANDLE_CONVERSATIONS = "handle_conversations"  # speak where the office or the area's site holds one
    DECIDE = "decide"  # decide on reopening, spam, what is about a deputy
    ENTER_ON_BEHALF = "enter_on_behalf"
    MANAGE_DEPUTIES = "manage_deputies"  # roster, status, terms, seats
    MANAGE_SITES = "manage_sites"  # sites, reception days, codes and placements
    READ_CASES = "read_cases"  # see an area's cases
    HAND_OVER = "hand_over"  # hand cases over to units and coordinate them
    HANDLE_CASES = "handle_cases"  # work on what is assigned to one's unit
    RELEASE_REPLIES = "release_replies"  # release the unit's reply
    ASSIGN_WITHIN = "assign_within"  # decide inside a government who handles
    READ_SUGGESTIONS = "read_suggestions"  # see one's congress's formal suggestions
    PUBLISH = "publish"
    READ_AUDIT = "read_audit"
    CONFIGURE = "configure"  # users, roles, calendar, reference rows


_AREA = {
    Right.READ_CONVERSATIONS,
    Right.HANDLE_CONVERSATIONS,
    Right.ENTER_ON_BEHALF,
    Right.MANAGE_SITES,
    Right.READ_CASES,
    Right.HAND_OVER,
}
RIGHTS: dict[str, frozenset[Right]] = {
    Role.CONGRESS_STAFF: frozenset(_AREA | {Right.DECIDE, Right.MANAGE_DEPUTIES, Right.PUBLISH}),
    Role.STREET_STAFF: frozenset(_AREA),
    Role.AUDITOR: frozenset({Right.READ_AUDIT}),
    Role.SYSTEM_ADMIN: frozenset({Right.CONFIGURE}),
    Role.GROUP_HEAD: frozenset(),
    Role.REPRESENTATIVE: frozenset(),
    Role.COMMUNITY_WORKER: frozenset({Right.HANDLE_CASES, Right.RELEASE_REPLIES}),
    Role.UNIT_CLERK: frozenset({Right.HANDLE_CASES}),
    Role.UNIT_HEAD: frozenset({Right.HANDLE_CASES, Right.RELEASE_REPLIES}),
    Role.GOVERNMENT_OFFICE: frozenset({Right.ASSIGN_WITHIN}),
    Role.COMMITTEE: frozenset({Right.READ_SUGGESTIONS}),
    Role.LEADER: frozenset({Right.READ_SUGGESTIONS}),
    Role.MEDIA_OFFICER: frozenset(),
}


def has_right(user: User, right: Right, over: Organisation | None = None) -> bool:
    """Tell whether the user holds the right anywhere, or over one node of the tree."""
    if not user.is_authenticated or not user.is_active:
        return False
    return any(
        right in RIGHTS[grant.role] and (over is None or over.path.startswith(grant.organisation.path))
        for grant in user.grants
    )


def within(user: User, right: Right, field: str = "path") -> Q:
    """Return the condition "lies in a part of the tree where the user holds the right".

    Args:
        field: lookup that leads to the node's path, e.g. "organisation__path".
    """
    reach = Q(pk__in=())
    for grant in user.grants if user.is_authenticated else ():
        if right in RIGHTS[grant.role]:
            reach |= Q(**{f"{field}__startswith": grant.organisation.path})
    return reach


def people_with(right: Right, *, over: Organisation, today) -> QuerySet[User]:
    """Active users who hold the right over the node on that date."""
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    return User.objects.filter(
        Q(memberships__until=None) | Q(memberships__until__gte=today),
        is_active=True,
        memberships__role__in=roles,
        memberships__since__lte=today,
        memberships__organisation__path__in=[*tree.ancestors(over.path), over.path],
    ).distinct()


def people_anywhere(*rights: Right, today) -> QuerySet[User]:
    """Active users who hold any of the rights at some node of the tree on that date."""
    roles = [role for role, granted in RIGHTS.items() if granted.intersection(rights)]
    return User.objects.filter(
        Q(memberships__until=None) | Q(memberships__until__gte=today),
        is_active=True,
        memberships__role__in=roles,
        memberships__since__lte=today,
    ).distinct()


def requires(*rights: Right) -> Callable:
    """Decorate a view: people without any of the rights get 403."""

    def decorator(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not any(has_right(request.user, right) for right in rights):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorator


def get_visible_or_404(queryset: QuerySet, **lookup):
    """Fetch one row of an already restricted queryset; outsiders get 404."""
    try:
        return queryset.get(**lookup)
    except queryset.model.DoesNotExist:
        raise Http404 from None
