"""What the tracking page says of one conversation: phases, words, dates ahead, acts.

Four statements, and two more for a message that others are handling.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liaison import panels, targets, workflow
from liaison.models import Attachment, Conversation, Entry, Rating
from liaison.panels import Handler, Handling
from liaison.workflow import Capacity, Move, State

Holder = Conversation.Holder
# How far each state has come on the line 点单 · 接单 · 领单 · 验单 (domain.md 003-03 and §5).
REACHED = {
    State.SUBMITTED: 1,
    State.REQUESTED: 1,
    State.ACCEPTED: 2,
    State.ASKED: 2,
    State.REFERRED: 2,
    State.REOPEN_REQUESTED: 2,
    State.PROPOSED: 2,
    State.COUNTER_PROPOSED: 2,
    State.CONFIRMED: 2,
    State.ANSWERED: 3,
    State.HELD: 3,
    State.CLOSED: 4,
}
TAKEN = 2  # 领单
PHASES = {
    Conversation.Kind.MESSAGE: (
        (gettext_lazy("点单"), gettext_lazy("您已送出")),
        (gettext_lazy("接单"), gettext_lazy("代表接收")),
        (gettext_lazy("领单"), gettext_lazy("办理答复")),
        (gettext_lazy("验单"), gettext_lazy("您来评价")),
    ),
    Conversation.Kind.APPOINTMENT: (
        (gettext_lazy("点单"), gettext_lazy("您已送出")),
        (gettext_lazy("接单"), gettext_lazy("安排时间")),
        (gettext_lazy("领单"), gettext_lazy("见面接待")),
        (gettext_lazy("验单"), gettext_lazy("您来评价")),
    ),
}


@dataclass(frozen=True)
class Told:
    """Everything the page shows, read once."""

    conversation: Conversation
    entries: list[Entry]
    photos: list[Attachment]
    ratings: list[Rating]
    handling: Handling | None

    @property
    def rating(self) -> Rating | None:
        """The rating of the present round."""
        current = self.conversation.reopened + 1
        return next((rating for rating in self.ratings if rating.round == current), None)


def told(receipt: str) -> Told:
    """Read a conversation as its constituent sees it, without internal notes.

    Raises:
        Conversation.DoesNotExist: no such receipt.
    """
    conversation = panels.marked(conversations()).get(receipt=receipt)
    entries = list(conversation.entries.exclude(kind=Entry.Kind.NOTE))
    photos = conversation.attachments.exclude(entry__kind=Entry.Kind.NOTE)
    ratings = list(conversation.ratings.all())
    return Told(conversation, entries, list(photos), ratings, panels.handling(conversation))


def conversations() -> QuerySet[Conversation]:
    """Return conversations with what their own page names."""
    return Conversation.objects.select_related(
        "deputy", "site", "organisation", "category", "appointment", "topic"
    )


def holder_name(conversation: Conversation) -> str:
    """Return who answers now, by name."""
    if conversation.held_by == Holder.DEPUTY:
        return _("%(name)s代表") % {"name": conversation.deputy.name}
    if conversation.held_by == Holder.SITE:
        return str(conversation.site)
    return str(conversation.organisation)


def phases(page: Told) -> list[dict]:
    """Return the four phases with their dates; a conversation that ended early shows how far it came."""
    conversation = page.conversation
    reached = REACHED.get(conversation.state)
    ended_early = reached is None
    if ended_early:
        reached = 2 if conversation.first_response_at else 1
    times = (
        conversation.submitted_at,
        conversation.first_response_at,
        conversation.answered_at,
        conversation.closed_at,
    )
    rows = []
    for number, (label, note) in enumerate(PHASES[conversation.kind]):
        done = number < reached
        current = number == reached and not ended_early
        rows.append(
            {
                "label": label,
                "note": note,
                "state": "done" if done else "current" if current else "todo",
                "at": times[number] if done else None,
            }
        )
    if page.handling and page.handling.handlers:
        rows[TAKEN] |= _taken(page.handling.handlers)
    return rows


def _taken(handlers: tuple[Handler, ...]) -> dict:
    """Return what the phase 领单 says while others handle the message: since when, and how far."""
    if all(handler.replied_at for handler in handlers):
        return {"note": _("单位已答复"), "at": max(handler.replied_at for handler in handlers)}
    taken = [handler.taken_at for handler in handlers if handler.taken_at]
    return {"note": _("单位在办") if taken else _("等单位领单"), "at": min(taken, default=None)}


def thread(page: Told) -> list[dict]:
    """Return what was said, oldest first, the constituent's first words in front."""
    conversation = page.conversation
    pictures: dict[int | None, list[dict]] = {}
    for number, photo in enumerate(page.photos, start=1):
        address = reverse("liaison:photo", args=[photo.token])
        pictures.setdefault(photo.entry_id, []).append(
            {
                "url": address,
                "thumb_url": f"{address}?size=small",
                "label": _("照片 %(number)s") % {"number": number},
            }
        )
    first = {
        "kind": "mine",
        "who": _("您"),
        "capacity": "",
        "at": conversation.submitted_at,
        "body": conversation.body,
        "photos": pictures.get(None, []),
    }
    return [first, *(_said(entry, conversation, pictures.get(entry.pk, [])) for entry in page.entries)]


