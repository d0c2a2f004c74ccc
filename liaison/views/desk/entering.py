"""Entry on behalf of callers and visitors."""

from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deputies.access import get_visible_or_404
from deputies.errors import Refused
from deputies.models import Seat, Site
from liaison import qr
from liaison.forms.desk import BehalfForm
from liaison.models import Conversation, PaperForm, Placement, Topic
from liaison.queries import entering
from liaison.queries.desk import may_enter
from liaison.queries.pages import categories, notice_in_force
from liaison.services.filing import Addressee, Filed, request_appointment, submit_message
from liaison.services.paper_forms import file_form, usable_placement
from liaison.views.desk.frame import show


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enter(request):
    """Write down what a caller or visitor says: choose whom it is for, then the words, then the receipt."""
    if not may_enter(request.user):
        raise PermissionDenied(_("代录由站点和人大工作机构的工作人员来做。"))
    to = chosen(request)
    if to is None:
        return _choose(request)
    now = timezone.now()
    notice = notice_in_force(now)
    if notice is None:
        return show(request, "liaison/desk/no_notice.html", {"now": now})
    form = BehalfForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        purpose=f"behalf:{request.user.pk}:{type(to).__name__}:{to.pk}",
        notice=notice,
        categories=categories(),
        days=entering.days_of(to, now),
        to=to,
        sheets=entering.forms_for(request.user),
        initial=_of_sheet(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            filed = _file(request, to, form, now)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            return _show_receipt(request, filed, form.cleaned_data.get("form_number"), now)
    context = {
        "form": form,
        "to": to,
        "to_deputy": isinstance(to, Seat),
        "to_topic": isinstance(to, Topic),
        "notice": notice,
        "now": now,
    }
    return show(request, "liaison/desk/enter.html", context)


def chosen(request: HttpRequest) -> Seat | Site | Topic | None:
    """Return the deputy's seat, the site or the topic in the address, None where none is named; 404 for one of others."""
    # What was typed for a topic that ended meanwhile goes back with the refusal of the service.
    topics = partial(entering.topics_for, running=request.method != "POST")
    offered = {"seat": entering.seats_for, "site": entering.sites_for, "topic": topics}
    for key, rows in offered.items():
        if pk := request.GET.get(key):
            if not (pk.isascii() and pk.isdigit() and len(pk) < 16):
                raise Http404
            return get_visible_or_404(rows(request.user), pk=int(pk))
    return None


def _of_sheet(request: HttpRequest) -> dict[str, str]:
    """Return what is known beforehand of a printed form whose number stands in the address."""
    number = request.GET.get("form", "")[:20]
    return {"form_number": number, "source": Conversation.Source.PAPER} if number else {}


def _choose(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:200]
    if sheet := entering.found_form(request.user, query):
        return redirect("liaison:paper_form", sheet.number)
    context = {
        "query": query,
        "seats": entering.found_seats(request.user, query),
        "sites": entering.found_sites(request.user, query),
        "topics": [] if query else entering.topics_for(request.user)[: entering.OFFERED],
        "now": timezone.now(),
    }
    return show(request, "liaison/desk/enter_choose.html", context)


def _file(request: HttpRequest, to: Seat | Site | Topic, form: BehalfForm, now) -> Filed:
    if sheet := form.cleaned_data.get("form_number"):
        return file_form(
            form=sheet,
            key=form.cleaned_data["idempotency_key"],
            file=lambda: _open(request, to, form, now, usable_placement(sheet)),
            actor=request.user,
            now=now,
        )
    return _open(request, to, form, now)


def _open(
    request: HttpRequest, to: Seat | Site | Topic, form: BehalfForm, now, placement: Placement | None = None
) -> Filed:
    addressed = {Seat: Addressee.of_seat, Site: Addressee.of_site, Topic: Addressee.of_topic}
    shared = {
        "to": addressed[type(to)](to, placement),
        "words": form.words(),
        "key": form.cleaned_data["idempotency_key"],
        "source": form.cleaned_data["source"],
        "now": now,
        "entered_by": request.user,
    }
    if form.cleaned_data.get("kind") != Conversation.Kind.APPOINTMENT:
        return submit_message(**shared)
    return request_appointment(
        wish=form.cleaned_data["wish"], reception_day=form.reception_day_chosen(), **shared
    )


def _show_receipt(request: HttpRequest, filed: Filed, sheet: PaperForm | None, now) -> HttpResponse:
    address = f"{settings.SITE_URL}{reverse('liaison:track', args=[filed.conversation.receipt])}"
    context = {
        "filed": filed,
        "sheet": sheet,
        "address": address,
        "code": mark_safe(qr.svg(address, title=_("查进度的二维码"), error="M")),  # noqa: S308 (made here)
        "now": now,
    }
    return show(request, "liaison/desk/entered.html", context)
