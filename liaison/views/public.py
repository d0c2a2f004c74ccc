"""Pages behind a printed code, without an account and without scripts; and the photos of a conversation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deputies.errors import Refused
from deputies.signin import client_address
from liaison import limits, phones, photos_store, receipts
from liaison.access import conversations_visible_to
from liaison.forms.public import AppointmentForm, ContactForm, MessageForm
from liaison.models import Attachment, Conversation, Entry
from liaison.queries import pages
from liaison.queries.pages import Door
from liaison.services.filing import Addressee, Filed, NotCollecting, request_appointment, submit_message

FORMS = {"message": "liaison:message", "appointment": "liaison:appointment"}


@login_not_required
@require_safe
@never_cache
def enter_code(request):
    """Type the short code that stands below the printed one."""
    typed = request.GET.get("code", "")
    if not typed:
        return render(request, "liaison/public/enter_code.html")
    try:
        return redirect("liaison:code", receipts.normalise_token(typed))
    except ValueError as error:
        return render(request, "liaison/public/enter_code.html", {"typed": typed, "error": _(str(error))})


@login_not_required
@require_safe
@never_cache
def code(request, token):
    """What a printed code opens today: rendered in place, in one statement, never cached (peers.md §11.15)."""
    today = timezone.localdate()
    door = _door(token, lambda plain: pages.door_with_next_day(plain, today=today))
    if door is None:
        return _unknown(request, token)
    if not door.works:
        return _stopped(request, door)
    if door.topic:
        return _topic(request, door)
    return render(request, "liaison/public/code.html", {"door": door, "today": today})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def message(request, token):
    """Leave a message; the answer to a good one is the receipt."""
    return _conversation_form(request, token, "message")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def appointment(request, token):
    """Ask to meet, or take a place on a published reception day."""
    return _conversation_form(request, token, "appointment")


@login_not_required
@require_safe
@never_cache
def contact_deputy(request, pk):
    """Lead from the directory to the code of a deputy's seat."""
    return _to_first_placement(request, code__seat__holder=pk)


@login_not_required
@require_safe
@never_cache
def contact_site(request, pk):
    """Lead from the directory to the code of a site."""
    return _to_first_placement(request, code__site=pk)


@login_not_required
@require_safe
@never_cache
def photo(request, token):
    """One photo of a conversation, or its small copy (?size=small).

    For the phone that holds the receipt, except photos of internal notes, and for people with an account who
    may read the conversation; to anybody else it does not exist.
    """
    found = Attachment.objects.select_related("conversation", "entry").filter(token=token).first()
    if found is None or not _may_see(request, found):
        raise Http404
    try:
        data = photos_store.read(found, small=request.GET.get("size") == "small")
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(
        data,
        content_type="image/jpeg",
        headers={"Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"},
    )


@login_not_required
@require_safe
@never_cache
def privacy(request):
    """The full text of the privacy notice in force (PIPL Art. 17)."""
    notice = pages.notice_in_force(timezone.now())
    return render(request, "liaison/public/privacy.html", {"notice": notice}, status=200 if notice else 404)


