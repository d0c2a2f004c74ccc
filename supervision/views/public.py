from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liaison.models import Category
from supervision.models import WorkPlan
from supervision.queries.publication import everything_public, lines, public_cases, public_suggestion

PER_PAGE = 20


@login_not_required
@require_safe
def published(request):
    """Answered messages and formal suggestions made public, newest first, by kind, category and words."""
    asked = {
        name: request.GET.get(name, "").replace("\x00", "").strip()[:40] for name in ("kind", "category", "q")
    }
    kind, category, text = asked["kind"], asked["category"], asked["q"]
    rows = everything_public(kind=kind, category=category, text=text)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = lines(list(page.object_list))
    context = {
        "page": page,
        "categories": Category.objects.filter(is_active=True),
        "kind": kind,
        "category": category,
        "text": text,
        "today": timezone.localdate(),
    }
    return render(request, "supervision/published.html", context)


@login_not_required
@require_safe
def case(request, number):
    """One published case: what was said, what was answered, when, and how it was rated; or a formal suggestion."""
    if not number.isprintable():  # PostgreSQL keeps no NUL
        raise Http404
    today = timezone.localdate()
    suggestion = public_suggestion(number)
    if suggestion is not None:
        return render(
            request, "suggestions/public/suggestion.html", {"suggestion": suggestion, "today": today}
        )
    found = get_object_or_404(public_cases(), number=number)
    rating = found.conversation.ratings.order_by("-round").first()
    return render(request, "supervision/case.html", {"case": found, "rating": rating, "today": today})


@login_not_required
@require_safe
def plan(request, year):
    """The annual deputy-work plan of that year (代表法 2025 Art. 43)."""
    plans = list(
        WorkPlan.objects.filter(year=year, is_published=True)
        .select_related("congress")
        .prefetch_related("items")
        .order_by("congress__path")
    )
    if not plans:
        raise Http404
    for found in plans:
        found.parts = [
            (part, list(items)) for part, items in groupby(found.items.all(), lambda item: item.part)
        ]
        found.done = sum(item.done_on is not None for item in found.items.all())
    return render(
        request, "supervision/plan.html", {"plans": plans, "year": year, "today": timezone.localdate()}
    )
