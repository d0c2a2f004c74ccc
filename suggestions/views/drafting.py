"""Pages on which a deputy collects messages and writes a formal suggestion."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deputies.access import get_visible_or_404
from deputies.errors import Conflict, Refused
from deputies.models import Deputy, User
from liaison.queries.pages import categories
from liaison.views.desk.frame import show
from suggestions import access, workflow
from suggestions.access import cases_visible_to
from suggestions.forms.drafting import DraftForm, beginning, kept
from suggestions.models import Case, Survey
from suggestions.queries import collecting, units
from suggestions.services import acting, drafting
from suggestions.workflow import CaseState

EDIT = workflow.MOVES[workflow.SUGGESTION]["edit"]


@require_safe
@never_cache
def collect(request):
    """The deputy's open messages, near-duplicates together, to be ticked for a survey or a suggestion."""
    acting_mandates(request.user)
    words, category = request.GET.get("q", "").strip()[:40], request.GET.get("category", "")[:50]
    groups = collecting.collected(request.user, words=words, category=category)
    context = {
        "alike": [group for group in groups if len(group) > 1],
        "alone": [group[0] for group in groups if len(group) == 1],
        "total": sum(len(group) for group in groups),
        "ticked": set(request.GET.getlist("message")),
        "categories": categories(),
        "words": words,
        "category": category,
        "up": reverse("desk"),
        "now": timezone.now(),
    }
    return show(request, "suggestions/desk/draft_collect.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request):
    """Begin a suggestion: from messages (?message=…), from a survey (?survey=…) or from scratch."""
    mandates = acting_mandates(request.user)
    survey = _survey(request)
    sources, gone = collecting.chosen(request.user, request.GET.getlist("message"))
    if survey is not None:
        sources = sources or collecting.messages_of(request.user, survey)
    now = timezone.now()
    form = _form(request, mandates, initial=beginning(sources, survey, now))
    if request.method == "POST" and form.is_valid():
        try:
            case = drafting.open_suggestion(
                user=request.user,
                deputy=form.chosen(),
                fields=form.act(),
                conversations=[] if survey else sources,
                survey=survey,
                now=now,
            )
        except Refused as refused:
            form.refuse(str(refused), refused.field)
        else:
            messages.success(request, _("草稿已保存，提交以前只有您和受邀的联名代表看得到。"))
            return _after(request, case)
    context = {"form": form, "sources": sources, "survey": survey, "gone": gone, "case": None, "now": now}
    return show(request, "suggestions/desk/draft.html", context | {"up": reverse("suggestions:collect")})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def draft(request, pk):
    """Go on with a draft; whoever signed already is asked again when its text changes."""
    visible = cases_visible_to(request.user).filter(kind=Case.Kind.SUGGESTION)
    case = get_visible_or_404(
        visible.select_related("suggestion__survey", "deputy__seat__congress", "congress", "organisation"),
        pk=pk,
    )
    if access.actor_for(request.user, case, EDIT) is None:
        raise PermissionDenied(_("只有提出建议的代表本人能修改草稿。"))
    if CaseState(case.state) not in EDIT.targets:
        messages.warning(
            request, _("现在是“%(state)s”，不能再修改。") % {"state": _(CaseState(case.state).label)}
        )
        return redirect("suggestions:case", pk=pk)
    form = _form(request, [case.deputy], initial=kept(case))
    if request.method == "POST" and form.is_valid() and _saved(request, case, form):
        messages.success(request, _("草稿已保存。"))
        return _after(request, case)
    context = {
        "form": form,
        "sources": collecting.sources_of(request.user, case),
        "survey": case.suggestion.survey,
        "case": case,
        "up": reverse("suggestions:case", args=[pk]),
        "now": timezone.now(),
    }
    return show(request, "suggestions/desk/draft.html", context)


def acting_mandates(user: User) -> list[Deputy]:
    """Return the person's active mandates.

    Raises:
        PermissionDenied: she has none; only a deputy herself makes surveys and suggestions (代表法 Art. 24, 36).
    """
    mandates = collecting.mandates_of(user)
    if not mandates:
        raise PermissionDenied(_("建议由履职中的代表本人提出。"))
    return mandates


def _form(request: HttpRequest, mandates: list[Deputy], *, initial: dict) -> DraftForm:
    county = units.county_of(mandates[0].seat.congress)
    return DraftForm(
        request.POST or None,
        initial=initial,
        mandates=mandates,
        units=units.grouped(units.units_of(county), area=mandates[0].seat.organisation),
        categories=categories(),
    )


def _survey(request: HttpRequest) -> Survey | None:
    asked = request.GET.get("survey")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 16):
        raise Http404
    return get_visible_or_404(collecting.surveys_of(request.user), pk=int(asked))


def _saved(request: HttpRequest, case: Case, form: DraftForm) -> bool:
    """Keep the draft; tell beside the fields what stands in the way, with everything typed still there."""
    try:
        acting.act(
            user=request.user,
            case=case,
            name=EDIT.name,
            now=timezone.now(),
            version=form.cleaned_data["version"] or 0,
            data=form.act(),
        )
    except Conflict:
        case.refresh_from_db()
        form.renew(case.version)
        form.refuse(_("您打开以后这件建议有了变化，您写的还在，还没有保存。看过后再按一次就保存。"), None)
        return False
    except Refused as refused:
        form.refuse(str(refused), refused.field)
        return False
    return True


def _after(request: HttpRequest, case: Case) -> HttpResponse:
    """Stay with the draft, or go on to the case where it is co-signed and submitted."""
    stays = request.POST.get("then") == "draft"
    return redirect("suggestions:draft" if stays else "suggestions:case", pk=case.pk)
