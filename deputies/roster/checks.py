"""Checks that look at more than one cell: within a row, and between the rows of a sheet."""

import re
from collections.abc import Iterable, Iterator

from deputies.roster.records import LEVEL_LABELS, RosterRow
from deputies.roster.text import compact, reference_key

ADULT_MONTHS = 18 * 12

_DISTRICT = re.compile(r"选区")
_ELECTING_UNIT = re.compile(r"(?:人大|人民代表大会|选举单位|代表团|军人代表大会)$")

Fault = tuple[int, str, str]
"""Row, field and message; the reader adds the column."""


def check_row(row: RosterRow) -> Iterator[Fault]:
    """Find contradictions within one row."""
    conflict = place_conflict(row)
    if conflict:
        yield row.row, "district", conflict
    if row.birth_month and row.elected_on:
        born, elected = row.birth_month, row.elected_on
        if (elected.year - born.year) * 12 + elected.month - born.month < ADULT_MONTHS:
            # Constitution, Art. 34: eligible from the age of eighteen.
            yield row.row, "birth_month", "当选时不满 18 周岁，请核对出生年月和当选日期"


def place_conflict(row: RosterRow) -> str:
    """Return what is wrong where level and place contradict each other by name, else "".

    Deputies of a city divided into districts, and above, are elected by the
    congress below; those of districts, counties and towns by voters
    (domain.md §0, 10).
    """
    if row.level is None or not row.district:
        return ""
    name = compact(row.district)
    if row.level.has_electing_unit and _DISTRICT.search(name):
        return f"{LEVEL_LABELS[row.level]}代表由下一级人大选出，应填选举单位，不是选区"
    if not row.level.has_electing_unit and _ELECTING_UNIT.search(name):
        return f"{LEVEL_LABELS[row.level]}代表由选民直接选出，应填选区，不是选举单位"
    return ""


def check_rows(rows: Iterable[RosterRow]) -> Iterator[Fault]:
    """Find rows that contradict an earlier one: name, seat or mobile number given twice."""
    names: dict[tuple, RosterRow] = {}
    seats: dict[tuple, RosterRow] = {}
    mobiles: dict[str, RosterRow] = {}
    for row in rows:
        place = (row.level, row.term, reference_key(row.district))
        if row.district and row.name:
            first = names.setdefault((*place, row.name), row)
            if first is not row and (first.seat is None or row.seat is None):
                yield row.row, "name", f"与第 {first.row} 行同选区同姓名；若确是两人，请两行都填席位号"
        if row.district and row.seat is not None:
            first = seats.setdefault((*place, row.seat), row)
            if first is not row:
                yield row.row, "seat", f"席位号 {row.seat} 与第 {first.row} 行重复"
        if row.mobile:
            first = mobiles.setdefault(row.mobile, row)
            # One person may be a deputy at several levels.
            if first is not row and (first.name != row.name or first.level == row.level):
                yield row.row, "mobile", f"手机号与第 {first.row} 行重复"
