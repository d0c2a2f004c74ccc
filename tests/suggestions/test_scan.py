"""The hourly scan: each reminder once, up the ladder, never at night, in a constant number of statements."""

from datetime import date, timedelta
from itertools import groupby

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deputies.calendar import working_calendar
from deputies.models import CalendarDay, CalendarYear, JobRun
from deputies.services.calendar import checked_in_years, load_years
from liaison.models import Channel, Delivery, Notice
from suggestions import tasks
from suggestions.deadlines import Purpose
from suggestions.models import Clock, Commitment, Reminder, Reply
from suggestions.services import clocks
from suggestions.services.scanning import scan
from tests.suggestions.people import extend
from tests.suggestions.timed import act, at, clock_of, handed, matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast):
    """The cast and more people, the calendars of 2024 to 2026; nobody was told anything yet."""
    load_years(checked_in_years(), now=at("2024-01-02"))
    return extend(cast)


@pytest.fixture
def part(cast, world):
    """With 住建局, due on Thursday 16 April 2026."""
    return case_at(cast, cast.department)


def case_at(cast, unit, day="2026-04-01", number="群2026-0001", **more):
    part = handed(matter(cast, now=at(day), number=number), unit, now=at(day), **more)
    Notice.objects.all().delete()
    return part


def walk(first, last, hours=(10,)):
    """Scan day by day; return what was told as "04-10 答复还有 6 天到期"."""
    found, day = [], date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        for hour in hours:
            for said in scan(now=at(day, hour)).said:
                found.append(f"{day.isoformat()[5:]} {said.title.partition(' · ')[0]}")
        day += timedelta(1)
    return found


def told(title):
    """Who got a notice with these words."""
    found = Notice.objects.filter(title__contains=title, recipient__isnull=False)
    return sorted(notice.recipient.name for notice in found)


def statements(work) -> list[str]:
    """Return the beginnings of the statements, without savepoints, which stand for the transactions of a run.

    SQLite takes 999 values in one statement, so Django splits a long insert; it counts as one here.
    """
    with CaptureQueriesContext(connection) as captured:
        work()
    said = [query["sql"][:40] for query in captured if "SAVEPOINT" not in query["sql"]]
    return [kind for kind, _same in groupby(said)]


# --- a quarter day by day -------------------------------------------------------------------------------

CYCLE = [
    "04-03 答复还有 13 天到期",  # T-10 is 清明节, Monday 6 April
    "04-10 答复还有 6 天到期",  # T-5 is a Saturday
    "04-15 答复还有 1 天到期",
    "04-17 答复已逾期 1 天",
    "04-23 答复已逾期 7 天",
    "04-30 答复已逾期 14 天",
    "05-07 答复已逾期 21 天",
]


def test_a_quarter_day_by_day_tells_each_stage_once(part):
    assert walk("2026-04-01", "2026-05-08") == CYCLE
    late = walk("2026-05-09", "2026-06-30")
    assert late == [f"{day} 答复已逾期 {n} 天" for day, n in (
        ("05-14", 28), ("05-21", 35), ("05-28", 42), ("06-04", 49), ("06-11", 56), ("06-18", 63), ("06-25", 70),
    )]  # fmt: skip
    assert Reminder.objects.count() == len(CYCLE) + len(late)


def test_every_hour_adds_nothing_and_nobody_is_told_at_night_or_on_a_closed_day(cast, world):
    for number, unit in enumerate((cast.department, world.bureau, world.quiet)):
        case_at(cast, unit, number=str(number))
    case_at(cast, None, number="9", role="relay", deputy=world.jin_deputy)
    walk("2026-04-01", "2026-06-30", hours=(0, 8, 9, 12, 17, 22))
    calendar = working_calendar()
    times = [timezone.localtime(at) for at in Notice.objects.values_list("created_at", flat=True)]
    assert times
    assert all(calendar.is_workday(when.date()) and 9 <= when.hour <= 17 for when in times)
    assert len(times) == len(set(Notice.objects.values_list("dedupe_key", flat=True)))
    for clock in Clock.objects.filter(rule_key="message.unit_reply"):
        stages = list(clock.reminders.values_list("stage", flat=True))
        assert stages == ["T-10", "T-5", "T-1", "overdue", *(f"week{n}" for n in range(1, 11))]


