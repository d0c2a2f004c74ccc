from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deputies import calendar_file
from deputies.calendar_file import read_calendar
from deputies.workdays import Calendar, CalendarRow, Skipped, Unit, due_on, explain, weekday

DATA = Path(calendar_file.__file__).parent / "data" / "calendar"
FILES = [read_calendar(path) for path in sorted(DATA.glob("*.csv"))]
OFFICIAL = Calendar.from_rows(
    [row for file in FILES for row in file.rows],
    known_from=date(2024, 1, 1),
    known_through=date(2026, 12, 31),
    version="2024—2026",
)
PLAIN = Calendar(frozenset(), frozenset(), known_through=date(2099, 12, 31), version="")


def on(text):
    """Read "2025-09-26 星期五" and make sure that the weekday in words is the right one."""
    day_text, name = text.split()
    day = date.fromisoformat(day_text)
    assert weekday(day) == name
    return day


# Counting


@pytest.mark.parametrize(
    ("start", "amount", "unit", "roll", "expected"),
    [
        ("2025-09-26 星期五", 15, Unit.CALENDAR, False, "2025-10-11 星期六"),
        ("2025-09-26 星期五", 15, Unit.CALENDAR, True, "2025-10-11 星期六"),  # worked to make up
        ("2025-09-26 星期五", 15, Unit.WORKING, False, "2025-10-23 星期四"),
        ("2026-02-09 星期一", 15, Unit.WORKING, False, "2026-03-06 星期五"),
        ("2026-02-09 星期一", 15, Unit.CALENDAR, False, "2026-02-24 星期二"),
        ("2026-02-06 星期五", 15, Unit.CALENDAR, True, "2026-02-24 星期二"),  # from Saturday 21, in 春节
        ("2025-01-24 星期五", 1, Unit.WORKING, False, "2025-01-26 星期日"),  # a Sunday worked
        ("2025-09-30 星期二", 1, Unit.WORKING, False, "2025-10-09 星期四"),
        ("2025-10-03 星期五", 1, Unit.WORKING, False, "2025-10-09 星期四"),  # begun on a closed day
        ("2024-05-10 星期五", 2, Unit.WORKING, False, "2024-05-13 星期一"),
        ("2025-07-01 星期二", 3, Unit.MONTHS, False, "2025-10-01 星期三"),
        ("2025-07-01 星期二", 3, Unit.MONTHS, True, "2025-10-09 星期四"),
        ("2025-11-30 星期日", 3, Unit.MONTHS, False, "2026-02-28 星期六"),
        ("2025-11-30 星期日", 3, Unit.MONTHS, True, "2026-02-28 星期六"),  # worked to make up
        ("2023-11-30 星期四", 3, Unit.MONTHS, False, "2024-02-29 星期四"),  # leap year
        ("2025-08-31 星期日", 6, Unit.MONTHS, False, "2026-02-28 星期六"),
        ("2025-12-31 星期三", 1, Unit.MONTHS, False, "2026-01-31 星期六"),
        ("2025-12-31 星期三", 1, Unit.MONTHS, True, "2026-02-02 星期一"),
        ("2025-06-15 星期日", 12, Unit.MONTHS, False, "2026-06-15 星期一"),
        ("2024-02-29 星期四", 12, Unit.MONTHS, False, "2025-02-28 星期五"),
    ],
)
def test_due_dates(start, amount, unit, roll, expected):
    assert due_on(on(start), amount, unit, OFFICIAL, roll=roll).date == on(expected)


def test_fifteen_working_days_without_the_notice_would_be_another_day():
    start = on("2025-09-26 星期五")
    no_makeup = Calendar(OFFICIAL.closed, frozenset(), OFFICIAL.known_through, "")
    assert due_on(start, 15, Unit.WORKING, PLAIN).date == on("2025-10-17 星期五")
    assert due_on(start, 15, Unit.WORKING, no_makeup).date == on("2025-10-27 星期一")


def test_the_unit_may_be_given_by_its_value():
    assert due_on(date(2025, 9, 26), 15, "working", OFFICIAL).unit is Unit.WORKING


@pytest.mark.parametrize("amount", [0, -3, 3661])
def test_an_amount_that_is_no_period_is_refused(amount):
    with pytest.raises(ValueError, match="期限应在 1 到 3660 之间"):
        due_on(date(2025, 1, 1), amount, Unit.CALENDAR, OFFICIAL)


def test_other_arguments_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="fortnights"):
        due_on(date(2025, 1, 1), 1, "fortnights", OFFICIAL)
    with pytest.raises(TypeError, match="local date"):
        due_on(datetime(2025, 1, 1, 23, 30), 1, Unit.CALENDAR, OFFICIAL)
    with pytest.raises(ValueError, match="起算日太晚"):
        due_on(date(9999, 12, 1), 3660, Unit.MONTHS, OFFICIAL)


