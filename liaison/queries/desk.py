"""What the desks show: queues by what must be done, their counts, and the one to-do list of a person.

Every function costs one statement, however many conversations there are; only open ones are ever counted.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext_lazy as _

from deputies.access import RIGHTS, Right, has_right, within
from deputies.models import Organisation, Site, User
from liaison import targets, workflow
from liaison.access import COLLECTED_BY_OFFICE, conversations_visible_to
from liaison.models import Attachment, Category, Conversation, Notice, ReceptionDay
from liaison.workflow import State

Holder = Conversation.Holder
CARDS = 8
COMING_DAYS = timedelta(days=30)
HIDDEN_FROM_LISTS = ("contact_name", "contact_phone", "pin_digest", "idempotency_key")


@dataclass(frozen=True)
class Queue:
    """One tab: which conversations, in which order, and what an empty one means."""

    name: str
    label: str
    condition: Q
    order: tuple
    empty: str
    counted: bool = True


def _in(*states: State) -> Q:
    return Q(state__in=[state.value for state in states])


_BY_DUE = (F("due_at").asc(nulls_last=True), "pk")
_BY_WAIT = ("state_since", "pk")
QUEUES = {
    queue.name: queue
    for queue in (
        Queue(
            "receive",
            _("待接"),
            _in(State.SUBMITTED, State.REQUESTED),
            _BY_DUE,
            _("新的留言和约见会出现在这里，24 小时内先回应一句。"),
        ),
        Queue(
            "answer",
            _("待答"),
            _in(State.ACCEPTED, State.COUNTER_PROPOSED),
            _BY_DUE,
            _("接了还没有答复的在这里，按到期先后排。"),
        ),
        Queue(
            "referred",
            _("已交办"),
            _in(State.REFERRED),
            _BY_WAIT,
            _("交给街道、社区或部门办理的在这里，有了结果就回到“待答”。"),
        ),
        Queue(
            "meet",
            _("待见面"),
            _in(State.CONFIRMED),
            _BY_DUE,
            _("约好时间的见面在这里，见完面记下几句就算办结。"),
        ),
        Queue(
            "constituent",
            _("待群众补充"),
            _in(State.ASKED, State.PROPOSED),
            _BY_WAIT,
            _("问过群众、等他回话的在这里，他一回话就回到“待答”。"),
        ),
        Queue(
            "rating",
            _("待评价"),
            _in(State.ANSWERED, State.HELD),
            _BY_WAIT,
            _("答复过的由系统请群众评价，30 天没有评价就自动办结。"),
        ),
        Queue(
            "reopen",
            _("请求重办"),
            _in(State.REOPEN_REQUESTED),
            _BY_DUE,
            _("群众不满意请求重办的在这里，由人大工作机构决定。"),
        ),
        Queue(
            "closed",
            _("已办结"),
            Q(closed_at__isnull=False),
            ("-closed_at", "-pk"),
            _("办结的在这里，随时可以查。"),
            counted=False,
        ),
        Queue(
            "all",
            _("全部"),
            Q(),
            ("-pk",),
            _("还没有人留言。把代表的联系码贴出去，群众扫码就能说话。"),
            counted=False,
        ),
    )
}
OPEN = _in(*(state for state in State if state not in workflow.FINAL))
WAITING = _in(*workflow.WAITING_FOR_STAFF)
SECTIONS = {
    "reopen": _("群众请求重办，请您决定"),
    "fallback": _("代表三天未接，请您接手"),
    "todo": _("等您处理"),
    "meeting": _("约好的见面"),
    "lost": _("代表三天未接，已转站点"),
    "late": _("已超时，还在代表手上"),
}


def uses_phone(user: User) -> bool:
    """Tell whether this person works on the phone desk: a deputy without any duty of staff."""
    return bool(user.deputy_ids) and not user.site_ids and not any(RIGHTS[role] for role in user.roles)


def has_conversations(user: User) -> bool:
    """Tell whether queues make sense for this person at all."""
    return bool(user.deputy_ids or user.site_ids) or has_right(user, Right.READ_CONVERSATIONS)


def may_enter(user: User) -> bool:
    """Tell whether the person enters words for callers and visitors: site staff and the area's offices."""
    return bool(user.site_ids) or has_right(user, Right.ENTER_ON_BEHALF)