def _conversation_form(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    now = timezone.now()
    door, notice = _door(token, lambda plain: pages.door_with_notice(plain, now=now)) or (None, None)
    if door is None:
        return _unknown(request, token)
    if not door.works or notice is None:
        return _stopped(request, door)
    if door.topic and (kind != "message" or not door.is_open and request.method != "POST"):
        return _topic(request, door)
    form = _form(request, door, kind, notice, now)
    if not door.is_open and not form.is_valid():
        return _topic(request, door, lost=form)
    if request.method != "POST" or not form.is_valid():
        return _show_form(request, door, kind, form)
    key = form.cleaned_data["idempotency_key"]
    if not limits.admits(client_address(request), key, now=now):
        form.add_error(
            None, _("这个网络一小时里送来的太多，这一次还没有收下。您写的都在，过一会儿再按「送出」。")
        )
        response = _show_form(request, door, kind, form, status=429)
        response["Retry-After"] = "600"
        return response
    try:
        filed = _file(door, form, kind, key, now)
    except NotCollecting:
        return _topic(request, door, lost=form)
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return _show_form(request, door, kind, form)
    return _to_receipt(request, door, filed, kind, form.cleaned_data["body"])


def _form(request: HttpRequest, door: Door, kind: str, notice, now) -> ContactForm:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    shared = {"purpose": f"{kind}:{door.token}", "notice": notice, "label_suffix": ""}
    if kind == "appointment":
        return AppointmentForm(*given, days=pages.reception_days(door, now=now), **shared)
    return MessageForm(
        *given,
        categories=pages.categories(),
        to_deputy=door.holder is not None,
        on_topic=door.topic is not None,
        **shared,
    )


def _file(door: Door, form: ContactForm, kind: str, key: str, now) -> Filed:
    shared = {
        "to": Addressee.of_placement(door.placement),
        "words": form.words(),
        "key": key,
        "source": Conversation.Source.CODE,
        "now": now,
    }
    if kind == "message":
        return submit_message(**shared)
    return request_appointment(
        wish=form.cleaned_data["wish"], reception_day=form.reception_day_chosen(), **shared
    )


def _show_form(request, door: Door, kind: str, form: ContactForm, *, status: int = 200) -> HttpResponse:
    context = {"door": door, "form": form, "draft": f"{kind}-{door.token}", "today": timezone.localdate()}
    template = f"liaison/public/{'topic_message' if door.topic else kind}.html"
    return render(request, template, context, status=status)


def _to_receipt(request, door: Door, filed: Filed, kind: str, body: str) -> HttpResponse:
    receipt = filed.conversation.receipt
    draft = f"{kind}-{door.token}"
    if filed.fresh or filed.conversation.body == body:
        messages.success(request, _sent(filed.conversation), extra_tags=draft)
    else:
        sentence = _("您先前按的那一次已经送到，内容以那一次为准。要改要补，请到进度页里说。")
        messages.warning(request, sentence, extra_tags=draft)
    response = redirect("liaison:receipt", receipt)
    phones.hand_over_pin(response, receipt, filed.pin)
    phones.remember(request, response, receipt)
    return response


def _sent(conversation: Conversation) -> str:
    if conversation.held_by == Conversation.Holder.DEPUTY:
        return _("您的话已送到%(name)s代表手机上。") % {"name": conversation.deputy.name}
    if conversation.held_by == Conversation.Holder.SITE:
        return _("您的话已送到%(site)s。") % {"site": conversation.site}
    if conversation.about == Conversation.About.MATTER:
        return _("您的话已送到%(office)s。") % {"office": conversation.organisation}
    return _("您的话已送到%(office)s，不会转给您反映的人或单位。") % {"office": conversation.organisation}


def _door(token: str, read) -> Door | None:
    try:
        return read(receipts.normalise_token(token))
    except ValueError:
        return None


def _topic(request, door: Door, *, lost: ContactForm | None = None) -> HttpResponse:
    """What is asked, until when, or what came of it; `lost` is what somebody wrote when it was already over."""
    today = timezone.localdate()
    door = pages.door_with_next_day(door.token, today=today) if lost else door
    context = {"door": door, "lost": lost, "today": today}
    return render(request, "liaison/public/topic.html", context, status=409 if lost else 200)


def _unknown(request, token: str) -> HttpResponse:
    return render(request, "liaison/public/unknown_code.html", {"typed": token[:40]}, status=404)


def _stopped(request, door: Door) -> HttpResponse:
    return render(request, "liaison/public/stopped.html", {"door": door}, status=410 if door.is_gone else 200)


def _to_first_placement(request, **target) -> HttpResponse:
    placement = pages.first_placement(**target)
    if placement is None:
        raise Http404
    return redirect(reverse(FORMS.get(request.GET.get("to"), "liaison:code"), args=[placement.token]))


def _may_see(request, attachment: Attachment) -> bool:
    private = attachment.entry is not None and attachment.entry.kind == Entry.Kind.NOTE
    if not private and attachment.conversation.receipt in phones.known_receipts(request):
        return True
    visible: QuerySet[Conversation] = conversations_visible_to(request.user)
    return visible.filter(pk=attachment.conversation_id).exists()
