"""Pages of a deputy's surveys: several messages are looked into together before a suggestion is written."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deputies.access import get_visible_or_404
from deputies.errors import Conflict, Refused
from deputies.paging import page_of
from liaison.views.desk.frame import show
from suggestions.forms.surveying import SurveyForm, kept
from suggestions.models import Survey
from suggestions.queries import collecting
from suggestions.services import surveying
from suggestions.views.drafting import acting_mandates

PER_PAGE = 30


@require_safe
@never_cache
def surveys(request):
    """The deputy's own surveys, newest first."""
    acting_mandates(request.user)
    context = {
        "page": page_of(request, collecting.surveys_of(request.user), per_page=PER_PAGE),
        "up": reverse("desk"),
        "now": timezone.now(),
    }
    return show(request, "suggestions/desk/surveys.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request):
    """Begin a survey, of messages (?message=…) or of something seen."""
    mandates = acting_mandates(request.user)
    sources, gone = collecting.chosen(request.user, request.GET.getlist("message"))
    now = timezone.now()
    begun = {"started_on": timezone.localdate(now), "how": Survey.How.VISIT}
    form = SurveyForm(request.POST or None, initial=begun, mandates=mandates)
    if request.method == "POST" and form.is_valid():
        try:
            survey = surveying.open_survey(
                user=request.user,
                deputy=form.chosen(),
                fields=form.act(),
                conversations=sources,
                now=now,
            )
        except Conflict:
            form.add_error(None, _("刚才有人先处理了其中一条留言，请再按一次。"))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("调研已建立。走访、座谈以后，把情况和结论写在这里。"))
            return redirect("suggestions:survey", pk=survey.pk)
    context = {"form": form, "sources": sources, "gone": gone, "survey": None, "now": now}
    return show(request, "suggestions/desk/survey.html", context | {"up": reverse("suggestions:surveys")})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def survey(request, pk):
    """One survey: its messages, what was found, and the suggestions that came of it."""
    found = get_visible_or_404(
        collecting.surveys_of(request.user).select_related("deputy__seat__congress"), pk=pk
    )
    form = SurveyForm(request.POST or None, initial=kept(found), mandates=[found.deputy])
    if request.method == "POST" and form.is_valid():
        try:
            surveying.edit_survey(user=request.user, survey=found, fields=form.act())
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("调研已保存。"))
            return redirect("suggestions:survey", pk=pk)
    context = {
        "form": form,
        "sources": collecting.messages_of(request.user, found),
        "survey": found,
        "suggestions": list(found.suggestions.select_related("case")),
        "up": reverse("suggestions:surveys"),
        "now": timezone.now(),
    }
    return show(request, "suggestions/desk/survey.html", context)
