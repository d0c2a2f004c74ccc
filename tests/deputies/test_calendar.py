"""The working calendar as rows: loaded, edited, missing; and the commands that read it."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from deputies import audit
from deputies.calendar import working_calendar
from deputies.errors import Refused
from deputies.models import AuditEvent, CalendarDay, CalendarYear
from deputies.services.calendar import Loaded, checked_in_years, load_years, missing_year, set_year
from deputies.workdays import Calendar, CalendarRow
from tests.cast import NOW

pytestmark = pytest.mark.django_db
YEARS = [2024, 2025, 2026]


@pytest.fixture
def loaded():
    load_years(checked_in_years(), now=NOW)


def test_the_checked_in_years_are_loaded_with_their_notices(loaded):
    calendar = working_calendar()
    assert (calendar.known_from, calendar.known_through) == (date(2024, 1, 1), date(2026, 12, 31))
    assert "国办发明电〔2025〕7号" in calendar.version
    assert calendar.reason_closed(date(2026, 10, 1)) == "国庆节"
    assert calendar.is_makeup(date(2026, 10, 10))


def test_loading_twice_changes_nothing(loaded):
    before = set(CalendarDay.objects.values_list("pk", flat=True))
    assert load_years(checked_in_years(), now=NOW) == dict.fromkeys(YEARS, Loaded.SAME)
    assert set(CalendarDay.objects.values_list("pk", flat=True)) == before


def test_what_somebody_edited_stays_unless_replaced(loaded):
    CalendarDay.objects.filter(date=date(2026, 10, 10)).delete()
    assert load_years(checked_in_years(), now=NOW)[2026] == Loaded.KEPT
    assert not CalendarDay.objects.filter(date=date(2026, 10, 10)).exists()
    assert load_years(checked_in_years(), now=NOW, replace=True)[2026] == Loaded.REPLACED
    assert CalendarDay.objects.filter(date=date(2026, 10, 10)).exists()


def test_an_edit_replaces_the_year_and_is_written_down(loaded, cast):
    rows = [
        CalendarRow(date(2027, 1, 1), "closed", "元旦"),
        CalendarRow(date(2026, 12, 27), "working", "元旦调休"),
    ]
    set_year(year=2027, notice="国办发明电〔2026〕9号", rows=rows, actor=cast.admin, now=NOW)
    set_year(year=2027, notice="国办发明电〔2026〕9号", rows=rows[:1], actor=cast.admin, now=NOW)
    assert CalendarYear.objects.get(year=2027).days.count() == 1
    assert working_calendar().known_through == date(2027, 12, 31)
    event = AuditEvent.objects.filter(chain="calendar:2027").latest("seq")
    assert (event.actor, event.data["days"]) == (cast.admin, 1)
    assert not list(audit.faults())


@pytest.mark.parametrize("days", [[date(2027, 1, 1)] * 2, [date(2026, 10, 1)]], ids=["twice", "taken"])
def test_a_day_cannot_be_written_twice(loaded, days):
    rows = [CalendarRow(day, "closed", "元旦") for day in days]
    with pytest.raises(Refused):
        set_year(year=2027, notice="国办发明电〔2026〕9号", rows=rows, actor=None, now=NOW)
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_gap_between_years_hides_what_lies_before_it(loaded):
    CalendarYear.objects.filter(year=2025).delete()
    assert working_calendar().known_from == date(2026, 1, 1)


def test_without_any_year_nothing_is_known():
    assert working_calendar().known_through is None


def calendar_through(year):
    through = date(year, 12, 31) if year else None
    return Calendar.from_rows((), known_through=through, known_from=date(2024, 1, 1), version="")


@pytest.mark.parametrize(
    ("loaded_through", "today", "missing"),
    [
        (2026, date(2026, 10, 31), None),
        (2026, date(2026, 11, 1), 2027),
        (2026, date(2026, 12, 31), 2027),
        (2026, date(2027, 1, 1), 2027),
        (2027, date(2026, 11, 1), None),
        (2025, date(2026, 11, 1), 2026),
        (None, date(2026, 3, 1), 2026),
    ],
)
def test_which_year_is_missing(loaded_through, today, missing):
    assert missing_year(calendar_through(loaded_through), today) == missing


# --- commands ------------------------------------------------------------------------------------------


def test_load_calendar_prints_the_years_and_may_be_repeated(capsys):
    call_command("load_calendar")
    assert [line[:10] for line in capsys.readouterr().out.splitlines()] == [
        f"{year} 年 已载入" for year in YEARS
    ]
    CalendarDay.objects.filter(date=date(2026, 10, 10)).delete()
    call_command("load_calendar")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("2024 年 已有：")
    assert "保持现状" in lines[2]
    call_command("load_calendar", "--replace")
    assert "已按文件覆盖" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["2025-09-26", "--amount=15", "--unit=working"], "2025-10-23"),  # peers.md §11.4
        (["2025-09-26", "--amount=15", "--unit=calendar"], "2025-10-11"),
        (["2025-07-01", "--amount=3", "--unit=months", "--roll"], "2025-10-09"),
        (["2025-07-01", "--amount=3", "--unit=months"], "2025-10-01"),
        (["2026-09-28", "--amount=5", "--unit=working"], "2026-10-10"),
    ],
)
def test_due_date_prints_the_date_first_and_then_why(loaded, capsys, arguments, expected):
    call_command("due_date", *arguments)
    first, *why = capsys.readouterr().out.splitlines()
    assert first == expected
    assert why[0].endswith("起算，当日不计入。")
    assert any("到期日为" in line for line in why)


def test_beyond_the_calendar_due_date_says_that_it_is_provisional(loaded, capsys):
    call_command("due_date", "2026-12-28", "--amount=10", "--unit=working")
    assert "暂定" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["2026-02-30", "--amount=5", "--unit=working"], "日期“2026-02-30”应写成"),
        (["明天", "--amount=5", "--unit=working"], "日期“明天”应写成"),
        (["2026-02-03", "--amount=0", "--unit=working"], "期限应在 1 到 3660 之间"),
        (["2026-02-03", "--amount=5", "--unit=weeks"], "invalid choice"),
        (["2026-02-03", "--amount=many", "--unit=working"], "invalid int value"),
    ],
)
def test_due_date_refuses_nonsense_in_one_sentence(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("due_date", *arguments)
