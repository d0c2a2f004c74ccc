"""The desk of contact codes: which code hangs where, and what it shows."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from deputies.access import Right, get_visible_or_404, requires, within
from deputies.errors import Refused
from deputies.forms.refusal import add_refusal
from deputies.models import Organisation
from liaison import qr as symbols
from liaison.forms.codes import CodesFilter, ImageForm, PlacementForm, PostingForm, ReasonForm, RepointForm
from liaison.models import ContactCode, Placement
from liaison.queries.codes import codes_managed_by, codes_shown_to, find_codes, without_code
from liaison.services import codes as service

PAGE = 50
DEFAULT_MODULE = 12


@requires(Right.MANAGE_SITES)
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request):
    """All codes of one's area, street by street; POST issues those that are missing."""
    seats, sites = without_code(request.user)
    if request.method == "POST":
        count = service.issue_for(seats=seats, sites=sites, actor=request.user, now=timezone.now())
        messages.success(
            request, ngettext("已发放 %(n)d 张联系码。", "已发放 %(n)d 张联系码。", count) % {"n": count}
        )
        return redirect("liaison:codes")
    form = CodesFilter(request.GET, streets=_streets(request.user))
    asked = form.asked()
    found = find_codes(request.user, query=asked.pop("q", ""), **asked)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "liaison/codes/list.html",
        {"form": form, "page": page, "missing": seats.count() + sites.count()},
    )


def _streets(user):
    area = within(user, Right.MANAGE_SITES)
    return (
        Organisation.objects.filter(area, is_active=True, seats_served__isnull=False)
        .distinct()
        .order_by("path")
    )


@requires(Right.MANAGE_SITES)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request, pk):
    """One code with its printed copies; POST names one act on it."""
    held = get_visible_or_404(codes_managed_by(request.user), pk=pk)
    forms = _forms(request, held)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in ACTS:
            raise Http404
        form = forms[act] = _form(request, held, act, request.POST)
        if form is None or form.is_valid():
            try:
                said = ACTS[act](request, held, form.cleaned_data if form else {})
            except Refused as error:
                if form is None or "placement" in request.POST:  # its place on the page is gone
                    messages.error(request, str(error))
                    return redirect("liaison:code_detail", pk)
                add_refusal(form, error)
            else:
                messages.success(request, said)
                return redirect("liaison:code_detail", pk)
    placements = held.placements.select_related("community", "posted_by").order_by("copy")
    context = {
        "code": held,
        "placements": placements,
        "shown": next((copy for copy in placements if copy.state == Placement.State.LIVE), None),
        "forms": forms,
        "open_act": request.POST.get("act", ""),
        "open_copy": request.POST.get("placement", ""),
    }
    return render(request, "liaison/codes/detail.html", context)


def _organisation(code: ContactCode) -> Organisation:
    return (code.seat or code.site or code.topic).organisation


def _forms(request, code) -> dict:
    """Return the empty forms of the page by the name of their act."""
    return {act: _form(request, code, act, None) for act in ACTS}


def _form(request, code, act, data):
    today = timezone.localdate()
    if act == "place":
        return PlacementForm(data, organisation=_organisation(code), today=today, auto_id="place_%s")
    if act == "post":
        return PostingForm(data, today=today, initial={"posted_on": today}, auto_id="post_%s")
    if act == "repoint":
        seats, sites = without_code(request.user)
        return RepointForm(data, seats=seats, sites=sites, auto_id="repoint_%s")
    if act == "resume":
        return None
    return ReasonForm(data, auto_id=f"{act}_%s")


def _place(request, code, data) -> str:
    placement = service.add_placement(code=code, actor=request.user, now=timezone.now(), **data)
    return _("已登记第 %(copy)s 份，短码 %(token)s。") % {"copy": placement.copy, "token": placement.token}


def _post(request, code, data) -> str:
    placement = service.record_posting(
        placement=_copy(request, code), posted_on=data["posted_on"], actor=request.user, now=timezone.now()
    )
    return _("第 %(copy)s 份已登记为张贴。") % {"copy": placement.copy}


def _revoke(request, code, data) -> str:
    placement = service.revoke_placement(
        placement=_copy(request, code), reason=data["reason"], actor=request.user, now=timezone.now()
    )
    return _("第 %(copy)s 份已作废，其余各份照常使用。") % {"copy": placement.copy}


def _copy(request, code) -> Placement:
    pk = request.POST.get("placement", "")
    return get_visible_or_404(code.placements.all(), pk=pk if pk.isdecimal() and len(pk) < 19 else 0)


def _suspend(request, code, data) -> str:
    service.suspend_code(code=code, reason=data["reason"], actor=request.user, now=timezone.now())
    return _("联系码已暂停，扫码的人会看到说明和站点。")


def _resume(request, code, data) -> str:
    service.resume_code(code=code, actor=request.user, now=timezone.now())
    return _("联系码已恢复使用。")


def _retire(request, code, data) -> str:
    service.retire_code(code=code, reason=data["reason"], actor=request.user, now=timezone.now())
    return _("联系码已停用。")


def _repoint(request, code, data) -> str:
    moved = service.repoint_code(code=code, actor=request.user, now=timezone.now(), **data)
    return _("联系码现在指向“%(target)s”，印出去的都不用换。") % {"target": moved}


ACTS = {
    "place": _place,
    "post": _post,
    "revoke": _revoke,
    "suspend": _suspend,
    "resume": _resume,
    "retire": _retire,
    "repoint": _repoint,
}


@require_safe
def qr(request, pk, form):
    """The image of one printed copy as SVG or PNG, level H; ?placement= names the copy, ?module= its pixels."""
    held = get_visible_or_404(codes_shown_to(request.user), pk=pk)
    live = held.placements.filter(state=Placement.State.LIVE).order_by("copy")
    asked = ImageForm(request.GET, placements=live)
    if form not in ("svg", "png"):
        raise Http404
    if not asked.is_valid():
        words = "；".join(error for errors in asked.errors.values() for error in errors)
        return HttpResponseBadRequest(words, content_type="text/plain; charset=utf-8")
    placement = asked.cleaned_data["placement"] or live.first()
    if placement is None:
        raise Http404
    text = f"{settings.SITE_URL}{reverse('liaison:code', args=[placement.token])}"
    if form == "svg":
        title = _("“%(target)s”的联系码") % {"target": held}
        return HttpResponse(symbols.svg(text, title=title), content_type="image/svg+xml")
    image = symbols.png(text, module_px=asked.cleaned_data["module"] or DEFAULT_MODULE)
    response = HttpResponse(image, content_type="image/png")
    response["Content-Disposition"] = f'inline; filename="code-{placement.token}.png"'
    return response
