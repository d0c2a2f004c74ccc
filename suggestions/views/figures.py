"""Figures of cases and formal suggestions."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deputies.access import Right, requires
from liaison.views.desk.frame import show
from suggestions.models import Case
from suggestions.queries.figures import T1, Span
from suggestions.queries.figures import figures as count_figures

TIERS = {T1: _("第一级：代表、站点直接答复")} | dict(Case.Tier.choices)


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class PeriodForm(forms.Form):
    """From when to when; this year so far where nothing is said."""

    since = _day(_("从"))
    until = _day(_("到"))

    def clean(self):
        given = super().clean()
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("不能早于开始的日子。"))
        return given


@require_safe
@never_cache
@requires(Right.HAND_OVER)
def figures(request):
    """What came, who settled it, in time or not, and how people found it; in the person's own area."""
    now, today = timezone.now(), timezone.localdate()
    form = PeriodForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    since = given.get("since") or today.replace(month=1, day=1)
    until = max(given.get("until") or today, since)
    found = count_figures(Span(user=request.user, since=since, until=until, today=today))
    context = {
        "form": form if form.errors else PeriodForm(initial={"since": since, "until": until}),
        "found": found,
        "tiers": [(TIERS[line.tier], line) for line in found.tiers],
        "kinds": [(label, found.on_time[kind], found.parts[kind]) for kind, label in Case.Kind.choices],
        "since": since,
        "until": until,
        "now": now,
        "today": today,
    }
    return show(request, "suggestions/desk/figures.html", context)