def test_two_weeks_without_a_scan_tell_what_is_overdue_once(cast, world):
    for number in range(3):
        case_at(cast, cast.department, number=str(number))
    assert len(walk("2026-04-01", "2026-04-09")) == 3
    found = walk("2026-04-24", "2026-04-29", hours=(9, 10, 11))
    assert found == ["04-24 答复已逾期 8 天"] * 3
    assert walk("2026-04-30", "2026-05-06") == ["04-30 答复已逾期 14 天"] * 3


def test_after_an_extension_the_cycle_starts_anew(cast, part):
    act(cast.zhao, part, "sign", now=at("2026-04-01", 11))
    assert walk("2026-04-02", "2026-04-10") == CYCLE[:2]
    act(cast.zhao, part, "ask_extension", now=at("2026-04-13"), until=date(2026, 4, 30), reason="等材料")
    act(cast.zhang, part, "decide_extension", now=at("2026-04-13", 11), decision="approve")
    assert walk("2026-04-14", "2026-05-08") == [
        "04-20 答复还有 10 天到期",
        "04-24 答复还有 6 天到期",
        "04-29 答复还有 1 天到期",
        "05-06 答复已逾期 6 天",  # the days before are 劳动节
        "05-07 答复已逾期 7 天",
    ]


def test_a_stopped_clock_is_told_of_no_more(part):
    assert walk("2026-04-01", "2026-04-10") == CYCLE[:2]
    clocks.stop(case=part.case, assignment=part, now=at("2026-04-10", 11), purposes=clocks.ANSWERS)
    assert walk("2026-04-11", "2026-05-30") == []


def test_a_day_closed_meanwhile_moves_the_cycle(part):
    assert walk("2026-04-01", "2026-04-15") == CYCLE[:3]
    CalendarDay.objects.create(
        year=CalendarYear.objects.get(year=2026), date=date(2026, 4, 16), kind="closed", name="停工"
    )
    assert walk("2026-04-16", "2026-04-20") == [
        "04-17 放假安排有变，答复到期日由4月16日 周四改为4月17日 周五",
        "04-17 答复今天到期",
        "04-20 答复已逾期 3 天",
    ]


# --- who is told ----------------------------------------------------------------------------------------


def test_up_the_ladder(cast, part):
    scan(now=at("2026-04-03"))
    assert told("还有") == ["何局长", "赵科员"]
    scan(now=at("2026-04-17"))
    assert told("逾期 1 天") == ["何局长", "张干事", "赵科员"]
    scan(now=at("2026-04-23"))
    assert told("逾期 7 天") == ["何局长", "张干事", "赵科员", "钱主任"]


def test_a_unit_without_accounts_is_spoken_for_and_its_channel_is_told(cast, world):
    case_at(cast, world.quiet)
    Channel.objects.create(organisation=world.quiet, kind=Channel.Kind.EMAIL, address="q@example.org")
    scan(now=at("2026-04-03"))
    assert told("还有") == ["张干事"]
    assert Delivery.objects.get().channel.organisation == world.quiet


def test_a_relayed_deputy_is_told_herself(cast, world):
    case_at(cast, None, role="relay", deputy=world.jin_deputy)
    scan(now=at("2026-04-24"))
    assert told("还有") == ["金山"]
    scan(now=at("2026-05-20"))
    assert told("逾期") == ["张干事", "金山", "钱主任"]


def test_clocks_of_the_case_itself_go_to_those_who_coordinate(cast, world):
    case = matter(cast, now=at("2026-04-01"))
    for purpose, rule in (
        (Purpose.HANDOVER, "suggestion.handover"),
        (Purpose.RATING, "suggestion.rating_window"),
        (Purpose.TRACKING, "tracking.review_interval"),
    ):
        clocks.start(case=case, purpose=purpose, rule_key=rule, event="立案", now=at("2026-04-01"))
    scan(now=at("2026-04-08"))
    assert told("交办还有 1 天") == ["张干事"]
    scan(now=at("2026-04-10"))
    assert told("交办已逾期") == ["张干事", "钱主任"]
    scan(now=at("2026-04-27"))
    assert told("评价还有") == ["张干事", "李敏"]
    scan(now=at("2026-06-22"))
    assert told("跟踪还有") == ["张干事"]


