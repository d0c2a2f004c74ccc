"""Public directory: deputies and sites, without an account."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from deputies.access import get_visible_or_404
from deputies.forms.directory import DirectoryForm, SitesForm
from deputies.models import Deputy, Site, SiteStaff
from deputies.queries.directory import answer_words, coming_days, find_deputies, find_sites, public_deputy

PAGE = 30


@login_not_required
@require_safe
def directory(request):
    """All deputies of five levels who hold a seat, filtered and page by page."""
    form = DirectoryForm(request.GET)
    asked = form.asked()
    found = find_deputies(query=asked.pop("q", ""), **asked)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "deputies/directory.html", {"form": form, "page": page})


@login_not_required
@require_safe
def deputy(request, pk):
    """One deputy: who she is, how she answers, where to meet her.

    A mandate that has ended is explained without its ground (代表法 2025 Art. 63 leaves the announcement to the
    congress), and the successor or the site is offered.
    """
    person = public_deputy(pk)
    if person is None:
        raise Http404
    seated = person.status in Deputy.SEATED
    context = {
        "deputy": person,
        "seated": seated,
        "answers": answer_words(person) if person.is_active else "",
        "days": coming_days(person, timezone.localdate()) if person.is_active else [],
        "today": timezone.localdate(),
    }
    return render(request, "deputies/deputy.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def portrait(request, pk):
    """The photo of a deputy who consented and holds a seat; nobody else's."""
    person = get_visible_or_404(Deputy.objects.seated(), pk=pk)
    if not person.shows_photo:
        raise Http404
    try:
        return FileResponse(person.photo.open(), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None


@login_not_required
@require_safe
def sites(request):
    """All open sites: homes, studios, stations, points."""
    form = SitesForm(request.GET)
    asked = form.asked()
    found = find_sites(query=asked.pop("q", ""), **asked)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "deputies/sites.html", {"form": form, "page": page})


@login_not_required
@require_safe
def site(request, pk):
    """One site: how to get there, who receives people, when."""
    held = Site.objects.filter(is_active=True).select_related("organisation", "parent", "head")
    staff = SiteStaff.objects.select_related("user").filter(user__is_active=True)
    place = get_visible_or_404(held.prefetch_related("standards", Prefetch("staff", staff)), pk=pk)
    context = {
        "site": place,
        "deputies": Deputy.objects.public().filter(seat__site=place),
        "met": [standard for standard in place.standards.all() if standard.met],
        "days": coming_days(place, timezone.localdate()),
        "today": timezone.localdate(),
    }
    return render(request, "deputies/site.html", context)
