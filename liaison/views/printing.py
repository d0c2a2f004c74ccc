"""The print desk: choose what to print and how, watch a batch, fetch the file."""

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from deputies.access import Right, get_visible_or_404, requires
from deputies.errors import Refused
from deputies.forms.refusal import add_refusal
from liaison import prints_store
from liaison.forms.printing import LookForm, PrintForm
from liaison.models import PrintBatch
from liaison.papers import posters
from liaison.papers.layouts import LAYOUTS
from liaison.papers.press import PaperError
from liaison.queries import print_plans as plans
from liaison.queries import printing as queries
from liaison.services import printing as service

PAGE = 50
KEY = 32
State = PrintBatch.State


@requires(Right.MANAGE_SITES)
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def desk(request):
    """Choose; the address holds the choice. POST prints exactly what the preview shows."""
    form, plan = _read(request.user, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and plan:
        try:
            batch = service.ask_for_print(
                order=plan.order,
                key=request.POST.get("key", "")[:KEY] or uuid4().hex,
                actor=request.user,
                now=timezone.now(),
            )
        except Refused as error:
            add_refusal(form, error)
        else:
            return redirect("liaison:print_batch", batch.pk)
    chosen = _chosen(form)
    faults = _faults(plan)
    context = {
        "form": form,
        "plan": plan,
        "faults": faults,
        "key": uuid4().hex,
        "chosen": chosen,
        "query": urlencode(chosen),
        "cards": zip(form["layout"], LAYOUTS.values(), strict=True),
    }
    template = "liaison/printing/_preview.html" if request.htmx else "liaison/printing/desk.html"
    return render(request, template, context)


def _read(user, given) -> tuple[PrintForm, plans.Plan | None]:
    """Return the form, what was not said filled in, and what it comes to; None where it is not understood."""
    data = given.copy()
    data.setlist("codes", [pk for pk in data.getlist("codes") if pk.isdecimal() and len(pk) < KEY // 2])
    first = queries.organisations(user).first()
    data.setdefault("what", "codes" if data.getlist("codes") else "organisation")
    data.setdefault("organisation", first.pk if first else "")
    data.setdefault("layout", next(iter(LAYOUTS)))
    data.setdefault("each", "1")
    fresh = "copies" not in data
    data.setdefault("copies", "waiting")
    form = PrintForm(data, user=user)
    plan = _plan(user, form)
    if fresh and plan and not plan.copies:
        data["copies"] = "new"
        form = PrintForm(data, user=user)
        plan = _plan(user, form)
    return form, plan


def _plan(user, form) -> plans.Plan | None:
    if not form.is_valid():
        return None
    cleaned = form.cleaned_data
    plan = plans.plan(
        user, form.choice(), layout=cleaned["layout"], theme=cleaned["theme"], slogan=cleaned["slogan"]
    )
    if plan is None:
        form.add_error(None, _("勾选的码分属几个互不相干的单位，请分开印。"))
    return plan


def _faults(plan) -> list[str]:
    """Return what would be refused on the first pages, before anything is printed."""
    try:
        if plan and plan.copies:
            plans.first_pages(plan)
    except posters.PrintRefused as error:
        return error.items
    return []


def _chosen(form) -> list[tuple[str, str]]:
    """Return the choice as names and values, for the address of the picture and the button that prints it."""
    return [(name, value) for name in form.fields for value in form.data.getlist(name) if value != ""]


@requires(Right.MANAGE_SITES)
@require_safe
def preview(request):
    """The first page of a choice as a picture."""
    form, plan = _read(request.user, request.GET)
    if plan is None:
        words = "；".join(error for errors in form.errors.values() for error in errors)
        return HttpResponseBadRequest(words, content_type="text/plain; charset=utf-8")
    try:
        picture = plans.picture(plan)
    except (posters.PrintRefused, PaperError) as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, no-cache"})


@requires(Right.MANAGE_SITES)
@require_safe
def batches(request):
    """The batches of one's area, newest first."""
    page = Paginator(queries.batches_of(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "liaison/printing/batches.html", {"page": page, "now": timezone.now()})


@requires(Right.MANAGE_SITES)
@require_safe
@vary_on_headers("HX-Request")
def batch(request, pk):
    """One batch with how far it is; htmx fetches the moving part alone."""
    held = get_visible_or_404(queries.batches_of(request.user), pk=pk)
    now = timezone.now()
    context = {
        "batch": held,
        "ahead": queries.ahead_of(held),
        "going": held.state in (State.WAITING, State.PRINTING),
        "stuck": held.state == State.PRINTING and held.held_until and held.held_until < now,
        "may_again": service.may_print_again(held),
        "file_there": prints_store.file_of(held) is not None,
        "layout": LAYOUTS.get(held.layout),
        "now": now,
    }
    template = "liaison/printing/_progress.html" if request.htmx else "liaison/printing/batch.html"
    return render(request, template, context)


@requires(Right.MANAGE_SITES)
@require_POST
def act(request, pk, name):
    """Cancel a batch, or ask for the same once more."""
    held = get_visible_or_404(queries.batches_of(request.user), pk=pk)
    acts = {"cancel": service.cancel_print, "again": service.print_again}
    if name not in acts:
        raise Http404
    try:
        held = acts[name](batch=held, actor=request.user, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    return redirect("liaison:print_batch", held.pk)


@requires(Right.MANAGE_SITES)
@require_safe
def file(request, pk):
    """The finished file; of a batch that is not done there is none."""
    held = get_visible_or_404(queries.batches_of(request.user), pk=pk)
    path = prints_store.file_of(held)
    if path is None:
        messages.error(request, _("这一批没有可以下载的文件。"))
        return redirect("liaison:print_batch", pk)
    day = timezone.localdate(held.asked_at)
    name = f"{held.title}-{day:%Y%m%d}.pdf"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


@requires(Right.MANAGE_SITES)
@require_safe
def looks(request):
    """The organisations of one's area and how their boards look."""
    page = Paginator(queries.organisations(request.user), PAGE).get_page(request.GET.get("page"))
    return render(
        request, "liaison/printing/looks.html", {"page": page, "styles": queries.styles(list(page))}
    )


@requires(Right.MANAGE_SITES)
@require_http_methods(["GET", "HEAD", "POST"])
def look(request, pk):
    """How the boards of one organisation look; POST saves, or goes back to the look from above."""
    node = get_visible_or_404(queries.organisations(request.user), pk=pk)
    style = queries.style_of(node)
    form = LookForm(initial={"theme": style.theme, "slogan": style.slogan})
    if request.method == "POST":
        form = LookForm(request.POST, request.FILES)
        said = (_drop if request.POST.get("act") == "drop" else _save)(request, node, form)
        if said:
            messages.success(request, said)
            return redirect("liaison:print_look", pk)
    sample = plans.plan(
        request.user,
        queries.Choice("organisation", node, copies="new"),
        layout=next(iter(LAYOUTS)),
        theme="",
        slogan="",
    )
    context = {"node": node, "style": style, "form": form, "sample": bool(sample and sample.codes)}
    return render(request, "liaison/printing/look.html", context)


def _save(request, node, form) -> str | None:
    if not form.is_valid():
        return None
    try:
        service.save_look(organisation=node, actor=request.user, now=timezone.now(), **form.cleaned_data)
    except Refused as error:
        add_refusal(form, error)
        return None
    return _("“%(node)s”的样式已保存，下一批起按它印。") % {"node": node}


def _drop(request, node, form) -> str | None:
    try:
        service.drop_look(organisation=node, actor=request.user, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return None
    return _("“%(node)s”现在沿用上级的样式。") % {"node": node}


@requires(Right.MANAGE_SITES)
@require_safe
def logo(request, pk):
    """The logo on the boards of an organisation, its own or the one from above."""
    node = get_visible_or_404(queries.organisations(request.user), pk=pk)
    data = prints_store.logo_bytes(queries.style_of(node).logo)
    if data is None:
        raise Http404
    return HttpResponse(data, content_type="image/png", headers={"Cache-Control": "private, no-cache"})
