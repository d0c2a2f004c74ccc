"""Queues of cases by what must be done, acts on many rows at once, and the workbook of a queue."""

from datetime import date
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from deputies import audit
from deputies.access import Right, has_right
from deputies.paging import page_of
from liaison import workbook
from liaison.views.desk.frame import show
from suggestions import audit_words, export
from suggestions.forms.queues import CaseQueueFilter, SaveFilterForm
from suggestions.queries import queues
from suggestions.queries.tabs import Desk, Tab
from suggestions.services import bulk
from suggestions.services.bulk import Picked, act_on_many

TOLD = 10


@require_safe
@never_cache
def queue(request):
    """Cases by what must be done with them; filters stay in the address."""
    now, today = timezone.now(), timezone.localdate()
    desk = _desk(request)
    counts = case_counts(request, desk, today)
    tab = _tab(request, desk, counts)
    # Which entry of the navigation this page is.
    request.case_place = f"desk={desk.name}&queue={tab.name}"
    choices = queues.choices(request.user)
    filters = _filters(request, desk, tab, today, choices)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "desk": desk,
        "desks": queues.desks(request.user),
        "tab": tab,
        "tabs_of_desk": [(one, counts.get(one.name)) for one in desk.tabs.values()],
        "filters": filters,
        "saved": choices["saved"],
        "save_form": SaveFilterForm(initial={"query": kept.urlencode()}),
        "query": kept.urlencode(),
        "clear_url": f"?{request.case_place}",
        "page": page_of(request, filters.qs, dress=queues.dresser(request.user, desk)),
        "bulk_moves": bulk.offered(desk.name),
        "needs_words": any(move.needs for move in bulk.offered(desk.name)),
        "may_see_figures": has_right(request.user, Right.HAND_OVER),
        "now": now,
        "today": today,
    }
    return show(request, "suggestions/desk/queue.html", context)


def case_counts(request: HttpRequest, desk: Desk, today: date) -> dict[str, int]:
    """Return the counts of a desk's tabs, counted once a request."""
    counted = request.__dict__.setdefault("case_counts", {})
    if desk.name not in counted:
        counted[desk.name] = queues.counts(request.user, desk, today)
    return counted[desk.name]


def _desk(request: HttpRequest) -> Desk:
    desk = queues.chosen(request.user, request.GET.get("desk"))
    if desk is None:
        raise PermissionDenied
    return desk


def _tab(request: HttpRequest, desk: Desk, counts: dict[str, int]) -> Tab:
    """Return the tab in the address; without one the first that holds something."""
    asked = desk.tabs.get(request.GET.get("queue"))
    full = next((tab for tab in desk.tabs.values() if counts.get(tab.name)), None)
    return asked or full or desk.tab(None)


def _filters(
    request: HttpRequest, desk: Desk, tab: Tab, today: date, choices: dict[str, list]
) -> CaseQueueFilter:
    found = queues.queue(request.user, desk, tab, today)
    return CaseQueueFilter(request.GET, queryset=found, desk=desk, today=today, choices=choices)


@require_safe
@never_cache
def export_queue(request):
    """The queue in the address, with its filters, as a workbook; who took it away is on record."""
    now, today = timezone.now(), timezone.localdate()
    desk = _desk(request)
    tab = _tab(request, desk, case_counts(request, desk, today))
    filters = _filters(request, desk, tab, today, queues.choices(request.user))
    lines = queues.dresser(request.user, desk)(filters.qs[: workbook.MOST])
    file = BytesIO()
    rows = export.write(file, lines, today=today)
    file.seek(0)
    audit.record(
        chain=f"export:{request.user.pk}",
        verb=audit_words.EXPORT,
        actor=request.user,
        capacity="self",
        now=now,
        desk=desk.name,
        queue=tab.name,
        rows=rows,
        filters=sorted(name for name, value in filters.form.cleaned_data.items() if value)
        if filters.form.is_valid()
        else [],
    )
    name = _("办件 %(tab)s %(date)s.xlsx") % {"tab": tab.label, "date": today.isoformat()}
    return FileResponse(file, as_attachment=True, filename=name)


@require_POST
def act_on_rows(request):
    """Make one act on the ticked rows; each row is done or refused for itself, and the page says which."""
    desk = queues.chosen(request.user, request.POST.get("desk"))
    if desk is None:
        raise PermissionDenied
    name = request.POST.get("act", "")
    if name not in bulk.OFFERED.get(desk.name, ()):
        raise Http404
    picked = [row for text in request.POST.getlist("row") if (row := Picked.read(text))]
    if picked:
        data = bulk.data_for(request.POST.get("words", "").strip()[: bulk.LONGEST])
        result = act_on_many(user=request.user, name=name, picked=picked, data=data, now=timezone.now())
        _tell(request, name, result)
    else:
        messages.warning(request, _("还没有勾选，什么都没有改动。"))
    return back_to_queue(request.POST.get("query", ""))


def _tell(request: HttpRequest, name: str, result: bulk.Result) -> None:
    label = _(bulk.MOVES[name].label)
    if done := len(result.done):
        words = ngettext("“%(move)s”办好了 %(n)d 件。", "“%(move)s”办好了 %(n)d 件。", done)
        messages.success(request, words % {"move": label, "n": done})
    for case, why in result.refused[:TOLD]:
        messages.warning(request, _("%(case)s 没有办：%(why)s") % {"case": case, "why": why})
    if len(result.refused) > TOLD:
        more = len(result.refused) - TOLD
        words = ngettext("还有 %(n)d 件没有办。", "还有 %(n)d 件没有办。", more)
        messages.warning(request, words % {"n": more})


def back_to_queue(query: str) -> HttpResponse:
    """Go back to the queue with the filters it had."""
    kept = QueryDict(query).urlencode()
    return redirect(reverse("suggestions:queue") + (f"?{kept}" if kept else ""))
