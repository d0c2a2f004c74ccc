"""Registers of a site: a page, a paper to be signed, a workbook."""

from collections.abc import Callable
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from deputies.access import get_visible_or_404
from deputies.models import Site
from liaison.forms.registers import PeriodForm
from liaison.papers.registers import Register, Row, as_paper, as_workbook
from liaison.queries import registers as reads
from liaison.services.registers import record_taking
from liaison.views.desk.frame import show
from liaison.views.papers import as_pdf

PAGE = 50


@require_safe
@never_cache
def receptions(request, form=""):
    """The register of receptions of a site; `form` is pdf or xlsx to take it away."""

    def read(site, period, today):
        return reads.receptions(site, period, user=request.user, today=today)

    return answer(request, "receptions", form, read)


def answer(request: HttpRequest, kind: str, form: str, read: Callable[..., Register]) -> HttpResponse:
    """Return a register in the form that was asked for, after the site and the period in the address.

    Args:
        kind: names the register in the audit record.
        form: "", "pdf" or "xlsx".
        read: makes the register of a site, a period and the day it is.
    """
    if not reads.keeps_registers(request.user):
        raise PermissionDenied
    now, today = timezone.now(), timezone.localdate()
    site = _site(request)
    if site is None:
        context = {"sites": reads.sites_kept_by(request.user), "title": _("看哪个站点的登记簿？")}
        return render(request, "liaison/reception/choose_site.html", context)
    asked = PeriodForm(request.GET or None, today=today, label_suffix="")
    register = read(site, asked.period(), today)
    if form and not asked.errors:
        return _take(request, kind, form, register, now)
    kept = request.GET.copy()
    kept.pop("page", None)
    page = Paginator(register.rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "register": register,
        "page": page,
        "lines": _lines(register, page.object_list),
        "form": asked,
        "site": site,
        "several": len(reads.sites_kept_by(request.user)[:2]) > 1,
        "query": kept.urlencode(),
        "base": request.path.removesuffix(f"{form}/") if form else request.path,
        "now": now,
    }
    return show(request, "liaison/papers/register.html", context, status=400 if form else 200)


def _lines(register: Register, rows: list[Row]) -> list[dict]:
    """Return the lines of a page; the first is complete, wherever its reception began."""
    whole = [replace(row, goes_on=row.goes_on and place > 0) for place, row in enumerate(rows)]
    is_short = [column.is_short for column in register.columns]
    return [
        {"words": list(zip(row.shown(register.columns), is_short, strict=True)), "url": row.url}
        for row in whole
    ]


def _site(request: HttpRequest) -> Site | None:
    sites = reads.sites_kept_by(request.user)
    if pk := request.GET.get("site", ""):
        return get_visible_or_404(sites, pk=int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 16 else 0)
    found = sites[:2]
    return found[0] if len(found) == 1 else None


def _take(request: HttpRequest, kind: str, form: str, register: Register, now) -> HttpResponse:
    if form not in ("pdf", "xlsx"):
        raise Http404
    record_taking(register=register, kind=kind, form=form, actor=request.user, now=now)
    if form == "pdf":
        return as_pdf(as_paper(register, now=now), f"{register.title}.pdf")
    response = FileResponse(as_workbook(register), as_attachment=True, filename=f"{register.title}.xlsx")
    response["Cache-Control"] = "private, no-store"
    return response
