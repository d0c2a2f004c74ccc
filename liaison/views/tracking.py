"""Progress without an account: by receipt number and PIN, or on the phone that sent the words."""

from functools import wraps
from secrets import token_hex

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deputies.errors import Refused
from deputies.signin import client_address
from liaison import limits, phones, qr, receipts, workflow
from liaison.forms.tracking import ACTS, ContactDataForm, ReceiptForm
from liaison.models import Conversation
from liaison.queries import tracking
from liaison.services import acting
from liaison.services import my_data as data_services
from liaison.services.receipts_access import Locked, knows_pin

DONE = {
    "say": gettext_lazy("已送到，对方会看到您补充的内容。"),
    "withdraw": gettext_lazy("已撤回，不再办理。"),
    "cancel": gettext_lazy("已取消约见。"),
    "confirm": gettext_lazy("已约好，请按时到。"),
    "counter_propose": gettext_lazy("已告诉对方，请等新的时间。"),
    "request_reopen": gettext_lazy("已请求重办，由人大工作机构决定。"),
    "rate": gettext_lazy("谢谢您的评价。"),
}


def private_page(view):
    """Open a page of one receipt to anybody who knows its PIN: never kept by caches, never indexed."""

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    """Ask for receipt and PIN; below, what this phone has sent."""
    if request.method != "POST":
        return _ask(
            request, ReceiptForm(initial={"receipt": request.GET.get("receipt", "")}, label_suffix="")
        )
    form = ReceiptForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _ask(request, form)
    receipt, address = form.cleaned_data["receipt"], client_address(request)
    try:
        knows = knows_pin(receipt=receipt, pin=form.cleaned_data["pin"], address=address, now=timezone.now())
    except Locked:
        form.add_error(None, _("试错的次数太多，请过 15 分钟再试。在当初留言的手机上，不用查询码也能看。"))
        return _ask(request, form, status=429)
    if not knows:
        form.add_error(None, _("回执号和查询码对不上，请对照截图再填一次。连错 5 次要等 15 分钟。"))
        return _ask(request, form)
    response = redirect("liaison:track", receipt)
    phones.remember(request, response, receipt)
    return response


@private_page
@require_safe
def track(request, receipt):
    """Phases, words, what comes by when, and what the constituent can do next."""
    receipt = _canonical(receipt)
    page = _told(request, receipt)
    if page is None:
        return _ask(request, ReceiptForm(initial={"receipt": receipt}, label_suffix=""))
    return _show(request, page)


@private_page
@require_safe
def receipt(request, receipt):
    """The page made for a screenshot: number, PIN, code of the tracking page, dates."""
    receipt = _canonical(receipt)
    page = _told(request, receipt)
    if page is None:
        return _ask(request, ReceiptForm(initial={"receipt": receipt}, label_suffix=""))
    address = settings.SITE_URL + reverse("liaison:track", args=[receipt])
    now = timezone.now()
    context = {
        "conversation": page.conversation,
        "holder": tracking.holder_name(page.conversation),
        "ahead": tracking.ahead(page, now=now),
        "pin": phones.pin_at_hand(request, receipt),
        "address": address,
        "code": mark_safe(qr.svg(address, title=_("进度页的二维码"), error="M")),  # noqa: S308 (drawn here)
        "today": timezone.localdate(now),
    }
    return render(request, "liaison/public/receipt.html", context)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def speak(request, receipt, name):
    """Make one move of the constituent; coming back to this address later only shows the progress."""
    receipt = _canonical(receipt)
    if request.method != "POST":
        return redirect("liaison:track", receipt)
    page = _told(request, receipt)
    if page is None:
        return _ask(request, ReceiptForm(initial={"receipt": receipt}, label_suffix=""), status=403)
    if name not in ACTS or name not in workflow.MOVES[page.conversation.kind]:
        raise Http404
    form = ACTS[name](request.POST, request.FILES, label_suffix="", auto_id=f"{name}_%s")
    if not form.is_valid():
        return _show(request, page, {name: form})
    key = form.cleaned_data.get("idempotency_key")
    if key and not limits.begin(receipt + key):
        if limits.is_done(receipt + key):
            messages.success(request, DONE[name], extra_tags=_draft(name, receipt))
        return redirect("liaison:track", receipt)
    done = False
    try:
        acting.speak(
            conversation=page.conversation,
            name=name,
            now=timezone.now(),
            data=form.data_for_move(),
            photos=form.cleaned_data.get("photos", ()),
        )
        done = True
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _show(request, tracking.told(receipt), {name: form}, status=409)
    finally:
        if key:
            limits.end(receipt + key, done=done)
    messages.success(request, DONE[name], extra_tags=_draft(name, receipt))
    return redirect("liaison:track", receipt)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request, receipt):
    """What is kept about the constituent, to correct, to erase, and to take consent back (PIPL Art. 44–50)."""
    receipt = _canonical(receipt)
    page = _told(request, receipt)
    if page is None:
        return _ask(request, ReceiptForm(initial={"receipt": receipt}, label_suffix=""))
    conversation = page.conversation
    held = {name: getattr(conversation, name) for name in ContactDataForm.base_fields}
    correcting = request.method == "POST" and request.POST.get("do") == "correct"
    form = ContactDataForm(request.POST if correcting else None, initial=held, label_suffix="")
    if correcting and form.is_valid():
        data_services.correct_contact(conversation=conversation, now=timezone.now(), **form.given())
        messages.success(request, _("已改好。"))
        return redirect("liaison:my_data", receipt)
    if request.method == "POST" and not correcting:
        return _take_back(request, conversation)
    context = {
        "conversation": conversation,
        "form": form,
        "photos": len(page.photos),
        "publishes": any(rating.publish_consent for rating in page.ratings),
        "has_contact": bool(conversation.contact_name or conversation.contact_phone),
    }
    return render(request, "liaison/public/my_data.html", context)


