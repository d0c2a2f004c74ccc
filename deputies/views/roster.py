"""The roster desk: who holds which seat, what is missing, and the way in by spreadsheet."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deputies import kept_upload
from deputies.access import Right, get_visible_or_404, requires, within
from deputies.errors import Refused
from deputies.forms.refusal import add_refusal
from deputies.forms.roster import AccountForm, RosterFileForm, RosterFilter, SeatSiteForm, StaffProfileForm
from deputies.models import Deputy, Organisation, Site
from deputies.queries import roster as reads
from deputies.roster import read_roster, template_bytes
from deputies.services import mandates
from deputies.services.roster import Report, import_roster
from deputies.services.sites import assign_seat

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Right.MANAGE_DEPUTIES, Right.MANAGE_SITES)
@require_safe
def roster(request):
    """The deputies of one's area with what each still lacks."""
    form = RosterFilter(request.GET, streets=_streets(request.user))
    found = reads.find_in_roster(request.user, **form.asked())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "may_import": reads.congresses_managed_by(request.user).exists()}
    return render(request, "deputies/desk/roster.html", context)


def _streets(user):
    area = within(user, Right.MANAGE_SITES) | within(user, Right.MANAGE_DEPUTIES)
    return (
        Organisation.objects.filter(area, is_active=True, seats_served__isnull=False)
        .distinct()
        .order_by("path")
    )


@requires(Right.MANAGE_DEPUTIES, Right.MANAGE_SITES)
@require_http_methods(["GET", "HEAD", "POST"])
def deputy(request, pk):
    """One deputy at the desk: profile, portrait, account, site; status and terms are the tenure pages."""
    visible = reads.deputies_read_by(request.user).select_related(*reads.RELATED)
    person = get_visible_or_404(visible.prefetch_related("groups__group"), pk=pk)
    manages = reads.deputies_managed_by(request.user).filter(pk=pk).exists()
    forms = _forms(request.user, person, None) if manages else {}
    if request.method == "POST":
        if not manages:
            raise PermissionDenied
        act = request.POST.get("act", "")
        if act not in ACTS:
            raise Http404
        form = forms[act] = _forms(request.user, person, request.POST, request.FILES)[act]
        if form.is_valid():
            try:
                messages.success(request, ACTS[act](request, person, form))
                return redirect("deputies:roster_deputy", pk)
            except Refused as error:
                add_refusal(form, error)
    context = {
        "deputy": person,
        "manages": manages,
        "forms": forms,
        "manages_tenure": reads.congresses_managed_by(request.user)
        .filter(pk=person.seat.congress_id)
        .exists(),
    }
    return render(request, "deputies/desk/deputy.html", context)


def _forms(user, person: Deputy, data, files=None) -> dict:
    sites = Site.objects.filter(organisation=person.seat.organisation, is_active=True)
    sites |= Site.objects.filter(pk=person.seat.site_id)
    return {
        "profile": StaffProfileForm(data, files, instance=person, auto_id="profile_%s"),
        "account": AccountForm(
            data, initial={"username": person.user.username if person.user else ""}, auto_id="account_%s"
        ),
        "site": SeatSiteForm(data, sites=sites, initial={"site": person.seat.site_id}, auto_id="seat_%s"),
    }


def save_profile(request, person: Deputy, form) -> str:
    """Write a valid profile form and the portrait that came with it, both or neither."""
    now = timezone.now()
    with transaction.atomic():
        if form.cleaned_data["photo"]:
            mandates.set_portrait(
                deputy=person, photo=form.cleaned_data["photo"], actor=request.user, now=now
            )
        elif form.cleaned_data.get("remove_photo"):
            mandates.set_portrait(deputy=person, photo=None, actor=request.user, now=now)
        mandates.update_profile(deputy=person, actor=request.user, now=now, **form.profile())
    return _("已保存，公开页面马上更新。")


def _link(request, person: Deputy, form) -> str:
    user = form.cleaned_data["username"]
    mandates.link_account(deputy=person, user=user, actor=request.user, now=timezone.now())
    return _("已关联账号 %(name)s。") % {"name": user.username} if user else _("已解除账号关联。")


def _assign(request, person: Deputy, form) -> str:
    assign_seat(seat=person.seat, site=form.cleaned_data["site"], actor=request.user, now=timezone.now())
    return _("联络站点已保存。")


ACTS = {"profile": save_profile, "account": _link, "site": _assign}


@require_safe
def portrait(request, pk):
    """The stored photo for those who keep it, also without the deputy's consent to publish."""
    own = Deputy.objects.filter(pk__in=request.user.deputy_ids)
    visible = reads.deputies_read_by(request.user) | own
    person = get_visible_or_404(visible.distinct(), pk=pk)
    if not person.photo:
        raise Http404
    try:
        return FileResponse(
            person.photo.open(), content_type="image/jpeg", headers={"Cache-Control": "private"}
        )
    except FileNotFoundError:
        raise Http404 from None


@requires(Right.MANAGE_DEPUTIES)
@require_safe
def template(request):
    """The empty roster to fill in."""
    return HttpResponse(
        template_bytes(),
        content_type=XLSX,
        headers={
            "Content-Disposition": "attachment; filename*=UTF-8''%E4%BB%A3%E8%A1%A8%E5%90%8D%E5%86%8C.xlsx"
        },
    )


@requires(Right.MANAGE_DEPUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request):
    """Check a roster, show what it would do, and take it in after a second look."""
    form, report, token = RosterFileForm(), None, ""
    if request.method == "POST" and request.POST.get("act") == "confirm":
        data = kept_upload.take(user=request.user, token=request.POST.get("token", ""))
        if data is None:
            messages.warning(request, _("检查过的文件只保留半小时，请重新上传。"))
            return redirect("deputies:import_roster")
        report = _import(request, data, dry_run=False)
        if not report.errors:
            said = _("导入完成：新增 %(new)s 位，更新 %(old)s 位，新设席位 %(seats)s 个。")
            figures = {"new": report.created, "old": report.updated, "seats": report.seats_created}
            messages.success(request, said % figures)
            return redirect("deputies:roster")
    elif request.method == "POST":
        form = RosterFileForm(request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data["file"].read()
            report = _import(request, data, dry_run=True)
            token = "" if report.errors else kept_upload.keep(user=request.user, data=data)
    return render(request, "deputies/desk/import.html", {"form": form, "report": report, "token": token})


def _import(request, data: bytes, *, dry_run: bool) -> Report:
    now = timezone.now()
    return import_roster(
        roster=read_roster(data, today=timezone.localdate(now)),
        congresses=reads.congresses_managed_by(request.user),
        actor=request.user,
        now=now,
        dry_run=dry_run,
    )
