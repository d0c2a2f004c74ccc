"""Pages that compose all rooms: the public front page and the one to-do page of every role."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.navigation import offers
from deputies.forms.directory import DirectoryForm
from deputies.models import ElectoralDistrict
from deputies.queries.directory import districts_at, find_deputies, find_sites, serving_organisations
from liaison.models import ReceptionDay
from liaison.queries.desk import SECTIONS, has_conversations, may_enter, reception_days, todo_for
from liaison.queries.topics import on_front
from liaison.views.desk.frame import show
from suggestions.queries import queues
from suggestions.queries.tabs import Desk
from suggestions.views.queues import case_counts
from supervision.models import WorkPlan

# What a person has to do in conversations stands above her cases, what she only has to know below them.
URGENT = ("reopen", "fallback", "todo")
FOUND_ON_FRONT, SITES_ON_FRONT, DAYS_ON_FRONT = 12, 5, 5


@login_not_required
@require_safe
def find(request):
    """Find a deputy; near it sites, contact days, published cases and the plan.

    What is near follows from the districts that the words describe, or from the street that was chosen; nobody is
    asked for a position.
    """
    form, today = DirectoryForm(request.GET), timezone.localdate()
    asked = form.asked()
    words, filters = asked.get("q", ""), {name: asked[name] for name in asked if name != "q"}
    page = Paginator(find_deputies(query=words, **filters), FOUND_ON_FRONT).page(1) if asked else None
    street, near = filters.get("street"), districts_at(words) if words and not words.isascii() else []
    sites = find_sites(street=street)
    days = ReceptionDay.objects.filter(state=ReceptionDay.State.PUBLISHED, date__gte=today)
    if not street and near:
        serving = {district.organisation_id for district in near}
        sites, days = sites.filter(organisation__in=serving), days.filter(site__organisation__in=serving)
    elif street:
        days = days.filter(site__organisation=street)
    context = {
        "form": form,
        "page": page,
        "near": near,
        "streets": list(serving_organisations().filter(pk__in=_streets())),
        "street": street,
        "sites": sites[:SITES_ON_FRONT],
        "days": days.select_related("site").prefetch_related("deputies")[:DAYS_ON_FRONT],
        "today": today,
        "topics": on_front(today),
        "has_plan": WorkPlan.objects.filter(year=today.year, is_published=True).exists(),
    }
    return render(request, "home.html", context)


def _streets():
    """Return the bodies that serve an electoral district: the streets and towns people know by name."""
    return ElectoralDistrict.objects.values("organisation")


@require_safe
@never_cache
def desk(request):
    """What this person has to do now, whatever her role."""
    user, now, today = request.user, timezone.now(), timezone.localdate()
    talks, own = has_conversations(user), queues.desks(user)
    if not talks and not own:
        return show(request, "desk_other.html", {"offers": offers(user), "now": now})
    context = {
        "sections": [(name, SECTIONS[name], lines) for name, lines in todo_for(user, now).items()]
        if talks
        else [],
        "urgent": URGENT,
        "case_sections": [
            (f"{desk.name}-{tab.name}", tab.title, lines, f"desk={desk.name}&queue={tab.name}")
            for desk in own
            for tab, lines in queues.todo_for(user, desk, today)
        ],
        "case_stats": _stats(case_counts(request, own[0], today), own[0]) if own else [],
        "days": list(reception_days(user, today)) if talks else [],
        "offers": () if talks else offers(user),
        "may_enter": may_enter(user),
        "now": now,
        "today": today,
    }
    return show(request, "desk.html", context)


def _stats(counts: dict[str, int], of: Desk) -> list[tuple]:
    """The figures on top of the to-do page: label, count, where they are listed, whether to act at once."""
    return [
        (tab.label, counts[tab.name], f"desk={of.name}&queue={tab.name}", tab.tone)
        for tab in of.tabs.values()
        if tab.name in ("sign", "overdue", "due", "soon")
    ]
