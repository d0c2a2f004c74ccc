"""Jobs of the room of files that move; when they run is written in `config.celery`."""

from celery import shared_task
from django.utils import timezone

from deputies.jobs import recorded
from suggestions.services import scanning, sweeps

MOST_BATCHES = 20  # of one run; the next run goes on


@shared_task(name="scan_deadlines")
@recorded
def scan_deadlines():
    scanning.scan(now=timezone.now())


@shared_task(name="settle_matters")
@recorded
def settle_matters():
    for sweep in (sweeps.follow_seats, sweeps.recall_unwanted, sweeps.complete_settled):
        for _round in range(MOST_BATCHES):
            if sweep(now=timezone.now()) < sweeps.BATCH:
                break
