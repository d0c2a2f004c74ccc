"""Dates of rules, pauses and extensions, and the days on which people are told. Weekdays are given in words."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deputies.services.calendar import checked_in_years
from deputies.workdays import Calendar, Unit, weekday
from suggestions import deadlines
from suggestions.deadlines import DEFAULTS, Cycle, Extended, Outcome, Rule, Standstill

OFFICIAL = Calendar.from_rows(
    [row for file in checked_in_years() for row in file.rows],
    known_from=date(2024, 1, 1),
    known_through=date(2026, 12, 31),
    version="2024—2026",
)
REPLY = DEFAULTS["message.unit_reply"]
WORKING = Rule("x", 1, "x", 15, Unit.WORKING)


def on(text):
    """Read "2025-09-26 星期五" and make sure that the weekday in words is the right one."""
    day_text, name = text.split()
    day = date.fromisoformat(day_text)
    assert weekday(day) == name
    return day


# --- rules against random calendars (peers.md §11.1) ----------------------------------------------------

DAYS = st.dates(date(2020, 1, 1), date(2029, 12, 31))
RULES = st.builds(
    Rule,
    key=st.just("x"),
    version=st.just(1),
    label=st.just("x"),
    amount=st.integers(1, 40),
    unit=st.sampled_from(Unit),
    roll=st.booleans(),
)


@st.composite
def calendars(draw):
    closed = draw(st.frozensets(DAYS, max_size=60))
    working = draw(st.frozensets(DAYS, max_size=30)) - closed
    return Calendar(closed, working, date(2031, 12, 31), "drawn", known_from=date(2019, 1, 1))


@st.composite
def pasts(draw):
    """A start with a pause and an extension that could have happened before the date by the rule."""
    start = draw(DAYS)
    since = start + timedelta(draw(st.integers(0, 20)))
    pause = Standstill(since, since + timedelta(draw(st.integers(0, 30))))
    approved = start + timedelta(draw(st.integers(0, 60)))
    until = approved + timedelta(draw(st.integers(1, 60)))
    return (
        start,
        draw(st.sampled_from([(), (pause,)])),
        draw(st.sampled_from([None, Extended(until, approved)])),
    )


def closing(calendar, day):
    return Calendar(
        calendar.closed | {day}, calendar.working - {day}, calendar.known_through, "", calendar.known_from
    )


def opening(calendar, day):
    return Calendar(
        calendar.closed - {day}, calendar.working | {day}, calendar.known_through, "", calendar.known_from
    )


@given(RULES, calendars(), DAYS, DAYS)
def test_one_more_closed_day_never_shortens_and_one_more_working_day_never_lengthens(
    rule, calendar, start, day
):
    before = deadlines.due(rule, start, calendar).date
    assert deadlines.due(rule, start, closing(calendar, day)).date >= before
    assert deadlines.due(rule, start, opening(calendar, day)).date <= before


PLAIN = Calendar(frozenset(), frozenset(), date(2031, 12, 31), "drawn", known_from=date(2019, 1, 1))
A_WORKING_DAY = Rule("x", 1, "x", 1, Unit.WORKING, roll=False)
PAUSED_AT_ONCE = (date(2020, 1, 1), (Standstill(date(2020, 1, 1), date(2020, 1, 2)),), None)


@given(RULES, calendars(), pasts(), st.integers(0, 150))
@example(A_WORKING_DAY, PLAIN, PAUSED_AT_ONCE, 0)
def test_the_same_holds_with_pauses_and_extensions(rule, calendar, past, days):
    """As long as the pause began while the clock ran, which is when the gate lets it begin."""
    start, stood, extended = past
    if stood and stood[0].since > deadlines.due(rule, start, calendar).date:
        stood = ()
    day = start + timedelta(days)

    def found(which):
        return deadlines.dates(rule, start, which, stood=stood, extended=extended)

    before, closed, opened = found(calendar), found(closing(calendar, day)), found(opening(calendar, day))
    assert opened.first <= before.first <= closed.first
    assert opened.due <= before.due <= closed.due
    assert before.first <= before.due


# --- the four answers for one case (peers.md §11.4) -----------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        (REPLY, "2025-09-26 星期五", "2025-10-11 星期六"),  # a Saturday worked to make up
        (WORKING, "2025-09-26 星期五", "2025-10-23 星期四"),
        (DEFAULTS["message.return_window"], "2025-09-26 星期五", "2025-10-10 星期五"),
        (DEFAULTS["suggestion.reply"], "2025-07-01 星期二", "2025-10-09 星期四"),
        (DEFAULTS["suggestion.reply_complex"], "2025-08-31 星期日", "2026-02-28 星期六"),
        (DEFAULTS["suggestion.cohandler"], "2025-12-31 星期三", "2026-02-02 星期一"),
    ],
)
def test_dates_of_rules(rule, start, expected):
    assert deadlines.due(rule, on(start), OFFICIAL).date == on(expected)


def test_every_rule_of_the_inventory_is_there():
    """domain.md §4, rows that are clocks."""
    found = {key: (rule.amount, rule.unit) for key, rule in DEFAULTS.items()}
    assert found["message.unit_reply"] == (15, Unit.CALENDAR)
    assert found["suggestion.handover"] == found["suggestion.return_window"] == (5, Unit.WORKING)
    assert found["suggestion.reply"] == (3, Unit.MONTHS)
    assert found["suggestion.reply_complex"] == (6, Unit.MONTHS)
    assert found["suggestion.cohandler"] == found["suggestion.rehandle"] == (1, Unit.MONTHS)
    assert all(rule.version == 0 and rule.key == key for key, rule in DEFAULTS.items())


# --- pauses and extensions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "since", "until", "expected"),
    [
        (REPLY, "2026-03-05 星期四", "2026-03-05 星期四", "2026-03-17 星期二"),  # no whole day
        (REPLY, "2026-03-05 星期四", "2026-03-09 星期一", "2026-03-23 星期一"),  # from Saturday 21
        (
            WORKING,
            "2026-03-05 星期四",
            "2026-03-09 星期一",
            "2026-03-25 星期三",
        ),  # two of the four are worked
    ],
)
def test_a_pause_moves_the_date_by_its_days_under_the_unit(rule, since, until, expected):
    pause = Standstill(on(since), on(until))
    found = deadlines.dates(rule, on("2026-03-02 星期一"), OFFICIAL, stood=[pause])
    assert found.due == found.first == on(expected)


def test_months_with_a_pause():
    rule = DEFAULTS["suggestion.reply"]
    pause = Standstill(on("2026-03-05 星期四"), on("2026-03-12 星期四"))
    found = deadlines.dates(rule, on("2026-03-02 星期一"), OFFICIAL, stood=[pause])
    assert found.due == on("2026-06-09 星期二")


def test_an_extension_rolls_and_keeps_the_first_date():
    extended = Extended(on("2026-05-02 星期六"), on("2026-04-10 星期五"))
    found = deadlines.dates(REPLY, on("2026-04-01 星期三"), OFFICIAL, extended=extended)
    assert (found.first, found.due) == (on("2026-04-16 星期四"), on("2026-05-06 星期三"))


def test_only_a_pause_after_the_approval_moves_the_extended_date():
    start, extended = on("2026-03-02 星期一"), Extended(on("2026-03-31 星期二"), on("2026-03-10 星期二"))
    earlier = Standstill(on("2026-03-04 星期三"), on("2026-03-06 星期五"))
    later = Standstill(on("2026-03-11 星期三"), on("2026-03-13 星期五"))
    found = deadlines.dates(REPLY, start, OFFICIAL, stood=[earlier], extended=extended)
    assert (found.first, found.due) == (on("2026-03-19 星期四"), on("2026-03-31 星期二"))
    found = deadlines.dates(REPLY, start, OFFICIAL, stood=[later], extended=extended)
    assert (found.first, found.due) == (on("2026-03-19 星期四"), on("2026-04-02 星期四"))


def test_an_extension_goes_at_most_its_own_length_again():
    assert deadlines.latest_extension(REPLY, on("2026-04-16 星期四"), OFFICIAL) == on("2026-05-06 星期三")


@pytest.mark.parametrize(
    ("stopped", "expected"),
    [(10, Outcome.MET), (11, Outcome.EXTENDED), (20, Outcome.EXTENDED), (21, Outcome.MISSED)],
)
def test_three_outcomes(stopped, expected):
    day = date(2026, 3, stopped)
    assert deadlines.outcome(day, due_on=date(2026, 3, 20), first_due_on=date(2026, 3, 10)) == expected


def test_a_calendar_with_one_day_more_has_another_mark():
    assert deadlines.mark(OFFICIAL) == deadlines.mark(
        Calendar(
            OFFICIAL.closed, OFFICIAL.working, OFFICIAL.known_through, OFFICIAL.version, OFFICIAL.known_from
        )
    )
    assert deadlines.mark(OFFICIAL) != deadlines.mark(closing(OFFICIAL, date(2026, 3, 3)))


# --- when people are told -------------------------------------------------------------------------------


def told(cycle, first, last):
    """Walk day by day as the scan does: a stage is told on the first working day on which it is the newest."""
    found, known, day = [], set(), first
    while day <= last:
        stage = cycle.stage(day)
        if OFFICIAL.is_workday(day) and stage and stage not in known:
            known.add(stage)
            found.append(f"{stage} {day.isoformat()[5:]}")
        day += timedelta(1)
    return found


def cycle(start, due, remind=(10, 5, 1)):
    return Cycle(on(start), on(due), remind, OFFICIAL)


def test_stages_of_a_fortnight():
    one = cycle("2026-04-01 星期三", "2026-04-16 星期四")
    assert told(one, date(2026, 4, 1), date(2026, 5, 10)) == [
        "T-10 04-03",  # Monday 6 April is 清明节, so it comes before the holiday
        "T-5 04-10",
        "T-1 04-15",
        "overdue 04-17",
        "week1 04-23",
        "week2 04-30",
        "week3 05-07",
    ]


def test_before_a_long_holiday_only_the_newest_is_told():
    one = cycle("2025-09-24 星期三", "2025-10-09 星期四")
    assert told(one, date(2025, 9, 24), date(2025, 10, 10)) == [
        "T-10 09-29",
        "T-1 09-30",  # T-5 too would fall on this day
        "overdue 10-10",
    ]


def test_a_short_limit_is_not_told_of_before_it_began():
    one = cycle("2026-04-07 星期二", "2026-04-14 星期二")
    assert told(one, date(2026, 4, 7), date(2026, 4, 14)) == ["T-5 04-09", "T-1 04-13"]


def test_what_began_on_the_eve_of_a_holiday_is_told_after_it():
    one = cycle("2025-09-30 星期二", "2025-10-09 星期四", (1,))
    assert told(one, date(2025, 9, 30), date(2025, 10, 9)) == ["T-1 10-09"]


@given(
    st.dates(date(2024, 2, 1), date(2026, 11, 1)),
    st.integers(1, 100),
    st.sets(st.integers(1, 60), max_size=4),
    st.integers(0, 200),
)
def test_the_next_day_is_the_next_on_which_something_new_comes(start, length, remind, after):
    one = Cycle(start, start + timedelta(length), tuple(remind), OFFICIAL)
    day = start + timedelta(after)
    following = one.next_day(day)
    assert following > day
    between = (day + timedelta(n) for n in range(1, (following - day).days))
    assert {one.stage(each) for each in between} <= {one.stage(day)}
    assert one.stage(following) != one.stage(day)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        (datetime(2026, 4, 3, 8, 59), False),
        (datetime(2026, 4, 3, 9, 0), True),
        (datetime(2026, 4, 3, 17, 29), True),
        (datetime(2026, 4, 3, 17, 30), False),
        (datetime(2026, 4, 6, 10, 0), False),  # 清明节
        (datetime(2026, 10, 10, 10, 0), True),  # a Saturday worked to make up
        (datetime(2026, 10, 11, 10, 0), False),
    ],
)
def test_nobody_is_told_at_night_or_on_a_closed_day(local, expected):
    assert deadlines.may_tell(local, OFFICIAL) is expected
