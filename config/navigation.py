"""What stands at the side of the wide desk and below the phone desk, by what a person may do."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deputies.access import Right, has_right
from deputies.models import Role, User
from liaison.queries import desk
from liaison.views.desk.frame import figures
from suggestions.queries import queues
from suggestions.views.queues import case_counts

# Groups of the wide desk after the queues: name, then label, address and the right that opens it.
GROUPS = [
    (
        _("代表与站点"),
        [
            (_("代表名册"), "deputies:roster", Right.MANAGE_SITES),
            (_("站点"), "deputies:site_desk", Right.MANAGE_SITES),
            (_("联系码"), "liaison:codes", Right.MANAGE_SITES),
            (_("印海报和牌子"), "liaison:printing", Right.MANAGE_SITES),
            (_("公示牌"), "liaison:boards", Right.MANAGE_SITES),
            (_("议题"), "liaison:topics", Right.MANAGE_SITES),
            (_("换届"), "liaison:terms", Right.MANAGE_DEPUTIES),
        ],
    ),
    (
        _("公开"),
        [
            (_("公开案例"), "supervision:publication", Right.PUBLISH),
            (_("代表工作计划"), "supervision:plans", Right.PUBLISH),
        ],
    ),
    (_("审计"), [(_("审计记录"), "deputies:audit", Right.READ_AUDIT)]),
]
PAPERS = [
    (_("接待登记簿"), "liaison:reception_register"),
    (_("办理登记簿"), "suggestions:handled_register"),
    (_("纸质留言表"), "liaison:paper_forms"),
]
PHONE_TABS = [
    (_("待办"), "desk", "home"),
    (_("留言"), "liaison:queue", "message"),
    (_("办件"), "suggestions:queue", "list"),
    (_("接待日"), "liaison:reception", "calendar"),
    (_("常用语"), "liaison:canned", "text"),
]
# What people find here whose part of the work begins outside of conversations: title, words, address.
OFFERS = {
    Role.AUDITOR: (
        _("查审计记录"),
        _("谁在什么时候做了什么，按对象、人员、动作和日期查；不含群众的内容。"),
        "deputies:audit",
    ),
    Role.SYSTEM_ADMIN: (
        _("系统配置"),
        _("用户与任职、工作日历、类别、隐私说明；看不到群众的内容。"),
        "admin:index",
    ),
    Role.LEADER: (
        _("看已公开的案例"),
        _("群众说了什么、代表怎么答复，隐去个人信息后公开的都在这里。"),
        "supervision:published",
    ),
    Role.MEDIA_OFFICER: (
        _("看已公开的案例"),
        _("征得群众同意、隐去个人信息后公开的案例，可以引用。"),
        "supervision:published",
    ),
}
FOR_EVERYBODY = [
    (_("看通知"), _("与您有关的事会通知您，旧的通知也都在。"), "liaison:notices"),
    (_("设通知方式"), _("站内之外，还可以用邮件或者单位的群机器人告诉您。"), "liaison:channels"),
    (_("找代表"), _("按姓名、住址或者选区找代表和联络站点。"), "home"),
]


def side(request: HttpRequest) -> list[tuple]:
    """Return the entries of the wide desk: label, address, count or None, whether it is this page.

    An entry without an address is the name of the group below it.
    """
    user, counts = request.user, figures(request, timezone.now())
    cases = _case_counts(request)
    todo = counts.get("my_all", 0) + cases.get("todo", 0) if counts or cases else None
    entries = [(_("待办"), reverse("desk"), todo)]
    if counts:
        entries += _conversations(counts)
    entries += _cases(request)
    daily = [(_("代录"), "liaison:enter")] if desk.may_enter(user) else []
    daily += [(_("接待日"), "liaison:reception"), (_("常用语"), "liaison:canned")] if counts else []
    daily += [(_("我的资料"), "deputies:profile")] if user.holds_seat else []
    if user.site_ids and not has_right(user, Right.MANAGE_SITES):
        daily.append((_("议题"), "liaison:topics"))
    if user.site_ids and not has_right(user, Right.MANAGE_SITES):
        daily.append((_("公示牌"), "liaison:boards"))
    groups = [(_("日常"), daily), (_("登记簿与表格"), PAPERS if desk.may_enter(user) else [])]
    for name, pages in GROUPS:
        groups.append((name, [(label, address) for label, address, right in pages if has_right(user, right)]))
    if user.is_staff:
        groups.append((_("系统"), [(_("系统配置"), "admin:index")]))
    for name, pages in groups:
        if pages:
            entries.append((name, "", None))
            entries += [(label, reverse(address), None) for label, address in pages]
    here = _here(request)
    return [(label, url, count, url == here) for label, url, count in entries]


def _conversations(counts: dict[str, int]) -> list[tuple]:
    queue = reverse("liaison:queue")
    tabs_of_queue = desk.QUEUES.values()
    return [(_("留言与约见"), "", None)] + [
        (tab.label, f"{queue}?queue={tab.name}", counts.get(tab.name)) for tab in tabs_of_queue
    ]


def _case_counts(request: HttpRequest) -> dict[str, int]:
    """The counts of the person's first desk of cases; empty for who has none."""
    own = queues.desks(request.user)
    return case_counts(request, own[0], timezone.localdate()) if own else {}


def _cases(request: HttpRequest) -> list[tuple]:
    """The tabs of the person's first desk of cases that hold something; her other desks by their names."""
    own = queues.desks(request.user)
    if not own:
        return []
    first, counts, here = own[0], _case_counts(request), _here(request)
    entries = [(_("办件"), "", None)]
    for tab in first.tabs.values():
        address = _queue_of(first.name, tab.name)
        if counts.get(tab.name) or not tab.counted or address == here:
            entries.append((tab.label, address, counts.get(tab.name)))
    entries += [(desk.label, f"{reverse('suggestions:queue')}?desk={desk.name}", None) for desk in own[1:]]
    if has_right(request.user, Right.HAND_OVER):
        entries.append((_("统计"), reverse("suggestions:figures"), None))
    return entries


def _queue_of(desk: str, tab: str) -> str:
    return f"{reverse('suggestions:queue')}?desk={desk}&queue={tab}"


def tabs(request: HttpRequest) -> list[tuple]:
    """Return the entries below the phone desk: label, address, icon, count, whether it is this page."""
    todo = {
        "desk": figures(request, timezone.now()).get("my_all"),
        "suggestions:queue": _case_counts(request).get("todo"),
    }
    return [
        (
            label,
            reverse(name),
            icon,
            todo.get(name),
            reverse(name) == request.path,
        )
        for label, name, icon in PHONE_TABS
    ]


def offers(user: User) -> list[tuple]:
    """Return what a person without conversations can do here: title, words, address."""
    own = [OFFERS[role] for role in OFFERS if role in user.roles]
    return [(title, words, reverse(name)) for title, words, name in own + FOR_EVERYBODY]


def _here(request: HttpRequest) -> str:
    if request.path == reverse("suggestions:queue"):
        return f"{request.path}?{getattr(request, 'case_place', '')}"
    if request.path != reverse("liaison:queue"):
        return request.path
    tab = request.GET.get("queue")
    return f"{request.path}?queue={tab if tab in desk.QUEUES else 'receive'}"
