"""Clocks in the database: they copy their rule, follow the calendar while they run, freeze when they stop."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deputies import audit
from deputies.calendar import working_calendar
from deputies.errors import Refused
from deputies.models import AuditEvent, CalendarDay, CalendarYear
from deputies.services.calendar import checked_in_years, load_years, set_year
from deputies.workdays import CalendarRow
from liaison.models import Notice
from suggestions.audit_words import REDATE
from suggestions.deadlines import Purpose
from suggestions.models import Clock, ClockRule, Extension, Pause
from suggestions.queries import why
from suggestions.services import clocks
from suggestions.services.redating import redate
from suggestions.services.scanning import scan
from tests.suggestions.timed import act, at, clock_of, handed, matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def years(cast):
    load_years(checked_in_years(), now=at("2024-01-02"))


@pytest.fixture
def part(cast, years):
    """Handed over on Wednesday 1 April 2026, due on Thursday 16 April."""
    return handed(matter(cast, now=at("2026-04-01")), cast.department, now=at("2026-04-01"))


def rule(**changes):
    fields = {
        "key": "message.unit_reply", "version": 1, "label": "单位答复", "amount": 7, "unit": "working",
        "remind_before": "3,1", "effective_from": date(2026, 4, 1),
    }  # fmt: skip
    return ClockRule.objects.create(**(fields | changes))


def load_2027(name="元旦", closed=("2027-01-01",), working=()):
    rows = [CalendarRow(date.fromisoformat(day), "closed", name) for day in closed]
    rows += [CalendarRow(date.fromisoformat(day), "working", f"{name}调休") for day in working]
    set_year(year=2027, notice="国办发明电〔2026〕9号", rows=rows, actor=None, now=at("2026-12-18", 9))


# --- rules ----------------------------------------------------------------------------------------------


def test_a_clock_copies_the_rule_that_is_built_in(part):
    clock = clock_of(part)
    assert (clock.rule_key, clock.rule_version, clock.amount) == ("message.unit_reply", 0, 15)
    assert (clock.due_on, clock.first_due_on) == (date(2026, 4, 16), date(2026, 4, 16))
    assert not clock.provisional
    assert clock.remind_on == date(2026, 4, 3)


def test_a_newer_version_is_for_clocks_that_start_from_its_day_on(cast, years, part):
    rule()
    later = rule(version=2, amount=3, effective_from=date(2026, 5, 1))
    new = clock_of(
        handed(matter(cast, now=at("2026-04-02"), number="2"), cast.department, now=at("2026-04-02"))
    )
    assert (new.rule_version, new.due_on) == (1, date(2026, 4, 14))  # 6 April is 清明节
    assert clock_of(part).rule_version == 0
    assert clocks.rule_in_force("message.unit_reply", date(2026, 5, 1)).version == later.version
    assert clocks.rule_in_force("message.unit_reply", date(2026, 3, 31)).version == 0


def test_an_unknown_rule_is_a_fault_of_the_program(db):
    with pytest.raises(KeyError):
        clocks.rule_in_force("message.nothing", date(2026, 4, 1))


# --- outcomes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "outcome"), [("2026-04-16", "met"), ("2026-04-17", "missed")])
def test_how_it_ended_is_frozen(part, day, outcome):
    clocks.stop(case=part.case, assignment=part, now=at(day, 23, 59), purposes=clocks.ANSWERS)
    clock = clock_of(part)
    assert (clock.state, clock.outcome, clock.stopped_on) == ("stopped", outcome, date.fromisoformat(day))
    CalendarDay.objects.create(
        year=CalendarYear.objects.get(year=2026), date=date(2026, 4, 16), kind="closed", name="停工"
    )
    scan(now=at("2026-04-20"))
    clock.refresh_from_db()
    assert (clock.outcome, clock.due_on) == (outcome, date(2026, 4, 16))


def test_an_extended_clock_ends_extended(cast, part):
    act(cast.zhao, part, "sign", now=at("2026-04-02"))
    act(cast.zhao, part, "ask_extension", now=at("2026-04-10"), until=date(2026, 4, 28), reason="等材料")
    act(cast.zhang, part, "decide_extension", now=at("2026-04-11"), decision="approve")
    clocks.stop(case=part.case, assignment=part, now=at("2026-04-20"), purposes=[Purpose.REPLY])
    assert clock_of(part).outcome == "extended"


def test_void_leaves_no_outcome_and_nothing_open(cast, part):
    act(cast.zhao, part, "sign", now=at("2026-04-02"))
    act(cast.zhao, part, "ask_extension", now=at("2026-04-10"), until=date(2026, 4, 28), reason="等材料")
    clocks.void(case=part.case, assignment=part, now=at("2026-04-11"))
    clock = clock_of(part)
    assert (clock.state, clock.outcome) == ("void", "")
    assert clock.extensions.get().state == Extension.State.LAPSED


# --- dates follow the calendar --------------------------------------------------------------------------


def test_a_start_in_mid_december_is_provisional_until_the_year_is_loaded(cast, years):
    """peers.md §11.2-3: Thursday 17 December 2026, 15 calendar days, end on Friday 1 January 2027."""
    part = handed(matter(cast, now=at("2026-12-17")), cast.department, now=at("2026-12-17"))
    stopped = handed(matter(cast, now=at("2026-12-17"), number="2"), cast.department, now=at("2026-12-17"))
    clocks.stop(case=stopped.case, assignment=stopped, now=at("2026-12-17", 15), purposes=clocks.ANSWERS)
    clock = clock_of(part)
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 1), True)
    assert scan(now=at("2026-12-18")).redated == 0

    load_2027()
    Notice.objects.all().delete()
    assert scan(now=at("2026-12-18", 11)).redated == 1
    clock.refresh_from_db()
    assert (clock.due_on, clock.first_due_on, clock.provisional) == (
        date(2027, 1, 4), date(2027, 1, 4), False,
    )  # fmt: skip
    assert clock.calendar_version == "国办发明电〔2026〕9号"
    event = AuditEvent.objects.filter(chain=f"case:{part.case_id}").latest("seq")
    assert (event.verb, event.capacity) == (REDATE, "system")
    assert event.data["clocks"] == [{"clock": clock.pk, "due_before": "2027-01-01", "due_on": "2027-01-04"}]
    told = Notice.objects.filter(title__contains="到期日由", recipient__isnull=False)
    assert {notice.recipient for notice in told} == {cast.zhao, cast.he, cast.zhang}
    assert "2027年1月1日 周五改为2027年1月4日 周一" in told.first().title
    assert clock_of(stopped).due_on == date(2027, 1, 1)
    assert clock_of(stopped).provisional
    assert scan(now=at("2026-12-18", 12)).redated == 0
    assert not list(audit.faults())


def test_a_provisional_date_that_turns_out_right_is_confirmed(cast, years):
    clock = clock_of(handed(matter(cast, now=at("2026-12-21")), cast.department, now=at("2026-12-21")))
    load_2027()
    scan(now=at("2026-12-22"))
    clock.refresh_from_db()
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 5), False)
    assert Notice.objects.filter(recipient=cast.zhao, title__contains="已确定为2027年1月5日").count() == 1


def test_a_day_edited_in_the_notice_of_the_same_name_counts(part):
    CalendarDay.objects.create(
        year=CalendarYear.objects.get(year=2026), date=date(2026, 4, 16), kind="closed", name="停工"
    )
    assert redate(calendar=working_calendar(), now=at("2026-04-08")) == 1
    assert clock_of(part).due_on == date(2026, 4, 17)
    CalendarDay.objects.filter(date=date(2026, 4, 16)).delete()
    assert redate(calendar=working_calendar(), now=at("2026-04-08")) == 1
    assert clock_of(part).due_on == date(2026, 4, 16)


def test_dates_are_counted_again_at_night_too_and_told_in_the_morning(cast, part):
    CalendarDay.objects.create(
        year=CalendarYear.objects.get(year=2026), date=date(2026, 4, 16), kind="closed", name="停工"
    )
    Notice.objects.all().delete()
    assert scan(now=at("2026-04-07", 22)).redated == 1
    assert clock_of(part).due_on == date(2026, 4, 17)
    assert not Notice.objects.exists()
    for _twice in range(2):
        scan(now=at("2026-04-08", 9))
    assert Notice.objects.filter(recipient=cast.zhao, title__contains="到期日由").count() == 1


def test_extended_and_paused_clocks_keep_what_was_granted(cast, years):
    extended, paused = (
        handed(matter(cast, now=at("2026-04-01"), number=number), cast.department, now=at("2026-04-01"))
        for number in ("1", "2")
    )
    for each in (extended, paused):
        act(cast.zhao, each, "sign", now=at("2026-04-02"))
    act(cast.zhao, extended, "ask_extension", now=at("2026-04-07"), until=date(2026, 4, 28), reason="等材料")
    act(cast.zhang, extended, "decide_extension", now=at("2026-04-08"), decision="approve")
    act(cast.zhang, paused, "pause", now=at("2026-04-07"), reason="等群众补充照片")
    act(cast.zhang, paused, "resume", now=at("2026-04-09"))
    assert clock_of(paused).due_on == date(2026, 4, 20)  # two days more end on Saturday 18
    year = CalendarYear.objects.get(year=2026)
    for closed in (16, 20, 28):
        CalendarDay.objects.create(year=year, date=date(2026, 4, closed), kind="closed", name="停工")
    assert redate(calendar=working_calendar(), now=at("2026-04-10")) == 2
    clock = clock_of(extended)
    assert (clock.first_due_on, clock.due_on) == (date(2026, 4, 17), date(2026, 4, 29))
    assert clock_of(paused).due_on == date(2026, 4, 21)


@pytest.mark.parametrize("count", [5, 50])
def test_counting_again_costs_the_same_for_five_and_for_fifty(cast, years, count):
    for number in range(count):
        handed(matter(cast, now=at("2026-12-17"), number=str(number)), cast.department, now=at("2026-12-17"))
    load_2027()
    calendar = working_calendar()
    with CaptureQueriesContext(connection) as captured:
        assert redate(calendar=calendar, now=at("2026-12-18")) == count
    assert len(captured) == 10, [query["sql"][:90] for query in captured]


# --- pauses ---------------------------------------------------------------------------------------------


def test_a_paused_clock_is_told_of_nothing_and_goes_on_later(cast, part):
    act(cast.zhao, part, "sign", now=at("2026-04-02"))
    act(cast.zhang, part, "pause", now=at("2026-04-03", 15), reason="等群众补充地址")
    Notice.objects.all().delete()
    assert not scan(now=at("2026-04-09")).said
    act(cast.zhang, part, "resume", now=at("2026-04-30"))
    clock = clock_of(part)
    assert (clock.state, clock.due_on) == ("running", date(2026, 5, 13))  # 27 days more
    pause = Pause.objects.get()
    assert (pause.since, pause.until) == (date(2026, 4, 3), date(2026, 4, 30))
    assert Notice.objects.filter(recipient=cast.zhao, title__contains="恢复计时").exists()
    assert Notice.objects.filter(recipient=cast.li, title__contains="恢复计时").exists()


def test_a_clock_that_stands_still_is_not_forgotten(cast, part):
    act(cast.zhao, part, "sign", now=at("2026-04-02"))
    act(cast.zhang, part, "pause", now=at("2026-04-03"), reason="等群众补充地址")
    Notice.objects.all().delete()
    days = ("2026-04-09", "2026-04-10", "2026-04-11", "2026-04-13", "2026-04-16", "2026-04-17", "2026-04-20")
    found = {day[-2:]: [said.people for said in scan(now=at(day)).said] for day in days}
    assert {day for day, said in found.items() if said} == {"10", "17"}
    assert found["10"] == [("张干事",)]
    assert Notice.objects.filter(title__contains="还在中止计时").count() == 2


def test_a_reply_while_paused_is_judged_with_the_pause(cast, part):
    act(cast.zhao, part, "sign", now=at("2026-04-02"))
    act(cast.zhang, part, "pause", now=at("2026-04-10"), reason="等群众补充地址")
    clocks.stop(case=part.case, assignment=part, now=at("2026-04-22"), purposes=clocks.ANSWERS)
    clock = clock_of(part)
    assert (clock.outcome, clock.due_on) == ("met", date(2026, 4, 28))
    assert Pause.objects.get().until == date(2026, 4, 22)


def test_a_late_clock_is_not_paused(cast, part):
    act(cast.zhao, part, "sign", now=at("2026-04-02"))
    with pytest.raises(Refused, match="已经过了到期日"):
        act(cast.zhang, part, "pause", now=at("2026-04-17"), reason="等群众补充地址")


def test_who_may_pause_and_where(cast, years):
    part = handed(
        matter(cast, now=at("2026-04-01")), None, deputy=cast.sun_deputy, role="relay", now=at("2026-04-01")
    )
    act(cast.sun, part, "sign", now=at("2026-04-02"))
    with pytest.raises(Refused, match="按规则不能中止计时"):
        act(cast.zhang, part, "pause", now=at("2026-04-03"), reason="等")
    with pytest.raises(Refused, match="身份"):
        act(cast.sun, part, "pause", now=at("2026-04-03"), reason="等")


# --- why this date --------------------------------------------------------------------------------------


def facts(clock, today=date(2026, 4, 9)):
    return dict(why.facts(clock, calendar=working_calendar(), today=today))


def test_why_this_date(cast, years):
    rule(amount=15, basis="区委办〔2026〕3号", effective_from=date(2025, 9, 1))
    part = handed(matter(cast, now=at("2025-09-26")), cast.department, now=at("2025-09-26"))
    assert facts(clock_of(part), date(2025, 9, 29)) == {
        "起算": "交办，9月26日 周五，当日不计入",
        "期限": "单位答复 15 个工作日（第 1 版）",
        "依据": "区委办〔2026〕3号",
        "跳过": "12 天：9月27日（周末）、10月1日至8日（国庆节、中秋节）、10月12日（周末）、10月18日至19日（周末）",
        "调休上班": "9月28日 周日、10月11日 周六照常计入",
        "到期日": "10月23日 周四",
        "工作日历": working_calendar().version,
    }


def test_why_tells_of_pauses_extension_and_end(cast, part):
    act(cast.zhao, part, "sign", now=at("2026-04-02"))
    act(cast.zhang, part, "pause", now=at("2026-04-03"), reason="等群众补充照片")
    act(cast.zhang, part, "resume", now=at("2026-04-07"))
    act(cast.zhao, part, "ask_extension", now=at("2026-04-08"), until=date(2026, 4, 28), reason="等材料")
    assert facts(clock_of(part))["延期"] == "申请延至4月28日 周二，待审批：等材料"
    act(cast.zhang, part, "decide_extension", now=at("2026-04-08"), decision="approve")
    clocks.stop(case=part.case, assignment=part, now=at("2026-04-22"), purposes=clocks.ANSWERS)
    found = facts(clock_of(part), date(2026, 4, 22))
    assert found["中止计时"] == "4月3日至4月7日：等群众补充照片"
    assert found["原到期日"] == "4月20日 周一"
    assert found["延期"] == "同意延至4月28日 周二：等材料"
    assert found["到期日"] == "4月28日 周二"
    assert found["结果"] == "4月22日 周三停止计时，延期内"


def test_a_later_calendar_does_not_explain_what_has_stopped(cast, years):
    part = handed(matter(cast, now=at("2026-12-17")), cast.department, now=at("2026-12-17"))
    clocks.stop(case=part.case, assignment=part, now=at("2026-12-18"), purposes=clocks.ANSWERS)
    load_2027()
    found = facts(clock_of(part), date(2026, 12, 18))
    assert found["到期日"] == "2027年1月1日 周五"
    assert "跳过" not in found
    assert "顺延" not in found


def test_facts_of_many_clocks_cost_nothing_once_they_are_fetched(part, django_assert_num_queries):
    calendar = working_calendar()
    clock = Clock.objects.prefetch_related("pauses", "extensions").get()
    with django_assert_num_queries(0):
        why.facts(clock, calendar=calendar, today=date(2026, 4, 9))
