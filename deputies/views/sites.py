"""The sites desk: register, check against the five-haves standard, staff."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deputies.access import Right, get_visible_or_404, requires, within
from deputies.errors import Refused
from deputies.forms.refusal import add_refusal
from deputies.forms.sites import SiteForm, SitesFilter, StaffForm, StandardsForm
from deputies.models import Deputy, Organisation, Site, SiteStandard
from deputies.queries.directory import find_sites
from deputies.services import sites as service

PAGE = 50
ITEMS = len(SiteStandard.Item)
Kind = Organisation.Kind


def _managed(user):
    return Site.objects.filter(within(user, Right.MANAGE_SITES, "organisation__path"))


def _bodies(user):
    area = within(user, Right.MANAGE_SITES)
    kinds = (Kind.CONGRESS, Kind.AFFAIRS_COMMISSION, Kind.STREET_COMMITTEE, Kind.SUBDISTRICT, Kind.COMMUNITY)
    return Organisation.objects.filter(area, kind__in=kinds, is_active=True).order_by("path")


@requires(Right.MANAGE_SITES)
@require_safe
def sites(request):
    """The sites of one's area with how far they meet the standard."""
    form = SitesFilter(request.GET, streets=_bodies(request.user).filter(sites__isnull=False).distinct())
    asked = form.asked()
    found = find_sites(
        query=asked.get("q", ""),
        street=asked.get("street"),
        kind=asked.get("kind", ""),
        closed=asked.get("closed", False),
    )
    found = found.filter(pk__in=_managed(request.user).values("pk")).select_related("organisation", "head")
    found = found.annotate(
        met=Count("standards", filter=Q(standards__met=True), distinct=True),
        people=Count("staff", distinct=True),
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "deputies/desk/sites.html", {"form": form, "page": page, "items": ITEMS})


@requires(Right.MANAGE_SITES)
@require_http_methods(["GET", "HEAD", "POST"])
def new_site(request):
    """Register a site."""
    form = _site_form(request, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.save_site(site=None, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("已登记“%(site)s”。") % {"site": made})
            return redirect("deputies:edit_site", made.pk)
    return render(request, "deputies/desk/new_site.html", {"form": form})


@requires(Right.MANAGE_SITES)
@require_http_methods(["GET", "HEAD", "POST"])
def site(request, pk):
    """One site at the desk: its facts, the standard, its staff."""
    held = get_visible_or_404(
        _managed(request.user).select_related("organisation").prefetch_related("standards"), pk=pk
    )
    forms = {
        "facts": _site_form(request, held, None),
        "standards": StandardsForm(site=held),
        "staff": StaffForm(auto_id="staff_%s"),
    }
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in ACTS:
            raise Http404
        said = ACTS[act](request, held, forms)
        if said:
            messages.success(request, said)
            return redirect("deputies:edit_site", pk)
    staff = held.staff.select_related("user").order_by("since", "pk")
    return render(request, "deputies/desk/site.html", {"site": held, "forms": forms, "staff": staff})


def _site_form(request, held, data) -> SiteForm:
    deputies = Deputy.objects.filter(
        within(request.user, Right.MANAGE_SITES, "seat__organisation__path"), status=Deputy.Status.ACTIVE
    ).select_related("seat__district", "seat__electing_unit")
    if held is not None and held.head_id:
        deputies |= Deputy.objects.filter(pk=held.head_id).select_related(
            "seat__district", "seat__electing_unit"
        )
    return SiteForm(
        data,
        instance=held,
        organisations=_bodies(request.user),
        sites=_managed(request.user),
        deputies=deputies,
    )


def _facts(request, held: Site, forms) -> str | None:
    form = forms["facts"] = _site_form(request, held, request.POST)
    return _try(
        form,
        lambda: service.save_site(site=held, actor=request.user, now=timezone.now(), **form.cleaned_data),
        _("已保存，公开页面马上更新。"),
    )


def _standards(request, held: Site, forms) -> str | None:
    form = forms["standards"] = StandardsForm(request.POST, site=held)
    return _try(
        form,
        lambda: service.check_standards(
            site=held,
            found=form.found(),
            actor=request.user,
            now=timezone.now(),
            today=timezone.localdate(),
        ),
        _("“五有”检查结果已保存。"),
    )


def _staff(request, held: Site, forms) -> str | None:
    form = forms["staff"] = StaffForm(request.POST, auto_id="staff_%s")
    return _try(
        form,
        lambda: service.add_staff(
            site=held,
            user=form.cleaned_data["username"],
            duty=form.cleaned_data["duty"],
            actor=request.user,
            now=timezone.now(),
            today=timezone.localdate(),
        ),
        _("已加入工作人员。"),
    )


def _remove(request, held: Site, forms) -> str:
    pk = request.POST.get("staff", "")
    staff = get_visible_or_404(
        held.staff.select_related("site", "user"), pk=pk if pk.isdecimal() and len(pk) < 19 else 0
    )
    service.remove_staff(staff=staff, actor=request.user, now=timezone.now())
    return _("%(name)s不再是这个站点的工作人员。") % {"name": staff.user.name}


def _try(form, write, said: str) -> str | None:
    """Write what a valid form asks for; None where the page has to be shown again."""
    if not form.is_valid():
        return None
    try:
        write()
    except Refused as error:
        add_refusal(form, error)
        return None
    return said


ACTS = {"facts": _facts, "standards": _standards, "staff": _staff, "remove": _remove}
