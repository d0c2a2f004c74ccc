"""Finding the header among titles, notes and merged cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from deputies.roster.columns import HEADINGS
from deputies.roster.text import compact

SEARCHED_ROWS = 30
ENOUGH_HEADINGS = 3

_ASIDE = re.compile(r"\(.*?\)|[*:]")


@dataclass(frozen=True)
class Header:
    """Where the columns stand. ``row`` is the last row of the header, ``places`` gives
    the position of each field, ``repeated`` and ``ignored`` further positions with their
    headings."""

    row: int
    places: dict[str, int]
    repeated: tuple[tuple[int, str], ...]
    ignored: tuple[tuple[int, str], ...]


def find_header(rows: Sequence[tuple[int, Sequence[object]]]) -> Header | None:
    """Return the header within the first rows that are not blank; None if there is none.

    A header may take two rows, with merged cells: the lower row counts, and
    the upper one where the lower is blank ("联系方式" above "手机" and "邮箱").
    """
    for (number, upper), (below, lower) in pairwise([*rows[:SEARCHED_ROWS], (0, ())]):
        single = _header(number, [_heading(cell) for cell in upper])
        if single.places and below == number + 1:
            double = _header(below, _merged(upper, lower))
            if len(double.places) >= ENOUGH_HEADINGS and set(single.places) < set(double.places):
                return double
        if len(single.places) >= ENOUGH_HEADINGS:
            return single
    return None


def is_header_again(values: Sequence[object], header: Header) -> bool:
    """Tell whether a row repeats the header, as printed rosters do on each page."""
    again = sum(
        HEADINGS.get(_heading(values[place])) == field
        for field, place in header.places.items()
        if place < len(values)
    )
    return again >= ENOUGH_HEADINGS


def _merged(upper: Sequence[object], lower: Sequence[object]) -> list[str]:
    return [low or top for top, low in zip_longest(map(_heading, upper), map(_heading, lower), fillvalue="")]


def _header(row: int, headings: Sequence[str]) -> Header:
    places: dict[str, int] = {}
    repeated, ignored = [], []
    for place, heading in enumerate(headings):
        field = HEADINGS.get(heading)
        if field is None:
            if heading:
                ignored.append((place, heading))
        elif field in places:
            repeated.append((place, heading))
        else:
            places[field] = place
    return Header(row, places, tuple(repeated), tuple(ignored))


def _heading(cell: object) -> str:
    if not isinstance(cell, str):
        return ""
    text = compact(cell).lower()
    return text if text in HEADINGS else _ASIDE.sub("", text) or text
