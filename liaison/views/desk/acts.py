"""The moves of a conversation, and the look at its contact data."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deputies.access import get_visible_or_404
from deputies.errors import Conflict, Refused
from liaison import access, panels, workflow
from liaison.access import conversations_visible_to
from liaison.forms.acts import WITH_CANNED, ActForm, form_for
from liaison.forms.desk import RevealForm
from liaison.models import Conversation
from liaison.queries import case
from liaison.services import contact
from liaison.services.acting import act as make_move
from liaison.services.canned import usable_by
from liaison.views.desk.frame import show
from liaison.workflow import Move, State

PART = "liaison/desk/_act_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def act(request, receipt, name):
    """Show the form of one move, or make the move.

    Outsiders get 404, insiders who may not make this move 403; a move that the state does not allow is
    explained; where somebody acted first, 409 with what is new and what was typed.
    """
    found = get_visible_or_404(case.for_page(conversations_visible_to(request.user)), receipt=receipt)
    move = workflow.MOVES[found.kind].get(name)
    if move is None:
        raise Http404
    if access.actor_for(request.user, found, name) is None:
        raise PermissionDenied(_("这件事现在不由您办理，什么都没有改动。"))
    if request.method == "POST":
        return _make(request, found, move)
    if move not in access.moves(request.user, found):
        messages.warning(request, _not_now(found, move))
        return redirect("liaison:conversation", receipt=receipt)
    quoted = panels.quoted(found, request.GET.get("quote"))
    form = form_for(name)(conversation=found, initial={"body": quoted} if quoted else None)
    return _show_form(request, found, move, form)


def _make(request: HttpRequest, found: Conversation, move: Move) -> HttpResponse:
    form = form_for(move.name)(request.POST, request.FILES, conversation=found)
    if not form.is_valid():
        return _show_form(request, found, move, form)
    try:
        make_move(
            user=request.user,
            conversation=found,
            name=move.name,
            now=timezone.now(),
            version=form.cleaned_data["version"],
            data=form.act(),
            photos=form.cleaned_data.get("photos", ()),
        )
    except Conflict:
        return _show_conflict(request, found, move, form)
    except Refused as refused:
        form.refuse(str(refused), refused.field)
        return _show_form(request, found, move, form)
    messages.success(request, _("“%(move)s”已办好。") % {"move": _(move.label)})
    return _after(request, found)


def _after(request: HttpRequest, found: Conversation) -> HttpResponse:
    """Go back to the case, or to the desk when it has left the person's hands for good."""
    still_hers = conversations_visible_to(request.user).filter(pk=found.pk).exists()
    return redirect("liaison:conversation", receipt=found.receipt) if still_hers else redirect("desk")


def _not_now(found: Conversation, move: Move) -> str:
    facts = {"state": _(State(found.state).label), "move": _(move.label)}
    return _("现在是“%(state)s”，不能“%(move)s”。") % facts


def _context(request: HttpRequest, found: Conversation, move: Move, form: ActForm) -> dict:
    return {
        "conversation": found,
        "photos": case.photos_of(found),
        "move": move,
        "form": form,
        "canned": usable_by(request.user) if move.name in WITH_CANNED else (),
        "up": reverse("liaison:conversation", args=[found.receipt]),
        "now": timezone.now(),
    }


def _show_form(request: HttpRequest, found: Conversation, move: Move, form: ActForm) -> HttpResponse:
    template = PART if request.htmx else "liaison/desk/act.html"
    context = _context(request, found, move, form) | {"last": case.thread(found)[-3:]}
    return show(request, template, context)


def _show_conflict(request: HttpRequest, found: Conversation, move: Move, form: ActForm) -> HttpResponse:
    """Show what somebody else did since, with what was typed ready to be sent again where that still makes sense."""
    seen = form.cleaned_data["version"]
    visible = case.for_page(conversations_visible_to(request.user))
    found = form.conversation = get_visible_or_404(visible, receipt=found.receipt)
    form.renew()
    news = case.newest_moves(found, max(found.version - seen, 1))
    context = _context(request, found, move, form) | {
        "news": news,
        "entries": [
            case.said(found, entry) for entry in found.entries.all() if news and entry.at >= news[0]["at"]
        ],
        "still_possible": move in access.moves(request.user, found),
        "typed": [(field.label, field.value()) for field in form.visible_fields() if field.name != "photos"],
    }
    return show(request, "liaison/desk/conflict.html", context, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reveal(request, receipt):
    """Show the contact data once, against a reason that is written down."""
    found = get_visible_or_404(
        conversations_visible_to(request.user).select_related("organisation", "deputy"), receipt=receipt
    )
    if not access.capacities(request.user, found):
        raise PermissionDenied(_("只有正在办这件事的人才能查看联系方式。"))
    form = RevealForm(request.POST or None)
    context = {"conversation": found, "form": form, "shown": None, "now": timezone.now()}
    context["up"] = reverse("liaison:conversation", args=[found.receipt])
    if request.method == "POST" and form.is_valid():
        try:
            context["shown"] = contact.reveal(
                conversation=found,
                user=request.user,
                reason=form.cleaned_data["reason"],
                now=context["now"],
            )
        except Refused as refused:
            form.add_error(refused.field, str(refused))
    return show(request, "liaison/desk/contact.html", context)
