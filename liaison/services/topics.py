"""Verbs of opinion topics (议题): draft, open, extend, close, report what came of it, thank everybody."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies import audit
from deputies.access import Right, people_with
from deputies.errors import Refused
from deputies.models import Organisation, Site, User
from liaison.access import Actor, conversations_visible_to
from liaison.models import Conversation, Topic
from liaison.notices import Letter, TextMessage, notify, notify_all, tell_numbers
from liaison.queries.topics import NOT_SAID, UNANSWERED
from liaison.services import _move, acting, codes
from liaison.workflow import Capacity

State, Phase = Topic.State, Topic.Phase
LONGEST = timedelta(days=366)  # a later end is a slip of the hand
MOST_ANSWERS = 200  # of one press; the next press goes on
BATCH = 500


@dataclass(frozen=True)
class Draft:
    """What a topic is: who asks what, since when until when; without a site that body collects itself."""

    organisation: Organisation
    title: str
    question: str
    opens_on: date
    closes_on: date
    background: str = ""
    site: Site | None = None


@dataclass
class Answered:
    """What became of one answer for many: how many got it, which did not and why, how many are left."""

    done: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    left: int = 0


@transaction.atomic
def draft_topic(*, draft: Draft, actor: User, now: datetime) -> Topic:
    """Write a topic down; nobody outside sees it before it is opened.

    Raises:
        Refused: the dates or the site do not fit.
    """
    _check(draft)
    topic = Topic.objects.create(**vars(draft), created_by=actor, created_at=now)
    _record(topic, "draft", actor, now, fresh=True, title=topic.title)
    return topic


@transaction.atomic
def change_draft(*, topic: Topic, draft: Draft, actor: User, now: datetime) -> Topic:
    """Change what is not out yet; what people have read stays as they read it.

    Raises:
        Refused: it is open already, or the dates or the site do not fit.
    """
    topic = _lock(topic)
    if topic.state != State.DRAFT:
        raise Refused(_("议题已经公开，大家看到的问题不能再改；可以延长截止日期。"))
    _check(draft)
    for name, value in vars(draft).items():
        setattr(topic, name, value)
    topic.save(update_fields=list(vars(draft)))
    _record(topic, "change", actor, now, title=topic.title)
    return topic


@transaction.atomic
def discard_draft(*, topic: Topic, actor: User, now: datetime) -> None:
    """Throw away a topic that nobody outside has seen.

    Raises:
        Refused: it is open already.
    """
    topic = _lock(topic)
    if topic.state != State.DRAFT:
        raise Refused(_("议题已经公开，不能删除；不再收意见就结束它。"))
    _record(topic, "discard", actor, now, title=topic.title)
    topic.delete()


@transaction.atomic
def open_topic(*, topic: Topic, actor: User, now: datetime, today: date) -> Topic:
    """Put the question to the public: the topic gets its code, whoever collects is told.

    A beginning that is past becomes today.

    Raises:
        Refused: it is not a draft, its end is past, or its site has closed.
    """
    topic = _lock(topic)
    if topic.state != State.DRAFT:
        raise Refused(_("这个议题已经公开了。"))
    if topic.closes_on < today:
        raise Refused(_("截止日期已经过了，请先改到今天或以后。"), field="closes_on")
    if topic.site is not None and not topic.site.is_active:
        raise Refused(_("“%(site)s”已经停用，请先换一个站点收集。") % {"site": topic.site}, field="site")
    topic.state, topic.opens_on = State.OPEN, max(topic.opens_on, today)
    topic.save(update_fields=["state", "opens_on"])
    codes.issue_code(topic=topic, actor=actor, now=now)
    _record(topic, "open", actor, now, until=topic.closes_on.isoformat())
    if topic.site is not None:
        staff = User.objects.filter(is_active=True, site_duties__site=topic.site)
        notify(staff, now=now, **_letter(topic, _("新议题由您的站点收集意见"), "open"))
    return topic


@transaction.atomic
def extend_topic(*, topic: Topic, closes_on: date, actor: User, now: datetime, today: date) -> Topic:
    """Put the end off.

    Raises:
        Refused: it is over, or the new end is not later.
    """
    topic = _lock(topic)
    if topic.phase(today) not in (Phase.AHEAD, Phase.RUNNING):
        raise Refused(_("只有还没结束的议题能延期；已经结束的请另发一个议题。"))
    if closes_on <= topic.closes_on:
        raise Refused(_("新的截止日期要晚于现在的 %(day)s。") % {"day": topic.closes_on}, field="closes_on")
    if closes_on - topic.opens_on > LONGEST:
        raise Refused(_("征集最长一年，请把截止日期改早些。"), field="closes_on")
    before, topic.closes_on = topic.closes_on, closes_on
    topic.save(update_fields=["closes_on"])
    _record(topic, "extend", actor, now, before=before.isoformat(), until=closes_on.isoformat())
    return topic


@transaction.atomic
def close_topic(*, topic: Topic, actor: User, now: datetime, today: date) -> Topic:
    """End the collection by hand; what was received stays and is answered.

    Raises:
        Refused: it is not out, or it has ended.
    """
    topic = _lock(topic)
    if topic.phase(today) not in (Phase.AHEAD, Phase.RUNNING):
        raise Refused(_("这个议题没有在征集，不用结束。"))
    planned = topic.closes_on
    if topic.opens_on <= today < topic.closes_on:
        topic.closes_on = today
    topic.state = State.CLOSED
    topic.save(update_fields=["state", "closes_on"])
    _record(topic, "close", actor, now, planned=planned.isoformat())
    return topic


@transaction.atomic
def close_over(*, now: datetime) -> int:
    """Mark topics whose last day has passed; whoever asked is told to write what came of them.

    Nothing depends on when this runs: a topic past its end takes no words in any case.

    Returns:
        How many ended now.
    """
    today = timezone.localdate(now)
    over = Topic.objects.select_for_update(of=("self",)).select_related("organisation")
    ended = list(over.filter(state=State.OPEN, closes_on__lt=today).order_by("pk")[:BATCH])
    if not ended:
        return 0
    Topic.objects.filter(pk__in=[topic.pk for topic in ended]).update(state=State.CLOSED)
    audit.record_many(
        [{"chain": f"topic:{topic.pk}", "data": {}} for topic in ended],
        verb="end",
        capacity=Capacity.SYSTEM.value,
        now=now,
    )
    letters = []
    for topic in ended:
        people = people_with(Right.MANAGE_SITES, over=topic.organisation, today=today)
        letters.append(Letter(people, **_letter(topic, _("征集已截止，请写结果反馈"), "end")))
    notify_all(letters, now=now)
    return len(ended)


@transaction.atomic
def publish_feedback(*, topic: Topic, text: str, actor: User, now: datetime, today: date) -> int:
    """Publish what was heard and what was adopted (结果反馈), and tell everybody who left words.

    A later call corrects the text; nobody is told twice.

    Returns:
        How many conversations were told.

    Raises:
        Refused: the collection goes on.
    """
    topic = _lock(topic)
    if topic.phase(today) != Phase.OVER:
        raise Refused(_("征集结束以后才能公布结果反馈。"))
    first = topic.feedback_at is None
    topic.feedback, topic.feedback_at, topic.state = text, topic.feedback_at or now, State.CLOSED
    topic.save(update_fields=["feedback", "feedback_at", "state"])
    told = _tell_everybody(topic, now) if first else 0
    _record(topic, "feedback" if first else "correct_feedback", actor, now, told=told)
    return told


def acknowledge(*, user: User, topic: Topic, body: str, now: datetime) -> Answered:
    """Give one answer to everybody who waits for one, each in the own thread and through the gate of moves.

    What somebody else changes meanwhile is left as it is and named.
    """
    waiting = (
        conversations_visible_to(user)
        .filter(topic=topic, state__in=UNANSWERED)
        .select_related("deputy", "site", "organisation", "topic")
        .order_by("submitted_at", "pk")
    )
    result = Answered()
    for conversation in waiting[:MOST_ANSWERS]:
        try:
            acting.act(
                user=user,
                conversation=conversation,
                name="answer",
                now=now,
                version=conversation.version,
                data={"body": body},
            )
        except Refused as refused:
            result.refused.append((conversation.receipt, str(refused)))
        else:
            result.done += 1
    result.left = waiting.count() - len(result.refused)
    _record(topic, "acknowledge", user, now, answered=result.done)
    return result


def record_export(*, topic: Topic, actor: User, rows: int, now: datetime) -> None:
    """Note who took the words away as a workbook."""
    _record(topic, "export", actor, now, rows=rows)


def _tell_everybody(topic: Topic, now: datetime) -> int:
    actor = Actor(Capacity.SYSTEM, str(topic.organisation))
    words = _("您说过看法的议题“%(title)s”有了结果，见这一页的“议题的结果”。") % {"title": topic.title}
    pks = list(
        Conversation.objects.filter(topic=topic, kind=Conversation.Kind.MESSAGE)
        .exclude(state__in=NOT_SAID)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    told = 0
    for start in range(0, len(pks), BATCH):
        moved = _move.move_many(
            pks=pks[start : start + BATCH],
            name="conclude",
            actor=actor,
            now=now,
            effect=lambda conversation, data, now: words,
        )
        told += len(moved)
        if settings.SMS_GATEWAY_URL:
            tell_numbers([_text(topic, row) for row in moved if row.contact_phone], now=now)
    return told


def _text(topic: Topic, conversation: Conversation) -> TextMessage:
    return TextMessage(
        phone=conversation.contact_phone,
        title=_("您说过看法的议题有了结果（%(receipt)s），请凭回执号和查询码查看。")
        % {"receipt": conversation.receipt},
        url=reverse("liaison:track", args=[conversation.receipt]),
        key=f"constituent:{conversation.pk}:topic:{topic.pk}",
    )


def _letter(topic: Topic, words: str, what: str) -> dict:
    return {
        "kind": "topic",
        "title": f"{words} · {topic.title}",
        "url": reverse("liaison:topic", args=[topic.pk]),
        "key": f"topic:{topic.pk}:{what}",
    }


def _check(draft: Draft) -> None:
    if draft.closes_on < draft.opens_on:
        raise Refused(_("截止日期不能早于开始日期。"), field="closes_on")
    if draft.closes_on - draft.opens_on > LONGEST:
        raise Refused(_("征集最长一年，请把截止日期改早些。"), field="closes_on")
    if draft.site and not draft.site.organisation.path.startswith(draft.organisation.path):
        raise Refused(_("这个站点不在发起单位的范围里，请另选。"), field="site")


def _lock(topic: Topic) -> Topic:
    rows = Topic.objects.select_for_update(of=("self",)).select_related("organisation", "site__organisation")
    found = rows.filter(pk=topic.pk).first()
    if found is None:
        raise Refused(_("这个议题已经被删除。"))
    return found


def _record(topic, verb, actor, now, **data) -> None:
    audit.record(chain=f"topic:{topic.pk}", verb=verb, actor=actor, capacity="office", now=now, **data)
