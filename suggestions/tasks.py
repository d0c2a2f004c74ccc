"""Jobs of the room of files that move; when they run is written in `config.celery`."""

from celery import shared_task
from django.utils import timezone

from deputies.jobs import recorded
from suggestions.services import scanning


@shared_task(name="scan_deadlines")
@recorded
def scan_deadlines():
    scanning.scan(now=timezone.now())
