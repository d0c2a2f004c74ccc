"""A period of a register: days from the first to the last, both counted, and how it is called."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Period:
    """The days from `since` to `until`, both counted."""

    since: date
    until: date

    @classmethod
    def month(cls, on: date) -> "Period":
        """Return the month that holds a day."""
        first = on.replace(day=1)
        return cls(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))

    @classmethod
    def quarter(cls, on: date) -> "Period":
        """Return the quarter that holds a day."""
        first = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
        return cls(first, (first + timedelta(days=95)).replace(day=1) - timedelta(days=1))

    @classmethod
    def year(cls, on: date) -> "Period":
        """Return the year that holds a day."""
        return cls(date(on.year, 1, 1), date(on.year, 12, 31))

    @property
    def words(self) -> str:
        """How the period is called: 2026年11月, 2026年第4季度, 2026年, else its first and last day."""
        since, until = self.since, self.until
        if self == Period.month(since):
            return _("%(year)d年%(month)d月") % {"year": since.year, "month": since.month}
        if self == Period.quarter(since):
            return _("%(year)d年第%(n)d季度") % {"year": since.year, "n": (since.month + 2) // 3}
        if self == Period.year(since):
            return _("%(year)d年") % {"year": since.year}
        return _("%(since)s至%(until)s") % {"since": _day(since), "until": _day(until)}

    def at(self, field: str) -> Q:
        """Return the condition "this moment lies in the period"."""
        zone = timezone.get_current_timezone()
        start = datetime.combine(self.since, time(), zone)
        end = datetime.combine(self.until + timedelta(days=1), time(), zone)
        return Q(**{f"{field}__gte": start, f"{field}__lt": end})

    def on(self, field: str) -> Q:
        """Return the condition "this day lies in the period"."""
        return Q(**{f"{field}__range": (self.since, self.until)})


def _day(on: date) -> str:
    return _("%(year)d年%(month)d月%(day)d日") % {"year": on.year, "month": on.month, "day": on.day}
