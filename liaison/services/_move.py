"""The one gate: lock the row, check the table, write, append the event, queue the notices."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Conflict, Refused
from liaison import targets, workflow
from liaison.access import Actor, fits
from liaison.models import Conversation, Entry
from liaison.photos_store import attach
from liaison.workflow import Capacity, Move, State

Effect = Callable[[Conversation, dict, datetime], str | None]
ENTRY_KIND = {
    "answer": Entry.Kind.ANSWER,
    "hold": Entry.Kind.ANSWER,
    "decline": Entry.Kind.ANSWER,
    "call_off": Entry.Kind.ANSWER,
    "decline_reopen": Entry.Kind.ANSWER,
    "not_accept": Entry.Kind.ANSWER,
    "ask": Entry.Kind.QUESTION,
    "note": Entry.Kind.NOTE,
    "say": Entry.Kind.WORDS,
    "request_reopen": Entry.Kind.WORDS,
    "counter_propose": Entry.Kind.WORDS,
}

MOVED_FIELDS = [
    "deputy",
    "held_by",
    "state",
    "state_since",
    "version",
    "due_at",
    "first_response_at",
    "closed_at",
    "fell_back_at",
]


def lock(pk: int) -> Conversation:
    """Lock one conversation for the rest of the transaction."""
    return (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("deputy__user", "site", "organisation", "appointment")
        .get(pk=pk)
    )


@transaction.atomic
def move(
    *,
    conversation: Conversation,
    name: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    data: dict | None = None,
    photos=(),
    effect: Effect | None = None,
) -> tuple[Conversation, Entry | None]:
    """Make one move of the table.

    Args:
        version: what the person saw; a different one means somebody acted first. None for acts that cannot
            contradict another one, such as a constituent's further words.
        data: what the move needs; `body` becomes the entry.
        photos: cleaned photos that belong to the entry.
        effect: changes further fields of the locked row and returns the text of the entry, if it makes one.

    Returns:
        The conversation as it is now and the entry that was written, if any.

    Raises:
        Conflict: somebody else changed the conversation meanwhile.
        Refused: the table does not allow the move, or data is missing.
    """
    data = data or {}
    conversation = lock(conversation.pk)
    if version is not None and version != conversation.version:
        raise Conflict(_("刚才有人先处理了这件事，请看看最新情况再决定。"))
    step = _check(conversation, name, actor, data)
    before = State(conversation.state)
    words = effect(conversation, data, now) if effect else data.get("body")
    _advance(conversation, step, now)
    conversation.save()
    entry = _entry(conversation, step, actor, words, now) if words else None
    if entry:
        entry.save(force_insert=True)
    attach(conversation, photos, entry=entry)
    audit.record(
        chain=f"conversation:{conversation.pk}",
        verb=name,
        actor=actor.user,
        capacity=actor.capacity.value,
        now=now,
        before=before.value,
        after=conversation.state,
        held_by=conversation.held_by,
        signed=str(actor.label),
    )
    return conversation, entry


@transaction.atomic
def move_many(
    *, pks: list[int], name: str, actor: Actor, now: datetime, effect: Effect
) -> list[Conversation]:
    """Make one move of the system on many conversations in a constant number of statements.

    Those which the table no longer allows, because somebody acted meanwhile, are passed over.
    """
    rows = (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("deputy__user", "site", "organisation", "seat__holder__user")
        .filter(pk__in=pks)
        .order_by("pk")
    )
    moved, entries, events = [], [], []
    for conversation in rows:
        step = workflow.MOVES[conversation.kind][name]
        if conversation.state not in step.targets or not fits(step, conversation):
            continue
        before = conversation.state
        words = effect(conversation, {}, now)
        _advance(conversation, step, now)
        moved.append(conversation)
        if words:
            entries.append(_entry(conversation, step, actor, words, now))
        events.append(
            {
                "chain": f"conversation:{conversation.pk}",
                "data": {"before": before, "after": conversation.state, "held_by": conversation.held_by},
            }
        )
    if moved:
        Conversation.objects.bulk_update(moved, MOVED_FIELDS, batch_size=500)
        Entry.objects.bulk_create(entries)
        audit.record_many(events, verb=name, capacity=actor.capacity.value, now=now)
    return moved


def _check(conversation: Conversation, name: str, actor: Actor, data: dict) -> Move:
    step = workflow.MOVES[conversation.kind].get(name)
    if step is None or actor.capacity not in step.capacities:
        raise Refused(_("您的身份不能做这一步。"))
    if conversation.state not in step.targets or not fits(step, conversation):
        raise Refused(
            _("现在是“%(state)s”，不能“%(move)s”。")
            % {"state": _(State(conversation.state).label), "move": _(step.label)}
        )
    for need in step.needs:
        if not data.get(need):
            raise Refused(_("这一项要填。"), field=need)
    return step


def _advance(conversation: Conversation, step: Move, now: datetime) -> None:
    after = step.targets[State(conversation.state)]
    if after != conversation.state:
        conversation.state, conversation.state_since = after.value, now
    conversation.version += 1
    if step.responds and conversation.first_response_at is None:
        conversation.first_response_at = now
    if step.answers:
        conversation.answered_at = now
    conversation.closed_at = (conversation.closed_at or now) if after in workflow.FINAL else None
    conversation.due_at = _due(conversation, step, after, now)


def _due(conversation: Conversation, step: Move, after: State, now: datetime) -> datetime | None:
    """Return when somebody on the congress side must have acted; None while nobody there has to."""
    if after not in workflow.WAITING_FOR_STAFF:
        return conversation.due_at if after == State.CONFIRMED else None
    if step.name in ("say", "counter_propose", "day_cancelled", "restore", "request_reopen"):
        return now + targets.FIRST_RESPONSE
    if step.name in ("accept", "approve_reopen"):
        return (now if step.name == "approve_reopen" else conversation.submitted_at) + targets.ANSWER
    if step.name == "come_back":
        return now + targets.PASS_ON
    return conversation.due_at


def _entry(conversation: Conversation, step: Move, actor: Actor, words: str, now: datetime) -> Entry:
    kind = ENTRY_KIND.get(step.name)
    if kind is None:
        kind = Entry.Kind.WORDS if actor.capacity == Capacity.CONSTITUENT else Entry.Kind.PROGRESS
    return Entry(
        conversation=conversation,
        kind=kind,
        capacity=actor.capacity.value,
        author=actor.user,
        author_label=str(actor.label),
        body=words,
        at=now,
    )
