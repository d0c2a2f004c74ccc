"""The timetable names every job and nothing else, and each job leaves its mark."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from celery.schedules import crontab
from django.contrib.sessions.models import Session
from django.utils import timezone

from config import celery_app
from config.celery import TIMETABLE
from deputies.models import JobRun
from deputies.tasks import clear_sessions
from liaison import tasks
from liaison.models import ContactCode
from liaison.services import delivery

ROOMS = [path.parent for path in Path(tasks.__file__).parent.parent.glob("*/tasks.py")]


@pytest.fixture
def jobs():
    celery_app.loader.import_default_modules()
    return {name: task for name, task in celery_app.tasks.items() if not name.startswith("celery.")}


def test_every_job_has_its_time_and_every_time_its_job(jobs):
    assert set(jobs) == set(TIMETABLE)
    assert {entry["task"] for entry in celery_app.conf.beat_schedule.values()} == set(jobs)


def test_a_run_that_nobody_fetched_is_thrown_away_before_many_pile_up():
    for name, entry in celery_app.conf.beat_schedule.items():
        assert 0 < entry["options"]["expires"] <= 3600, name


def test_people_are_told_within_seconds_and_everything_else_runs_daily_at_least():
    assert TIMETABLE["deliver_notices"]["schedule"] <= timedelta(seconds=20)
    for name, entry in TIMETABLE.items():
        schedule = entry["schedule"]
        if isinstance(schedule, crontab):
            assert len(schedule.day_of_week) == 7, name
            assert len(schedule.day_of_month) == 31, name


def test_the_times_of_day_are_those_of_the_people(settings):
    assert str(celery_app.conf.timezone) == settings.TIME_ZONE == "Asia/Shanghai"


def test_no_service_imports_a_task():
    for room in ROOMS:
        for path in [*room.glob("services/*.py"), *room.glob("*.py")]:
            if path.name != "tasks.py":
                assert not re.search(
                    r"^from \w+(\.tasks)? import .*\btasks\b|^from \w+\.tasks", path.read_text(), re.M
                ), path


@pytest.mark.parametrize("name", sorted(TIMETABLE))
def test_each_job_runs_and_is_recorded(jobs, cast, name):
    jobs[name].apply(throw=True)
    run = JobRun.objects.get()
    assert (run.name, run.ok) == (name, True)
    assert run.started_at <= run.finished_at


def test_a_job_that_fails_is_recorded_as_failed_and_goes_on_failing(cast, monkeypatch):
    def fail(**_):
        raise RuntimeError("no")

    monkeypatch.setattr(tasks.delivery, "report_undelivered", fail)
    with pytest.raises(RuntimeError):
        tasks.report_undelivered()
    assert not JobRun.objects.get(name="report_undelivered").ok
    monkeypatch.undo()
    tasks.report_undelivered()
    assert JobRun.objects.get(name="report_undelivered").ok


def test_a_sweep_repeats_until_a_batch_is_short_and_never_for_ever(monkeypatch):
    left = [delivery.BATCH, delivery.BATCH, 3, delivery.BATCH]
    tasks._until_short(lambda now: left.pop(0), delivery.BATCH)
    assert left == [delivery.BATCH]
    rounds = []
    tasks._until_short(lambda now: rounds.append(now) or delivery.BATCH, delivery.BATCH)
    assert len(rounds) == tasks.MOST_BATCHES


def test_old_sessions_are_cleared(db):
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    clear_sessions()
    assert Session.objects.get().session_key == "new"


def test_new_seats_get_their_codes(cast):
    assert not ContactCode.objects.filter(seat=cast.vacant_seat).exists()
    tasks.issue_missing_codes()
    assert ContactCode.objects.filter(seat=cast.vacant_seat).exists()
