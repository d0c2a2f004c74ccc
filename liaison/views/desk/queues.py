"""Queues of conversations by what must be done."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.views.decorators.http import require_safe

from deputies.paging import page_of
from liaison.forms.desk import QueueFilter
from liaison.queries import desk
from liaison.views.desk.frame import show


@require_safe
def queue(request):
    """Conversations by what must be done with them; filters stay in the address."""
    if not desk.has_conversations(request.user):
        raise PermissionDenied
    tab = desk.QUEUES.get(request.GET.get("queue"), desk.QUEUES["receive"])
    now = timezone.now()
    filters = QueueFilter(
        request.GET,
        queryset=desk.queue(request.user, tab.name),
        user=request.user,
        now=now,
        choices=desk.filter_choices(request.user),
        narrow=desk.uses_phone(request.user),
    )
    context = {
        "tab": tab,
        "tabs_of_queue": desk.QUEUES.values(),
        "filters": filters,
        "page": page_of(request, filters.qs, dress=desk.lines),
        "may_enter": desk.may_enter(request.user),
        "now": now,
    }
    return show(request, "liaison/desk/queue.html", context)
