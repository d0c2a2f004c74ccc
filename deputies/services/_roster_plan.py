"""What an import of a roster will do, worked out row by row without writing anything.

The sheet is compared with the database in a constant number of statements, however long it is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from deputies.models import (
    Deputy,
    DeputyGroup,
    ElectingUnit,
    ElectoralDistrict,
    Organisation,
    Seat,
    Site,
    Term,
)
from deputies.roster import Roster, RosterError, RosterRow, check_references, reference_key, term_label
from deputies.roster.columns import BY_FIELD

PROFILE = ("sex", "ethnicity", "birth_month", "party", "post", "mobile", "email", "pledge", "elected_on")
OCCUPYING = (Deputy.Status.ELECTED, Deputy.Status.ACTIVE, Deputy.Status.SUSPENDED)
Place = ElectoralDistrict | ElectingUnit


@dataclass(frozen=True)
class Step:
    """What happens with one row: appointed where there is no deputy yet, else changed where something differs."""

    row: RosterRow
    term: Term
    place: Place
    number: int
    seat: Seat | None
    deputy: Deputy | None
    changes: dict
    groups: tuple[DeputyGroup, ...]
    site: Site | None

    @property
    def is_new(self) -> bool:
        return self.deputy is None

    @property
    def moves_site(self) -> bool:
        return self.site is not None and (self.seat is None or self.seat.site_id != self.site.pk)

    @property
    def changes_anything(self) -> bool:
        return self.is_new or bool(self.changes) or self.moves_site or bool(self.groups)


@dataclass
class Planner:
    """Compares a roster with the congresses it is for.

    Args:
        congresses: those whose roster this may be; places, groups and sites are looked up below them.
    """

    roster: Roster
    congresses: Iterable[Organisation]
    errors: list[RosterError] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def run(self) -> None:
        """Fill `steps`, and `errors` with every fault of the sheet, its references and its seats."""
        self._load()
        self.errors += self.roster.errors
        self.errors += check_references(
            self.roster,
            districts=self._names(ElectoralDistrict),
            electing_units=self._names(ElectingUnit),
            terms={(term.congress.level, term.number) for term in self.terms.values()},
            groups=[group.name for group in self.groups],
            sites=[site.name for site in self.sites],
        )
        faulty = {(error.row, error.column) for error in self.errors}
        for row in self.roster.rows:
            step = self._step(row, faulty)
            if step is not None:
                self.steps.append(step)
        self.errors.sort(key=lambda error: error.sort_key)

    # --- what the database knows --------------------------------------------------------------------

    def _load(self) -> None:
        self.congresses = {congress.pk: congress for congress in self.congresses}
        terms = Term.objects.filter(congress__in=self.congresses).select_related("congress")
        self.terms = {(term.congress_id, term.number): term for term in terms}
        self.current = {term.congress_id: term for term in self.terms.values() if term.is_current}
        self.places: dict[tuple, list[Place]] = defaultdict(list)
        for model in (ElectoralDistrict, ElectingUnit):
            for place in model.objects.filter(congress__in=self.congresses):
                place.congress = self.congresses[place.congress_id]
                for key in {reference_key(name) for name in spellings(place)}:
                    self.places[model, place.congress.level, key].append(place)
        below = Organisation.objects.filter(path__isnull=False).values_list("pk", "path")
        roots = tuple(congress.path for congress in self.congresses.values())
        area = {pk for pk, path in below if path.startswith(roots)}
        self.groups = list(DeputyGroup.objects.filter(organisation__in=area))
        self.sites = list(Site.objects.filter(organisation__in=area, is_active=True))
        self._load_seats()
        self.claimed: dict[tuple, set[int]] = defaultdict(set)

    def _load_seats(self) -> None:
        self.seats: dict[tuple, dict[int, Seat]] = defaultdict(dict)
        for seat in Seat.objects.filter(congress__in=self.congresses):
            self.seats[_key(seat)][seat.number] = seat
        numbers = {row.term for row in self.roster.rows}
        self.people: dict[tuple[int, int], list[Deputy]] = defaultdict(list)
        deputies = Deputy.objects.filter(
            seat__congress__in=self.congresses, term__number__in=numbers - {None}
        )
        for deputy in deputies.prefetch_related("groups"):
            self.people[deputy.seat_id, deputy.term_id].append(deputy)
        self.reserved: dict[tuple, set[int]] = defaultdict(set)
        for row in self.roster.rows:
            if row.seat is not None:
                self.reserved[row.level, row.term, reference_key(row.district)].add(row.seat)

    def _names(self, model) -> set[tuple[int, str]]:
        return {
            (level, name)
            for (of, level, _key), places in self.places.items()
            if of is model
            for place in places
            for name in spellings(place)
        }

    # --- one row --------------------------------------------------------------------------------------

    def _step(self, row: RosterRow, faulty: set[tuple[int, str]]) -> Step | None:
        if self._any_faulty(row, faulty, "name", "level", "term", "district", "seat"):
            return None
        place = self._place(row)
        term = place and self._term(row, place)
        number = term and self._number(row, place, term)
        if not number:
            return None
        seat = self.seats[_key(place)].get(number)
        deputy = seat and self._occupant(seat, term)
        groups = tuple(filter(None, (self._group(row, name, place) for name in row.groups)))
        known = {member.group_id for member in deputy.groups.all()} if deputy else set()
        return Step(
            row=row,
            term=term,
            place=place,
            number=number,
            seat=seat,
            deputy=deputy,
            changes=self._changes(row, deputy) if deputy else self._profile(row),
            groups=tuple(group for group in groups if group.pk not in known),
            site=self._site(row, place) if row.site else None,
        )

    def _any_faulty(self, row: RosterRow, faulty: set[tuple[int, str]], *fields: str) -> bool:
        columns = self.roster.columns
        missing = None in (row.level, row.term) or not row.name or not row.district
        return missing or any((row.row, columns[name]) in faulty for name in fields if name in columns)

    def _fault(self, row: RosterRow, name: str, message: str) -> None:
        column = self.roster.columns.get(name, "")
        self.errors.append(RosterError(row.row, column, BY_FIELD[name].label, message))

    def _place(self, row: RosterRow) -> Place | None:
        model = ElectingUnit if row.level.has_electing_unit else ElectoralDistrict
        found = self.places[model, row.level, reference_key(row.district)]
        if len(found) == 1:
            return found[0]
        if found:
            names = "、".join(str(place.congress) for place in found)
            self._fault(row, "district", f"“{row.district}”在{names}都有，请写全称，或者分开导入并指明人大")
        return None

    def _term(self, row: RosterRow, place: Place) -> Term | None:
        term = self.terms.get((place.congress_id, row.term))
        current = self.current.get(place.congress_id)
        if term is None:
            self._fault(row, "term", f"{place.congress}没有登记{term_label(row.term)}")
        elif current is not None and term.number < current.number:
            self._fault(row, "term", f"{term_label(row.term)}已经结束，只能导入本届或下一届")
            return None
        return term

    def _number(self, row: RosterRow, place: Place, term: Term) -> int | None:
        """Return the number of the seat this row means; faults where somebody else has it."""
        seats, claimed = self.seats[_key(place)], self.claimed[_key(place), term.pk]
        held = {number: self._occupant(seat, term) for number, seat in seats.items()}
        own = [number for number, deputy in held.items() if deputy and deputy.name == row.name]
        if not own and self._has_left(row, seats, term):
            self._fault(row, "name", f"{row.name}在{term_label(row.term)}的代表资格已经终止，不能再导入")
            return None
        number = row.seat or next((one for one in own if one not in claimed), None)
        if number is None:
            reserved = self.reserved[row.level, row.term, reference_key(row.district)]
            number = next(
                one for one in range(1, 10_000) if one not in claimed | reserved and held.get(one) is None
            )
        other = held.get(number)
        if other is not None and other.name != row.name:
            self._fault(
                row, "name", f"席位 {number} 的代表在系统中是{other.name}；换人请先办理其代表资格终止或换届"
            )
            return None
        if row.seat and own and row.seat not in own:
            self._fault(row, "seat", f"{row.name}在系统中是席位 {own[0]}，表中写席位 {row.seat}")
            return None
        claimed.add(number)
        return number

    def _occupant(self, seat: Seat, term: Term) -> Deputy | None:
        people = self.people[seat.pk, term.pk]
        return next((deputy for deputy in people if deputy.status in OCCUPYING), None)

    def _has_left(self, row: RosterRow, seats: dict[int, Seat], term: Term) -> bool:
        people = (deputy for seat in seats.values() for deputy in self.people[seat.pk, term.pk])
        return any(deputy.name == row.name and deputy.status not in OCCUPYING for deputy in people)

    def _group(self, row: RosterRow, name: str, place: Place) -> DeputyGroup | None:
        return self._nearest(row, "groups", name, self.groups, place)

    def _site(self, row: RosterRow, place: Place) -> Site | None:
        return self._nearest(row, "site", row.site, self.sites, place)

    def _nearest(self, row: RosterRow, of: str, name: str, known: list, place: Place):
        """Return the one with this name; of several the one at the body that serves the district."""
        key = reference_key(name)
        found = [one for one in known if reference_key(one.name) == key]
        if len(found) > 1:
            serving = getattr(place, "organisation_id", None)
            near = [one for one in found if one.organisation_id == serving]
            if len(near) != 1:
                self._fault(row, of, f"有几个“{name}”，分不清是哪一个，请先改名")
                return None
            found = near
        return found[0] if found else None

    def _profile(self, row: RosterRow) -> dict:
        """Return what the sheet says; an empty cell says nothing, except that consent has to be given."""
        said = {name: getattr(row, name) for name in PROFILE if getattr(row, name)}
        if "photo_consent" in self.roster.columns:
            said["photo_consent"] = row.photo_consent
        return said

    def _changes(self, row: RosterRow, deputy: Deputy) -> dict:
        return {name: value for name, value in self._profile(row).items() if getattr(deputy, name) != value}


def spellings(place: Place) -> list[str]:
    """Return how offices write a place: a district by its name, its number, or both."""
    if isinstance(place, ElectingUnit):
        return [place.name]
    number = f"第{place.number}选区"
    return [place.name, number, f"{number}{place.name}", f"{place.name}选区"]


def _key(of: Seat | Place) -> tuple[str, int]:
    if isinstance(of, Seat):
        return ("district", of.district_id) if of.district_id else ("unit", of.electing_unit_id)
    return ("district" if isinstance(of, ElectoralDistrict) else "unit", of.pk)
