"""The page of one case, and the photos that came with its messages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deputies.access import get_visible_or_404
from deputies.calendar import working_calendar
from liaison import photos_store
from liaison.views.desk.frame import show
from suggestions.access import cases_visible_to
from suggestions.models import Case, Clock
from suggestions.queries import contacts, papers, steps, suggestion, why
from suggestions.queries.case import CaseOnPage, for_page
from suggestions.views.offers import offers, under_the_thumb


def found_or_404(request: HttpRequest, pk: int) -> CaseOnPage:
    """Return a case as the signed-in person sees it; outsiders get 404."""
    return CaseOnPage(get_visible_or_404(for_page(cases_visible_to(request.user)), pk=pk), request.user)


@require_safe
@never_cache
def case(request, pk):
    """One case: what it is about, who handles it by when, what has been replied, what may be done next."""
    found = found_or_404(request, pk)
    return show(request, "suggestions/desk/case.html", page_context(found, request))


def page_context(found: CaseOnPage, request: HttpRequest) -> dict:
    """Return everything the page of a case shows."""
    now, calendar = timezone.now(), working_calendar()
    today = timezone.localdate(now)
    offered = offers(found)

    def explained(clock: Clock | None) -> list[tuple[str, str]]:
        return why.facts(clock, calendar=calendar, today=today) if clock else []

    return {
        "found": found,
        "case": found.case,
        "sheet": suggestion.sheet(found) if found.case.kind == Case.Kind.SUGGESTION else None,
        "steps": steps.to_do(found),
        "waiting": steps.waiting_for(found),
        "clocks": [(clock, explained(clock)) for clock in found.clocks],
        "parts": [(part, explained(part.clock), offered[part.row.pk]) for part in found.live],
        "acts": offered[None],
        **under_the_thumb(offered),
        "photos": photos(found),
        "shelf": papers.shelf(found),
        "contacts": contacts.masked(found.case, request.user),
        "up": reverse("suggestions:queue"),
        "now": now,
        "today": today,
    }


def photos(found: CaseOnPage) -> list[dict]:
    """Return the photos this person may see, by addresses of this case."""
    shown = []
    for number, photo in enumerate(found.photos, start=1):
        url = reverse("suggestions:photo", args=[found.case.pk, photo.token])
        shown.append({"url": url, "thumb_url": f"{url}?size=small", "number": number})
    return shown


@require_safe
@never_cache
def photo(request, pk, token):
    """One photo of a case, or its small copy; for units only where whoever handed it over showed the photos."""
    found = found_or_404(request, pk)
    wanted = next((one for one in found.photos if one.token == token), None)
    if wanted is None:
        raise Http404
    try:
        data = photos_store.read(wanted, small=request.GET.get("size") == "small")
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="image/jpeg", headers=headers)
