"""Many messages for measurements, written in bulk batches with threads, ratings and audit chains that hold."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from django.utils import timezone

from deputies import audit
from deputies.models import Seat
from liaison import receipts, targets
from liaison.demo.reference import CATEGORIES
from liaison.demo.stories import MESSAGES
from liaison.models import Category, ContactCode, Conversation, Entry, Placement, PrivacyNotice, Rating
from liaison.services.filing import pin_key
from liaison.workflow import FINAL, Capacity, State

BATCH = 1000
SPAN = timedelta(days=3 * 365)
# Out of a hundred messages: most are settled long ago, as in any office.
STATES = (
    [State.CLOSED] * 82
    + [State.ANSWERED] * 6
    + [State.ACCEPTED] * 4
    + [State.SUBMITTED] * 2
    + [State.NOT_ACCEPTED] * 2
    + [State.WITHDRAWN] * 2
    + [State.ASKED]
    + [State.SPAM]
)
OPEN_WITHIN = timedelta(days=14)


def issue_codes(seats: list[Seat], *, now: datetime) -> None:
    """Give new seats a code with one placement each."""
    codes = ContactCode.objects.bulk_create(ContactCode(seat=seat, issued_at=now) for seat in seats)
    Placement.objects.bulk_create(Placement(code=code, copy=1, token=receipts.new_token()) for code in codes)


def messages(seats: list[Seat], count: int, *, now: datetime) -> Iterator[int]:
    """Write so many messages to the holders of the seats, spread over three years.

    Yields:
        How many were written in each batch.
    """
    categories = _reference(now)
    chance = Random(count)  # noqa: S311 (words and dates, not secrets)
    while count > 0:
        size = min(count, BATCH)
        _write([_message(chance.choice(seats), categories, chance, now) for _row in range(size)], chance)
        yield size
        count -= size


def _reference(now: datetime) -> list[Category]:
    if not PrivacyNotice.objects.exists():
        PrivacyNotice.objects.create(version=1, effective_from=now - SPAN, summary="演示", text="演示")
    if not Category.objects.exists():
        Category.objects.bulk_create(
            Category(key=key, name=name, example=example) for key, name, example in CATEGORIES
        )
    return list(Category.objects.all())


def _message(seat: Seat, categories: list[Category], chance: Random, now: datetime) -> Conversation:
    state, story = chance.choice(STATES), chance.choice(MESSAGES)
    open_now = state not in FINAL
    sent = now - chance.random() * (OPEN_WITHIN if open_now else SPAN)
    responded = min(sent + timedelta(hours=chance.expovariate(1 / 14)), now)
    settled = min(responded + timedelta(days=chance.expovariate(1 / 4)), now)
    waits = state == State.SUBMITTED
    answered = state in (State.CLOSED, State.ANSWERED)
    receipt = receipts.new_receipt(timezone.localdate(sent))
    due = {State.SUBMITTED: sent + targets.FIRST_RESPONSE, State.ACCEPTED: sent + targets.ANSWER}
    return Conversation(
        kind=Conversation.Kind.MESSAGE,
        receipt=receipt,
        pin_digest=receipts.pin_digest(receipt, receipts.new_pin(), pin_key()),
        idempotency_key=uuid4().hex,
        seat=seat,
        deputy=seat.holder,
        site=seat.site,
        organisation=seat.organisation,
        held_by=Conversation.Holder.DEPUTY,
        category=chance.choice(categories),
        body=story.words,
        place=story.place,
        privacy_version=1,
        source=Conversation.Source.CODE,
        state=state.value,
        submitted_at=sent,
        state_since=sent if waits else settled,
        due_at=due.get(state),
        first_response_at=None if waits else responded,
        answered_at=settled if answered else None,
        closed_at=None if open_now else settled,
    )


def _write(rows: list[Conversation], chance: Random) -> None:
    Conversation.objects.bulk_create(rows)
    answered = [row for row in rows if row.answered_at]
    closed = [row for row in answered if row.closed_at and chance.random() < 0.6]
    Entry.objects.bulk_create(
        Entry(
            conversation=row,
            kind=Entry.Kind.ANSWER,
            capacity=Capacity.DEPUTY.value,
            author_id=row.deputy.user_id,
            author_label=f"{row.deputy.name}代表",
            body="已经去看过，问题解决了，谢谢您。",
            at=row.answered_at,
        )
        for row in answered
    )
    Rating.objects.bulk_create(
        Rating(
            conversation=row,
            round=1,
            result=chance.choice((1, 2, 3, 3, 3)),
            attitude=chance.choice((2, 3, 3)),
            rated_at=row.closed_at,
        )
        for row in closed
    )
    audit.record_many(
        [
            {
                "chain": f"conversation:{row.pk}",
                "data": {"source": row.source, "after": row.state, "held_by": row.held_by},
            }
            for row in rows
        ],
        verb="file",
        capacity=Capacity.CONSTITUENT.value,
        now=max(row.submitted_at for row in rows),
    )
