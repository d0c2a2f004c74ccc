"""Handing a message over to others: one with care, or several at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deputies.access import get_visible_or_404
from deputies.errors import Conflict, Refused
from deputies.models import User
from liaison import access
from liaison.access import conversations_visible_to
from liaison.models import Conversation
from liaison.queries import case as words_of_case
from liaison.views.desk.frame import show
from liaison.workflow import State
from suggestions.forms.referring import Choices, ReferForm, ReferManyForm, without_identity
from suggestions.models import Case
from suggestions.queries import routing, units
from suggestions.services.handing import open_matter

MOST_AT_ONCE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def refer(request, receipt):
    """Hand one message over: the rules propose, a person decides.

    Outsiders get 404, those who do not hold the message 403. What is about a deputy or a unit is not handed over
    by anybody (domain.md §2.4).
    """
    found = _message(request, receipt)
    if found.about != Conversation.About.MATTER:
        return show(request, "suggestions/desk/refer_not.html", _base(found), status=403)
    if found.state not in routing.REFERABLE:
        state = {"state": _(State(found.state).label)}
        messages.warning(request, _("这条留言现在是“%(state)s”，不能交办。") % state)
        return redirect("liaison:conversation", receipt=found.receipt)
    photos = words_of_case.photos_of(found)
    form = ReferForm(
        *((request.POST,) if request.method == "POST" else ()),
        conversation=found,
        choices=_choices(found, request.GET.get("unit")),
        alike=routing.like(request.user, found),
        has_photos=bool(found.attachments.all()),
    )
    if request.method == "POST" and form.is_valid():
        try:
            case = _open(request.user, form)
        except Conflict:
            return _show_conflict(request, found, form)
        except Refused as refused:
            form.refuse(str(refused), refused.field)
        else:
            messages.success(request, _("已交办，承办单位马上收到通知，群众也看得到交给了谁。"))
            return redirect("suggestions:case", pk=case.pk)
    return _show(request, found, form, photos)


def _message(request: HttpRequest, receipt: str) -> Conversation:
    visible = words_of_case.for_page(conversations_visible_to(request.user)).select_related("seat__congress")
    found = get_visible_or_404(visible, receipt=receipt)
    if found.kind != Conversation.Kind.MESSAGE:
        raise PermissionDenied(_("约见不能交办。请先见面，再请群众留言。"))
    # What is about a person or a unit gets an explanation of its own, also for those who decide on it.
    if found.about == Conversation.About.MATTER and access.actor_for(request.user, found, "refer") is None:
        raise PermissionDenied(_("这条留言现在不由您答复，不能由您交办。什么都没有改动。"))
    return found


def _choices(found: Conversation, preferred: str | None = None) -> Choices:
    county = units.county_of(found.organisation)
    proposals = routing.proposals(found, county=county)
    if preferred:
        proposals.sort(key=lambda one: str(one.unit.pk if one.unit else "") != preferred)
    congress = found.seat.congress if found.seat_id else county
    return Choices(
        area=found.organisation,
        units=units.units_of(county),
        proposals=proposals,
        deputies=units.relay_deputies(congress=congress, area=found.organisation),
    )


def _open(user: User, form: ReferForm) -> Case:
    given = form.cleaned_data
    return open_matter(
        user=user,
        conversations=form.conversations(),
        tier=given["tier"],
        title=given["title"],
        brief=given["brief"],
        parts=form.parts(),
        now=timezone.now(),
        version=given["version"],
        show_photos=given.get("show_photos", False),
        external_number=given["external_number"],
    )


def _base(found: Conversation) -> dict:
    return {
        "conversation": found,
        "up": reverse("liaison:conversation", args=[found.receipt]),
        "now": timezone.now(),
    }


def _show(
    request: HttpRequest,
    found: Conversation,
    form: ReferForm,
    photos: list[dict],
    *,
    status: int = 200,
    **extra,
) -> HttpResponse:
    context = _base(found) | {
        "form": form,
        "photos": photos,
        "is_deputy": found.deputy_id in request.user.acting_ids,
        "may_answer": access.actor_for(request.user, found, "answer") is not None,
    }
    return show(request, "suggestions/desk/refer.html", context | extra, status=status)


def _show_conflict(request: HttpRequest, found: Conversation, form: ReferForm) -> HttpResponse:
    """Show what somebody else did since, with what was typed ready to be sent again where that still makes sense."""
    seen = form.cleaned_data["version"]
    found = _message(request, found.receipt)
    form.renew(found.version)
    return _show(
        request,
        found,
        form,
        words_of_case.photos_of(found),
        status=409,
        news=words_of_case.newest_moves(found, max(found.version - seen, 1)),
        still_possible=found.state in routing.REFERABLE,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def refer_many(request, receipt):
    """Hand several messages over to one unit, each as a case of its own; every one is done, or refused with reason."""
    found = _message(request, receipt)
    if found.about != Conversation.About.MATTER or found.state not in routing.REFERABLE:
        return redirect("suggestions:refer", receipt=found.receipt)
    offered = [found, *routing.beside(request.user, found)[: MOST_AT_ONCE - 1]]
    form = ReferManyForm(
        *((request.POST,) if request.method == "POST" else ()),
        choices=_choices(found),
        offered=offered,
        first=found,
    )
    context = _base(found) | {"form": form, "up": reverse("suggestions:refer", args=[found.receipt])}
    if request.method == "POST" and form.is_valid():
        context["results"] = [
            _open_one(request.user, form, one) for one in form.cleaned_data["conversations"]
        ]
        context["done"] = sum(1 for _message, case, _reason in context["results"] if case)
    return show(request, "suggestions/desk/refer_many.html", context)


def _open_one(
    user: User, form: ReferManyForm, conversation: Conversation
) -> tuple[Conversation, Case | None, str]:
    """Return the message with the case made of it, or with the reason why there is none."""
    given = form.cleaned_data
    brief = without_identity(conversation.body)
    try:
        case = open_matter(
            user=user,
            conversations=[conversation],
            tier=given["tier"],
            title=routing.title_of(brief),
            brief=brief,
            parts=form.parts(),
            now=timezone.now(),
            version=conversation.version,
            show_photos=given["show_photos"],
        )
    except Refused as refused:
        return conversation, None, str(refused)
    return conversation, case, ""
