"""/readyz says what is missing, by name and in words; /healthz says only that the process answers."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.checks import run_checks
from django.db import DatabaseError, connections

from config import checks, health
from deputies.models import CalendarYear, JobRun
from deputies.services.calendar import checked_in_years, load_years
from liaison.models import Channel, Delivery
from liaison.notices import notify
from tests.cast import NOW

MINUTE = timedelta(minutes=1)


def ran(name="deliver_notices", *, ago=MINUTE, ok=True):
    JobRun.objects.update_or_create(
        name=name, defaults={"started_at": NOW - ago, "finished_at": NOW - ago, "ok": ok}
    )


def look(name, now=NOW):
    return next(finding for finding in health.findings(now=now) if finding.name == name)


@pytest.fixture(autouse=True)
def queue(settings, tmp_path):
    """A queue of files for each test alone."""
    settings.REDIS_URL, settings.QUEUE_DIR = "", tmp_path
    (tmp_path / "messages").mkdir()
    return tmp_path / "messages"


@pytest.fixture
def in_order(db):
    load_years(checked_in_years(), now=NOW)
    CalendarYear.objects.create(year=2027, notice="国办发明电〔2026〕9号", loaded_at=NOW)
    ran()


@pytest.fixture
def waiting(cast):
    Channel.objects.create(user=cast.li, kind="email", address="li@example.gov.cn")
    notify([cast.li], kind="x", title="题", url="/", key="k", now=NOW)


# --- the pages -----------------------------------------------------------------------------------------


@time_machine.travel(NOW, tick=False)
def test_readyz_is_well_when_everything_is_there(client, in_order):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert set(answer.json()["checks"]) == {"database", "broker", "timetable", "calendar", "deliveries"}
    assert answer.headers["Cache-Control"].startswith("max-age=0")


@time_machine.travel(NOW, tick=False)
def test_readyz_is_503_and_says_what_is_missing(client, in_order):
    ran(ago=6 * MINUTE)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    wrong = {name: check for name, check in answer.json()["checks"].items() if not check["ok"]}
    assert set(wrong) == {"timetable"}
    assert "定时任务停了，最近一次 2026-11-18 09:54:00" in answer.content.decode()


def test_healthz_asks_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


# --- the findings --------------------------------------------------------------------------------------


def test_without_a_database_every_other_finding_is_still_made(in_order, monkeypatch):
    def fail(*_args, **_kwargs):
        raise DatabaseError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(type(connections["default"]), "cursor", fail)
        found = {finding.name: finding for finding in health.findings(now=NOW)}
    assert len(found) == 5
    assert found["broker"].ok
    assert not any(found[name].ok for name in ("database", "timetable", "calendar", "deliveries"))
    assert found["database"].detail == "数据库连不上或没有建表。"


def test_a_queue_folder_that_is_gone_is_found(db, queue):
    assert look("broker").ok
    queue.rmdir()
    assert not look("broker").ok


def test_a_redis_that_is_gone_is_found(db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    assert (look("broker").ok, look("broker").detail) == (False, "队列连不上。")


@pytest.mark.parametrize(("ago", "ok"), [(0, True), (5 * MINUTE, True), (5 * MINUTE + MINUTE / 60, False)])
def test_the_timetable_ran_within_five_minutes(db, ago, ok):
    ran(ago=ago or timedelta(0))
    assert look("timetable").ok is ok


def test_a_timetable_that_never_ran_is_found(db):
    assert not look("timetable").ok
    ran("anonymise")
    assert "还没有跑过" in look("timetable").detail


def test_a_job_that_failed_last_time_is_named(db):
    ran()
    ran("anonymise", ok=False)
    assert not look("timetable").ok
    assert "anonymise" in look("timetable").detail


def test_a_job_that_stopped_ending_is_named(db):
    ran()
    ran("seal_audit", ago=timedelta(hours=27))
    assert not look("timetable").ok
    assert "seal_audit" in look("timetable").detail


@pytest.mark.parametrize(
    ("today", "ok"), [(date(2026, 11, 2), True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)]
)
def test_the_calendar_is_known_today(db, today, ok):
    load_years(checked_in_years(), now=NOW)
    assert look("calendar", datetime.combine(today, NOW.timetz())).ok is ok


def test_an_empty_calendar_is_found(db):
    assert "load_calendar" in look("calendar").detail


def test_a_delivery_that_nobody_took_for_a_quarter_of_an_hour_is_found(waiting):
    assert look("deliveries", NOW + 15 * MINUTE).ok
    finding = look("deliveries", NOW + 16 * MINUTE)
    assert (finding.ok, finding.detail[:4]) == (False, "1 条通")


@pytest.mark.parametrize("state", ["sent", "failed"])
def test_what_is_done_is_not_silent(waiting, state):
    Delivery.objects.update(state=state)
    assert look("deliveries", NOW + timedelta(days=9)).ok


# --- system checks -------------------------------------------------------------------------------------


def deploy_warnings():
    return {item.id for item in run_checks(include_deployment_checks=True, databases=["default"])}


@time_machine.travel(NOW.replace(month=10), tick=False)
def test_in_october_the_next_year_may_be_missing(db):
    load_years(checked_in_years(), now=NOW)
    assert "config.W002" not in deploy_warnings()


@time_machine.travel(NOW, tick=False)
def test_in_november_it_may_not(db):
    load_years(checked_in_years(), now=NOW)
    assert "config.W002" in deploy_warnings()
    CalendarYear.objects.create(year=2027, notice="国办发明电〔2026〕9号", loaded_at=NOW)
    assert "config.W002" not in deploy_warnings()


def test_the_calendar_check_leaves_a_database_alone_that_nobody_offered():
    assert checks.calendar_is_loaded(app_configs=None, databases=None) == []


def test_letters_that_only_land_in_files_are_warned_about(settings):
    assert checks.letters_are_sent(app_configs=None) == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert checks.letters_are_sent(app_configs=None)[0].id == "config.W003"