def _said(entry: Entry, conversation: Conversation, photos: list[dict]) -> dict:
    mine = entry.capacity == Capacity.CONSTITUENT
    deputy = conversation.deputy
    shows_face = entry.capacity == Capacity.DEPUTY and deputy is not None and deputy.shows_photo
    return {
        "kind": "event" if entry.kind == Entry.Kind.PROGRESS else "mine" if mine else "theirs",
        "who": _("您") if mine else entry.author_label,
        "capacity": "" if mine else _(Capacity(entry.capacity).label),
        "at": entry.at,
        "body": entry.body,
        "photos": photos,
        "photo_url": reverse("deputies:portrait", args=[deputy.pk]) if shows_face else "",
    }


def offered(page: Told, *, now: datetime) -> list[Move]:
    """Return the acts open to the constituent: the table of moves, less what its effects would refuse."""
    conversation = page.conversation
    moves = workflow.allowed(conversation.kind, conversation.state, {Capacity.CONSTITUENT})
    refused = set()
    if page.rating:
        refused.add("rate")
    if not may_reopen(conversation, now=now):
        refused.add("request_reopen")
    return [move for move in moves if move.name not in refused]


def may_reopen(conversation: Conversation, *, now: datetime) -> bool:
    """Tell whether a closed conversation may still be taken up again."""
    return (
        conversation.closed_at is not None
        and conversation.reopened < targets.REOPEN_LIMIT
        and now - conversation.closed_at <= targets.REOPEN_WINDOW
    )


def ahead(page: Told, *, now: datetime) -> list[tuple[date | None, str]]:
    """Return what comes by when, soonest first: pairs of a moment, a day or None, and a sentence."""
    conversation, state = page.conversation, page.conversation.state
    who = holder_name(conversation)
    if state in (State.SUBMITTED, State.REQUESTED):
        return _before_response(conversation, who)
    if state == State.REFERRED and page.handling:
        return _others_reply(page.handling.handlers, who)
    if state == State.CONFIRMED:
        met = conversation.appointment
        return [(met.starts_at, _("见面，地点：%(where)s") % {"where": met.where})]
    sentences = {
        State.ACCEPTED: _("%(who)s答复您。"),
        State.ASKED: _("%(who)s等您补充，请在下面回复。"),
        State.REFERRED: _("办理单位答复%(who)s，再由%(who)s答复您。"),
        State.PROPOSED: _("%(who)s提了见面时间，等您确认。"),
        State.COUNTER_PROPOSED: _("%(who)s重新安排见面时间。"),
        State.REOPEN_REQUESTED: _("人大工作机构决定是否重办。"),
    }
    if state in sentences:
        return [(conversation.due_at, sentences[state] % {"who": who})]
    if state in workflow.RATEABLE:
        until = conversation.state_since + targets.RATING_WINDOW
        return [(until, _("请您评价；不评价到期自动办结，不算满意。"))]
    if state in (State.CLOSED, State.NOT_ACCEPTED) and may_reopen(conversation, now=now):
        return [(conversation.closed_at + targets.REOPEN_WINDOW, _("如果没有办好，可以请求重办一次。"))]
    return []


def _before_response(conversation: Conversation, who: str) -> list[tuple[datetime, str]]:
    first = (
        _("%(who)s首次回应您。")
        if conversation.kind == Conversation.Kind.MESSAGE
        else _("%(who)s提出见面时间。")
    )
    rows = [(conversation.due_at, first % {"who": who})]
    if conversation.held_by == Holder.DEPUTY:
        other = conversation.site or conversation.organisation
        sentence = _("如果代表一直没有回应，自动转给%(other)s，人大机关同时看到。")
        rows.append((conversation.state_since + targets.SILENT_DEPUTY, sentence % {"other": other}))
    if conversation.kind == Conversation.Kind.MESSAGE:
        rows.append((conversation.submitted_at + targets.ANSWER, _("您收到答复。")))
    return rows


def _others_reply(handlers: tuple[Handler, ...], who: str) -> list[tuple[date | None, str]]:
    waiting = [handler for handler in handlers if handler.due_on and not handler.replied_at]
    rows = [
        (
            handler.due_on,
            _("%(unit)s答复%(who)s。") % {"unit": handler.name, "who": handler.answers_to or who},
        )
        for handler in sorted(waiting, key=lambda handler: handler.due_on)
    ]
    return [*rows, (None, _("有了结果，由%(who)s答复您。") % {"who": who})]


def why_due(conversation: Conversation) -> list[tuple[str, str | datetime]]:
    """Return how the next date of the congress side was reached: pairs of label and text or moment."""
    if conversation.due_at is None or conversation.state not in workflow.WAITING_FOR_STAFF:
        return []
    term = targets.ANSWER if conversation.state == State.ACCEPTED else targets.FIRST_RESPONSE
    return [
        (_("从哪天起"), conversation.due_at - term),
        (_("期限"), _amount(term)),
        (_("节假日"), _("照算，不顺延")),
    ]


def _amount(term: timedelta) -> str:
    if term < timedelta(days=2):
        return _("%(hours)s 小时内回应") % {"hours": int(term.total_seconds() // 3600)}
    return _("%(days)s 个自然日内答复") % {"days": term.days}
