"""The audit log for auditors: who did what and when, without the content of any case."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deputies.access import Right, requires
from deputies.audit_words import capacity_words, subject_words, verb_words
from deputies.forms.audit import AuditFilterForm
from deputies.models import AuditEvent
from deputies.paging import page_of
from deputies.queries.audit import facts, find_events


@require_safe
@never_cache
@requires(Right.READ_AUDIT)
def audit(request):
    """Audit events by subject, person, verb and day, newest first."""
    form = AuditFilterForm(request.GET)
    page = page_of(request, find_events(**form.asked()))
    context = {
        "form": form,
        "page": page,
        "events": [_line(event) for event in page.rows],
        "now": timezone.now(),
    }
    return render(request, "deputies/audit.html", context)


def _line(event: AuditEvent) -> dict:
    return {
        "event": event,
        "subject": subject_words(event.chain),
        "verb": verb_words(event.chain, event.verb),
        "capacity": capacity_words(event.capacity),
        "facts": facts(event),
    }
