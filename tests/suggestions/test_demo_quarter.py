"""The hourly scan walked day by day through a quarter of the demo world (issue 3, must show 2)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

import deputies.demo
import liaison.demo
import suggestions.demo
from deputies.calendar import working_calendar
from deputies.services.calendar import checked_in_years, load_years
from liaison.models import Notice
from suggestions.models import Clock, Commitment, Reminder
from suggestions.services import clocks
from suggestions.services.scanning import scan

pytestmark = pytest.mark.django_db

# Wednesday; the quarter has 清明节, 劳动节 with its make-up Saturday, and 端午节.
NOW = datetime(2026, 4, 1, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DAYS = 91
AT_NIGHT, IN_THE_DAY = (8, 22), (10, 15)


@dataclass
class Walked:
    """What was told at each moment; which stages had been told of each clock before the quarter."""

    said: dict[datetime, list]
    before: set[tuple[int, str]]


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker, tmp_path_factory):
    """The quarter, four scans a day; nobody answered anything meanwhile."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        load_years(checked_in_years(), now=NOW)
        world = deputies.demo.build(now=NOW)
        liaison.demo.open_doors(world, now=NOW)
        suggestions.demo.build(world, now=NOW)
        before = set(Reminder.objects.values_list("clock_id", "stage"))
        yield Walked({moment: scan(now=moment).said for moment in _moments()}, before)
        transaction.set_rollback(True)


def _moments():
    for day in range(1, DAYS + 1):
        for hour in sorted((*AT_NIGHT, *IN_THE_DAY)):
            yield (NOW + timedelta(days=day)).replace(hour=hour)


def test_each_stage_is_told_once_for_each_clock(walked):
    """What every clock should have said follows from its dates alone."""
    calendar, told = working_calendar(), {}
    for clock, stage in Reminder.objects.order_by("pk").values_list("clock_id", "stage"):
        if (clock, stage) not in walked.before:
            told.setdefault(clock, []).append(stage)
    running = Clock.objects.filter(state=Clock.State.RUNNING)
    assert running.count() > 20
    for clock in running:
        cycle, stages = clocks.cycle(clock, calendar), []
        for day in range(1, DAYS + 1):
            on = timezone.localdate(NOW) + timedelta(days=day)
            stage = cycle.stage(on)
            fresh = stage not in stages and (clock.pk, stage) not in walked.before
            if calendar.is_workday(on) and stage and fresh:
                stages.append(stage)
        assert told.get(clock.pk, []) == stages, clock


def test_reminders_come_before_the_day_on_it_and_every_week_after(walked):
    stages = Counter(Reminder.objects.values_list("stage", flat=True))
    assert {"T-10", "T-5", "T-1", "overdue", "week1", "week8"} <= stages.keys()


def test_the_same_day_adds_nothing(walked):
    morning, afternoon = IN_THE_DAY
    assert any(said for moment, said in walked.said.items() if moment.hour == morning)
    assert not any(said for moment, said in walked.said.items() if moment.hour == afternoon)


def test_nobody_is_told_at_night_or_on_a_closed_day(walked):
    calendar = working_calendar()
    speaking = [moment for moment, said in walked.said.items() if said]
    assert all(moment.hour in IN_THE_DAY and calendar.is_workday(moment.date()) for moment in speaking)
    assert datetime(2026, 5, 9, 10, tzinfo=NOW.tzinfo) in walked.said  # a Saturday on which offices work
    closed = [moment for moment in walked.said if not calendar.is_workday(moment.date())]
    assert len(closed) > 25 * len((*AT_NIGHT, *IN_THE_DAY))


def test_nobody_gets_one_notice_twice(walked):
    keys = list(Notice.objects.filter(kind="case").values_list("dedupe_key", flat=True))
    assert len(keys) == len(set(keys)) > 100


def test_promises_are_told_when_they_come_due_and_once_when_they_are_past(walked):
    due = Commitment.objects.filter(due_on__lt=timezone.localdate(NOW) + timedelta(days=80))
    assert due
    assert {promise.told for promise in due} == {"past"}
