"""The tenure desk: suspend, resume, terminate, change of term; each says first what will happen."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from deputies.access import Right, get_visible_or_404, requires
from deputies.errors import Refused
from deputies.forms.refusal import add_refusal
from deputies.models import Deputy
from deputies.queries.roster import RELATED, congresses_managed_by
from deputies.services import mandates
from liaison.forms.tenure import ChangeTermForm, StatusForm
from liaison.queries import tenure as reads
from liaison.services import tenure as service

ACTS = {
    Deputy.Status.ACTIVE: ("suspend", "terminate"),
    Deputy.Status.SUSPENDED: ("resume", "terminate"),
}


@requires(Right.MANAGE_DEPUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def status(request, pk):
    """Change the status of a mandate on a legal ground (代表法 2025 Art. 61–63)."""
    deputies = Deputy.objects.filter(seat__congress__in=congresses_managed_by(request.user))
    deputy = get_visible_or_404(deputies.select_related(*RELATED), pk=pk)
    today = timezone.localdate()
    acts = ACTS.get(deputy.status, ())
    forms = {act: StatusForm(deputy=deputy, act=act, today=today, auto_id=f"{act}_%s") for act in acts}
    act = request.POST.get("act", "")
    if request.method == "POST":
        if act not in CHANGES:
            raise Http404
        form = StatusForm(request.POST, deputy=deputy, act=act, today=today, auto_id=f"{act}_%s")
        if form.is_valid():
            try:
                CHANGES[act](deputy=deputy, actor=request.user, now=timezone.now(), **form.cleaned_data)
            except Refused as error:
                if act not in acts:
                    messages.error(request, str(error))
                    return redirect("liaison:deputy_status", pk)
                add_refusal(form, error)
            else:
                messages.success(request, SAID[act] % {"name": deputy.name})
                return redirect("liaison:deputy_status", pk)
        forms[act] = form
    context = {"deputy": deputy, "forms": forms, "open_act": act, "held": reads.held_open(deputy)}
    return render(request, "liaison/tenure/status.html", context)


CHANGES = {"suspend": service.suspend, "resume": mandates.resume, "terminate": service.terminate}
SAID = {
    "suspend": gettext_lazy("已暂停%(name)s执行代表职务，未办结的已转站点。"),
    "resume": gettext_lazy("%(name)s已恢复执行代表职务，新的留言会直接到本人。"),
    "terminate": gettext_lazy("已终止%(name)s的代表资格，席位空缺，未办结的已转站点。"),
}


@requires(Right.MANAGE_DEPUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request):
    """Change of term (换届): who comes, what passes on, what stays vacant; then all at once."""
    coming = reads.coming_terms(request.user)
    wanted = request.POST.get("term") or request.GET.get("term") or ""
    term = next((one for one in coming if str(one.pk) == wanted), None)
    if wanted and term is None:
        raise Http404
    if term is None and len(coming) == 1:
        term = coming[0]
    form = ChangeTermForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if term is None:
            raise Http404
        if form.is_valid():
            try:
                moved = service.change_term(
                    term=term, actor=request.user, now=timezone.now(), today=timezone.localdate()
                )
            except Refused as error:
                add_refusal(form, error)
            else:
                said = ngettext(
                    "换届完成，%(n)d 件未办结的留言和约见已移交。",
                    "换届完成，%(n)d 件未办结的留言和约见已移交。",
                    moved,
                )
                messages.success(request, said % {"n": moved})
                return redirect("deputies:roster")
    context = {
        "terms": coming,
        "term": term,
        "form": form,
        "handover": reads.handover(term) if term is not None else None,
    }
    return render(request, "liaison/tenure/terms.html", context)
