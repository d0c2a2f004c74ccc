"""The Celery application and the timetable: every periodic job of the house on one screen.

Jobs are safe to run twice and late: each asks the database what is due. So a message about a run that nobody
fetched in time is thrown away (`expires`) instead of piling up while the worker is down. Times of day are in
Asia/Shanghai; the quiet hours do the heavy work.
"""

import os
from datetime import timedelta

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("liaison")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _every(seconds: int) -> dict:
    return {"schedule": timedelta(seconds=seconds), "options": {"expires": seconds}}


def _at(hour: int | str, minute: int | str) -> dict:
    return {"schedule": crontab(hour=hour, minute=minute), "options": {"expires": 3600}}


TIMETABLE = {
    # what people wait for
    "deliver_notices": _every(20),
    "print_batches": _every(10),
    "issue_missing_codes": _at("*", "*/10"),
    # hourly
    "fall_back_silent": _at("*", 5),
    "scan_deadlines": _at("*", 20),
    "refresh_response_figures": _at("*", 15),
    "settle_matters": _at("*", 25),
    # at night
    "close_topics": _at(0, 10),
    "seal_audit": _at(1, 30),
    "anonymise": _at(2, 0),
    "clear_prints": _at(2, 40),
    "clear_sessions": _at(3, 0),
    "close_unrated": _at(3, 30),
    # in the morning, since people read it
    "warn_calendar": _at(9, 0),
    "report_undelivered": _at(9, 10),
    "warn_silent_boards": _at(9, 20),
    "ask_for_rating": _at(10, 0),
}
app.conf.beat_schedule = {name: {"task": name, **entry} for name, entry in TIMETABLE.items()}
