"""Official papers of a case: look at the draft, give it a number, take it as PDF or Word file at any time."""

from base64 import b64encode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deputies.errors import Refused
from liaison.papers import docx, press
from liaison.views.desk.frame import show
from suggestions.forms.papers import IssueForm
from suggestions.papers.kinds import KINDS, Kind
from suggestions.queries.case import CaseOnPage, PartOnPage
from suggestions.queries.papers import issued_or_404, part_of
from suggestions.services import papers
from suggestions.views.cases import found_or_404

SHOWN_PPI = 80


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def make(request, pk, kind):
    """The draft of a paper as it will look, and its number: mark, date, who signs too."""
    found, kind, part = _wanted(request, pk, kind)
    if not kind.is_numbered:
        raise Http404
    issues = kind.may_issue(found, part)
    if not issues and (request.method == "POST" or not kind.may_see(found, part)):
        raise PermissionDenied(_("您的身份不能制发这份公文。"))
    if not kind.stands(found, part):
        return _not_yet(request, kind, pk)
    now = timezone.now()
    form = IssueForm(request.POST or None, kind=kind, found=found, part=part) if issues else None
    if request.method == "POST" and form.is_valid():
        try:
            paper = papers.issue(
                user=request.user,
                case=pk,
                part=part.row.pk if part else None,
                kind=kind,
                now=now,
                **form.issue(),
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            words = {"paper": kind.label, "number": paper.number}
            messages.success(request, _("%(paper)s已发文：%(number)s。") % words)
            return redirect(f"{reverse('suggestions:case', args=[pk])}#papers")
    pages, obstacle = _pictures(kind, found, part, now)
    context = {
        "case": found.case,
        "kind": kind,
        "part": part,
        "form": form,
        "pages": pages,
        "obstacle": obstacle,
        "draft_url": _draft_url(request, kind, pk),
        "up": reverse("suggestions:case", args=[pk]),
        "now": now,
    }
    return show(request, "suggestions/papers/make.html", context)


@require_safe
@never_cache
def preview(request, pk, kind):
    """The draft, marked as one, or a print that never has a number; as PDF, or as a Word file where staff edit it."""
    found, kind, part = _wanted(request, pk, kind)
    if not kind.may_see(found, part):
        raise PermissionDenied(_("您的身份不能看这份公文的草稿。"))
    try:
        data = papers.draft(kind, found, part, now=timezone.now())
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("suggestions:case", pk=pk)
    name = f"{kind.label} {found.case}" if kind.is_form else f"{kind.label}（稿） {found.case}"
    return _file(request, kind, data, name)


@require_safe
@never_cache
def paper(request, pk):
    """A paper as it was issued, again and again the same."""
    found, issued = issued_or_404(request.user, pk)
    kind = KINDS[issued.kind]
    return _file(request, kind, issued.data, f"{kind.label} {issued.number}")


def _wanted(request: HttpRequest, pk: int, name: str) -> tuple[CaseOnPage, Kind, PartOnPage | None]:
    found = found_or_404(request, pk)
    if name not in KINDS:
        raise Http404
    return found, KINDS[name], part_of(KINDS[name], found, request.GET.get("part"))


def _not_yet(request: HttpRequest, kind: Kind, pk: int) -> HttpResponse:
    messages.warning(request, kind.lacks)
    return redirect("suggestions:case", pk=pk)


def _draft_url(request: HttpRequest, kind: Kind, pk: int) -> str:
    url = reverse("suggestions:paper_preview", args=[pk, kind.name])
    part = request.GET.get("part")
    return f"{url}?part={part}&" if kind.of_part else f"{url}?"


def _pictures(kind: Kind, found: CaseOnPage, part: PartOnPage | None, now) -> tuple[list[str], str]:
    """Return the pages of the draft as pictures for the page itself, or what stands in their way."""
    try:
        data = papers.draft(kind, found, part, now=now)
        pages = press.pictures(kind.template, data, ppi=SHOWN_PPI)
    except Refused as refused:
        return [], str(refused)
    except press.PaperError as error:
        return [], _("公文模板有错，请告诉管理员：%(error)s") % {"error": str(error)[:200]}
    return [f"data:image/png;base64,{b64encode(page).decode()}" for page in pages], ""


def _file(request: HttpRequest, kind: Kind, data: dict, name: str) -> HttpResponse:
    """Return a paper as the reader asks for it; a broken template of the office is told, not shown as an error."""
    stem = get_valid_filename(name.replace("/", "-"))
    if request.GET.get("as") == "docx":
        if not kind.editable:
            raise Http404
        content = docx.form(data) if kind.is_form else docx.letter(data)
        headers = {"Content-Disposition": content_disposition_header(True, f"{stem}.docx")}
        return HttpResponse(content, content_type=docx.TYPE, headers=headers)
    try:
        content = press.pdf(kind.template, data)
    except press.PaperError as error:
        words = _("公文模板有错，请告诉管理员：%(error)s") % {"error": str(error)[:200]}
        return HttpResponse(words, status=500, content_type="text/plain; charset=utf-8")
    headers = {"Content-Disposition": content_disposition_header(False, f"{stem}.pdf")}
    headers["X-Content-Type-Options"] = "nosniff"
    return HttpResponse(content, content_type="application/pdf", headers=headers)
