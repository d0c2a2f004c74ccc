"""The one door for audit records, and the proof that nobody changed them."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from deputies.models import AuditEvent, AuditSeal, User

TRIES = 20
# An event gets its number when it is written and is seen when its transaction ends; no transaction is that long.
SETTLED = timedelta(hours=1)


def record(
    *, chain: str, verb: str, actor: User | None, capacity: str, now: datetime, fresh: bool = False, **data
) -> AuditEvent:
    """Append one event to the chain of its subject.

    Args:
        chain: subject such as "conversation:31"; the caller holds the lock on that row where there is one.
        verb: what was done, in the vocabulary of the room.
        actor: the signed-in person, None for a constituent or the system.
        capacity: in which capacity, e.g. "deputy", "system".
        now: aware time of the act.
        fresh: the subject was made in this transaction, so its chain is empty.
        data: facts without contact data or a constituent's words; JSON values only.
    """
    if fresh:
        return _append(None, chain=chain, verb=verb, actor=actor, capacity=capacity, at=now, data=data)
    for _attempt in range(TRIES):
        last = AuditEvent.objects.filter(chain=chain).order_by("-seq").first()
        try:
            with transaction.atomic():
                return _append(
                    last, chain=chain, verb=verb, actor=actor, capacity=capacity, at=now, data=data
                )
        except IntegrityError:
            continue  # another writer took this number
    raise IntegrityError(f"no place in audit chain {chain}")


def record_many(
    events: list[dict], *, verb: str, capacity: str, now: datetime, actor: User | None = None
) -> None:
    """Append one event to each of many chains in a constant number of statements.

    Args:
        events: dictionaries with "chain" and "data"; the caller holds the locks of all their rows.
        actor: the signed-in person, None for the system.
    """
    chains = [event["chain"] for event in events]
    newest = AuditEvent.objects.filter(chain=OuterRef("chain")).order_by("-seq").values("pk")[:1]
    last = {event.chain: event for event in AuditEvent.objects.filter(chain__in=chains, pk=Subquery(newest))}
    AuditEvent.objects.bulk_create(
        _build(
            last.get(event["chain"]),
            chain=event["chain"],
            verb=verb,
            actor=actor,
            capacity=capacity,
            at=now,
            data=event["data"],
        )
        for event in events
    )


def _append(last: AuditEvent | None, **fields) -> AuditEvent:
    event = _build(last, **fields)
    event.save(force_insert=True)
    return event


def _build(last: AuditEvent | None, **fields) -> AuditEvent:
    event = AuditEvent(seq=last.seq + 1 if last else 1, previous_hash=last.hash if last else "", **fields)
    event.hash = digest(event)
    return event


def digest(event: AuditEvent) -> str:
    """Return the SHA-256 over everything the event says and the hash of the event before it."""
    said = [
        event.chain,
        event.seq,
        f"{event.at.timestamp():.6f}",
        event.actor_id,
        event.capacity,
        event.verb,
        event.data,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def seal(*, now: datetime) -> AuditSeal | None:
    """Digest all hashes written since the last seal, up to an hour ago; None when there is nothing new.

    Younger events are left for the next seal: one with a smaller number may still be on its way.
    """
    with transaction.atomic():
        before = AuditSeal.objects.select_for_update().order_by("-last_event_id").first()
        start = before.last_event_id if before else 0
        settled = AuditEvent.objects.filter(at__lte=now - SETTLED, pk__gt=start).order_by("-pk").first()
        if settled is None:
            return None
        count, last_id, folded = _fold(start, settled.pk, before.digest if before else "")
        return AuditSeal.objects.create(sealed_at=now, last_event_id=last_id, count=count, digest=folded)


def _fold(after: int, until: int, first: str) -> tuple[int, int, str]:
    events = AuditEvent.objects.filter(pk__gt=after, pk__lte=until)
    folded, count, last_id = hashlib.sha256(first.encode()), 0, after
    for last_id, value in events.order_by("pk").values_list("pk", "hash").iterator(chunk_size=2000):  # noqa: B007
        folded.update(value.encode())
        count += 1
    return count, last_id, folded.hexdigest()


def faults(step: Callable[[], object] = lambda: None) -> Iterator[str]:
    """Yield one Chinese sentence for each broken link, changed event or broken seal.

    Args:
        step: called after each event, for a progress bar.
    """
    previous = None
    events = AuditEvent.objects.order_by("chain", "seq")
    for event in events.iterator(chunk_size=2000):
        follows = previous is not None and previous.chain == event.chain
        if event.seq != (previous.seq + 1 if follows else 1):
            yield f"{event.chain} 第 {event.seq} 条之前缺记录。"
        elif event.previous_hash != (previous.hash if follows else ""):
            yield f"{event.chain} 第 {event.seq} 条与前一条接不上。"
        if digest(event) != event.hash:
            yield f"{event.chain} 第 {event.seq} 条被改动过。"
        previous = event
        step()
    start, first = 0, ""
    for mark in AuditSeal.objects.order_by("last_event_id"):
        count, _last, folded = _fold(start, mark.last_event_id, first)
        if (count, folded) != (mark.count, mark.digest):
            yield f"{mark.sealed_at:%Y-%m-%d} 的封存对不上：应有 {mark.count} 条，现有 {count} 条。"
        start, first = mark.last_event_id, mark.digest
