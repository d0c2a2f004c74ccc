"""What comes out of a roster: rows, and faults by row and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum


class Level(IntEnum):
    """The five levels of congress; the numbers are those of the database (domain.md 001-06b)."""

    NATIONAL = 1
    PROVINCE = 2
    CITY = 3
    DISTRICT = 4
    TOWN = 5

    @property
    def has_electing_unit(self) -> bool:
        """Tell whether deputies are elected by a congress below, not by voters (Electoral Law, Art. 3)."""
        return self <= Level.CITY


LEVEL_LABELS = {
    Level.NATIONAL: "全国",
    Level.PROVINCE: "省",
    Level.CITY: "市",
    Level.DISTRICT: "区（县）",
    Level.TOWN: "乡镇",
}


@dataclass(frozen=True)
class RosterRow:
    """One deputy of the sheet, normalised.

    A cell that is empty, or that was found faulty, holds its default; the
    required ones (name, level, term, district, elected_on) are therefore only
    certain when the roster has no errors. ``birth_month`` is the first of a
    month, ``term`` a number, ``district`` the electoral district or the
    electing unit according to ``level``, ``sex`` "female", "male" or "".
    """

    row: int
    name: str = ""
    sex: str = ""
    ethnicity: str = ""
    birth_month: date | None = None
    party: str = ""
    post: str = ""
    level: Level | None = None
    term: int | None = None
    district: str = ""
    seat: int | None = None
    mobile: str = ""
    email: str = ""
    elected_on: date | None = None
    groups: tuple[str, ...] = ()
    site: str = ""
    pledge: str = ""
    photo_consent: bool = False
    note: str = ""


@dataclass(frozen=True)
class RosterError:
    """One fault: ``row`` and ``column`` as the spreadsheet shows them.

    A fault of the whole file has row 0; one of the whole header, such as a
    missing column, has the row of the header and an empty ``column``.
    """

    row: int
    column: str
    field: str
    message: str

    def __str__(self) -> str:
        place = f"第 {self.row} 行" if self.row else ""
        if self.column:
            place += f" {self.column} 列"
        if self.field:
            place += f"“{self.field}”"
        return f"{place}：{self.message}" if place else self.message

    @property
    def sort_key(self) -> tuple[int, int, str]:
        """Order of reading: by row, then from left to right."""
        return self.row, len(self.column), self.column


@dataclass(frozen=True)
class Roster:
    """A sheet as read: all its rows and all its faults, both in the order of the sheet.

    ``columns`` gives the letter under which each field stands, ``ignored`` the
    letter and heading of columns that are not imported.
    """

    rows: tuple[RosterRow, ...] = ()
    errors: tuple[RosterError, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[tuple[str, str], ...] = ()
    sheet: str = ""
