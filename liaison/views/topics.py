"""Opinion topics (议题): the public list; the desk that asks, collects, thanks and reports."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from deputies.access import Right, get_visible_or_404, has_right, requires
from deputies.errors import Refused
from deputies.forms.refusal import add_refusal
from deputies.models import User
from deputies.paging import page_of
from liaison import topics_export, workbook
from liaison.forms.topics import (
    AcknowledgeForm,
    ExtendForm,
    FeedbackForm,
    SaidFilter,
    TopicForm,
    TopicsFilter,
)
from liaison.models import Topic
from liaison.queries import topics as reads
from liaison.services import topics as service

PAGE = 30
TOLD = 10
Phase = Topic.Phase
# What a topic offers at each stage to whoever manages it.
OFFERED = {
    Phase.DRAFT: ("open", "discard"),
    Phase.AHEAD: ("extend", "close"),
    Phase.RUNNING: ("extend", "close"),
    Phase.OVER: ("feedback",),
}


@login_not_required
@require_safe
def public_list(request):
    """What is asked now, what was asked before and what came of it."""
    today = timezone.localdate()
    page = Paginator(reads.public_topics(today), PAGE).get_page(request.GET.get("page"))
    return render(request, "liaison/public/topics.html", {"page": page, "today": today})


@require_safe
@never_cache
def topics(request):
    """The topics one asks in, or collects for."""
    _refuse_outsiders(request.user)
    today = timezone.localdate()
    form = TopicsFilter(request.GET)
    found = reads.find_topics(request.user, today=today, **form.asked())
    context = {
        "form": form,
        "page": page_of(request, found, per_page=PAGE),
        "may_ask": has_right(request.user, Right.MANAGE_SITES),
        "today": today,
    }
    for topic in context["page"].rows:
        topic.now = topic.phase(today)
    return render(request, "liaison/topics/list.html", context)


@requires(Right.MANAGE_SITES)
@require_http_methods(["GET", "HEAD", "POST"])
def new_topic(request):
    """Write a topic down as a draft."""
    form = _topic_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            topic = service.draft_topic(draft=form.draft(), actor=request.user, now=timezone.now())
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("议题已存为草稿，看一遍再公开。"))
            return redirect("liaison:topic", topic.pk)
    return render(request, "liaison/topics/edit.html", {"form": form})


@requires(Right.MANAGE_SITES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_topic(request, pk):
    """Change a draft."""
    topic = get_visible_or_404(reads.topics_managed_by(request.user), pk=pk)
    if topic.state != Topic.State.DRAFT:
        messages.warning(request, _("议题已经公开，大家看到的问题不能再改。"))
        return redirect("liaison:topic", pk)
    form = _topic_form(request, topic)
    if request.method == "POST" and form.is_valid():
        try:
            service.change_draft(topic=topic, draft=form.draft(), actor=request.user, now=timezone.now())
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("草稿已改好。"))
            return redirect("liaison:topic", pk)
    return render(request, "liaison/topics/edit.html", {"form": form, "topic": topic})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def topic(request, pk):
    """One topic: the question, what was said with filters and counts; POST names one act on it."""
    user, today = request.user, timezone.localdate()
    _refuse_outsiders(user)
    found = get_visible_or_404(reads.topics_visible_to(user), pk=pk)
    manages = has_right(user, Right.MANAGE_SITES, found.organisation)
    offered = _offered(found, manages=manages, today=today)
    forms = {act: FORMS[act](None, auto_id=f"{act}_%s") for act in offered if act in FORMS}
    if found.feedback:
        forms["feedback"] = FeedbackForm(initial={"text": found.feedback}, auto_id="feedback_%s")
    act = request.POST.get("act", "")
    if request.method == "POST":
        if act not in ACTS or not (manages or act == "acknowledge"):
            raise Http404
        form = FORMS[act](request.POST, auto_id=f"{act}_%s") if act in FORMS else None
        if form is None or form.is_valid():
            try:
                return ACTS[act](request, found, form.cleaned_data if form else {})
            except Refused as error:
                if act not in forms:  # its place on the page is gone, or it never had one
                    messages.error(request, str(error))
                    return redirect("liaison:topic", pk)
                add_refusal(form, error)
        forms[act] = form
    return render(request, "liaison/topics/detail.html", _page(request, found, today) | {
        "manages": manages, "offered": offered, "forms": forms, "open_act": act,
    })  # fmt: skip


def _page(request, topic: Topic, today) -> dict:
    """Return what the page shows whatever act was made: the words on it, counted and filtered."""
    filters = _filters(request, topic)
    code = topic.codes.exclude(state="retired").first()
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "topic": topic,
        "phase": topic.phase(today),
        "code": code,
        "copy": code.placements.filter(state="live").order_by("copy").first() if code else None,
        "figures": reads.figures(request.user, topic),
        "filters": filters,
        "page": page_of(request, filters.qs, per_page=PAGE, dress=reads.lines),
        "query": query.urlencode(),
        "now": timezone.now(),
        "today": today,
    }


@require_safe
@never_cache
def export_topic(request, pk):
    """What was said, with the filters of the address, as a workbook; who took it away is on record."""
    _refuse_outsiders(request.user)
    topic = get_visible_or_404(reads.topics_visible_to(request.user), pk=pk)
    file = BytesIO()
    rows = topics_export.write(file, reads.lines(_filters(request, topic).qs[: workbook.MOST]))
    file.seek(0)
    service.record_export(topic=topic, actor=request.user, rows=rows, now=timezone.now())
    name = _("议题 %(title)s %(date)s.xlsx") % {"title": topic.title, "date": timezone.localdate()}
    return FileResponse(file, as_attachment=True, filename=name)


def _refuse_outsiders(user: User) -> None:
    """Topics are for those who ask and those whose site collects."""
    if not (user.site_ids or has_right(user, Right.MANAGE_SITES)):
        raise PermissionDenied


def _topic_form(request, topic: Topic | None = None) -> TopicForm:
    today = timezone.localdate()
    return TopicForm(
        request.POST if request.method == "POST" else None,
        instance=topic,
        initial={} if topic else {"opens_on": today},
        organisations=reads.may_ask(request.user),
        sites=reads.may_collect(request.user),
    )


def _filters(request, topic: Topic) -> SaidFilter:
    return SaidFilter(
        request.GET,
        queryset=reads.said_on(request.user, topic),
        communities=reads.communities(request.user, topic),
    )


def _offered(topic: Topic, *, manages: bool, today) -> tuple[str, ...]:
    phase = topic.phase(today)
    own = OFFERED[phase] if manages else ()
    return own if phase in (Phase.DRAFT, Phase.AHEAD) else (*own, "acknowledge")


def _open(request, topic, data):
    opened = service.open_topic(
        topic=topic, actor=request.user, now=timezone.now(), today=timezone.localdate()
    )
    begun = opened.phase(timezone.localdate()) == Phase.RUNNING
    messages.success(
        request, _("议题已公开，民意码可以印了。") if begun else _("民意码已发放，到开始那天才收意见。")
    )
    return redirect("liaison:topic", topic.pk)


def _discard(request, topic, data):
    service.discard_draft(topic=topic, actor=request.user, now=timezone.now())
    messages.success(request, _("草稿“%(title)s”已删除。") % {"title": topic.title})
    return redirect("liaison:topics")


def _extend(request, topic, data):
    service.extend_topic(
        topic=topic, actor=request.user, now=timezone.now(), today=timezone.localdate(), **data
    )
    messages.success(request, _("截止日期已延长，扫码的人马上看到新日期。"))
    return redirect("liaison:topic", topic.pk)


def _close(request, topic, data):
    service.close_topic(topic=topic, actor=request.user, now=timezone.now(), today=timezone.localdate())
    messages.success(request, _("征集已结束。请答复完大家，再写结果反馈。"))
    return redirect("liaison:topic", topic.pk)


def _feedback(request, topic, data):
    told = service.publish_feedback(
        topic=topic, actor=request.user, now=timezone.now(), today=timezone.localdate(), **data
    )
    said = ngettext(
        "结果已公布，并告诉了 %(n)d 位说过看法的人。", "结果已公布，并告诉了 %(n)d 位说过看法的人。", told
    )
    messages.success(request, said % {"n": told} if told or not topic.feedback else _("结果反馈已改正。"))
    return redirect("liaison:topic", topic.pk)


def _acknowledge(request, topic, data):
    result = service.acknowledge(user=request.user, topic=topic, now=timezone.now(), **data)
    if result.done:
        said = ngettext("已答复 %(n)d 位。", "已答复 %(n)d 位。", result.done)
        messages.success(request, said % {"n": result.done})
    elif not result.refused:
        messages.warning(request, _("没有还没答复的。"))
    for receipt, why in result.refused[:TOLD]:
        messages.warning(request, _("%(receipt)s 没有答复：%(why)s") % {"receipt": receipt, "why": why})
    if result.left > 0:
        said = ngettext("还有 %(n)d 位，请再按一次。", "还有 %(n)d 位，请再按一次。", result.left)
        messages.warning(request, said % {"n": result.left})
    return redirect("liaison:topic", topic.pk)


FORMS = {"extend": ExtendForm, "feedback": FeedbackForm, "acknowledge": AcknowledgeForm}
ACTS = {
    "open": _open,
    "discard": _discard,
    "extend": _extend,
    "close": _close,
    "feedback": _feedback,
    "acknowledge": _acknowledge,
}
