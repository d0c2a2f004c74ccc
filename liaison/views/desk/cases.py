"""The page of one conversation."""

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deputies.access import get_visible_or_404
from liaison import access, panels
from liaison.access import conversations_visible_to
from liaison.forms.acts import AT_ONCE, WITH_CANNED, form_for
from liaison.forms.desk import RevealForm
from liaison.privacy import mask_name, mask_phone
from liaison.queries import case
from liaison.queries.desk import may_enter, uses_phone
from liaison.services.canned import usable_by
from liaison.views.desk.frame import show
from liaison.workflow import Move

NEXT_STEP = ("approve_reopen", "accept", "answer", "hold", "propose")
OPENED_FIRST = ("answer", "hold", "propose")
IN_REACH = 2


@require_safe
@never_cache
def conversation(request, receipt):
    """One conversation: words and photos, the thread, what may be done next."""
    visible = case.for_page(conversations_visible_to(request.user))
    found = get_visible_or_404(visible, receipt=receipt)
    now = timezone.now()
    moves = access.moves(request.user, found)
    opened = None if uses_phone(request.user) else _first_of(OPENED_FIRST, moves)
    context = {
        "conversation": found,
        "photos": case.photos_of(found),
        "thread": case.thread(found),
        "phases": case.phases(found),
        "why": case.why_due(found, now),
        "history": case.history(found),
        "rating": max(found.ratings.all(), key=lambda rating: rating.round, default=None),
        "moves": moves,
        "doors": panels.doors(request.user, found),
        "panels": panels.desk_panels(found, request.user, now=now),
        "at_once": AT_ONCE,
        "opened": opened,
        **_under_the_thumb(moves),
        "form": form_for(opened.name)(conversation=found) if opened else None,
        "canned": usable_by(request.user) if opened and opened.name in WITH_CANNED else (),
        "contact": masked(found),
        "reveal_form": RevealForm() if access.capacities(request.user, found) else None,
        "may_print_slip": may_enter(request.user),
        "up": reverse("liaison:queue"),
        "now": now,
    }
    return show(request, "liaison/desk/case.html", context)


def masked(found) -> dict[str, str]:
    """Return what everybody who reads the conversation may know of the contact data."""
    return {"name": mask_name(found.contact_name or ""), "phone": mask_phone(found.contact_phone or "")}


def _first_of(names: tuple[str, ...], moves: list[Move]) -> Move | None:
    by_name = {move.name: move for move in moves}
    return next((by_name[name] for name in names if name in by_name), None)


def _under_the_thumb(moves: list[Move]) -> dict:
    """Order the moves for a phone: the next step and one more in reach, the others behind "more"."""
    lead = _first_of(NEXT_STEP, moves)
    ordered = sorted(moves, key=lambda move: move is not lead)
    return {
        "lead": lead.name if lead else "",
        "in_reach": ordered[:IN_REACH],
        "behind_more": ordered[IN_REACH:],
    }
