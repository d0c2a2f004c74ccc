"""On which dates a site receives: tables with the weekday in words."""

from datetime import date

import pytest

from deputies.workdays import Calendar, CalendarRow
from liaison.rhythm import LAST, Months, Policy, Rule, dates

CALENDAR = Calendar.from_rows(
    [
        *(CalendarRow(date(2026, 10, day), "closed", "国庆节") for day in range(1, 8)),
        CalendarRow(date(2026, 5, 16), "working", "调休上班"),
    ],
    known_from=date(2026, 1, 1),
    known_through=date(2026, 12, 31),
    version="2026",
)


def planned(year=2026, months=Months.EVERY, policy=Policy.KEEP, **rule):
    return list(dates(Rule(months=months, policy=policy, **rule), year, CALENDAR))


def test_the_sixteenth_of_each_month_as_it_comes():
    assert [item.date for item in planned(day=16)] == [date(2026, month, 16) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("day", "month", "moved", "why"),
    [
        (16, 8, date(2026, 8, 17), "周末"),  # Sunday -> Monday
        (16, 5, date(2026, 5, 16), ""),  # Saturday, but worked to make up
        (1, 10, date(2026, 10, 8), "国庆节"),  # Thursday -> the Thursday after the holiday
        (17, 11, date(2026, 11, 17), ""),  # Tuesday
    ],
)
def test_closed_days_shift_to_the_next_working_day(day, month, moved, why):
    item = planned(day=day, policy=Policy.NEXT_WORKING_DAY)[month - 1]
    assert (item.date, item.why) == (moved, why)


def test_twentieth_of_even_months():
    assert [item.date for item in planned(day=20, months=Months.EVEN)] == [
        date(2026, month, 20) for month in (2, 4, 6, 8, 10, 12)
    ]


def test_short_months_use_their_last_day():
    days = [item.date.day for item in planned(day=31)]
    assert days == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


@pytest.mark.parametrize(
    ("nth", "weekday", "month", "expected"),
    [
        (1, 5, 8, date(2026, 8, 1)),  # first Saturday, the first itself
        (3, 2, 11, date(2026, 11, 18)),  # third Wednesday
        (LAST, 4, 11, date(2026, 11, 27)),  # last Friday
        (LAST, 0, 8, date(2026, 8, 31)),  # fifth Monday
    ],
)
def test_weekday_of_the_month(nth, weekday, month, expected):
    assert planned(nth=nth, weekday=weekday)[month - 1].date == expected


def test_dates_beyond_the_known_calendar_are_provisional():
    assert not any(item.provisional for item in planned(day=16))
    assert all(item.provisional for item in planned(year=2027, day=16))
