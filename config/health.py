"""What /readyz answers: whether everything the work needs is there, each finding with a reason in Chinese."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from deputies.calendar import working_calendar
from deputies.models import JobRun
from liaison.models import Delivery

HEARTBEAT = "deliver_notices"
HEARTBEAT_WITHIN = timedelta(minutes=5)
ANY_JOB_WITHIN = timedelta(hours=26)  # every job of the timetable runs at least once a day
SILENT_AFTER = timedelta(minutes=15)  # longer than the lease of a sender that died
BROKER_SECONDS = 2


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `detail` is a Chinese sentence for whoever is on call."""

    name: str
    ok: bool
    detail: str


def findings(*, now: datetime) -> list[Finding]:
    """Look at everything the work needs; what cannot be looked at is not in order."""
    return [_look(name, check, now) for name, check in CHECKS.items()]


def _look(name: str, check: Callable[[datetime], tuple[bool, str]], now: datetime) -> Finding:
    try:
        return Finding(name, *check(now))
    except Error:
        return Finding(name, False, "数据库连不上或没有建表。")
    except (redis.RedisError, OSError):
        return Finding(name, False, "队列连不上。")


def _database(now: datetime) -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True, "连得上。"


def _broker(now: datetime) -> tuple[bool, str]:
    if settings.REDIS_URL:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS
        ) as client:
            client.ping()
        return True, "Redis 连得上。"
    folder = settings.QUEUE_DIR / "messages"
    writable = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    return writable, "队列文件夹可写。" if writable else "队列文件夹不可写。"


def _timetable(now: datetime) -> tuple[bool, str]:
    runs = {run.name: run for run in JobRun.objects.all()}
    beat = runs.get(HEARTBEAT)
    if beat is None:
        return False, "定时任务还没有跑过，请看 worker 和 beat 是否启动。"
    last = f"最近一次 {timezone.localtime(beat.finished_at):%Y-%m-%d %H:%M:%S}。"
    if now - beat.finished_at > HEARTBEAT_WITHIN:
        return False, f"定时任务停了，{last}"
    failed = [run.name for run in runs.values() if not run.ok]
    if failed:
        return False, f"上次没有跑成：{'、'.join(failed)}，原因见 worker 日志。"
    late = [run.name for run in runs.values() if now - run.finished_at > ANY_JOB_WITHIN]
    if late:
        return False, f"一天多没有跑完：{'、'.join(late)}。"
    return True, last


def _calendar(now: datetime) -> tuple[bool, str]:
    """Tell whether today is known. Next year's notice comes late in the year: until then dates are
    provisional and people are reminded weekly, but the site is ready to work."""
    today = timezone.localdate(now)
    calendar = working_calendar()
    if calendar.known_through is None:
        return False, "还没有载入工作日历，请运行 load_calendar。"
    return calendar.knows(today), f"放假安排载入到 {calendar.known_through}。"


def _deliveries(now: datetime) -> tuple[bool, str]:
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    silent = waiting.filter(next_try_at__lt=now - SILENT_AFTER).count()
    if silent:
        return False, f"{silent} 条通知到时间没有人发，最早的已晚了 15 分钟以上。"
    return True, f"待发 {waiting.count()} 条，没有积压。"


CHECKS: dict[str, Callable[[datetime], tuple[bool, str]]] = {
    "database": _database,
    "broker": _broker,
    "timetable": _timetable,
    "calendar": _calendar,
    "deliveries": _deliveries,
}
