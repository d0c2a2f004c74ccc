"""Filters of the queues that a person keeps under a name."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deputies.access import get_visible_or_404
from deputies.errors import Refused
from suggestions.access import has_cases
from suggestions.forms.queues import SaveFilterForm
from suggestions.models import SavedFilter
from suggestions.services import filters
from suggestions.views.queues import back_to_queue


@require_POST
def save_filter(request):
    """Keep the filter in the address under a name; the same name again replaces it."""
    if not has_cases(request.user):
        raise PermissionDenied
    form = SaveFilterForm(request.POST)
    query = request.POST.get("query", "")
    if not form.is_valid():
        messages.error(request, "".join(error for errors in form.errors.values() for error in errors))
        return back_to_queue(query)
    try:
        saved = filters.save_filter(user=request.user, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("记下了，以后点“%(name)s”就是这个筛选。") % {"name": saved.name})
    return back_to_queue(query)


@require_POST
def delete_filter(request, pk):
    """Forget a filter of one's own."""
    saved = get_visible_or_404(SavedFilter.objects.filter(user=request.user), pk=pk)
    filters.delete_filter(saved=saved)
    messages.success(request, _("已删除筛选“%(name)s”，办件都还在。") % {"name": saved.name})
    return back_to_queue(request.POST.get("query", ""))
