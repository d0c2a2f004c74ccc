"""Whom to remind: for many clocks and promises at once, in one statement."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from deputies import tree
from deputies.access import RIGHTS, Right
from deputies.models import Membership, Organisation, User
from suggestions.deadlines import Purpose
from suggestions.models import Assignment, Case, Clock
from suggestions.queries.signers import waiting_raters


class Reminded:
    """Who answers for clocks and for promises.

    Of an organisation and those above it the nearest one with people counts: the street committee's staff first,
    the congress's only where it coordinates itself or nobody works below.

    Args:
        cases: with congress, organisation and the deputy's user fetched.
        assignments: with unit and the relayed deputy's user fetched.
    """

    def __init__(self, cases: Iterable[Case], assignments: Iterable[Assignment], *, now: datetime):
        nodes = {node for case in cases for node in (case.congress, case.organisation)}
        nodes |= {assignment.unit for assignment in assignments if assignment.unit_id}
        above = {path for node in nodes for path in _upwards(node)}
        self.grants: dict[str, list[Membership]] = {}
        for grant in (
            Membership.objects.in_force(timezone.localdate(now))
            .select_related("user", "organisation")
            .filter(organisation__path__in=above, user__is_active=True)
            .order_by("pk")
        ):
            self.grants.setdefault(grant.organisation.path, []).append(grant)
        self.raters = waiting_raters(list(cases))

    def holders(self, clock: Clock) -> list[User]:
        """Return who has to act before the date; where a unit has no accounts, who speaks for it with the unit."""
        if clock.assignment is None:
            rates = clock.purpose == Purpose.RATING
            asked = self.raters.get(clock.case_id, ()) if rates else ()
            return [*(user for deputy in asked for user in _deputy(deputy)), *self.coordinators(clock.case)]
        return self._of_part(Right.HANDLE_CASES, clock.assignment) or self.coordinators(clock.case)

    def warned(self, clock: Clock) -> list[User]:
        """Return who is told that a date is past: who has to act, the unit's heads, the coordinators."""
        people = [*self.holders(clock), *self.coordinators(clock.case)]
        if clock.assignment is None:
            return [*people, *self.office(clock.case)]
        return [*people, *self.heads(clock.assignment)]

    def heads(self, assignment: Assignment) -> list[User]:
        """Return who releases a unit's replies, or the relayed deputy."""
        return self._of_part(Right.RELEASE_REPLIES, assignment)

    def coordinators(self, case: Case) -> list[User]:
        """Return who coordinates a case."""
        return self._nearest(Right.HAND_OVER, case.organisation)

    def office(self, case: Case) -> list[User]:
        """Return the congress staff who answer for a case."""
        return self._nearest(Right.DECIDE, case.congress)

    def _of_part(self, right: Right, assignment: Assignment) -> list[User]:
        if assignment.deputy_id:
            return _deputy(assignment.deputy)
        return self._nearest(right, assignment.unit)

    def _nearest(self, right: Right, node: Organisation) -> list[User]:
        for path in reversed(_upwards(node)):
            people = [grant.user for grant in self.grants.get(path, ()) if right in RIGHTS[grant.role]]
            if people:
                return people
        return []


def _deputy(deputy) -> list[User]:
    user = deputy.user if deputy is not None else None
    return [user] if user is not None and user.is_active else []


def _upwards(node: Organisation) -> list[str]:
    return [*tree.ancestors(node.path), node.path]
