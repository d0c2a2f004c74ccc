"""Verbs of the working calendar: load the checked-in years, edit one, know which is missing."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from deputies import audit
from deputies.calendar_file import CalendarFile, read_calendar
from deputies.errors import Refused
from deputies.models import CalendarDay, CalendarYear, User
from deputies.workdays import Calendar, CalendarRow

FOLDER = Path(__file__).resolve().parent.parent / "data" / "calendar"
WARN_FROM_MONTH = 11  # the State Council's notice usually comes in October or November


class Loaded(StrEnum):
    """What became of one checked-in year."""

    NEW = "new"
    SAME = "same"
    KEPT = "kept"  # differs from the file, because somebody edited it here
    REPLACED = "replaced"


def checked_in_years() -> list[CalendarFile]:
    """Return the yearly files that come with this version, oldest first."""
    return [read_calendar(path) for path in sorted(FOLDER.glob("*.csv"))]


@transaction.atomic
def load_years(files: Iterable[CalendarFile], *, now: datetime, replace: bool = False) -> dict[int, Loaded]:
    """Load years that are not there yet; safe to repeat.

    Args:
        replace: also overwrite years that differ, for instance after a correction in the file.
    """
    result = {}
    for file in files:
        known = CalendarYear.objects.filter(year=file.year).first()
        if known is None:
            result[file.year] = Loaded.NEW
        elif known.notice == file.notice and _rows(file.year) == set(file.rows):
            result[file.year] = Loaded.SAME
        else:
            result[file.year] = Loaded.REPLACED if replace else Loaded.KEPT
        if result[file.year] in (Loaded.NEW, Loaded.REPLACED):
            set_year(year=file.year, notice=file.notice, rows=file.rows, actor=None, now=now)
    return result


@transaction.atomic
def set_year(
    *, year: int, notice: str, rows: Iterable[CalendarRow], actor: User | None, now: datetime
) -> CalendarYear:
    """Put in the days of one year as the notice has them, in place of what was there.

    Raises:
        Refused: a day is named twice, or is closed here and worked in the notice of another year.
    """
    rows = list(rows)
    days = [row.day for row in rows]
    if len(set(days)) != len(days):
        raise Refused(_("同一天写了两次。"))
    taken = CalendarDay.objects.filter(date__in=days).exclude(year=year).first()
    if taken is not None:
        raise Refused(_("%(day)s已经写在 %(year)s 年里。") % {"day": taken.date, "year": taken.year_id})
    row, _created = CalendarYear.objects.update_or_create(
        year=year, defaults={"notice": notice, "loaded_at": now}
    )
    row.days.all().delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(year=row, date=day, kind=kind, name=name) for day, kind, name in rows
    )
    audit.record(
        chain=f"calendar:{year}",
        verb="set_year",
        actor=actor,
        capacity="admin" if actor else "system",
        now=now,
        notice=notice,
        days=len(rows),
    )
    return row


def missing_year(calendar: Calendar, today: date) -> int | None:
    """Return the first year that is not loaded: this one, or from 1 November on the next one."""
    last = today.year + (today.month >= WARN_FROM_MONTH)
    return next(
        (year for year in range(today.year, last + 1) if not calendar.knows(date(year, 12, 31))), None
    )


def _rows(year: int) -> set[CalendarRow]:
    values = CalendarDay.objects.filter(year=year).values_list("date", "kind", "name")
    return {CalendarRow(*value) for value in values}
