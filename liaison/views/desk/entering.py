"""Entry on behalf of callers and visitors."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
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
from liaison.models import Conversation
from liaison.queries import entering
from liaison.queries.desk import may_enter
from liaison.queries.pages import categories, notice_in_force
from liaison.services.filing import Addressee, Filed, request_appointment, submit_message
from liaison.views.desk.frame import show


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enter(request):
    """Write down what a caller or visitor says: choose whom it is for, then the words, then the receipt."""
    if not may_enter(request.user):
        raise PermissionDenied(_("代录由站点和人大工作机构的工作人员来做。"))
    to = _chosen(request)
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
        to_deputy=isinstance(to, Seat),
    )
    if request.method == "POST" and form.is_valid():
        try:
            filed = _file(request, to, form, now)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            return _show_receipt(request, filed, now)
    context = {"form": form, "to": to, "to_deputy": isinstance(to, Seat), "notice": notice, "now": now}
    return show(request, "liaison/desk/enter.html", context)


def _chosen(request: HttpRequest) -> Seat | Site | None:
    for key, rows in (("seat", entering.seats_for), ("site", entering.sites_for)):
        if pk := request.GET.get(key):
            if not (pk.isascii() and pk.isdigit() and len(pk) < 16):
                raise Http404
            return get_visible_or_404(rows(request.user), pk=int(pk))
    return None


def _choose(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:40]
    context = {
        "query": query,
        "seats": entering.found_seats(request.user, query),
        "sites": entering.found_sites(request.user, query),
        "now": timezone.now(),
    }
    return show(request, "liaison/desk/enter_choose.html", context)


def _file(request: HttpRequest, to: Seat | Site, form: BehalfForm, now) -> Filed:
    shared = {
        "to": Addressee.of_seat(to) if isinstance(to, Seat) else Addressee.of_site(to),
        "words": form.words(),
        "key": form.cleaned_data["idempotency_key"],
        "source": form.cleaned_data["source"],
        "now": now,
        "entered_by": request.user,
    }
    if form.cleaned_data["kind"] == Conversation.Kind.MESSAGE:
        return submit_message(**shared)
    return request_appointment(
        wish=form.cleaned_data["wish"], reception_day=form.reception_day_chosen(), **shared
    )


def _show_receipt(request: HttpRequest, filed: Filed, now) -> HttpResponse:
    address = f"{settings.SITE_URL}{reverse('liaison:track', args=[filed.conversation.receipt])}"
    context = {
        "filed": filed,
        "address": address,
        "code": mark_safe(qr.svg(address, title=_("查进度的二维码"), error="M")),  # noqa: S308 (made here)
        "now": now,
    }
    return show(request, "liaison/desk/entered.html", context)