def test_a_day_cannot_be_closed_and_worked():
    day = frozenset([date(2025, 10, 1)])
    with pytest.raises(ValueError, match="2025-10-01 既是放假日又是上班日"):
        Calendar(day, day, None, "")


# The edge of what is known


@pytest.mark.parametrize(
    ("start", "amount", "unit", "roll", "expected", "provisional"),
    [
        ("2026-12-17 星期四", 10, Unit.WORKING, False, "2026-12-31 星期四", False),
        ("2026-12-17 星期四", 11, Unit.WORKING, False, "2027-01-01 星期五", True),
        ("2026-12-17 星期四", 15, Unit.CALENDAR, False, "2027-01-01 星期五", False),
        ("2026-12-17 星期四", 15, Unit.CALENDAR, True, "2027-01-01 星期五", True),
        ("2026-12-18 星期五", 15, Unit.CALENDAR, True, "2027-01-04 星期一", True),
        ("2026-12-01 星期二", 3, Unit.MONTHS, False, "2027-03-01 星期一", False),
        ("2023-12-28 星期四", 5, Unit.WORKING, False, "2024-01-05 星期五", True),  # before the first notice
    ],
)
def test_beyond_the_known_days_a_date_is_provisional(start, amount, unit, roll, expected, provisional):
    due = due_on(on(start), amount, unit, OFFICIAL, roll=roll)
    assert (due.date, due.provisional) == (on(expected), provisional)


def test_rows_beyond_the_known_days_are_not_consulted():
    half_entered = Calendar(
        OFFICIAL.closed | {date(2027, 1, 1)}, OFFICIAL.working, OFFICIAL.known_through, OFFICIAL.version
    )
    assert half_entered.is_workday(on("2027-01-01 星期五"))


def test_an_empty_calendar_knows_nothing():
    empty = Calendar(frozenset(), frozenset(), None, "")
    due = due_on(on("2025-09-26 星期五"), 15, Unit.WORKING, empty)
    assert (due.date, due.provisional) == (on("2025-10-17 星期五"), True)
    assert "尚未载入放假安排" in explain(due)[-1]


# Properties

days = st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 6, 30))
amounts = st.integers(min_value=1, max_value=60)


@st.composite
def calendars(draw):
    closed = draw(st.frozensets(days, max_size=40))
    working = draw(st.frozensets(days, max_size=20)) - closed
    known_through = draw(st.one_of(st.none(), days))
    return Calendar(closed, working, known_through, "drawn")


@given(calendars(), days, days, amounts, st.sampled_from(Unit), st.booleans())
def test_one_more_closed_day_never_makes_it_earlier(calendar, extra, start, amount, unit, roll):
    stricter = Calendar(
        calendar.closed | {extra}, calendar.working - {extra}, calendar.known_through, calendar.version
    )
    before = due_on(start, amount, unit, calendar, roll=roll)
    assert due_on(start, amount, unit, stricter, roll=roll).date >= before.date


@given(calendars(), days, days, amounts, st.sampled_from(Unit), st.booleans())
def test_one_more_working_day_never_makes_it_later(calendar, extra, start, amount, unit, roll):
    busier = Calendar(
        calendar.closed - {extra}, calendar.working | {extra}, calendar.known_through, calendar.version
    )
    before = due_on(start, amount, unit, calendar, roll=roll)
    assert due_on(start, amount, unit, busier, roll=roll).date <= before.date


@given(calendars(), days, amounts, st.sampled_from(Unit), st.booleans())
def test_what_every_due_date_keeps(calendar, start, amount, unit, roll):
    due = due_on(start, amount, unit, calendar, roll=roll)
    assert due.date > start
    assert due_on(start, amount + 1, unit, calendar, roll=roll).date >= due.date
    assert all(start < day <= due.date and not calendar.is_workday(day) for day, _ in due.skipped)
    if roll or unit is Unit.WORKING:
        assert calendar.is_workday(due.date)
    if unit is Unit.WORKING:
        passed = (due.date - start).days
        assert passed == amount + len(due.skipped)
    if calendar.known_through and due.date <= calendar.known_through:
        assert not due.provisional
    assert all(line.endswith("。") for line in explain(due))


# Why this date


def test_explanation_of_working_days():
    due = due_on(on("2025-09-26 星期五"), 15, Unit.WORKING, OFFICIAL)
    assert explain(due) == [
        "2025年9月26日（星期五）起算，当日不计入。",
        "期限为 15 个工作日。",
        "跳过 12 天：9月27日（周末）、10月1日至8日（国庆节、中秋节）、"
        "10月12日（周末）、10月18日至19日（周末）。",
        "调休上班日照常计入：9月28日（星期日）、10月11日（星期六）。",
        "到期日为2025年10月23日（星期四）。",
        "工作日历版本：2024—2026。",
    ]


