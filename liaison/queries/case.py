"""One conversation as its page shows it: the thread, how far it is, why it is due, who did what."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from deputies import audit_words
from deputies.models import AuditEvent
from deputies.templatetags.ui import moment
from liaison import targets, workflow
from liaison.audit_words import MOVES
from liaison.models import Attachment, Conversation, Entry
from liaison.workflow import Capacity, State

PHASES = (
    pgettext_lazy("phase", "点单"),
    pgettext_lazy("phase", "接单"),
    pgettext_lazy("phase", "领单"),
    pgettext_lazy("phase", "验单"),
)
DROPPED = frozenset(
    {State.NOT_ACCEPTED, State.WITHDRAWN, State.SPAM, State.NO_SHOW, State.DECLINED, State.CANCELLED}
)


@dataclass(frozen=True)
class Said:
    """One thing said, as templates/components/_thread.html shows it."""

    kind: str
    who: str
    capacity: str
    at: datetime
    body: str
    photos: list[dict] = field(default_factory=list)
    photo_url: str = ""


@dataclass(frozen=True)
class Phase:
    """One of 点单 · 接单 · 领单 · 验单, as templates/components/_timeline.html shows it."""

    label: str
    state: str
    at: datetime | None
    note: str = ""


def for_page(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Add everything the page of one conversation shows, in a constant number of statements."""
    photos = Attachment.objects.order_by("pk")
    return conversations.select_related(
        "deputy__seat__district",
        "deputy__seat__electing_unit",
        "site",
        "organisation",
        "category",
        "appointment",
        "entered_by",
        "placement",
        "topic",
    ).prefetch_related(
        Prefetch("attachments", photos),
        Prefetch("entries", Entry.objects.select_related("author")),
        "ratings",
    )


def photos_of(conversation: Conversation, entry: Entry | None = None) -> list[dict]:
    """Return the photos sent with the first words, or with one entry; from what for_page fetched."""
    wanted = entry.pk if entry else None
    return [
        {
            "url": reverse("liaison:photo", args=[photo.token]),
            "thumb_url": f"{reverse('liaison:photo', args=[photo.token])}?size=small",
            "label": _("照片 %(number)s") % {"number": number},
        }
        for number, photo in enumerate(
            (photo for photo in conversation.attachments.all() if photo.entry_id == wanted), start=1
        )
    ]


def thread(conversation: Conversation) -> list[Said]:
    """Return what was said after the first words, oldest first, seen from the desk: staff on the right."""
    return [said(conversation, entry) for entry in conversation.entries.all()]


def said(conversation: Conversation, entry: Entry) -> Said:
    """Return one entry for the thread; a constituent's words stand on the left, notes are marked."""
    theirs = entry.capacity == Capacity.CONSTITUENT.value
    if entry.kind == Entry.Kind.NOTE:
        kind = "private"
    elif entry.kind == Entry.Kind.PROGRESS or entry.capacity == Capacity.SYSTEM.value:
        kind = "event"
    else:
        kind = "theirs" if theirs else "mine"
    spoke = entry.author.name if entry.author and entry.author.name not in entry.author_label else ""
    body = entry.body if kind != "event" else f"{entry.author_label}：{entry.body}"
    return Said(
        kind=kind,
        who=entry.author_label,
        capacity=spoke,
        at=entry.at,
        body=body,
        photos=photos_of(conversation, entry),
    )


def phases(conversation: Conversation) -> list[Phase]:
    """Return the four phases with their dates; what was dropped stops where it was (domain.md 000-12)."""
    rated = max((rating.rated_at for rating in conversation.ratings.all()), default=None)
    state = State(conversation.state)
    reached = [
        conversation.submitted_at,
        conversation.first_response_at,
        conversation.answered_at,
        rated if state == State.CLOSED else None,
    ]
    done = 1
    while done < 4 and reached[done] is not None:
        done += 1
    if state == State.CLOSED:
        done = 4
    reopened = conversation.reopened and state in workflow.WAITING_FOR_STAFF | {State.ASKED}
    if state == State.REOPEN_REQUESTED or reopened:
        done = min(done, 2)
    shown = []
    for number, label in enumerate(PHASES):
        status = "done" if number < done else "current" if number == done and state not in DROPPED else "todo"
        shown.append(Phase(str(label), status, reached[number] if number < done else None))
    if state in DROPPED:
        shown[done] = Phase(shown[done].label, "todo", conversation.closed_at, _(state.label))
    elif state == State.CLOSED and rated is None:
        shown[3] = Phase(shown[3].label, "done", conversation.closed_at, _("未评价"))
    return shown


def why_due(conversation: Conversation, now: datetime) -> list[tuple[str, str]]:
    """Return how the due time was reached, as pairs of label and words; empty while no clock runs.

    Soft targets of domain.md §4 count by the clock, not by working days.
    """
    due = conversation.due_at
    if due is None:
        return []
    rule, start = _rule(conversation)
    return [
        (_("从"), f"{start[0]}（{moment(start[1], now)}）"),
        (_("规定"), rule),
        (_("到期"), moment(due, now)),
        (_("怎么数"), _("按自然时间连续计算，节假日不停。")),
    ]


def _rule(conversation: Conversation) -> tuple[str, tuple[str, datetime]]:
    due = conversation.due_at
    if conversation.state == State.CONFIRMED:
        return _("见面后 1 天内记下接待情况"), (_("约定的见面时间"), due - timedelta(days=1))
    if due == conversation.submitted_at + targets.ANSWER:
        return _("收到起 15 天内答复"), (_("群众送出"), conversation.submitted_at)
    if due == conversation.submitted_at + targets.FIRST_RESPONSE:
        return _("收到起 24 小时内回应"), (_("群众送出"), conversation.submitted_at)
    if due == conversation.state_since + targets.ANSWER:
        return _("同意重办起 15 天内答复"), (_("同意重办"), conversation.state_since)
    return _("群众说话后 24 小时内回应"), (_("群众最近一次说话"), due - targets.FIRST_RESPONSE)


def history(conversation: Conversation) -> list[dict]:
    """Return who did what and when, newest last, from the audit chain: at, verb, who, reason."""
    events = AuditEvent.objects.filter(chain=f"conversation:{conversation.pk}").select_related("actor")
    return [_line(event) for event in events.order_by("seq")]


def newest_moves(conversation: Conversation, count: int) -> list[dict]:
    """Return the last moves of a conversation, oldest first: what somebody else did meanwhile."""
    events = AuditEvent.objects.filter(chain=f"conversation:{conversation.pk}", verb__in=MOVES)
    newest = list(events.select_related("actor").order_by("-seq")[: min(count, 20)])
    return [_line(event) for event in reversed(newest)]


def _line(event: AuditEvent) -> dict:
    capacity = audit_words.capacity_words(event.capacity)
    return {
        "at": event.at,
        "verb": audit_words.verb_words(event.chain, event.verb),
        "who": event.actor.name if event.actor else capacity,
        "capacity": capacity if event.actor else "",
        "reason": event.data.get("reason", ""),
    }
