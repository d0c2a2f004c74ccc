"""The one door for telling anybody anything: an outbox row in the same transaction (ADR 0002)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from deputies.models import Organisation, User
from liaison.models import Channel, Delivery, Notice


def notify(
    users: Iterable[User],
    *,
    kind: str,
    title: str,
    url: str,
    key: str,
    now: datetime,
    organisation: Organisation | None = None,
    fresh: bool = False,
) -> int:
    """Tell people, and the channels of an organisation, once.

    The unique key is the ledger: telling twice under the same key does nothing. Sending is the business of
    `liaison.tasks.deliver_notices`; nothing here waits for a mail server or a broker.

    Args:
        kind: "conversation", "fallback", "calendar", …: lets people sort.
        title: one Chinese sentence without contact data or a constituent's words.
        url: page of this site, path only.
        key: names the fact, e.g. "conversation:31:3"; the recipient is added.
        fresh: the fact was made in this transaction, so nobody can have been told yet.

    Returns:
        How many notices are new.
    """
    wanted: dict[str, int | None] = {f"{key}:u{user.pk}": user.pk for user in users}
    if organisation is not None:
        wanted[f"{key}:o{organisation.pk}"] = None
    if not fresh and wanted:
        for known in Notice.objects.filter(dedupe_key__in=wanted).values_list("dedupe_key", flat=True):
            del wanted[known]
    if not wanted:
        return 0
    rows = [
        Notice(recipient_id=pk, kind=kind, title=title, url=url, dedupe_key=dedupe, created_at=now)
        for dedupe, pk in wanted.items()
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=not fresh)
    _queue(rows, organisation, now)
    return len(rows)


def tell_number(*, phone: str, title: str, url: str, key: str, now: datetime) -> None:
    """Queue a text message to a constituent who left a number; once per key."""
    notice, created = Notice.objects.get_or_create(
        dedupe_key=key,
        defaults={"recipient": None, "kind": "constituent", "title": title, "url": url, "created_at": now},
    )
    if created:
        Delivery.objects.create(notice=notice, number=phone, next_try_at=now)


def _queue(notices: list[Notice], organisation: Organisation | None, now: datetime) -> None:
    people = [notice.recipient_id for notice in notices if notice.recipient_id]
    wanted = Q(user__in=people) if organisation is None else Q(user__in=people) | Q(organisation=organisation)
    channels = list(Channel.objects.filter(wanted, is_active=True))
    if not channels:
        return
    if any(notice.pk is None for notice in notices):  # an insert that ignores conflicts returns no ids
        ids = dict(
            Notice.objects.filter(dedupe_key__in=[n.dedupe_key for n in notices]).values_list(
                "dedupe_key", "pk"
            )
        )
        for notice in notices:
            notice.pk = ids[notice.dedupe_key]
    by_recipient = {notice.recipient_id: notice.pk for notice in notices}
    Delivery.objects.bulk_create(
        (
            Delivery(notice_id=by_recipient[channel.user_id], channel=channel, next_try_at=now)
            for channel in channels
            if channel.user_id in by_recipient
        ),
        ignore_conflicts=True,
    )