def test_nobody_of_another_unit_or_congress_hears_of_it(cast, world, part):
    walk("2026-04-01", "2026-05-08")
    names = {notice.recipient.name for notice in Notice.objects.filter(recipient__isnull=False)}
    assert names == {"赵科员", "何局长", "张干事", "钱主任"}


# --- promises -------------------------------------------------------------------------------------------


@pytest.fixture
def promise(part):
    clocks.stop(case=part.case, assignment=part, now=at("2026-04-02"), purposes=clocks.ANSWERS)
    reply = Reply.objects.create(
        assignment=part, round=1, body="六月底前修好。", state="released", drafted_at=at("2026-04-02")
    )
    return Commitment.objects.create(reply=reply, text="六月底前修好", due_on=date(2026, 6, 30))


def test_a_promise_is_told_of_when_its_day_comes_and_once_more_when_it_is_past(promise):
    assert walk("2026-06-25", "2026-07-20", hours=(9, 16)) == [
        "06-30 承诺事项今天到兑现日期",
        "07-01 承诺事项已过兑现日期",
    ]
    assert told("今天到兑现日期") == told("已过兑现日期") == ["何局长", "钱主任"]


def test_a_promise_that_was_kept_is_not(promise):
    Commitment.objects.update(state=Commitment.State.KEPT)
    assert walk("2026-06-25", "2026-07-20") == []


def test_a_promise_whose_day_was_missed_is_told_of_once(promise):
    assert walk("2026-07-13", "2026-07-20") == ["07-13 承诺事项已过兑现日期"]


# --- the run itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-04-10", "2026-04-23"], ids=["before", "overdue"])
def test_five_and_fifty_clocks_cost_the_same(cast, world, day):
    def cost(count):
        for number in range(count):
            unit = (cast.department, world.bureau)[number % 2]
            case_at(cast, unit, number=f"{count}-{number}")
        return statements(lambda: scan(now=at(day)))

    few = cost(5)
    assert few == cost(50)
    assert len(few) <= 14


def test_nothing_due_costs_the_calendar_and_three_looks(part):
    assert len(statements(lambda: scan(now=at("2026-04-02")))) == 5


def test_a_trial_says_all_and_changes_nothing(cast, part):
    CalendarDay.objects.create(
        year=CalendarYear.objects.get(year=2026), date=date(2026, 4, 16), kind="closed", name="停工"
    )
    found = scan(now=at("2026-04-17"), dry_run=True)
    assert (found.redated, len(found.said)) == (1, 2)
    assert not Notice.objects.exists()
    assert not Reminder.objects.exists()
    assert clock_of(part).due_on == date(2026, 4, 16)


def test_the_command_takes_a_day_as_ten_in_the_morning(part, capsys):
    call_command("scan_deadlines", "--on", "2026-04-10", "--dry-run")
    assert capsys.readouterr().out.splitlines() == [
        "答复还有 6 天到期 · 群2026-0001 → 赵科员、何局长",
        "2026年4月10日 周五 10:00：提醒 1 件。",
        "试运行，没有改动。",
    ]
    call_command("scan_deadlines", "--on", "2026-04-10")
    call_command("scan_deadlines", "--on", "2026-04-10")
    assert capsys.readouterr().out.splitlines()[-1] == "2026年4月10日 周五 10:00：提醒 0 件。"
    assert Reminder.objects.count() == 1


def test_the_command_on_a_closed_day_tells_nobody(part, capsys):
    call_command("scan_deadlines", "--on", "2026-04-18")
    assert "不在工作时间，没有提醒任何人" in capsys.readouterr().out
    assert not Notice.objects.exists()


@pytest.mark.parametrize("text", ["2026-02-30", "tomorrow", "9月1日"])
def test_the_command_says_how_a_day_is_written(text):
    with pytest.raises(CommandError, match="应写成 2026-12-01 的样子"):
        call_command("scan_deadlines", "--on", text)


def test_the_job_leaves_its_mark(db):
    tasks.scan_deadlines()
    assert JobRun.objects.get(name="scan_deadlines").ok
