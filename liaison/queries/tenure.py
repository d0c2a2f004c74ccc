"""What a change of tenure will do, before it is done."""

from dataclasses import dataclass

from django.db.models import Count, Q

from deputies.models import Deputy, Seat, Term, User
from deputies.queries.roster import congresses_managed_by
from liaison.models import Conversation
from liaison.services.tenure import OPEN

Holder = Conversation.Holder


def held_open(deputy: Deputy) -> int:
    """Return how many open conversations the deputy holds, which leave her when she cannot act."""
    return Conversation.objects.filter(deputy=deputy, held_by=Holder.DEPUTY, state__in=OPEN).count()


def coming_terms(user: User) -> list[Term]:
    """Return the terms after the current one of each congress the user keeps, with how many were elected."""
    elected = Count("deputies", filter=Q(deputies__status=Deputy.Status.ELECTED))
    terms = Term.objects.filter(congress__in=congresses_managed_by(user)).select_related("congress")
    terms = list(terms.annotate(elected=elected).order_by("congress__path", "number"))
    current = {term.congress_id: term.number for term in terms if term.is_current}
    return [term for term in terms if term.number > current.get(term.congress_id, 0)]


@dataclass(frozen=True)
class SeatChange:
    """One seat at a change of term: who leaves, who comes, what passes on."""

    seat: Seat
    leaving: Deputy | None
    coming: Deputy | None
    open_count: int
    held_count: int

    @property
    def stays(self) -> bool:
        """Whether the same person goes on."""
        return bool(self.leaving and self.coming and self.leaving.name == self.coming.name)


@dataclass(frozen=True)
class Handover:
    """A whole change of term in figures and seat by seat."""

    changes: list[SeatChange]

    @property
    def coming(self) -> int:
        return sum(change.coming is not None for change in self.changes)

    @property
    def staying(self) -> int:
        return sum(change.stays for change in self.changes)

    @property
    def vacant(self) -> int:
        return sum(change.coming is None for change in self.changes)

    @property
    def passing_on(self) -> int:
        """How many open conversations pass to a successor."""
        return sum(change.open_count for change in self.changes if change.coming)

    @property
    def to_sites(self) -> int:
        """How many open conversations go to a site or the office because nobody follows."""
        return sum(change.held_count for change in self.changes if not change.coming)


def handover(term: Term) -> Handover:
    """Return what making a term current will do, in three statements."""
    elected = {deputy.seat_id: deputy for deputy in term.deputies.filter(status=Deputy.Status.ELECTED)}
    counts = {
        row["seat"]: row
        for row in Conversation.objects.filter(
            seat__congress=term.congress, deputy__status__in=Deputy.SEATED, state__in=OPEN
        )
        .order_by()
        .values("seat")
        .annotate(open=Count("pk"), held=Count("pk", filter=Q(held_by=Holder.DEPUTY)))
    }
    seats = Seat.objects.filter(congress=term.congress).select_related(
        "holder", "district", "electing_unit", "organisation", "site"
    )
    return Handover(
        [
            SeatChange(
                seat=seat,
                leaving=seat.holder,
                coming=elected.get(seat.pk),
                open_count=counts.get(seat.pk, {}).get("open", 0),
                held_count=counts.get(seat.pk, {}).get("held", 0),
            )
            for seat in seats.order_by(
                "organisation__path", "district__number", "electing_unit__name", "number"
            )
        ]
    )
