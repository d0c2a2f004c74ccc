"""Comparing a roster with what the database knows, handed in as plain names."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from deputies.roster.checks import place_conflict
from deputies.roster.columns import BY_FIELD
from deputies.roster.records import LEVEL_LABELS, Level, Roster, RosterError, RosterRow
from deputies.roster.text import reference_key, term_label

MAX_HINTS = 50
"""Unknown names for which a similar one is looked up; a sheet that is all wrong needs no more."""

LevelAndName = tuple[int, str]


def check_references(
    roster: Roster,
    *,
    districts: Collection[LevelAndName],
    electing_units: Collection[LevelAndName],
    terms: Collection[tuple[int, int]],
    groups: Collection[str],
    sites: Collection[str],
) -> tuple[RosterError, ...]:
    """Return the faults of names and terms that do not exist, in the order of the sheet.

    ``districts`` and ``electing_units`` are pairs of level and name, ``terms``
    pairs of level and number, ``groups`` and ``sites`` names. Names are
    compared by ``reference_key``. Empty and faulty cells, which ``read_roster``
    has reported, are passed over.
    """
    lookup = _Lookup(districts, electing_units, terms, groups, sites)
    errors = [
        RosterError(row.row, roster.columns[field], BY_FIELD[field].label, message)
        for row in roster.rows
        for field, message in lookup.faults(row)
    ]
    return tuple(sorted(errors, key=lambda error: error.sort_key))


class _Names:
    """The known names of one kind, by key."""

    def __init__(self, names: Collection[str]):
        self._by_key = {reference_key(name): name for name in names}
        self._hints: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        return reference_key(name) in self._by_key

    def hint(self, name: str) -> str:
        """Return "，是不是“…”？" with the most similar known name, or nothing."""
        key = reference_key(name)
        if key not in self._hints and len(self._hints) < MAX_HINTS:
            close = get_close_matches(key, self._by_key, n=1, cutoff=0.7)
            self._hints[key] = f"，是不是“{self._by_key[close[0]]}”？" if close else ""
        return self._hints.get(key, "")


class _Lookup:
    """Everything that the rows may refer to."""

    def __init__(self, districts, electing_units, terms, groups, sites):
        self._districts = _by_level(districts)
        self._electing_units = _by_level(electing_units)
        self._terms = set(terms)
        self._groups = _Names(groups)
        self._sites = _Names(sites)

    def faults(self, row: RosterRow) -> Iterator[tuple[str, str]]:
        """Yield field and message of every reference of ``row`` that leads nowhere."""
        if row.level is not None:
            if row.term is not None and (row.level, row.term) not in self._terms:
                yield "term", f"系统中没有{LEVEL_LABELS[row.level]}人大{term_label(row.term)}"
            if row.district and not place_conflict(row):
                message = self._place_fault(row.level, row.district)
                if message:
                    yield "district", message
        for group in row.groups:
            if group not in self._groups:
                yield "groups", f"系统中没有代表小组“{group}”{self._groups.hint(group)}"
        if row.site and row.site not in self._sites:
            yield "site", f"系统中没有联络站“{row.site}”{self._sites.hint(row.site)}"

    def _place_fault(self, level: Level, name: str) -> str:
        label = LEVEL_LABELS[level]
        if level.has_electing_unit:
            kind, known, others = "选举单位", self._electing_units[level], self._districts
            conflict = f"“{name}”是选区；{label}代表应填选举单位"
        else:
            kind, known, others = "选区", self._districts[level], self._electing_units
            conflict = f"“{name}”是选举单位；{label}代表应填选区"
        if name in known:
            return ""
        if any(name in names for names in others.values()):
            return conflict
        return f"系统中没有{label}代表的{kind}“{name}”{known.hint(name)}"


def _by_level(pairs: Collection[LevelAndName]) -> dict[Level, _Names]:
    return {level: _Names([name for of, name in pairs if of == level]) for level in Level}
