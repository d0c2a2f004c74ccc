"""A printed copy in the street: the count of its scans, and "this sticker looks wrong", told and settled."""

from contextlib import suppress
from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deputies.access import Right, get_visible_or_404, requires
from deputies.errors import Refused
from deputies.forms.refusal import add_refusal
from deputies.signin import client_address
from liaison import limits, receipts, visits
from liaison.forms.boards import SettleForm
from liaison.forms.stickers import StickerForm
from liaison.queries import boards as register
from liaison.queries import pages
from liaison.services import scanning, stickers
from liaison.views.boards import frame

PAGE = 30
UNNAMED = "-"  # stands for the token where somebody comes without one
PIXEL = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)


@login_not_required
@require_safe
@never_cache
def seen(request, token):
    """One pixel in the page of a code; asking for it counts the scan. No cookie, no address is kept."""
    alone = request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    if request.method == "GET" and not alone and not visits.is_machine(request):
        with suppress(ValueError):  # no code is written like this, so there is nothing to count
            scanning.count_scan(token=receipts.normalise_token(token), today=timezone.localdate())
    return HttpResponse(PIXEL, content_type="image/gif")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request, token):
    """A passer-by says that a printed copy looks wrong: what, and a few words; no account, no name."""
    try:
        door = pages.door(receipts.normalise_token(token))
    except ValueError:
        door = None
    context = {"door": door, "token": token, "typed": "" if token == UNNAMED else token[:40]}
    if request.method != "POST":
        if "done" in request.GET:
            return render(request, "liaison/public/report_done.html", context)
        context["form"] = StickerForm(is_known=door is not None, label_suffix="")
        return render(request, "liaison/public/report.html", context)
    form = context["form"] = StickerForm(request.POST, is_known=door is not None, label_suffix="")
    if not form.is_valid():
        return render(request, "liaison/public/report.html", context)
    now, address = timezone.now(), client_address(request)
    key = _key(address, token, form.cleaned_data)
    if not limits.admits(address, key, now=now):
        form.add_error(None, _("这个网络一小时里送来的太多，这一次还没有收下。您写的都在，过一会儿再送。"))
        response = render(request, "liaison/public/report.html", context, status=429)
        response["Retry-After"] = "600"
        return response
    if limits.begin(key):  # a second tap on the same words is the same report
        done = False
        try:
            placement = door.placement if door else None
            stickers.report_sticker(placement=placement, typed=context["typed"], now=now, **form.cleaned_data)
            done = True
        finally:
            limits.end(key, done=done)
    return redirect(f"{reverse('liaison:sticker_report', args=[token])}?done=1")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_SITES)
def reports(request):
    """What passers-by said about printed copies, open ones first; POST settles one."""
    shown = register.reports_shown_to(request.user)
    refused = None
    if request.method == "POST":
        pk = request.POST.get("report", "")
        pk = int(pk) if pk.isdecimal() and len(pk) < 19 else 0
        told = get_visible_or_404(shown.select_related("placement"), pk=pk)
        refused = _settle_form(told, request.POST)
        refused.report = told.pk
        if refused.is_valid():
            try:
                stickers.settle_report(
                    report=told, actor=request.user, now=timezone.now(), **refused.cleaned_data
                )
            except Refused as error:
                if told.settled_at:
                    messages.error(request, str(error))
                    return redirect("liaison:board_reports")
                add_refusal(refused, error)
            else:
                messages.success(request, _("处理结果已记下。"))
                return redirect("liaison:board_reports")
    page = Paginator(register.reports_in_order(shown), PAGE).get_page(request.GET.get("page"))
    for told in page:
        if told.settled_at is None:
            mine = refused is not None and refused.report == told.pk
            told.form = refused if mine else _settle_form(told)
    context = {"page": page, "now": timezone.now()}
    return render(request, "liaison/boards/reports.html", context | frame(request, "board_reports"))


def _settle_form(told, *given) -> SettleForm:
    revocable = told.placement is not None and told.placement.is_live
    return SettleForm(*given, may_revoke=revocable, auto_id=f"report{told.pk}_%s")


def _key(address: str, token: str, words: dict) -> str:
    parts = "\n".join((address, token, words["what"], words["words"]))
    return f"report:{sha256(parts.encode()).hexdigest()}"
