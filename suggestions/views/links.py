"""The one-time page of a unit without accounts, and the page on which its address is made."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from deputies.errors import Refused
from deputies.signin import client_address
from deputies.templatetags.ui import day
from liaison import limits, photos_store, qr
from liaison.views.desk.frame import show
from suggestions import access, workflow
from suggestions.forms.links import FORMS, LinkForm
from suggestions.models import AnswerLink
from suggestions.queries.answer_page import AnswerPage, closed_because, has_replied, link_of
from suggestions.services import links
from suggestions.views.cases import found_or_404
from suggestions.workflow import ASSIGNMENT, AssignmentState

MOVE = workflow.MOVES[ASSIGNMENT]["send_link"]


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _found(token: str) -> AnswerLink | None:
    return link_of(links.digest(token))


@login_not_required
@csrf_exempt  # the secret address is the only key: there is no session to ride on, and phones may drop cookies
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request, token):
    """What a unit without accounts has to do, and its answer. GET shows and changes nothing, however often."""
    now, address = timezone.now(), client_address(request)
    if limits.pin_is_locked(token, address, now=now):
        return _private(render(request, "429.html", status=429))
    found = _found(token)
    if found is None:
        limits.count_wrong_pin(token, address, now=now)
        return _private(render(request, "suggestions/link/closed.html", {"because": "unknown"}, status=404))
    if closed_because(found, timezone.localdate(now)):
        return _closed(request, found)
    page = AnswerPage(found)
    if request.method != "POST":
        return _show(request, token, page)
    given = sha256(repr(sorted(request.POST.items())).encode()).hexdigest()
    if not limits.admits(address, f"{token}{given}", now=now):
        return _private(render(request, "429.html", status=429))
    return _act(request, token, page)


def _act(request: HttpRequest, token: str, page: AnswerPage) -> HttpResponse:
    name = request.POST.get("do")
    if name not in FORMS:
        raise Http404
    form = FORMS[name](request.POST, assignment=page.part, auto_id=f"{name}_%s")
    if not form.is_valid():
        return _show(request, token, page, {name: form})
    try:
        links.answer(link=page.link, name=name, data=form.cleaned_data, now=timezone.now())
    except Refused as refused:
        newest = _found(token)
        if closed_because(newest, timezone.localdate()):
            return _closed(request, newest)
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return _show(request, token, AnswerPage(newest), {name: form}, status=409)
    return _private(redirect("suggestions:link", token))


def _show(
    request: HttpRequest,
    token: str,
    page: AnswerPage,
    bound: dict[str, LinkForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    forms = {
        name: FORMS[name](assignment=page.part, auto_id=f"{name}_%s")
        for name in page.moves()
        if name in FORMS
    }
    context = {
        "page": page,
        "part": page.part,
        "case": page.case,
        "clock": page.clock,
        "why": page.why_due(today),
        "photos": _photos(token, page),
        "form_of": forms | (bound or {}),
        "today": today,
    }
    return _private(render(request, "suggestions/link/page.html", context, status=status))


def _closed(request: HttpRequest, found: AnswerLink) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "link": found,
        "because": closed_because(found, today),
        "has_replied": has_replied(found),
        "today": today,
    }
    return _private(render(request, "suggestions/link/closed.html", context, status=410))


def _photos(token: str, page: AnswerPage) -> list[dict]:
    shown = []
    for number, photo in enumerate(page.photos, start=1):
        url = reverse("suggestions:link_photo", args=[token, photo.token])
        shown.append({"url": url, "thumb_url": f"{url}?size=small", "number": number})
    return shown


@login_not_required
@never_cache
@require_safe
def link_photo(request, token, photo):
    """One photo of the matter, or its small copy, for the holder of a live link where photos may be shown."""
    found = _found(token)
    if found is None or closed_because(found, timezone.localdate()):
        raise Http404
    wanted = AnswerPage(found).photos.filter(token=photo).first()
    try:
        data = photos_store.read(wanted, small=request.GET.get("size") == "small") if wanted else None
    except FileNotFoundError:
        data = None
    if data is None:
        raise Http404
    headers = {"Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"}
    return _private(HttpResponse(data, content_type="image/jpeg", headers=headers))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make_link(request, pk, part):
    """Make the address of a unit's one-time page and show it once; outsiders get 404, insiders without the move 403."""
    found = found_or_404(request, pk)
    seen = next((one for one in found.parts if one.row.pk == part), None)
    if seen is None:
        raise Http404
    if access.actor_for(request.user, found.case, MOVE, seen.row) is None:
        raise PermissionDenied(_("这一步不由您来做，什么都没有改动。"))
    if MOVE not in seen.moves:
        facts = {"state": _(AssignmentState(seen.row.state).label), "move": _(MOVE.label)}
        messages.warning(request, _("现在是“%(state)s”，不能“%(move)s”。") % facts)
        return redirect("suggestions:case", pk=pk)
    now = timezone.now()
    context = {
        "case": found.case,
        "part": seen.row,
        "last": seen.row.links.filter(used_at=None, revoked_at=None).first(),
        "up": reverse("suggestions:case", args=[pk]),
        "now": now,
        "today": timezone.localdate(now),
    }
    if request.method == "POST":
        try:
            token = links.make_link(user=request.user, assignment=seen.row, now=now)
        except Refused as refused:  # somebody acted first
            messages.warning(request, str(refused))
            return redirect("suggestions:case", pk=pk)
        context |= _made(token, found.case, seen, context["today"])
    return _private(show(request, "suggestions/link/make.html", context))


def _made(token: str, case, seen, today) -> dict:
    made = _found(token)
    address = settings.SITE_URL + reverse("suggestions:link", args=[token])
    facts = {
        "office": case.organisation,
        "unit": seen.row.unit,
        "title": case.title,
        "number": case.number or _("无编号"),
        "due": day(seen.clock.due_on, today) if seen.clock else "",
        "address": address,
        "until": day(made.expires_on, today),
    }
    due = _("请在%(due)s前答复代表。") % facts if facts["due"] else ""
    return {
        "link": made,
        "address": address,
        "words": "\n".join(
            [
                _("【%(office)s】%(unit)s：请你们办理“%(title)s”（%(number)s）。") % facts + due,
                _("打开链接签收、答复，不用登录，用一次就失效，%(until)s前有效：") % facts,
                address,
                _("请只发给承办人本人。"),
            ]
        ),
        "code": mark_safe(qr.svg(address, title=_("一次性办理链接的二维码"), error="M")),  # noqa: S308 (drawn here)
    }
