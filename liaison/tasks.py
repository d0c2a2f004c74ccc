"""Jobs of the room of word; when they run is written in `config.celery`. Each service says what it does."""

from celery import shared_task
from django.utils import timezone

from deputies.jobs import recorded
from liaison.services import (
    boards,
    codes,
    delivery,
    figures,
    print_runs,
    reminders,
    retention,
    sweeps,
    topics,
)

MOST_BATCHES = 20  # of one run; the next run goes on, and no run comes near the worker's time limit


@shared_task(name="deliver_notices")
@recorded
def deliver_notices():
    _until_short(delivery.deliver_due, delivery.BATCH)


@shared_task(name="report_undelivered")
@recorded
def report_undelivered():
    delivery.report_undelivered(now=timezone.now())


@shared_task(name="fall_back_silent")
@recorded
def fall_back_silent():
    _until_short(sweeps.fall_back_silent, sweeps.BATCH)


@shared_task(name="close_unrated")
@recorded
def close_unrated():
    _until_short(sweeps.close_unrated, sweeps.BATCH)


@shared_task(name="close_topics")
@recorded
def close_topics():
    _until_short(topics.close_over, topics.BATCH)


@shared_task(name="ask_for_rating")
@recorded
def ask_for_rating():
    reminders.ask_for_rating(now=timezone.now())


@shared_task(name="warn_calendar")
@recorded
def warn_calendar():
    reminders.warn_calendar(now=timezone.now())


@shared_task(name="warn_silent_boards")
@recorded
def warn_silent_boards():
    boards.warn_silent(now=timezone.now())


@shared_task(name="refresh_response_figures")
@recorded
def refresh_response_figures():
    figures.refresh_response_figures(now=timezone.now())


@shared_task(name="issue_missing_codes")
@recorded
def issue_missing_codes():
    codes.issue_missing(now=timezone.now())


@shared_task(name="anonymise")
@recorded
def anonymise():
    _until_short(retention.anonymise, retention.BATCH)


@shared_task(name="print_batches")
@recorded
def print_batches():
    print_runs.print_for_a_while()


@shared_task(name="clear_prints")
@recorded
def clear_prints():
    print_runs.clear_prints(now=timezone.now())


def _until_short(sweep, batch: int) -> None:
    """Repeat a bounded sweep until a batch is not full."""
    for _round in range(MOST_BATCHES):
        if sweep(now=timezone.now()) < batch:
            return
