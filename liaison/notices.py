"""The one door for telling anybody anything: an outbox row in the same transaction (ADR 0002)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from deputies.models import Organisation, User
from liaison.models import Channel, Delivery, Notice
from liaison.privacy import MOBILE


@dataclass(frozen=True)
class Letter:
    """One fact and whom to tell.

    Args:
        kind: "conversation", "fallback", "calendar", …: lets people sort.
        title: one Chinese sentence without contact data or a constituent's words.
        url: page of this site, path only.
        key: names the fact, e.g. "conversation:31:3"; the recipient is added. The unique key is the ledger:
            telling twice under the same key does nothing.
        organisation: one whose own channels are told too.
    """

    users: Iterable[User]
    kind: str
    title: str
    url: str
    key: str
    organisation: Organisation | None = None

    def notices(self, now: datetime) -> "Iterable[tuple[Notice, int | None]]":
        """Yield a notice for each recipient, with the organisation whose channels carry it, if any."""
        for user in self.users:
            yield self._notice(f"u{user.pk}", user.pk, now), None
        if self.organisation is not None:
            yield self._notice(f"o{self.organisation.pk}", None, now), self.organisation.pk

    def _notice(self, recipient: str, user_id: int | None, now: datetime) -> Notice:
        return Notice(
            recipient_id=user_id,
            kind=self.kind,
            title=self.title,
            url=self.url,
            dedupe_key=f"{self.key}:{recipient}",
            created_at=now,
        )


@dataclass(frozen=True)
class TextMessage:
    """One fact for a constituent who left a number; the key alone is the ledger."""

    phone: str
    title: str
    url: str
    key: str


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
    """Tell people, and the channels of an organisation, one fact once; for the arguments see `Letter`.

    Sending is the business of `liaison.services.delivery`; nothing here waits for a mail server or a broker.

    Args:
        fresh: the fact was made in this transaction, so nobody can have been told yet.

    Returns:
        How many notices are new.
    """
    letter = Letter(users, kind, title, url, key, organisation)
    return notify_all([letter], now=now, fresh=fresh)


def notify_all(letters: Iterable[Letter], *, now: datetime, fresh: bool = False) -> int:
    """Tell many facts in a constant number of statements; see `notify`."""
    wanted: dict[str, tuple[Notice, int | None]] = {}
    for letter in letters:
        for notice, organisation_id in letter.notices(now):
            wanted.setdefault(notice.dedupe_key, (notice, organisation_id))
    if not fresh:
        _forget_known(wanted)
    if not wanted:
        return 0
    Notice.objects.bulk_create((notice for notice, _ in wanted.values()), ignore_conflicts=not fresh)
    _queue(list(wanted.values()), now)
    return len(wanted)


def tell_number(*, phone: str, title: str, url: str, key: str, now: datetime) -> None:
    """Queue a text message to a constituent who left a number; once per key."""
    tell_numbers([TextMessage(phone, title, url, key)], now=now)


def tell_numbers(messages: Iterable[TextMessage], *, now: datetime) -> int:
    """Queue text messages in a constant number of statements; return how many are new.

    Only mobile numbers are texted: a landline would fail at every try.
    """
    wanted = {
        message.key: (
            Notice(
                kind="constituent",
                title=message.title,
                url=message.url,
                dedupe_key=message.key,
                created_at=now,
            ),
            message.phone,
        )
        for message in messages
        if MOBILE.fullmatch(message.phone)
    }
    _forget_known(wanted)
    if not wanted:
        return 0
    notices = [notice for notice, _phone in wanted.values()]
    Notice.objects.bulk_create(notices)
    Delivery.objects.bulk_create(
        Delivery(notice=notice, number=phone, next_try_at=now) for notice, phone in wanted.values()
    )
    return len(notices)


def _forget_known(wanted: dict) -> None:
    if wanted:
        for known in Notice.objects.filter(dedupe_key__in=wanted).values_list("dedupe_key", flat=True):
            del wanted[known]


def _queue(written: list[tuple[Notice, int | None]], now: datetime) -> None:
    people = {notice.recipient_id for notice, _ in written if notice.recipient_id}
    organisations = {organisation_id for _, organisation_id in written if organisation_id}
    channels: dict[tuple[int | None, int | None], list[Channel]] = {}
    for channel in Channel.objects.filter(
        Q(user__in=people) | Q(organisation__in=organisations), is_active=True
    ):
        channels.setdefault((channel.user_id, channel.organisation_id), []).append(channel)
    if not channels:
        return
    if any(notice.pk is None for notice, _ in written):  # an insert that ignores conflicts returns no ids
        keys = [notice.dedupe_key for notice, _ in written]
        ids = dict(Notice.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", "pk"))
        for notice, _ in written:
            notice.pk = ids[notice.dedupe_key]
    Delivery.objects.bulk_create(
        (
            Delivery(notice_id=notice.pk, channel=channel, next_try_at=now)
            for notice, organisation_id in written
            for channel in channels.get((notice.recipient_id, organisation_id), ())
        ),
        ignore_conflicts=True,
    )