def _take_back(request, conversation: Conversation):
    """Erase contact data, take back the consent to publish, or make this phone forget the receipt."""
    receipt, do, now = conversation.receipt, request.POST.get("do"), timezone.now()
    if do == "forget":
        response = redirect("liaison:find")
        phones.forget(request, response, receipt)
        messages.success(request, _("这台手机不再记得这张回执，要看请用回执号和查询码。"))
        return response
    if do == "erase":
        data_services.erase_contact(conversation=conversation, now=now)
        messages.success(request, _("您的称呼和电话已经删除。"))
    elif do == "unpublish":
        data_services.withdraw_publish_consent(conversation=conversation, now=now)
        messages.success(request, _("已撤回公开的同意；已经公开的，工作人员会撤下。"))
    return redirect("liaison:my_data", receipt)


def _canonical(receipt: str) -> str:
    try:
        return receipts.normalise_receipt(receipt)
    except ValueError as error:
        raise Http404 from error


def _told(request, receipt: str) -> tracking.Told | None:
    """Return the conversation where this phone may open it."""
    if receipt not in phones.known_receipts(request):
        return None
    try:
        return tracking.told(receipt)
    except Conversation.DoesNotExist:
        return None


def _ask(request, form: ReceiptForm, *, status: int = 200):
    known = phones.known_receipts(request)
    own = tracking.conversations().filter(receipt__in=known).order_by("-submitted_at") if known else []
    context = {"form": form, "own": own, "today": timezone.localdate()}
    return render(request, "liaison/public/find.html", context, status=status)


def _show(request, page: tracking.Told, bound: dict | None = None, *, status: int = 200):
    now, conversation = timezone.now(), page.conversation
    bound = bound or {}
    acts = []
    for move in tracking.offered(page, now=now):
        blank = ACTS[move.name](
            initial={"idempotency_key": token_hex(16)}, label_suffix="", auto_id=f"{move.name}_%s"
        )
        acts.append({"move": move, "label": _(move.label), "form": bound.get(move.name, blank)})
    offered = {act["move"].name for act in acts}
    context = {
        "conversation": conversation,
        "state": _(workflow.State(conversation.state).label),
        "holder": tracking.holder_name(conversation),
        "phases": tracking.phases(page),
        "thread": tracking.thread(page),
        "ahead": tracking.ahead(page, now=now),
        "why": tracking.why_due(conversation),
        "handling": page.handling,
        "rating": page.rating,
        "acts": {act["move"].name: act for act in acts},
        "lost": next((form for name, form in bound.items() if name not in offered), None),
        "now": now,
        "today": timezone.localdate(now),
        "draft": _draft("say", conversation.receipt),
    }
    return render(request, "liaison/public/track.html", context, status=status)


def _draft(name: str, receipt: str) -> str:
    return f"{name}-{receipt}"
