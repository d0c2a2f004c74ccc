"""The rhythm of reception days: on which dates of a year a site receives people. Pure: no Django, no clock.

domain.md 000-21 (a fixed day each month), 002-15 (the 16th of each month, with a policy for closed days),
004-21 (the 20th of even months).
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from deputies.workdays import Calendar

LAST = -1
LONGEST_SHIFT = 15
"""No holiday is longer; a calendar that closes more days in a row is wrong."""


class Months(StrEnum):
    EVERY = "every"
    EVEN = "even"
    ODD = "odd"
    QUARTER = "quarter"


MONTHS = {
    Months.EVERY: tuple(range(1, 13)),
    Months.EVEN: (2, 4, 6, 8, 10, 12),
    Months.ODD: (1, 3, 5, 7, 9, 11),
    Months.QUARTER: (3, 6, 9, 12),
}


class Policy(StrEnum):
    """What happens when the day is closed."""

    KEEP = "keep"
    NEXT_WORKING_DAY = "next"


@dataclass(frozen=True)
class Rule:
    """Either a day of the month, or the nth weekday of it.

    Args:
        day: 1 to 31; in a shorter month its last day stands for it. None where the weekday decides.
        nth: 1 to 4, or LAST.
        weekday: 0 for Monday to 6 for Sunday.
    """

    months: Months
    policy: Policy
    day: int | None = None
    nth: int = 1
    weekday: int = 0


@dataclass(frozen=True)
class Planned:
    """One date of the plan. `usual` is the date by the rule, `why` the reason why it was moved ("" if not).

    `provisional` tells that the closed days of that time are not known yet.
    """

    date: date
    usual: date
    why: str
    provisional: bool


def dates(rule: Rule, year: int, calendar: Calendar) -> Iterator[Planned]:
    """Yield the dates of a year in order, moved off closed days where the rule says so."""
    for month in MONTHS[rule.months]:
        usual = _usual(rule, year, month)
        moved = usual
        if rule.policy == Policy.NEXT_WORKING_DAY:
            moved = _next_working_day(usual, calendar)
        yield Planned(
            date=moved,
            usual=usual,
            why=calendar.reason_closed(usual) if moved != usual else "",
            provisional=not (calendar.knows(usual) and calendar.knows(moved)),
        )


def _usual(rule: Rule, year: int, month: int) -> date:
    first_weekday, length = monthrange(year, month)
    if rule.day is not None:
        return date(year, month, min(rule.day, length))
    first = 1 + (rule.weekday - first_weekday) % 7
    if rule.nth == LAST:
        return date(year, month, first + 7 * ((length - first) // 7))
    return date(year, month, first + 7 * (rule.nth - 1))


def _next_working_day(day: date, calendar: Calendar) -> date:
    for shift in range(LONGEST_SHIFT + 1):
        if calendar.is_workday(day + timedelta(days=shift)):
            return day + timedelta(days=shift)
    return day
