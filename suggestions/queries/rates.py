"""Shares and spreads as figures that do not pretend: a share of few is shown as numbers alone."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Below so many a percentage says more than there is to say.
FEW = 10
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Rate:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> str:
        """The share such as "51.1%"; empty where there are too few to speak of a share."""
        return f"{self.part * 100 / self.whole:.1f}%" if self.whole >= FEW else ""

    @property
    def numbers(self) -> str:
        return f"{self.part} / {self.whole}" if self.whole else "—"


@dataclass(frozen=True)
class Spread:
    """How long something took: the middle one of `count`, and the one that nine tenths did not exceed."""

    count: int
    median: timedelta | None
    ninth: timedelta | None

    @property
    def median_words(self) -> str:
        return duration(self.median)

    @property
    def ninth_words(self) -> str:
        return duration(self.ninth)


def duration(took: timedelta | None) -> str:
    """Return a length of time in words: hours below two days, else days."""
    if took is None:
        return "—"
    if took < 2 * DAY:
        hours = max(round(took / HOUR), 1)
        return ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours}
    return _("%(days)s 天") % {"days": f"{took / DAY:.1f}".removesuffix(".0")}
