"""Erasure when the time is over (PIPL Art. 19, 47; domain.md §3.10). The row stays as a tombstone for the figures."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from deputies import audit
from liaison import privacy, targets, workflow
from liaison.models import Appointment, Attachment, Conversation, Entry, Rating
from liaison.workflow import Capacity

BATCH = 200


def anonymise(*, now: datetime, dry_run: bool = False) -> int:
    """Take personal data out of one batch of conversations closed more than two years ago.

    Contact data goes (sent text messages keep no number anyway); what looks like personal data in anybody's words, notes and
    minutes is blacked out, the name the constituent gave included; photos are deleted.

    Args:
        dry_run: count all that is old enough and change nothing.

    Returns:
        How many conversations, at most `BATCH` unless it is a dry run.
    """
    old = Conversation.objects.filter(
        state__in=[state.value for state in workflow.FINAL],
        closed_at__lt=now - targets.CONTACT_RETENTION,
        anonymised_at=None,
    )
    return old.count() if dry_run else _anonymise(old.order_by("closed_at"), now)


@transaction.atomic
def _anonymise(old: QuerySet[Conversation], now: datetime) -> int:
    conversations = list(old.select_for_update()[:BATCH])
    if not conversations:
        return 0
    pks = [conversation.pk for conversation in conversations]
    redactors = {conversation.pk: _Redactor(conversation) for conversation in conversations}
    _redact(Entry, ["body"], pks, redactors)
    _redact(Appointment, ["wish", "minutes"], pks, redactors)
    _redact(Rating, ["comment"], pks, redactors)
    _delete_photos(pks)
    _redact(Conversation, ["body", "place"], pks, redactors, key="pk")
    Conversation.objects.filter(pk__in=pks).update(
        contact_name=None, contact_phone=None, share_contact=False, anonymised_at=now
    )
    audit.record_many(
        [{"chain": f"conversation:{pk}", "data": {}} for pk in pks],
        verb="anonymise",
        capacity=Capacity.SYSTEM.value,
        now=now,
    )
    return len(conversations)


class _Redactor:
    """Blacks out personal data in the texts of one conversation."""

    def __init__(self, conversation: Conversation):
        known = {"name": conversation.contact_name, "mobile": conversation.contact_phone}
        self.known = {
            kind: re.compile(re.escape(value)) for kind, value in known.items() if len(value or "") > 1
        }

    def redact(self, row, fields: list[str]) -> bool:
        """Change the fields of a row that need it; tell whether any did."""
        changed = False
        for field in fields:
            before = getattr(row, field)
            after = privacy.redact(before, self._spans(before))
            setattr(row, field, after)
            changed = changed or after != before
        return changed

    def _spans(self, text: str) -> Iterable[privacy.Span]:
        yield from privacy.find_personal_data(text)
        for kind, pattern in self.known.items():
            for match in pattern.finditer(text):
                yield privacy.Span(kind, *match.span())


def _redact(model, fields: list[str], pks: list[int], redactors: dict[int, _Redactor], key="conversation_id"):
    rows = model.objects.filter(**{f"{key}__in": pks}).only(key, *fields)
    changed = [row for row in rows if redactors[getattr(row, key)].redact(row, fields)]
    model.objects.bulk_update(changed, fields)


def _delete_photos(pks: list[int]) -> None:
    """Delete files before rows: a crash in between leaves rows, and the next run ends the work."""
    photos = Attachment.objects.filter(conversation__in=pks)
    for name in photos.values_list("file", flat=True):
        default_storage.delete(name)
    photos.delete()