def test_explanation_of_a_short_month_and_a_closed_last_day():
    due = due_on(on("2025-12-31 星期三"), 9, Unit.MONTHS, OFFICIAL)
    assert "2026年9月没有31日，以该月最后一日为期限届满日。" in explain(due)

    due = due_on(on("2025-07-01 星期二"), 3, Unit.MONTHS, OFFICIAL, roll=True)
    assert due.rolled_from == on("2025-10-01 星期三")
    assert due.skipped[0] == Skipped(date(2025, 10, 1), "国庆节、中秋节")
    assert "期限最后一日2025年10月1日（星期三）不上班，顺延至其后第一个工作日。" in explain(due)


def test_explanation_of_a_provisional_date_says_how_far_the_notices_reach():
    late = due_on(on("2026-12-28 星期一"), 10, Unit.WORKING, OFFICIAL)
    assert explain(late)[-1].startswith("放假安排目前公布到2026年12月31日")
    early = due_on(on("2023-12-04 星期一"), 3, Unit.WORKING, OFFICIAL)
    assert explain(early)[-1].startswith("放假安排自2024年1月1日起载入")


def test_a_skipped_span_over_the_end_of_a_month_names_both_months():
    due = due_on(on("2025-05-30 星期五"), 1, Unit.WORKING, OFFICIAL)
    assert "跳过 3 天：5月31日至6月2日（端午节）。" in explain(due)


def test_calendar_days_are_explained_without_the_working_calendar():
    lines = explain(due_on(on("2025-09-26 星期五"), 15, Unit.CALENDAR, OFFICIAL))
    assert lines == [
        "2025年9月26日（星期五）起算，当日不计入。",
        "期限为 15 日。",
        "到期日为2025年10月11日（星期六）。",
    ]


# The yearly files


@pytest.mark.parametrize(
    ("index", "year", "number", "closed_weekdays", "working"),
    [
        (0, 2024, "国办发明电〔2023〕7号", 19, 8),
        (1, 2025, "国办发明电〔2024〕12号", 18, 5),
        (2, 2026, "国办发明电〔2025〕7号", 19, 6),
    ],
)
def test_the_files_name_their_notice(index, year, number, closed_weekdays, working):
    file = FILES[index]
    assert file.year == year
    assert number in file.notice
    assert sum(row.kind == "closed" and row.day.weekday() < 5 for row in file.rows) == closed_weekdays
    assert sum(row.kind == "working" for row in file.rows) == working


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year, workdays):
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    assert sum(OFFICIAL.is_workday(first + timedelta(n)) for n in range(length)) == workdays


HEADING = "# 国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）\ndate,kind,name\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "第 1 行应以 # 开头"),
        ("date,kind,name\n2025-01-01,closed,元旦\n", "第 1 行应以 # 开头"),
        ("# 2025年放假安排\ndate,kind,name\n", "第 1 行应以 # 开头"),
        (HEADING.replace("name", "title"), "第 2 行：列名应为 date,kind,name"),
        (HEADING, "没有任何日期"),
        (HEADING + "2025-01-01,closed\n", "第 3 行：应有 3 列，实有 2 列"),
        (HEADING + "2025-01-01,closed,元旦\n2025-02-30,closed,春节\n", "第 4 行：日期“2025-02-30”应写成"),
        (HEADING + "2026-01-01,closed,元旦\n", "第 3 行：2026-01-01 不属于 2025 年"),
        (HEADING + "2025-01-01,holiday,元旦\n", "第 3 行：类别“holiday”应为 closed"),
        (HEADING + "2025-01-27,working,春节调休\n", "第 3 行：2025-01-27 不是周末"),
        (HEADING + "2025-01-01,closed,\n", "第 3 行：2025-01-01 没有写名称"),
        (HEADING + "2025-01-01,closed,元旦\n\n2025-01-01,closed,元旦\n", "第 5 行：2025-01-01 重复出现"),
        (HEADING + '2025-01-01,closed,"元旦\n', "第 3 行"),
    ],
)
def test_a_faulty_file_is_refused_by_line(tmp_path, text, message):
    path = tmp_path / "2025.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"2025\.csv") as caught:
        read_calendar(path)
    assert message in str(caught.value)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "2025.csv"
    path.write_bytes((HEADING + "2025-01-01,closed,元旦\n").encode("gb18030"))
    with pytest.raises(ValueError, match="不是 UTF-8"):
        read_calendar(path)


def test_rows_come_sorted_and_may_reach_into_the_december_before(tmp_path):
    path = tmp_path / "2025.csv"
    text = "\ufeff" + HEADING + "2025-01-01,closed,元旦\n2024-12-29,working,元旦调休\n"
    path.write_text(text, encoding="utf-8")
    assert read_calendar(path).rows == (
        CalendarRow(date(2024, 12, 29), "working", "元旦调休"),
        CalendarRow(date(2025, 1, 1), "closed", "元旦"),
    )
