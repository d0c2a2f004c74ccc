"""The register of printed copies: what hangs where, what to put up, what was seen, what passers-by say."""

from functools import wraps
from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deputies import audit
from deputies.access import Right, get_visible_or_404, has_right
from deputies.errors import Refused
from deputies.forms.refusal import add_refusal
from deputies.models import Organisation
from liaison import audit_words, board_photos, boards_export, workbook
from liaison.forms.boards import BoardsFilter, CorrectionForm, InspectionForm, PostedForm
from liaison.forms.codes import ReasonForm
from liaison.models import Inspection, Placement
from liaison.queries import boards as register
from liaison.services import boards as service
from liaison.services import codes as code_service

PAGE = 50


def for_keepers(view):
    """Decorate a view: who keeps no printed copies gets 403."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not register.may_keep(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_safe
@for_keepers
def boards(request):
    """One list of the register, street by street."""
    today = timezone.localdate()
    form, name, found = _found(request, today)
    page = Paginator(register.with_figures(found, today=today), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "show": name, "shown": register.SHOWN.items(), "today": today}
    return render(request, "liaison/boards/list.html", context | frame(request, "boards"))


@never_cache
@require_safe
@for_keepers
def export(request):
    """The list in the address as a workbook; who took it away is on record."""
    today = timezone.localdate()
    _form, name, found = _found(request, today)
    file = BytesIO()
    rows = boards_export.write(file, register.with_figures(found, today=today)[: workbook.MOST])
    file.seek(0)
    audit.record(
        chain=f"export:{request.user.pk}",
        verb=audit_words.EXPORT_BOARDS,
        actor=request.user,
        capacity="self",
        now=timezone.now(),
        queue=name,
        rows=rows,
    )
    words = {"list": register.SHOWN[name], "date": today.isoformat()}
    return FileResponse(file, as_attachment=True, filename=_("公示牌 %(list)s %(date)s.xlsx") % words)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def to_post(request):
    """What I shall put up, place by place, for a phone in the open: a photo, one tap, done."""
    today = timezone.localdate()
    waiting = register.shown(register.on_paper(register.kept_by(request.user)), "to_post", today=today)
    form = BoardsFilter(request.GET, streets=_streets(waiting))
    asked = form.asked()
    refused = None
    if request.method == "POST":
        copy = get_visible_or_404(waiting, pk=_number(request.POST.get("placement", "")))
        refused = PostedForm(request.POST, request.FILES, today=today, auto_id=f"copy{copy.pk}_%s")
        said = _done(request, copy, "post", refused)
        if said:
            messages.success(request, said)
            return redirect(request.get_full_path())
        refused.copy = copy.pk
    found = register.find(register.with_names(waiting), query=asked.get("q", ""), street=asked.get("street"))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for copy in page:
        copy.form = (
            refused
            if refused and refused.copy == copy.pk
            else PostedForm(today=today, auto_id=f"copy{copy.pk}_%s")
        )
    context = {"form": form, "page": page, "today": today}
    return render(request, "liaison/boards/to_post.html", context | frame(request, "boards_to_post"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def board(request, pk):
    """One printed copy: where it hangs, how often it is scanned, what was seen; POST names one act on it."""
    today = timezone.localdate()
    held = get_visible_or_404(register.with_names(register.kept_by(request.user)), pk=pk)
    managed = has_right(request.user, Right.MANAGE_SITES, held.code.organisation)
    acts = _acts(held, managed)
    forms = {act: _form(held, act, today) for act in acts}
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in ACTS:
            raise Http404
        if act not in acts:
            if held.is_live:
                raise PermissionDenied
            messages.error(request, _("这个张贴点已经作废。"))
            return redirect("liaison:board", pk)
        form = forms[act] = _form(held, act, today, request.POST, request.FILES)
        said = _done(request, held, act, form)
        if said:
            messages.success(request, said)
            return redirect("liaison:board", pk)
    inspections = list(held.inspections.select_related("checked_by"))
    context = {
        "held": held,
        "managed": managed,
        "forms": forms,
        "open_act": request.POST.get("act", ""),
        "scans": register.scans_of(held, today=today),
        "inspections": inspections,
        "is_worn": bool(inspections) and inspections[0].condition != register.GOOD,
        "reports": held.reports.select_related("settled_by"),
        "today": today,
    }
    return render(request, "liaison/boards/board.html", context | frame(request, ""))


@never_cache
@require_safe
@for_keepers
def photo(request, pk):
    """How a copy was put up, for those who keep it."""
    return _jpeg(get_visible_or_404(register.kept_by(request.user), pk=pk).posting_photo)


@never_cache
@require_safe
@for_keepers
def inspection_photo(request, pk):
    """What an inspection saw, for those who keep the copy."""
    kept = register.kept_by(request.user).values("pk")
    return _jpeg(get_visible_or_404(Inspection.objects.filter(placement__in=kept), pk=pk).photo)


def frame(request, here: str) -> dict:
    """Return what stands above every page of the register: its tabs with what waits there."""
    counts = register.open_counts(request.user, today=timezone.localdate())
    tabs = [
        ("boards", _("登记册"), None),
        ("boards_to_post", _("我要去贴的"), counts["to_post"]),
        ("board_reports", _("反映"), counts["reports"]),
        ("board_coverage", _("覆盖"), None),
    ]
    managing = has_right(request.user, Right.MANAGE_SITES)
    return {
        "tabs_above": [
            (label, reverse(f"liaison:{name}"), count, name == here)
            for name, label, count in tabs
            if managing or name in ("boards", "boards_to_post")
        ],
        "silent_count": counts["silent"],
        "managing": managing,
    }


def _found(request, today):
    """The form of the filters, the name of the list, and its copies."""
    kept = register.on_paper(register.kept_by(request.user))
    form = BoardsFilter(request.GET, streets=_streets(kept))
    asked = form.asked()
    name = asked.get("show", "all")
    found = register.find(
        register.shown(register.with_names(kept), name, today=today),
        query=asked.get("q", ""),
        street=asked.get("street"),
    )
    return form, name, found


def _streets(placements):
    paths = register.with_names(placements).order_by().values("area")
    return Organisation.objects.filter(path__in=paths).order_by("path")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _jpeg(name: str) -> HttpResponse:
    try:
        data = board_photos.read(name)
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="image/jpeg", headers=headers)


def _acts(held: Placement, managed: bool) -> list[str]:
    """Return what may be done with this copy now."""
    if not held.is_live:
        return []
    acts = ["inspect"] if held.posted_on else ["post"]
    return acts + ["correct", "revoke", "replace"] if managed else acts


def _form(held: Placement, act: str, today, *given):
    if act == "post":
        return PostedForm(*given, today=today, auto_id="post_%s")
    if act == "inspect":
        return InspectionForm(*given, today=today, auto_id="inspect_%s")
    if act == "correct":
        organisation = held.code.organisation
        return CorrectionForm(
            *given, instance=held, organisation=organisation, today=today, auto_id="correct_%s"
        )
    return ReasonForm(*given[:1], auto_id=f"{act}_%s")


def _done(request, held: Placement, act: str, form) -> str:
    """Do one act and return what to say; nothing where the page has to be shown again."""
    verb, words = ACTS[act]
    own = {"capacity": service.capacity_of(request.user, held)} if act == "post" else {}
    if not form.is_valid():
        return ""
    try:
        verb(placement=held, actor=request.user, now=timezone.now(), **form.cleaned_data, **own)
    except Refused as error:
        add_refusal(form, error)
        return ""
    return words % {"number": held.number, "where": held.where}


ACTS = {
    "post": (code_service.record_posting, gettext_lazy("%(number)s 已登记为张贴：%(where)s。")),
    "inspect": (service.inspect, gettext_lazy("巡查已记下。")),
    "correct": (service.correct_placement, gettext_lazy("登记已改正。")),
    "revoke": (code_service.revoke_placement, gettext_lazy("%(number)s 已作废，其余各份照常使用。")),
    "replace": (
        service.replace_placement,
        gettext_lazy("%(number)s 已作废，同一位置的新一份登记好了，在“我要去贴的”里。"),
    ),
}
