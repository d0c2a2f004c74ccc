"""Pages on which congress staff hand a suggestion over, collect ratings and decide on publication."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deputies.access import Right, get_visible_or_404, requires
from deputies.errors import Conflict, Refused
from deputies.paging import page_of
from liaison.views.desk.frame import show
from suggestions import access, workflow
from suggestions.access import cases_visible_to
from suggestions.forms.base import ActForm
from suggestions.forms.handing import HandOverForm, PublishForm
from suggestions.models import Case
from suggestions.queries import publishing, suggestion
from suggestions.queries.case import for_page
from suggestions.services import acting
from suggestions.workflow import CaseState, Move

MOVES = workflow.MOVES[workflow.SUGGESTION]
PER_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def hand_over(request, pk):
    """Give a numbered suggestion to its units; both possible due dates stand beside, with how they are counted."""
    case = _case(request, pk, MOVES["hand_over"])
    if away := _not_now(request, case, MOVES["hand_over"]):
        return away
    form = HandOverForm(request.POST or None, case=case, user=request.user)
    if request.method == "POST" and _made(request, case, MOVES["hand_over"], form):
        return redirect("suggestions:case", pk=pk)
    now = timezone.now()
    context = {
        "case": case,
        "form": form,
        "limits": publishing.limits(timezone.localdate(now)),
        "up": reverse("suggestions:case", args=[pk]),
        "now": now,
    }
    return show(request, "suggestions/desk/suggestion_hand_over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def publish(request, pk):
    """Decide what the public sees of a completed suggestion, with the page as it will be; then archive it."""
    case = _case(request, pk, MOVES["archive"])
    if away := _not_now(request, case, MOVES["archive"]):
        return away
    proposed = publishing.proposed(case)
    form = PublishForm(request.POST or None, case=case, user=request.user, initial=proposed)
    if request.method == "POST" and request.POST.get("then") != "look":
        if _made(request, case, MOVES["archive"], form):
            return redirect("suggestions:case", pk=pk)
    elif request.method == "POST":
        form.is_valid()
    context = {
        "case": case,
        "form": form,
        "shown": publishing.preview(case, form, today=timezone.localdate()),
        "originals": publishing.originals(case),
        "up": reverse("suggestions:case", args=[pk]),
        "now": timezone.now(),
    }
    return show(request, "suggestions/desk/suggestion_publish.html", context)


@require_safe
@requires(Right.DECIDE)
@never_cache
def ratings(request):
    """Replied suggestions with who has rated and who has not; staff record for those who told them."""
    waiting = suggestion.awaiting_ratings(cases_visible_to(request.user))
    context = {
        "page": page_of(request, waiting, per_page=PER_PAGE, dress=suggestion.collected_ratings),
        "up": reverse("desk"),
        "now": timezone.now(),
    }
    return show(request, "suggestions/desk/suggestion_ratings.html", context)


def _case(request: HttpRequest, pk: int, move: Move) -> Case:
    """Return the suggestion; outsiders get 404, insiders who may not make the move 403."""
    visible = for_page(cases_visible_to(request.user).filter(kind=Case.Kind.SUGGESTION))
    case = get_visible_or_404(visible, pk=pk)
    case.live_parts = [row for row in case.assignments.all() if row.state not in workflow.GONE_ASSIGNMENTS]
    if access.actor_for(request.user, case, move) is None:
        raise PermissionDenied(_("这一步由人大工作机构来做。"))
    return case


def _not_now(request: HttpRequest, case: Case, move: Move) -> HttpResponse | None:
    state = CaseState(case.state)
    if state in move.targets:
        return None
    words = {"state": _(state.label), "move": _(move.label)}
    messages.warning(request, _("现在是“%(state)s”，不能“%(move)s”。") % words)
    return redirect("suggestions:case", pk=case.pk)


def _made(request: HttpRequest, case: Case, move: Move, form: ActForm) -> bool:
    """Make the move; tell beside the fields what stands in the way, with everything typed still there."""
    if not form.is_valid():
        return False
    try:
        acting.act(
            user=request.user,
            case=case,
            name=move.name,
            now=timezone.now(),
            version=form.cleaned_data["version"],
            data=form.act(),
        )
    except Conflict:
        case.refresh_from_db(fields=["state", "version"])
        form.renew()
        form.refuse(_("您打开以后这件建议有了变化，您填的还在，还没有送出。看过后再按一次就送出。"), None)
        return False
    except Refused as refused:
        form.refuse(str(refused), refused.field)
        return False
    messages.success(request, _("“%(move)s”已办好。") % {"move": _(move.label)})
    return True
