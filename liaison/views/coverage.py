"""How far the printed copies reach, office by office, and which codes lie idle."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deputies.access import Right, has_right, requires
from liaison.queries.coverage import coverage as measure
from liaison.queries.coverage import idle_codes
from liaison.views.boards import frame

MOST = 200


@never_cache
@require_safe
@requires(Right.MANAGE_SITES)
def coverage(request):
    """Districts with and without a copy that hangs, deputies with and without a live code; who lies idle."""
    now = timezone.now()
    found = measure(request.user)
    decides = has_right(request.user, Right.DECIDE)
    context = {
        "found": found,
        "total": found.total,
        "idle": idle_codes(request.user, now=now)[:MOST] if decides else (),
        "decides": decides,
        "today": timezone.localdate(),
    }
    return render(request, "liaison/boards/coverage.html", context | frame(request, "board_coverage"))
