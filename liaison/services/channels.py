"""Verbs of the channels by which a person, or everybody at an organisation, is told besides the in-site list."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Refused
from deputies.models import Organisation, User
from liaison.channels import fault
from liaison.models import Channel, Delivery, Notice

MOST = 10
# Services with a fixed public address. An address of one's own choice would let any account make the server
# call machines inside the network; those are entered by system administrators.
ROBOTS = ("wecombot", "dingtalk", "feishu", "lark", "schan", "wxpusher", "pushplus")


@transaction.atomic
def add_channel(
    *, kind: str, address: str, owner: User | Organisation, actor: User, now: datetime
) -> Channel:
    """Tell the owner this way too, from the next notice on.

    Raises:
        Refused: the address cannot be read, is there already, or there are ten of them.
    """
    if kind == Channel.Kind.SMS and not settings.SMS_GATEWAY_URL:
        raise Refused(_("系统没有接短信网关，请换一种方式。"), field="kind")
    if sentence := fault(kind, address):
        raise Refused(sentence, field="address")
    if kind == Channel.Kind.APPRISE and address.partition("://")[0].lower() not in ROBOTS:
        sentence = _("这里接企业微信、钉钉、飞书等群机器人；单位自己的接口请系统管理员登记。")
        raise Refused(sentence, field="address")
    whose = {"user": owner} if isinstance(owner, User) else {"organisation": owner}
    known = list(Channel.objects.filter(**whose))
    if any((channel.kind, channel.address) == (kind, address) for channel in known):
        raise Refused(_("这个地址已经登记过。"), field="address")
    if len(known) >= MOST:
        raise Refused(_("最多登记 %(most)s 个，请先删去不用的。") % {"most": MOST}, field="address")
    channel = Channel.objects.create(kind=kind, address=address, **whose)
    _record(channel, "add_channel", actor, now)
    return channel


@transaction.atomic
def switch_channel(*, channel: Channel, on: bool, actor: User, now: datetime) -> Channel:
    """Turn a channel on, or off until it is turned on again."""
    channel.is_active = on
    channel.save(update_fields=["is_active"])
    _record(channel, "channel_on" if on else "channel_off", actor, now)
    return channel


@transaction.atomic
def remove_channel(*, channel: Channel, actor: User, now: datetime) -> None:
    """Forget a channel and what still waits for it."""
    _record(channel, "remove_channel", actor, now)
    channel.delete()


@transaction.atomic
def send_test(*, channel: Channel, now: datetime) -> bool:
    """Queue one test notice for this channel alone, once a minute; return whether it is a new one."""
    notice, created = Notice.objects.get_or_create(
        dedupe_key=f"channel:{channel.pk}:test:{now:%Y%m%d%H%M}",
        defaults={
            "recipient": channel.user,
            "kind": "test",
            "title": _("这是一条测试通知，收到就说明这个方式可用。"),
            "url": reverse("liaison:channels"),
            "created_at": now,
            "read_at": now,
        },
    )
    if created:
        Delivery.objects.create(notice=notice, channel=channel, next_try_at=now)
    return created


def _record(channel: Channel, verb: str, actor: User, now: datetime) -> None:
    chain = f"user:{channel.user_id}" if channel.user_id else f"organisation:{channel.organisation_id}"
    audit.record(
        chain=chain,
        verb=verb,
        actor=actor,
        capacity="self" if channel.user_id else "office",
        now=now,
        kind=channel.kind,
    )
