"""What a person was told, and by which ways she wants to be told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deputies.access import get_visible_or_404
from deputies.errors import Refused
from deputies.forms.refusal import add_refusal
from liaison.forms.notices import ChannelForm
from liaison.queries.desk import uses_phone
from liaison.queries.notices import channels_kept_by, notices_of, organisations_told_by, shown_address
from liaison.services import channels as service

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request):
    """The in-site list, unread first; POST marks all as read."""
    mine, now = notices_of(request.user), timezone.now()
    if request.method == "POST":
        mine.filter(read_at=None).update(read_at=now)
        return redirect("liaison:notices")
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    return _render(request, "notices", {"page": page, "now": now})


@require_safe
def open_notice(request, pk):
    """Mark one notice as read and go to the page it is about, which is always one of this site."""
    notice = get_visible_or_404(notices_of(request.user), pk=pk)
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    is_ours = notice.url.startswith("/") and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if is_ours else "liaison:notices")


@require_http_methods(["GET", "HEAD", "POST"])
def channels(request):
    """A person's own choice of channels, and those of the bodies she answers for."""
    organisations = organisations_told_by(request.user)
    form = ChannelForm(organisations=organisations)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "add":
            form = ChannelForm(request.POST, organisations=organisations)
            said = _add(request, form)
        elif act in ACTS:
            said = ACTS[act](request, _kept(request))
        else:
            raise Http404
        if said:
            messages.success(request, said)
            return redirect("liaison:channels")
    kept = [(channel, shown_address(channel)) for channel in channels_kept_by(request.user)]
    return _render(request, "channels", {"form": form, "channels": kept, "now": timezone.now()})


def _render(request, name, context):
    base = "base_phone.html" if uses_phone(request.user) else "base_desk.html"
    return render(request, f"liaison/notices/{name}.html", context | {"base": base})


def _kept(request):
    pk = request.POST.get("channel", "")
    kept = channels_kept_by(request.user)
    return get_visible_or_404(kept, pk=pk if pk.isdecimal() and len(pk) < 19 else 0)


def _add(request, form) -> str | None:
    if not form.is_valid():
        return None
    cleaned = form.cleaned_data
    try:
        service.add_channel(
            kind=cleaned["kind"],
            address=cleaned["address"],
            owner=cleaned.get("organisation") or request.user,
            actor=request.user,
            now=timezone.now(),
        )
    except Refused as error:
        add_refusal(form, error)
        return None
    return _("已登记。可以先发一条测试，看看能不能收到。")


def _test(request, channel) -> str:
    if service.send_test(channel=channel, now=timezone.now()):
        return _("测试已排队，一两分钟内应该收到；这一页会显示结果。")
    return _("刚刚已经发过一条测试，请稍等。")


def _off(request, channel) -> str:
    service.switch_channel(channel=channel, on=False, actor=request.user, now=timezone.now())
    return _("已停用，站内通知照常。")


def _on(request, channel) -> str:
    service.switch_channel(channel=channel, on=True, actor=request.user, now=timezone.now())
    return _("已启用。")


def _remove(request, channel) -> str:
    service.remove_channel(channel=channel, actor=request.user, now=timezone.now())
    return _("已删去。")


ACTS = {"test": _test, "off": _off, "on": _on, "remove": _remove}
