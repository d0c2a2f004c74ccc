"""Reading the audit log."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from deputies.models import AuditEvent, User


def find_events(
    *,
    chain: str = "",
    person: str = "",
    verb: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditEvent]:
    """Return the events that fit all of what was asked, newest first.

    Args:
        chain: one subject, such as "conversation:31".
        verb: what was done to which kind of subject, such as "conversation.answer".
        person: a user name, or a whole name, which several people may bear.
        since, until: days, both included.
    """
    found = AuditEvent.objects.select_related("actor").order_by("-at", "-pk")
    if chain:
        found = found.filter(chain=chain)
    if person:
        people = User.objects.filter(Q(username=person) | Q(name=person)).values_list("pk", flat=True)
        found = found.filter(actor__in=list(people))
    if verb:
        subject, _dot, name = verb.partition(".")
        found = found.filter(chain__startswith=f"{subject}:", verb=name)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until) + timedelta(days=1))
    return found


def facts(event: AuditEvent) -> list[tuple[str, object]]:
    """Return what an event says beyond who and what; by its contract never a constituent's words or contact data."""
    return [(name, value) for name, value in event.data.items() if value not in (None, "", [], {})]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