def for_list(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Add what one line of a list shows and leave out what it must not; no line costs a statement."""
    photos = Attachment.objects.filter(conversation=OuterRef("pk")).order_by().values("conversation")
    return (
        conversations.select_related("deputy", "site", "organisation", "category", "appointment", "topic")
        .defer(*HIDDEN_FROM_LISTS)
        .annotate(photo_count=Coalesce(Subquery(photos.annotate(n=Count("pk")).values("n")), 0))
    )


def queue(user: User, name: str) -> QuerySet[Conversation]:
    """Return one queue in its order, bare: `lines` adds what a page of it shows."""
    tab = QUEUES[name]
    return conversations_visible_to(user).filter(tab.condition).order_by(*tab.order)


def lines(page: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Return the lines of one page of a queue, a slice, in the order of the slice and in one statement."""
    order = page.query.order_by
    return for_list(Conversation.objects.filter(pk__in=page.values("pk"))).order_by(*order)


def on_my_desk(user: User) -> Q:
    """Return the condition "this person is the one to act".

    The deputy while she holds it, staff of a site and of its street while the site does, those who decide for
    what the office holds and for every wish to reopen.
    """
    decides = within(user, Right.DECIDE, "organisation__path")
    handles = within(user, Right.HANDLE_CONVERSATIONS, "organisation__path") & ~decides
    return (
        Q(held_by=Holder.DEPUTY, deputy__in=user.deputy_ids) & ~_in(State.REOPEN_REQUESTED)
        | Q(held_by=Holder.SITE) & ~_in(State.REOPEN_REQUESTED) & (Q(site__in=user.site_ids) | handles)
        | Q(held_by=Holder.OFFICE) & decides
        | COLLECTED_BY_OFFICE & ~_in(State.REOPEN_REQUESTED) & handles
        | _in(State.REOPEN_REQUESTED) & decides
    )


def soon(now: datetime) -> Q:
    """Return the condition "due shortly or overdue"."""
    return Q(due_at__lte=now + targets.SOON_FIRST_RESPONSE) | Q(
        QUEUES["answer"].condition, due_at__lte=now + targets.SOON_ANSWER
    )


def counts(user: User, now: datetime) -> dict[str, int]:
    """Return how many open conversations each queue holds, and on this person's own desk: to receive, to answer, soon due.

    Keys: the counted QUEUES; my_receive, my_answer, my_soon, my_all; fallback, late.
    """
    mine = on_my_desk(user) & WAITING
    figures = {
        queue.name: Count("pk", filter=queue.condition) for queue in QUEUES.values() if queue.counted
    } | {
        "my_all": Count("pk", filter=mine),
        "my_receive": Count("pk", filter=mine & QUEUES["receive"].condition),
        "my_answer": Count("pk", filter=mine & QUEUES["answer"].condition),
        "my_soon": Count("pk", filter=mine & soon(now)),
        "fallback": Count("pk", filter=_fell_back()),
        "late": Count("pk", filter=_late(now)),
    }
    return conversations_visible_to(user).filter(OPEN).aggregate(**figures)


def _fell_back() -> Q:
    return Q(fell_back_at__isnull=False) & WAITING & ~_in(State.REOPEN_REQUESTED)


def _late(now: datetime) -> Q:
    return Q(held_by=Holder.DEPUTY, due_at__lt=now) & WAITING & ~_in(State.REOPEN_REQUESTED)


def todo_for(user: User, now: datetime) -> dict[str, list[Conversation]]:
    """Return what this person has to do or to know, by section, at most CARDS lines of each, soonest due first.

    The sections are those of SECTIONS; empty ones are left out.
    """
    section = Case(
        When(_in(State.REOPEN_REQUESTED) & on_my_desk(user), then=Value("reopen")),
        When(_fell_back() & on_my_desk(user), then=Value("fallback")),
        When(WAITING & on_my_desk(user), then=Value("todo")),
        When(_fell_back(), then=Value("lost")),
        When(_in(State.CONFIRMED), then=Value("meeting")),
        When(_late(now), then=Value("late")),
        output_field=CharField(),
    )
    order = [F("due_at").asc(nulls_last=True), F("pk").asc()]
    lines = (
        for_list(conversations_visible_to(user).filter(OPEN))
        .annotate(section=section)
        .filter(section__isnull=False)
        .annotate(place_in_section=Window(RowNumber(), partition_by="section", order_by=order))
        .filter(place_in_section__lte=CARDS)
        .order_by(*order)
    )
    grouped = defaultdict(list)
    for line in lines:
        grouped[line.section].append(line)
    return {name: grouped[name] for name in SECTIONS if name in grouped}


def reception_days(user: User, today: date) -> QuerySet[ReceptionDay]:
    """Return the next reception days at which this person receives, or which her sites or area hold."""
    mine = (
        Q(deputies__in=user.deputy_ids)
        | Q(site__in=user.site_ids)
        | within(user, Right.MANAGE_SITES, "site__organisation__path")
    )
    ahead = ReceptionDay.objects.filter(mine, date__range=(today, today + COMING_DAYS))
    return with_taken(ReceptionDay.objects.filter(pk__in=ahead.values("pk")))[:CARDS]


def with_taken(days: QuerySet[ReceptionDay]) -> QuerySet[ReceptionDay]:
    """Return the published of these days, soonest first, each with its site and how many places are `taken`."""
    lapsed = Q(appointments__conversation__state__in=(State.CANCELLED.value, State.DECLINED.value))
    return (
        days.filter(state=ReceptionDay.State.PUBLISHED)
        .select_related("site")
        .annotate(taken=Count("appointments", filter=~lapsed, distinct=True))
        .order_by("date", "starts")
    )


def unread(user: User) -> int:
    """Return how many notices the person has not opened."""
    return Notice.objects.filter(recipient=user, read_at=None).count()


def filter_choices(user: User) -> dict[str, list[tuple[int, str]]]:
    """Return what the filters offer within the person's area, in one statement.

    Keys: category, organisation, site; each a list of (id, name).
    """
    area = within(user, Right.READ_CONVERSATIONS)
    offices = Organisation.objects.filter(area, kind__in=_SERVING, is_active=True)
    sites = Site.objects.filter(
        Q(pk__in=user.site_ids) | within(user, Right.READ_CONVERSATIONS, "organisation__path")
    )
    rows = (
        _choices(Category.objects.filter(is_active=True), "category")
        .union(_choices(offices, "organisation"), _choices(sites, "site"), all=True)
        .order_by("what", "name")
    )
    found = defaultdict(list)
    for what, pk, name in rows:
        found[what].append((pk, name))
    return found


_SERVING = (Organisation.Kind.STREET_COMMITTEE, Organisation.Kind.CONGRESS)


def _choices(rows: QuerySet, what: str) -> QuerySet:
    return rows.order_by().annotate(what=Value(what, CharField())).values_list("what", "pk", "name")
