"""How far the printed copies reach (domain.md 003-05: 100 districts, 460 points), and which codes lie idle (§7)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from deputies.access import Right, within
from deputies.models import Deputy, ElectoralDistrict, Organisation, Seat, User
from liaison.models import ContactCode, Conversation, Placement
from liaison.queries.boards import managed_by
from liaison.workflow import WAITING_FOR_STAFF

IDLE_FOR = timedelta(days=90)
UNANSWERED_FOR = timedelta(days=7)
CODE_OLDER_THAN = timedelta(days=30)
ACTIVE, LIVE = ContactCode.State.ACTIVE, Placement.State.LIVE


@dataclass
class Line:
    """The figures of one office: a street committee or a town."""

    organisation: Organisation
    districts: int = 0
    covered: int = 0
    deputies: int = 0
    with_code: int = 0
    posted: int = 0
    places: set = field(default_factory=set)

    @property
    def points(self) -> int:
        """At how many places something hangs; one board may carry the codes of several deputies."""
        return len(self.places)


@dataclass(frozen=True)
class Coverage:
    """The figures of an area with the districts and deputies that are missing.

    lines: street by street; bare_districts: without a copy that hangs; bare_deputies: without a live code.
    """

    lines: list[Line]
    bare_districts: list[ElectoralDistrict]
    bare_deputies: list[Deputy]

    @cached_property
    def total(self) -> Line:
        """All lines added up."""
        names = ("districts", "covered", "deputies", "with_code", "posted")
        sums = {name: sum(getattr(line, name) for line in self.lines) for name in names}
        places = set().union(*(line.places for line in self.lines))
        return Line(Organisation(), **sums, places=places)


def coverage(user: User) -> Coverage:
    """Return the figures of the user's part of the tree, in four statements whatever its size."""
    lines: dict[int, Line] = {}
    offices = Organisation.objects.filter(within(user, Right.MANAGE_SITES)).in_bulk()

    def line(organisation_id: int) -> Line:
        return lines.setdefault(organisation_id, Line(offices[organisation_id]))

    bare_districts, bare_deputies = [], []
    for district in _districts(user):
        line(district.organisation_id).districts += 1
        line(district.organisation_id).covered += district.is_covered
        if not district.is_covered:
            bare_districts.append(district)
    for seat in _seats(user):
        line(seat.organisation_id).deputies += 1
        line(seat.organisation_id).with_code += seat.has_code
        if not seat.has_code:
            bare_deputies.append(seat.holder)
    for office, place in _places(user):
        line(office).posted += 1
        line(office).places.add(place)
    return Coverage(
        sorted(lines.values(), key=lambda line: line.organisation.path), bare_districts, bare_deputies
    )


def _districts(user: User) -> QuerySet[ElectoralDistrict]:
    hanging = Placement.objects.filter(
        code__seat__district=OuterRef("pk"), code__state=ACTIVE, state=LIVE, posted_on__isnull=False
    )
    area = within(user, Right.MANAGE_SITES, "organisation__path")
    return (
        ElectoralDistrict.objects.filter(area)
        .select_related("organisation")
        .annotate(is_covered=Exists(hanging))
        .order_by("organisation__path", "number")
    )


def _seats(user: User) -> QuerySet[Seat]:
    live = Placement.objects.filter(code__seat=OuterRef("pk"), code__state=ACTIVE, state=LIVE)
    area = within(user, Right.MANAGE_SITES, "organisation__path")
    return (
        Seat.objects.filter(area, holder__status=Deputy.Status.ACTIVE)
        .select_related("holder", "district", "electing_unit", "organisation")
        .annotate(has_code=Exists(live))
        .order_by("organisation__path", "holder__sort_key")
    )


def _places(user: User):
    """Yield for each copy that hangs its office and its place, in words that tell places apart."""
    offices = tuple(f"code__{target}__organisation" for target in ("seat", "site", "topic"))
    hanging = Placement.objects.filter(
        managed_by(user), code__state=ACTIVE, state=LIVE, posted_on__isnull=False
    ).order_by("pk")
    for *office, pk, community, board, address in hanging.values_list(
        *offices, "pk", "community", "board", "address"
    ):
        office = next(filter(None, office))
        yield office, (office, community, board, address) if board or address else (office, pk)


def idle_codes(user: User, *, now: datetime) -> QuerySet[Deputy]:
    """Return deputies whose code hangs out while they do not answer or have not signed in for long.

    Each with `unanswered`, and `is_away`. Those for whom the site answers are not idle: they have no account.
    domain.md §7 "zombie code".
    """
    today: date = timezone.localdate(now)
    waiting = Q(
        conversations__held_by=Conversation.Holder.DEPUTY,
        conversations__about=Conversation.About.MATTER,
        conversations__state__in=[state.value for state in WAITING_FOR_STAFF],
        conversations__submitted_at__lt=now - UNANSWERED_FOR,
    )
    old = ContactCode.objects.filter(
        seat=OuterRef("held_seat"), state=ACTIVE, issued_at__lt=now - CODE_OLDER_THAN
    )
    gone = User.objects.filter(pk=OuterRef("user")).exclude(last_seen_on__gt=today - IDLE_FOR)
    return (
        Deputy.objects.filter(
            within(user, Right.DECIDE, "held_seat__organisation__path"),
            Exists(old),
            status=Deputy.Status.ACTIVE,
            user__isnull=False,
        )
        .annotate(unanswered=Count("conversations", filter=waiting), is_away=Exists(gone))
        .filter(Q(unanswered__gt=0) | Q(is_away=True))
        .select_related("user", "held_seat__district", "held_seat__electing_unit", "held_seat__organisation")
        .order_by("held_seat__organisation__path", "sort_key")
    )
