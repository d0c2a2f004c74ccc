"""One's own canned answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deputies.errors import Refused
from liaison.forms.desk import CannedForm
from liaison.queries.desk import has_conversations
from liaison.services.canned import delete_canned, save_canned, usable_by
from liaison.views.desk.frame import show


@require_http_methods(["GET", "HEAD", "POST"])
def canned(request):
    """The person's own canned answers and the shared ones; ?edit=<id> opens one of her own."""
    if not has_conversations(request.user):
        raise PermissionDenied
    answers = list(usable_by(request.user))
    own = [answer for answer in answers if answer.owner_id == request.user.pk]
    edited = next((answer for answer in own if str(answer.pk) == request.GET.get("edit")), None)
    if request.method == "POST" and "delete" in request.POST:
        return _delete(request)
    form = CannedForm(request.POST or None, instance=edited)
    if request.method == "POST" and form.is_valid():
        try:
            save_canned(user=request.user, pk=edited.pk if edited else None, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("常用语“%(title)s”已保存。") % form.cleaned_data)
            return redirect("liaison:canned")
    context = {
        "form": form,
        "edited": edited,
        "own": own,
        "shared": [answer for answer in answers if answer.owner_id is None],
        "now": timezone.now(),
    }
    return show(request, "liaison/desk/canned.html", context)


def _delete(request):
    pk = request.POST["delete"]
    try:
        delete_canned(user=request.user, pk=int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 16 else 0)
    except Refused as refused:
        raise PermissionDenied(str(refused)) from refused
    messages.success(request, _("常用语已删除。"))
    return redirect("liaison:canned")
