"""Reads of opinion topics: the lists of the desk and of the public, who is asked, what was said."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from deputies.access import Right, within
from deputies.models import Organisation, Site, User
from liaison.access import conversations_visible_to
from liaison.models import Conversation, Placement, Topic
from liaison.workflow import State

Phase, Holder = Topic.Phase, Conversation.Holder
ON_FRONT = 3
# What its constituent took back, or what says nothing, is not counted among what people said.
NOT_SAID = (State.WITHDRAWN.value, State.SPAM.value)
UNANSWERED = (State.SUBMITTED.value, State.ACCEPTED.value)
ASKING = (Organisation.Kind.STREET_COMMITTEE, Organisation.Kind.CONGRESS)


@dataclass(frozen=True)
class Figures:
    """What was said on a topic, counted: by subject, by day, and by the community where the copy hangs."""

    total: int
    unanswered: int
    by_category: list[tuple[str | None, int]]
    by_day: list[tuple[date, int]]
    by_community: list[tuple[str | None, int]]


def spoken(topic: str = "pk") -> Coalesce:
    """Return the expression "how many spoke on this topic"; `topic` leads to its id."""
    said = Conversation.objects.filter(topic=OuterRef(topic)).exclude(state__in=NOT_SAID)
    return Coalesce(Subquery(said.order_by().values("topic").annotate(n=Count("pk")).values("n")), 0)


def topics_managed_by(user: User) -> QuerySet[Topic]:
    """Return the topics the user may open, extend, close and report on: those of her part of the tree."""
    return _topics().filter(within(user, Right.MANAGE_SITES, "organisation__path"))


def topics_visible_to(user: User) -> QuerySet[Topic]:
    """Return the topics the user manages, and those a site of hers or of her area collects for once they are out."""
    collects = Q(site__in=user.site_ids) | within(user, Right.MANAGE_SITES, "site__organisation__path")
    return _topics().filter(
        within(user, Right.MANAGE_SITES, "organisation__path") | collects & ~Q(state=Topic.State.DRAFT)
    )


def find_topics(user: User, *, phase: str = "", today: date) -> QuerySet[Topic]:
    """Return the topics of the desk, newest first, with how many spoke and how many wait for an answer."""
    waiting = (
        conversations_visible_to(user)
        .filter(topic=OuterRef("pk"), state__in=UNANSWERED)
        .order_by()
        .values("topic")
        .annotate(n=Count("pk", distinct=True))
        .values("n")
    )
    found = topics_visible_to(user).annotate(spoken=spoken(), waiting=Coalesce(Subquery(waiting), 0))
    if phase:
        found = found.filter(in_phase(phase, today))
    return found.order_by("-created_at", "-pk")


def in_phase(phase: str, today: date) -> Q:
    """Return the condition that `Topic.phase` tells of one row."""
    is_open, over = Q(state=Topic.State.OPEN), Q(closes_on__lt=today)
    return {
        Phase.DRAFT: Q(state=Topic.State.DRAFT),
        Phase.AHEAD: is_open & Q(opens_on__gt=today),
        Phase.RUNNING: is_open & Q(opens_on__lte=today) & ~over,
        Phase.OVER: Q(state=Topic.State.CLOSED) | is_open & over,
    }[Phase(phase)]


def may_ask(user: User) -> QuerySet[Organisation]:
    """Return the bodies in whose name the user may ask: congresses and street committees of her part of the tree."""
    area = within(user, Right.MANAGE_SITES)
    return Organisation.objects.filter(area, kind__in=ASKING, is_active=True).order_by("path")


def may_collect(user: User) -> QuerySet[Site]:
    """Return the open sites of the user's part of the tree."""
    area = within(user, Right.MANAGE_SITES, "organisation__path")
    return Site.objects.filter(area, is_active=True).select_related("organisation").order_by("name")


def said_on(user: User, topic: Topic) -> QuerySet[Conversation]:
    """Return what was said on a topic, as far as the user may read it, newest first."""
    return conversations_visible_to(user).filter(topic=topic).order_by("-submitted_at", "-pk")


def lines(page: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Return the lines of one page with what they show, without contact data and in one statement."""
    rows = Conversation.objects.filter(pk__in=page.values("pk"))
    return (
        rows.select_related("category", "placement__community", "site", "organisation")
        .defer("contact_name", "contact_phone", "pin_digest", "idempotency_key")
        .order_by(*page.query.order_by)
    )


def figures(user: User, topic: Topic) -> Figures:
    """Count what was said, as far as the user may read it, in four statements."""
    said = said_on(user, topic).order_by().exclude(state__in=NOT_SAID)
    total = said.aggregate(all=Count("pk"), unanswered=Count("pk", filter=Q(state__in=UNANSWERED)))

    def counted(*, by: str, order: tuple = ("-n", "key")) -> list[tuple]:
        return list(said.values(key=F(by)).annotate(n=Count("pk")).order_by(*order).values_list("key", "n"))

    days = said.values(key=TruncDate("submitted_at")).annotate(n=Count("pk")).order_by("key")
    return Figures(
        total=total["all"],
        unanswered=total["unanswered"],
        by_category=counted(by="category__name"),
        by_day=list(days.values_list("key", "n")),
        by_community=counted(by="placement__community__name"),
    )


def communities(user: User, topic: Topic) -> list[tuple[int, str]]:
    """Return the communities where copies hang through which something was said: id and name."""
    found = said_on(user, topic).filter(placement__community__isnull=False).order_by()
    rows = found.values_list("placement__community", "placement__community__name").distinct()
    return sorted(rows, key=lambda row: row[1])


def on_front(today: date) -> list[Topic]:
    """Return for the front page what is asked now, and what came of it lately; in one statement."""
    return list(_public(today).filter(Q(is_running=True) | Q(feedback_at__isnull=False))[:ON_FRONT])


def public_topics(today: date) -> QuerySet[Topic]:
    """Return all topics that were ever opened: those that run first, then the newest."""
    return _public(today)


def _public(today: date) -> QuerySet[Topic]:
    live = Placement.objects.filter(
        code__topic=OuterRef("pk"), code__state="active", state=Placement.State.LIVE
    ).order_by("copy")
    return (
        _topics()
        .exclude(state=Topic.State.DRAFT)
        .annotate(
            token=Subquery(live.values("token")[:1]),
            spoken=spoken(),
            is_running=ExpressionWrapper(in_phase(Phase.RUNNING, today), BooleanField()),
        )
        .order_by("-is_running", "-opens_on", "-pk")
    )


def _topics() -> QuerySet[Topic]:
    return Topic.objects.select_related("organisation", "site__organisation")
