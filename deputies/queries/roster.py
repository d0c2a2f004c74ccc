"""Reads of the roster desk: which deputies a person keeps, and what is missing on each."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from deputies import addresses
from deputies.access import Right, within
from deputies.models import Deputy, Organisation, Seat, User
from deputies.queries.directory import MAX_TERMS, fits

LIVE_CODE = ("active", "suspended")
RELATED = (
    "seat__congress",
    "seat__district",
    "seat__electing_unit",
    "seat__organisation",
    "seat__site",
    "term__congress",
    "user",
)


def deputies_read_by(user: User) -> QuerySet[Deputy]:
    """Return the deputies of one's area: served there, or of a congress there."""
    rights = (Right.MANAGE_DEPUTIES, Right.MANAGE_SITES)
    paths = ("seat__organisation__path", "seat__congress__path")
    reach = Q(pk__in=())
    for right in rights:
        for path in paths:
            reach |= within(user, right, path)
    return Deputy.objects.filter(reach)


def deputies_managed_by(user: User) -> QuerySet[Deputy]:
    """Return the deputies whose profile and contact data the user keeps."""
    return Deputy.objects.filter(
        within(user, Right.MANAGE_DEPUTIES, "seat__organisation__path")
        | within(user, Right.MANAGE_DEPUTIES, "seat__congress__path")
    )


def congresses_managed_by(user: User) -> QuerySet[Organisation]:
    """Return the congresses whose roster, status and terms the user keeps."""
    area = within(user, Right.MANAGE_DEPUTIES)
    return Organisation.objects.filter(area, kind=Organisation.Kind.CONGRESS, is_active=True).order_by("path")


def find_in_roster(
    user: User,
    *,
    q: str = "",
    level: int | None = None,
    street: Organisation | None = None,
    status: str = "",
    lacks: str = "",
) -> QuerySet[Deputy]:
    """Return the roster as filtered, street by street.

    Args:
        status: a value of Deputy.Status; without it those who hold a seat or wait for it.
        lacks: "account", "code", "photo" or "site".
    """
    live = Seat.objects.filter(pk=OuterRef("seat"), codes__state__in=LIVE_CODE)
    found = deputies_read_by(user).select_related(*RELATED).annotate(has_code=Exists(live))
    for term in addresses.terms(q)[:MAX_TERMS]:
        found = found.filter(fits(term))
    if level:
        found = found.filter(level=level)
    if street:
        found = found.filter(seat__organisation=street)
    statuses = [status] if status else [*Deputy.SEATED, Deputy.Status.ELECTED]
    found = found.filter(status__in=statuses)
    if lacks:
        found = found.filter(LACKING[lacks])
    return found.order_by("seat__organisation__path", "level", "sort_key", "pk")


LACKING = {
    "account": Q(user=None),
    "code": Q(has_code=False),
    "photo": Q(photo=""),
    "site": Q(seat__site=None),
}
