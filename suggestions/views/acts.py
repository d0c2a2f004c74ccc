"""The moves of a case and of its parts, each by one small form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from deputies.errors import Conflict, Refused
from liaison.views.desk.frame import show
from suggestions import access, workflow
from suggestions.access import cases_visible_to
from suggestions.forms import FORMS, form_for
from suggestions.forms.base import ActForm
from suggestions.models import Assignment
from suggestions.queries.case import CaseOnPage, newest_moves
from suggestions.services.acting import act as make_move
from suggestions.views.cases import found_or_404
from suggestions.views.offers import address
from suggestions.workflow import ASSIGNMENT, AssignmentState, CaseState, Move

PART = "suggestions/desk/_act_form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def act(request, pk, name):
    """Show the form of one move of a case, or make the move; answers as `part_act` does."""
    found = found_or_404(request, pk)
    return _act(request, found, name, None, found.moves)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def part_act(request, pk, part, name):
    """Show the form of one move of a unit's part, or make the move.

    Outsiders get 404, insiders who may not make this move 403; a move that the state does not allow is
    explained; where somebody acted first, 409 with what is new and what was typed.
    """
    found = found_or_404(request, pk)
    seen = next((one for one in found.parts if one.row.pk == part), None)
    if seen is None:
        raise Http404
    return _act(request, found, name, seen.row, seen.moves)


def _act(
    request: HttpRequest, found: CaseOnPage, name: str, part: Assignment | None, possible: list[Move]
) -> HttpResponse:
    subject = ASSIGNMENT if part else found.case.kind
    move = workflow.MOVES[subject].get(name)
    if move is None or (move.elsewhere and (subject, name) not in FORMS):
        raise Http404
    if access.actor_for(request.user, found.case, move, part) is None:
        raise PermissionDenied(_("这一步不由您来做，什么都没有改动。"))
    if request.method == "POST":
        return _make(request, found, move, part)
    if move not in possible:
        messages.warning(request, _not_now(request, found, move, part))
        return redirect("suggestions:case", pk=found.case.pk)
    return _show_form(request, found, move, part, _form(request, found, move, part))


def _form(request: HttpRequest, found: CaseOnPage, move: Move, part: Assignment | None, *data) -> ActForm:
    form = form_for(ASSIGNMENT if part else found.case.kind, move.name)
    return form(*data, case=found.case, assignment=part, user=request.user)


def _make(request: HttpRequest, found: CaseOnPage, move: Move, part: Assignment | None) -> HttpResponse:
    form = _form(request, found, move, part, request.POST, request.FILES)
    if not form.is_valid():
        return _show_form(request, found, move, part, form)
    try:
        make_move(
            user=request.user,
            case=found.case,
            assignment=part,
            name=move.name,
            now=timezone.now(),
            version=form.cleaned_data["version"],
            data=form.act(),
        )
    except Conflict:
        return _show_conflict(request, found, move, part, form)
    except Refused as refused:
        form.refuse(str(refused), refused.field)
        return _show_form(request, found, move, part, form)
    messages.success(request, _("“%(move)s”已办好。") % {"move": _(move.label)})
    still_hers = cases_visible_to(request.user).filter(pk=found.case.pk).exists()
    return redirect("suggestions:case", pk=found.case.pk) if still_hers else redirect("desk")


def _not_now(request: HttpRequest, found: CaseOnPage, move: Move, part: Assignment | None) -> str:
    state = AssignmentState(part.state) if part else CaseState(found.case.state)
    if state in move.targets:
        held = access.capacities(request.user, found.case, part)
        if why := access.obstacle(move, found.case, part, held, timezone.localdate()):
            return why
    return _("现在是“%(state)s”，不能“%(move)s”。") % {"state": _(state.label), "move": _(move.label)}


def _context(
    request: HttpRequest, found: CaseOnPage, move: Move, part: Assignment | None, form: ActForm
) -> dict:
    now = timezone.now()
    return {
        "found": found,
        "case": found.case,
        "move": move,
        "part": part,
        "form": form,
        "address": address(move, found.case, part),
        "up": reverse("suggestions:case", args=[found.case.pk]),
        "now": now,
        "today": timezone.localdate(now),
    }


def _show_form(
    request: HttpRequest, found: CaseOnPage, move: Move, part: Assignment | None, form: ActForm
) -> HttpResponse:
    template = PART if request.htmx else "suggestions/desk/act.html"
    return show(request, template, _context(request, found, move, part, form))


def _show_conflict(
    request: HttpRequest, found: CaseOnPage, move: Move, part: Assignment | None, form: ActForm
) -> HttpResponse:
    """Show what somebody else did since, with what was typed ready to be sent again where that still makes sense."""
    seen_version = form.cleaned_data["version"]
    found = found_or_404(request, found.case.pk)
    possible = found.moves
    if part is not None:
        seen = next(one for one in found.parts if one.row.pk == part.pk)
        part, possible = seen.row, seen.moves
    form.case, form.assignment = found.case, part
    form.renew()
    context = _context(request, found, move, part, form) | {
        "news": newest_moves(found, max(found.case.version - seen_version, 1)),
        "still_possible": move in possible,
        "typed": [(field.label, field.value()) for field in form.visible_fields() if field.value()],
    }
    return show(request, "suggestions/desk/conflict.html", context, status=409)
