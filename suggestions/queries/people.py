"""Whom to tell about a case or an assignment."""

from datetime import datetime

from django.utils import timezone

from deputies import tree
from deputies.access import Right, people_with
from deputies.models import Membership, Organisation, Role, User
from suggestions.models import Assignment, Case


def unit_people(assignment: Assignment, *, now: datetime) -> list[User]:
    """Return who works on an assignment: people of the unit itself, or the relayed deputy."""
    if assignment.deputy_id:
        user = assignment.deputy.user
        return [user] if user is not None and user.is_active else []
    return list(people_with(Right.HANDLE_CASES, over=assignment.unit, today=timezone.localdate(now)))


def unit_heads(assignment: Assignment, *, now: datetime) -> list[User]:
    """Return who releases the unit's replies."""
    if assignment.deputy_id:
        return unit_people(assignment, now=now)
    return list(people_with(Right.RELEASE_REPLIES, over=assignment.unit, today=timezone.localdate(now)))


def coordinators(case: Case, *, now: datetime) -> list[User]:
    """Return who coordinates a case: the street committee's staff, or the congress's where it coordinates itself."""
    return list(people_with(Right.HAND_OVER, over=case.organisation, today=timezone.localdate(now)))


def congress_office(case: Case, *, now: datetime) -> list[User]:
    """Return the congress staff who answer for a case: the Deputies Affairs Commission."""
    return list(people_with(Right.DECIDE, over=case.congress, today=timezone.localdate(now)))


def deputy_person(case: Case) -> list[User]:
    """Return the deputy's account, where she has one in use."""
    user = case.deputy.user if case.deputy_id else None
    return [user] if user is not None and user.is_active else []


def government_people(unit: Organisation, *, now: datetime) -> list[User]:
    """Return who works for the office of the government a unit belongs to."""
    above = tree.ancestors(unit.path)
    office = Organisation.objects.filter(
        kind=Organisation.Kind.GOVERNMENT_OFFICE, parent__path__in=above, is_active=True
    )
    grants = Membership.objects.in_force(timezone.localdate(now)).filter(
        role=Role.GOVERNMENT_OFFICE, organisation__in=office, user__is_active=True
    )
    return [grant.user for grant in grants.select_related("user")]
