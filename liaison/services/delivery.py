"""Send what waits in the outbox: claim a line, send it outside any transaction, write down how it went.

At least once: a sender that dies between sending and writing leaves a lease that lapses, and another one sends
again (ADR 0002). Two senders never hold the same line: the claim is one conditional update.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.access import Right, people_anywhere
from liaison.channels import NotDelivered, Post, kind_of
from liaison.models import Channel, Delivery
from liaison.notices import notify

log = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(minutes=10)  # longer than a whole batch takes when every server times out
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440)]
MAX_TRIES = len(BACK_OFF) + 1
UNREACHABLE_PAUSE = timedelta(minutes=1)
State = Delivery.State


def deliver_due(*, now: datetime) -> int:
    """Send one batch of what is due.

    Where a server does not answer, the rest of its kind waits a minute without using up a try, so that it
    cannot hold the other kinds up.

    Returns:
        How many lines were due, at most `BATCH`; fewer means that nothing is left.
    """
    batch = list(_free(now).select_related("notice", "channel__user").order_by("next_try_at", "pk")[:BATCH])
    unreachable: set[str] = set()
    put_off: list[int] = []
    with Post() as post:
        for delivery in batch:
            if kind_of(delivery) in unreachable:
                put_off.append(delivery.pk)
            elif not _still_wanted(delivery):
                _free(now).filter(pk=delivery.pk).delete()
            elif _claim(delivery, now):
                try:
                    _send(post, delivery)
                except NotDelivered as error:
                    _failed(delivery, error, now)
                    if error.unreachable:
                        unreachable.add(kind_of(delivery))
                else:
                    _settle(delivery, state=State.SENT, sent_at=now, error="", number=None)
    _free(now).filter(pk__in=put_off).update(next_try_at=now + UNREACHABLE_PAUSE)
    return len(batch)


def given_up(*, since: datetime) -> QuerySet[Delivery]:
    """Return what could not be delivered and was given up after a moment, newest first."""
    return (
        Delivery.objects.filter(state=State.FAILED, next_try_at__gt=since)
        .select_related("notice__recipient", "channel__organisation")
        .order_by("-next_try_at")
    )


def report_undelivered(*, now: datetime) -> int:
    """Tell system administrators and congress staff once a day what was given up within a day.

    Returns:
        How many deliveries were given up.
    """
    kinds = Counter(kind_of(delivery) for delivery in given_up(since=now - timedelta(days=1)).iterator(2000))
    if kinds:
        today = timezone.localdate(now)
        parts = "、".join(f"{Channel.Kind(kind).label} {count}" for kind, count in kinds.most_common())
        notify(
            people_anywhere(Right.CONFIGURE, Right.DECIDE, today=today),
            kind="undelivered",
            title=_("最近一天有通知没有送达（%(parts)s），请核对通知方式和服务器") % {"parts": parts},
            url=reverse("liaison:notices"),
            key=f"undelivered:{today}",
            now=now,
        )
    return kinds.total()


def _free(now: datetime) -> QuerySet[Delivery]:
    """Return the lines that are due and that no living sender holds."""
    return Delivery.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=now), state=State.WAITING, next_try_at__lte=now
    )


def _still_wanted(delivery: Delivery) -> bool:
    """Tell whether the channel is still switched on and its person still works here."""
    channel = delivery.channel
    return channel is None or (channel.is_active and (channel.user is None or channel.user.is_active))


def _claim(delivery: Delivery, now: datetime) -> bool:
    delivery.leased_until = now + LEASE
    delivery.tries += 1
    won = _free(now).filter(pk=delivery.pk).update(leased_until=delivery.leased_until, tries=F("tries") + 1)
    return bool(won)


def _send(post: Post, delivery: Delivery) -> None:
    if delivery.tries > MAX_TRIES:
        raise NotDelivered(_("每次发送都中途断掉。"), final=True)
    try:
        post.send(delivery)
    except NotDelivered:
        raise
    except Exception as error:  # one line that breaks a library must not hold up the others
        name = type(error).__name__
        log.error("delivery %s: %s", delivery.pk, name)  # noqa: TRY400 a traceback may hold the address
        raise NotDelivered(_("发送时出错（%(name)s）。") % {"name": name}) from error


def _failed(delivery: Delivery, error: NotDelivered, now: datetime) -> None:
    if error.final or delivery.tries >= MAX_TRIES:
        _settle(delivery, state=State.FAILED, next_try_at=now, error=str(error), number=None)
    else:
        _settle(delivery, next_try_at=now + BACK_OFF[delivery.tries - 1], error=str(error))


def _settle(delivery: Delivery, **outcome) -> None:
    """Write the outcome, unless the lease lapsed and another sender holds the line by now."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING, leased_until=delivery.leased_until)
    mine.update(leased_until=None, **outcome)
