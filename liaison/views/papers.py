"""Papers of a site: the receipt slip, and message forms for people without a phone."""

from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from deputies.access import get_visible_or_404
from deputies.errors import Refused
from deputies.forms.refusal import add_refusal
from deputies.models import Seat
from deputies.signin import client_address
from liaison.access import conversations_visible_to
from liaison.forms.papers import PrintFormsForm
from liaison.models import Topic
from liaison.papers.message_forms import message_forms
from liaison.papers.slips import slip as press_slip
from liaison.queries import entering, tracking
from liaison.queries.desk import may_enter
from liaison.queries.paper_forms import runs_of
from liaison.services.paper_forms import print_forms
from liaison.services.receipts_access import Locked, knows_pin
from liaison.services.slips import record_slip
from liaison.views.desk.entering import chosen
from liaison.views.desk.frame import show


@sensitive_variables("pin")
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def slip(request, receipt):
    """The receipt slip: with the PIN where the page of entering sends it along, printed again without it.

    The PIN comes in the body of a POST and is on no address; a wrong one counts towards the same lock-out as
    on the page of progress.
    """
    if not may_enter(request.user):
        raise PermissionDenied(_("回执条由站点和人大工作机构的工作人员打印。"))
    readable = conversations_visible_to(request.user)
    now, pin = timezone.now(), ""
    if request.method == "POST":
        pin = request.POST.get("pin", "")
        conversation = get_visible_or_404(entering.entered_or_read_by(request.user), receipt=receipt)
        try:
            known = knows_pin(receipt=receipt, pin=pin, address=client_address(request), now=now)
        except Locked:
            return _refuse(request, _("查询码错的次数太多，请过 15 分钟再打印。"), 429)
        if not known:
            return _refuse(request, _("查询码和这张回执对不上，没有打印。可以补打一张不带查询码的。"), 400)
    else:
        conversation = get_visible_or_404(readable, receipt=receipt)
    paper = press_slip(tracking.told(receipt), pin=pin, now=now)
    record_slip(conversation=conversation, with_pin=bool(pin), actor=request.user, now=now)
    return as_pdf(paper, _("回执条 %(receipt)s.pdf") % {"receipt": receipt})


def _refuse(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    context = {"title": _("没有打印"), "sentence": sentence, "now": timezone.now()}
    return show(request, "liaison/papers/refused.html", context, status=status)


def as_pdf(paper: bytes, name: str) -> HttpResponse:
    """Return a paper to be looked at in the browser, kept by no cache."""
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def paper_forms(request):
    """Message forms on paper: choose a deputy or site, print a run, see how many came back."""
    if not may_enter(request.user):
        raise PermissionDenied(_("纸质留言表由站点和人大工作机构的工作人员印。"))
    now, to = timezone.now(), chosen(request)
    if to is None:
        query = request.GET.get("q", "").strip()[:40]
        context = {
            "query": query,
            "seats": entering.found_seats(request.user, query),
            "sites": entering.found_sites(request.user, query),
            "now": now,
        }
        return show(request, "liaison/papers/forms_choose.html", context)
    if isinstance(to, Topic):
        raise Http404  # a topic asks one question and is answered by its code
    form = PrintFormsForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            run = print_forms(to=to, copies=form.cleaned_data["copies"], actor=request.user, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            name = to.holder.name if isinstance(to, Seat) else to.name
            return as_pdf(message_forms(run, to=to), _("纸质留言表 %(name)s.pdf") % {"name": name})
    context = {"to": to, "to_deputy": isinstance(to, Seat), "form": form, "runs": runs_of(to), "now": now}
    return show(request, "liaison/papers/forms.html", context)


@require_safe
@never_cache
def paper_form(request, number):
    """Where the small code on a sheet leads: to typing it in, or to what was typed in from it."""
    if not may_enter(request.user):
        raise PermissionDenied(_("代录由站点和人大工作机构的工作人员来做。"))
    sheet = entering.found_form(request.user, number)
    if sheet is None:
        raise Http404
    code = sheet.placement.code
    if sheet.conversation is None:
        to = f"seat={code.seat_id}" if code.seat_id else f"site={code.site_id}"
        return redirect(f"{reverse('liaison:enter')}?{to}&form={sheet.number}")
    readable = conversations_visible_to(request.user).filter(pk=sheet.conversation_id).exists()
    context = {"sheet": sheet, "code": code, "readable": readable, "now": timezone.now()}
    return show(request, "liaison/papers/form_used.html", context)
