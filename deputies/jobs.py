"""The mark that a job of the timetable leaves, read by /readyz."""

from collections.abc import Callable
from functools import wraps

from django.utils import timezone

from deputies.models import JobRun


def recorded(job: Callable[[], None]) -> Callable[[], None]:
    """Decorate a task: its last run, with its end and whether it went well, is kept under its name.

    A job that raises is recorded as failed and goes on raising, so that the worker logs it.
    """

    @wraps(job)
    def run() -> None:
        started_at, ok = timezone.now(), False
        try:
            job()
            ok = True
        finally:
            JobRun.objects.update_or_create(
                name=job.__name__,
                defaults={"started_at": started_at, "finished_at": timezone.now(), "ok": ok},
            )

    return run
