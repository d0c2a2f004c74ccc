"""Reception days: the plan of a site, its bookings, and a deputy's own days."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from deputies.access import get_visible_or_404
from deputies.errors import Conflict, Refused
from deputies.forms.refusal import add_refusal
from liaison.access import conversations_visible_to
from liaison.forms.reception import CancelForm, CapacityForm, DayForm, MinutesForm, PlanForm
from liaison.models import ReceptionDay
from liaison.queries import reception as reads
from liaison.services import acting
from liaison.services import reception as service

PAGE = 40


@require_safe
def days(request):
    """Reception days to come, or those that are over; a deputy sees hers."""
    user, today = request.user, timezone.localdate()
    manages = reads.manages_reception(user)
    if not manages and not user.deputy_ids:
        raise PermissionDenied
    is_over = request.GET.get("show") == "over"
    shown = reads.listed(reads.days_visible_to(user))
    site = _chosen_site(request)
    if site is not None:
        shown = shown.filter(site=site)
    shown = reads.over(shown, today) if is_over else reads.ahead(shown, today)
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "is_over": is_over,
        "sites": reads.sites_receiving(user) if manages else [],
        "site": site,
        "today": today,
    }
    return render(
        request, "liaison/reception/days.html" if manages else "liaison/reception/mine.html", context
    )


def _chosen_site(request):
    """Return the site named in the address or the only one there is; None while none is chosen."""
    pk = request.POST.get("site") or request.GET.get("site") or ""
    if not pk:
        return None
    return get_visible_or_404(
        reads.sites_receiving(request.user), pk=pk if pk.isdecimal() and len(pk) < 19 else 0
    )


def _site_to_plan(request):
    if not reads.manages_reception(request.user):
        raise PermissionDenied
    site = _chosen_site(request)
    if site is None:
        sites = reads.sites_receiving(request.user)[:2]
        site = sites[0] if len(sites) == 1 else None
    return site


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request):
    """Plan a year of reception days: choose the site, give the rhythm, look, publish."""
    site, today = _site_to_plan(request), timezone.localdate()
    if site is None:
        return _choose_site(request, _("给哪个站点排接待日？"))
    form = PlanForm(request.POST or None, deputies=reads.deputies_at(site), year=today.year)
    context = {"site": site, "form": form, "today": today}
    if request.method == "POST" and form.is_valid():
        asked = _plan(site, form)
        if request.POST.get("act") == "publish":
            try:
                published = service.publish(plan=asked, actor=request.user, now=timezone.now(), today=today)
            except Refused as error:
                add_refusal(form, error)
            else:
                count = len(published)
                said = ngettext("已公布 %(n)d 个接待日。", "已公布 %(n)d 个接待日。", count)
                messages.success(request, said % {"n": count})
                return redirect("liaison:reception")
        context["drafts"] = service.preview(plan=asked, today=today)
    return render(request, "liaison/reception/plan.html", context)


def _plan(site, form) -> service.Plan:
    cleaned = form.cleaned_data
    return service.Plan(
        site=site,
        deputies=tuple(cleaned["deputies"]),
        rule=form.rule(),
        year=cleaned["year"],
        hours=form.hours(),
        per_day=cleaned["per_day"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_day(request):
    """Publish a single reception day."""
    site = _site_to_plan(request)
    if site is None:
        return _choose_site(request, _("给哪个站点加接待日？"))
    form = DayForm(request.POST or None, deputies=reads.deputies_at(site))
    if request.method == "POST" and form.is_valid():
        try:
            day = service.add_day(
                site=site,
                deputies=list(form.cleaned_data["deputies"]),
                on=form.cleaned_data["date"],
                hours=form.hours(),
                actor=request.user,
                now=timezone.now(),
                today=timezone.localdate(),
            )
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("接待日已公布。"))
            return redirect("liaison:reception_day", day.pk)
    return render(request, "liaison/reception/new.html", {"site": site, "form": form})


def _choose_site(request, title):
    context = {"sites": reads.sites_receiving(request.user), "title": title}
    return render(request, "liaison/reception/choose_site.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def day(request, pk):
    """One day: who booked, minutes at a tap; capacity and cancelling for those who manage it."""
    on_desk = reads.manages_reception(request.user)
    if not on_desk and not request.user.deputy_ids:
        raise PermissionDenied
    shown = get_visible_or_404(reads.listed(reads.days_visible_to(request.user)), pk=pk)
    manages = on_desk and reads.days_managed_by(request.user).filter(pk=pk).exists()
    forms = {"capacity": CapacityForm(initial={"capacity": shown.capacity}), "cancel": CancelForm()}
    context = {"day": shown, "manages": manages, "forms": forms, "today": timezone.localdate()}
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in ACTS or (act in forms and not manages):
            raise Http404
        answer = ACTS[act](request, shown, context)
        if answer is not None:
            return answer
    booked = reads.bookings(shown, request.user)
    context |= {"bookings": booked, "refused": context.get("refused", {})}
    template = "liaison/reception/day.html" if on_desk else "liaison/reception/my_day.html"
    return render(request, template, context, status=context.get("status", 200))


def _capacity(request, shown: ReceptionDay, context):
    form = context["forms"]["capacity"] = CapacityForm(request.POST)
    return _done(request, shown, form, lambda: _set_capacity(request, shown, form))


def _set_capacity(request, shown, form):
    service.change_capacity(
        day=shown, capacity=form.cleaned_data["capacity"], actor=request.user, now=timezone.now()
    )
    return _("名额已改为 %(capacity)s。") % {"capacity": form.cleaned_data["capacity"]}


def _cancel(request, shown: ReceptionDay, context):
    form = context["forms"]["cancel"] = CancelForm(request.POST)
    return _done(request, shown, form, lambda: _call_off(request, shown, form))


def _call_off(request, shown, form):
    moved = service.cancel_day(
        day=shown, reason=form.cleaned_data["reason"], actor=request.user, now=timezone.now()
    )
    if not moved:
        return _("接待日已取消，没有人预约。")
    said = ngettext(
        "接待日已取消，%(n)d 位已预约的群众转为待重新安排。",
        "接待日已取消，%(n)d 位已预约的群众转为待重新安排。",
        moved,
    )
    return said % {"n": moved}


def _done(request, shown, form, write):
    """Write what a valid form asks for and go back to the day; None where the page has to be shown again."""
    if not form.is_valid():
        return None
    try:
        messages.success(request, write())
    except Refused as error:
        add_refusal(form, error)
        return None
    return redirect("liaison:reception_day", shown.pk)


def _minutes(request, shown: ReceptionDay, context):
    """Keep the minutes of one meeting, or note that nobody came."""
    receipt = request.POST.get("receipt", "")
    conversation = get_visible_or_404(
        conversations_visible_to(request.user).filter(appointment__reception_day=shown), receipt=receipt
    )
    act, form = request.POST["act"], MinutesForm(request.POST)
    if act == "hold" and not form.is_valid():
        context["refused"] = {"receipt": receipt, "form": form}
        return None
    version = request.POST.get("version", "")
    try:
        acting.act(
            user=request.user,
            conversation=conversation,
            name=act,
            now=timezone.now(),
            version=int(version) if version.isdecimal() and len(version) < 10 else 0,
            data=form.cleaned_data if act == "hold" else {},
        )
    except Refused as error:
        form.add_error(None, str(error))
        context |= {"refused": {"receipt": receipt, "form": form}}
        context["status"] = 409 if isinstance(error, Conflict) else 200
        return None
    messages.success(request, _("已记录。") if act == "hold" else _("已记为未赴约。"))
    return redirect("liaison:reception_day", shown.pk)


ACTS = {"capacity": _capacity, "cancel": _cancel, "hold": _minutes, "no_show": _minutes}
