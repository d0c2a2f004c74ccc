"""Reads of codes and their printed copies."""

from contextlib import suppress

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from deputies import pinyin
from deputies.access import Right, within
from deputies.models import Organisation, Seat, Site, User
from liaison import receipts
from liaison.models import ContactCode, Placement

State = ContactCode.State


def codes_managed_by(user: User) -> QuerySet[ContactCode]:
    """Return the codes of seats, sites and topics in the user's part of the tree, with everything a line shows."""
    return ContactCode.objects.filter(
        within(user, Right.MANAGE_SITES, "seat__organisation__path")
        | within(user, Right.MANAGE_SITES, "site__organisation__path")
        | within(user, Right.MANAGE_SITES, "topic__organisation__path")
    ).select_related(
        "seat__holder",
        "seat__district",
        "seat__electing_unit",
        "seat__organisation",
        "site__organisation",
        "topic__organisation",
        "topic__site",
    )


def codes_shown_to(user: User) -> QuerySet[ContactCode]:
    """Return the codes whose image the user may fetch: those she manages, and her own seat's."""
    own = Q(seat__holder__in=user.deputy_ids)
    managed = codes_managed_by(user).values("pk")
    return ContactCode.objects.filter(own | Q(pk__in=managed)).select_related("seat__holder", "site", "topic")


def find_codes(
    user: User, *, query: str = "", street: Organisation | None = None, state: str = "", kind: str = ""
) -> QuerySet[ContactCode]:
    """Return the managed codes that fit, street by street, with the number of copies that hang."""
    found = codes_managed_by(user).annotate(
        area=Coalesce("seat__organisation__path", "site__organisation__path", "topic__organisation__path"),
        copies=Count("placements", filter=Q(placements__state=Placement.State.LIVE)),
        posted=Count(
            "placements",
            filter=Q(placements__state=Placement.State.LIVE, placements__posted_on__isnull=False),
        ),
    )
    if query:
        found = found.filter(_fits(query))
    if street:
        found = found.filter(
            Q(seat__organisation=street) | Q(site__organisation=street) | Q(topic__organisation=street)
        )
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(**{f"{kind}__isnull": False})
    return found.order_by(
        "area", "seat__district__number", "seat__number", "site__name", "topic__opens_on", "pk"
    )


def _fits(query: str) -> Q:
    key = pinyin.fold(query)
    printed = Q(board__contains=query) | Q(address__contains=query)
    with suppress(ValueError):
        printed |= Q(token=receipts.normalise_token(query))
    copies = Placement.objects.filter(printed).values("code")
    return (
        Q(seat__holder__search__contains=key)
        | Q(seat__district__name__contains=query)
        | Q(site__search__contains=key)
        | Q(topic__title__contains=query)
        | Q(pk__in=copies)
    )


def without_code(user: User) -> tuple[QuerySet[Seat], QuerySet[Site]]:
    """Return the seats and open sites in the user's part of the tree that nobody can scan yet."""
    live = ContactCode.objects.exclude(state=State.RETIRED)
    area = within(user, Right.MANAGE_SITES, "organisation__path")
    seats = Seat.objects.filter(area).exclude(pk__in=live.filter(seat__isnull=False).values("seat"))
    sites = Site.objects.filter(area, is_active=True).exclude(
        pk__in=live.filter(site__isnull=False).values("site")
    )
    return seats.select_related("congress", "district", "electing_unit", "holder"), sites
