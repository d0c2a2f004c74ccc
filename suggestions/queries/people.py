"""Whom to tell about a case or an assignment."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from deputies import tree
from deputies.access import RIGHTS, Right
from deputies.models import Membership, Organisation, Role, User
from suggestions.models import Assignment, Case


class People:
    """Who holds which right over many nodes of the tree, read in one statement; for sweeps and single notices alike.

    Rights flow down, notices do not: only those at the node itself are told, or at the nearest one above it
    where somebody holds the right.

    Args:
        nodes: the units and offices that will be asked for.
    """

    def __init__(self, nodes: Iterable[Organisation], *, now: datetime):
        above = {path for node in nodes for path in _upwards(node)}
        self.grants: dict[str, list[Membership]] = {}
        for grant in (
            Membership.objects.in_force(timezone.localdate(now))
            .select_related("user", "organisation")
            .filter(organisation__path__in=above, user__is_active=True)
        ):
            self.grants.setdefault(grant.organisation.path, []).append(grant)

    def nearest(self, right: Right, node: Organisation) -> list[User]:
        """Return who holds the right at the node, or at the nearest node above it where anybody does."""
        for path in reversed(_upwards(node)):
            grants = [grant for grant in self.grants.get(path, ()) if right in RIGHTS[grant.role]]
            if grants:
                return list({grant.user_id: grant.user for grant in grants}.values())
        return []

    def of_assignment(self, assignment: Assignment, right: Right = Right.HANDLE_CASES) -> list[User]:
        """Return who works on an assignment: people of its unit, or the relayed deputy."""
        if assignment.deputy_id:
            user = assignment.deputy.user
            return [user] if user is not None and user.is_active else []
        return self.nearest(right, assignment.unit)


def unit_people(assignment: Assignment, *, now: datetime) -> list[User]:
    """Return who works on an assignment: people of the unit itself, or the relayed deputy."""
    return People(_units(assignment), now=now).of_assignment(assignment)


def unit_heads(assignment: Assignment, *, now: datetime) -> list[User]:
    """Return who releases the unit's replies."""
    return People(_units(assignment), now=now).of_assignment(assignment, Right.RELEASE_REPLIES)


def coordinators(case: Case, *, now: datetime) -> list[User]:
    """Return who coordinates a case: the street committee's staff, or the congress's where it coordinates itself."""
    return People([case.organisation], now=now).nearest(Right.HAND_OVER, case.organisation)


def congress_office(case: Case, *, now: datetime) -> list[User]:
    """Return the congress staff who answer for a case: the Deputies Affairs Commission."""
    return People([case.congress], now=now).nearest(Right.DECIDE, case.congress)


def deputy_person(case: Case) -> list[User]:
    """Return the deputy's account, where she has one in use."""
    user = case.deputy.user if case.deputy_id else None
    return [user] if user is not None and user.is_active else []


def government_people(unit: Organisation, *, now: datetime) -> list[User]:
    """Return who works for the office of the government a unit belongs to, the nearest government first."""
    grants = Membership.objects.in_force(timezone.localdate(now)).filter(
        role=Role.GOVERNMENT_OFFICE, user__is_active=True
    )
    for path in reversed(_upwards(unit)):
        here = [
            grant.user
            for grant in grants.select_related("user", "organisation__parent")
            if _government_of(grant.organisation) == path
        ]
        if here:
            return here
    return []


def _government_of(organisation: Organisation) -> str | None:
    office = organisation.kind == Organisation.Kind.GOVERNMENT_OFFICE
    return organisation.parent.path if office and organisation.parent else organisation.path


def _units(assignment: Assignment) -> list[Organisation]:
    return [assignment.unit] if assignment.unit_id else []


def _upwards(node: Organisation) -> list[str]:
    return [*tree.ancestors(node.path), node.path]
