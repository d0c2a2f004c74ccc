"""Whom to tell about printed copies: staff of the site, the office that keeps them."""

from collections.abc import Iterable
from datetime import date

from deputies import tree
from deputies.access import RIGHTS, Right
from deputies.models import Membership, SiteStaff, User
from liaison.models import ContactCode


class Keepers:
    """Who keeps the printed copies of many codes, read in two statements.

    Args:
        codes: with seat, site and topic and their organisations fetched.
    """

    def __init__(self, codes: Iterable[ContactCode], *, today: date):
        codes = list(codes)
        self.staff: dict[int, list[User]] = {}
        for duty in SiteStaff.objects.select_related("user").filter(
            site__in={_site(code) for code in codes} - {None}, user__is_active=True
        ):
            self.staff.setdefault(duty.site_id, []).append(duty.user)
        above = {path for code in codes for path in _upwards(code)}
        self.managers: dict[str, list[User]] = {}
        for grant in (
            Membership.objects.in_force(today)
            .select_related("user", "organisation")
            .filter(organisation__path__in=above, user__is_active=True)
        ):
            if Right.MANAGE_SITES in RIGHTS[grant.role]:
                self.managers.setdefault(grant.organisation.path, []).append(grant.user)

    def of(self, code: ContactCode) -> list[User]:
        """Return staff of the site and the nearest office: those who can walk there."""
        paths = reversed(_upwards(code))
        nearest = next((self.managers[path] for path in paths if path in self.managers), [])
        return _once([*self.staff.get(_site(code), ()), *nearest])

    def managing(self, code: ContactCode) -> list[User]:
        """Return everybody who manages sites and codes there."""
        return _once(person for path in _upwards(code) for person in self.managers.get(path, ()))


def _site(code: ContactCode) -> int | None:
    if code.seat_id:
        return code.seat.site_id
    return code.site_id or code.topic.site_id


def _upwards(code: ContactCode) -> list[str]:
    path = code.organisation.path
    return [*tree.ancestors(path), path]


def _once(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())
