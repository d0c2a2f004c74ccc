"""Verbs inside a conversation. Each row of the table of moves that does more than say something has its effect here."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.errors import Refused
from deputies.models import User
from liaison import access, targets, workflow
from liaison.models import Conversation, Rating
from liaison.notices import notify, tell_number
from liaison.queries.people import deciding_people, holding_people
from liaison.services import _move

Holder = Conversation.Holder
CHANNELS = {
    "hotline": gettext_lazy("拨打 12345 政务服务便民热线"),
    "petition": gettext_lazy("向信访部门反映（来信、来访或网上信访）"),
    "court": gettext_lazy("通过诉讼、仲裁等法律途径解决"),
    "police": gettext_lazy("拨打 110 报警"),
    "unit": gettext_lazy("向主管单位的窗口或服务电话咨询"),
    "community": gettext_lazy("联系所在社区（村）"),
    "other": gettext_lazy("见上面的说明"),
}
# Moves that the constituent reads about; the others stay inside.
INSIDE = frozenset({"note", "mark_spam", "restore"})


def act(
    *, user: User, conversation: Conversation, name: str, now: datetime, version: int, data: dict, photos=()
) -> Conversation:
    """Let a person with an account make a move.

    Args:
        name: a row of `liaison.workflow.MOVES`.
        version: what the person saw on the page.
        data: cleaned fields of the move's form.

    Raises:
        Conflict: somebody else acted first.
        Refused: not allowed, or something is missing.
    """
    actor = access.actor_for(user, conversation, name)
    if actor is None or workflow.MOVES[conversation.kind][name].elsewhere:
        raise Refused(_("您的身份不能做这一步。"))
    with transaction.atomic():
        moved, _entry = _move.move(
            conversation=conversation,
            name=name,
            actor=actor,
            now=now,
            version=version,
            data=data,
            photos=photos,
            effect=EFFECTS.get(name),
        )
        tell_constituent(moved, name, now)
        if name in ("hand_to_site", "hand_to_deputy", "approve_reopen", "restore"):
            tell_holder(moved, _("有一件留言转到您这里"), now)
    return moved


def speak(*, conversation: Conversation, name: str, now: datetime, data: dict, photos=()) -> Conversation:
    """Let the constituent, known by receipt and PIN, make a move.

    Raises:
        Refused: not allowed in this state, or something is missing.
    """
    with transaction.atomic():
        moved, _entry = _move.move(
            conversation=conversation,
            name=name,
            actor=access.CONSTITUENT,
            now=now,
            data=data,
            photos=photos,
            effect=EFFECTS.get(name),
        )
        if name == "request_reopen":
            people = deciding_people(moved, now=now)
            _notify(moved, people, _("群众请求重办"), now)
        else:
            tell_holder(moved, _SAID.get(name, _("群众有新的补充")), now)
    return moved


_SAID = {
    "rate": gettext_lazy("群众已评价"),
    "withdraw": gettext_lazy("群众撤回了留言"),
    "cancel": gettext_lazy("群众取消了约见"),
    "confirm": gettext_lazy("群众确认了见面时间"),
    "counter_propose": gettext_lazy("群众希望换个时间"),
}


def tell_holder(conversation: Conversation, title: str, now: datetime) -> None:
    """Tell whoever answers a conversation now."""
    _notify(conversation, holding_people(conversation, now=now), title, now)


def _notify(conversation, people, title, now) -> None:
    notify(
        people,
        kind="conversation",
        title=f"{title} · {conversation.receipt}",
        url=reverse("liaison:conversation", args=[conversation.receipt]),
        key=f"conversation:{conversation.pk}:{conversation.version}",
        now=now,
        organisation=conversation.organisation if conversation.held_by != Holder.DEPUTY else None,
    )


def tell_constituent(conversation: Conversation, name: str, now: datetime) -> None:
    """Text a constituent who left a number, where the congress runs a text-message gateway."""
    if name in INSIDE or not conversation.contact_phone or not settings.SMS_GATEWAY_URL:
        return
    tell_number(
        phone=conversation.contact_phone,
        title=_("您的%(kind)s(%(receipt)s)有新进展，请凭回执号和查询码查看。")
        % {"kind": conversation.get_kind_display(), "receipt": conversation.receipt},
        url=reverse("liaison:track", args=[conversation.receipt]),
        key=f"constituent:{conversation.pk}:{conversation.version}",
        now=now,
    )


# --- effects: change the locked row, return the words of the entry -----------------------------------


def _accept(conversation: Conversation, data: dict, now: datetime) -> str:
    return _("已接单，正在了解情况。")


def _not_accept(conversation: Conversation, data: dict, now: datetime) -> str:
    return _("%(reason)s\n建议您：%(channel)s。") % {
        "reason": data["body"],
        "channel": CHANNELS[data["channel"]],
    }


def _hand_to_site(conversation: Conversation, data: dict, now: datetime) -> str:
    conversation.held_by = Holder.SITE
    return _("已请%(site)s代为办理。") % {"site": conversation.site}


def _hand_to_deputy(conversation: Conversation, data: dict, now: datetime) -> str:
    conversation.held_by = Holder.DEPUTY
    return _("已交%(name)s代表办理。") % {"name": conversation.deputy.name}


def _withdraw(conversation: Conversation, data: dict, now: datetime) -> str:
    return _("已撤回。")


def _cancel(conversation: Conversation, data: dict, now: datetime) -> str:
    return _("已取消约见。")


def _request_reopen(conversation: Conversation, data: dict, now: datetime) -> str:
    if conversation.reopened >= targets.REOPEN_LIMIT:
        raise Refused(_("这件事已经重办过一次。仍不满意，请直接联系人大工作机构。"))
    if now - conversation.closed_at > targets.REOPEN_WINDOW:
        raise Refused(_("办结已超过 90 天，请重新留言。"))
    return data["body"]


def _approve_reopen(conversation: Conversation, data: dict, now: datetime) -> str:
    conversation.reopened += 1
    if conversation.held_by == Holder.DEPUTY and not access.can_hold(conversation):
        conversation.held_by = Holder.SITE if conversation.site_id else Holder.OFFICE
    return _("同意重办。")


def _propose(conversation: Conversation, data: dict, now: datetime) -> str:
    appointment = conversation.appointment
    if data["starts_at"] <= now:
        raise Refused(_("见面时间要在现在之后。"), field="starts_at")
    if data["starts_at"] > now + targets.MEET_WITHIN:
        raise Refused(_("见面时间请定在一年之内。"), field="starts_at")
    appointment.starts_at, appointment.where, appointment.reception_day = (
        data["starts_at"],
        data["where"],
        None,
    )
    appointment.save(update_fields=["starts_at", "where", "reception_day"])
    when = timezone.localtime(appointment.starts_at)
    return _("建议见面时间：%(when)s，地点：%(where)s。") % {
        "when": f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}",
        "where": appointment.where,
    }


def _confirm(conversation: Conversation, data: dict, now: datetime) -> str:
    conversation.due_at = conversation.appointment.starts_at + timedelta(days=1)
    return _("就按这个时间。")


def _hold(conversation: Conversation, data: dict, now: datetime) -> str:
    appointment = conversation.appointment
    appointment.minutes, appointment.held_at = data["minutes"], appointment.starts_at
    appointment.save(update_fields=["minutes", "held_at"])
    return data["minutes"]


def _rate(conversation: Conversation, data: dict, now: datetime) -> None:
    current = conversation.reopened + 1
    if conversation.ratings.filter(round=current).exists():
        raise Refused(_("您已经评价过了，谢谢。"))
    Rating.objects.create(
        conversation=conversation,
        round=current,
        result=data["result"],
        attitude=data["attitude"],
        comment=data.get("comment", ""),
        publish_consent=data.get("publish_consent", False),
        rated_at=now,
    )


EFFECTS = {
    "accept": _accept,
    "not_accept": _not_accept,
    "hand_to_site": _hand_to_site,
    "hand_to_deputy": _hand_to_deputy,
    "withdraw": _withdraw,
    "cancel": _cancel,
    "request_reopen": _request_reopen,
    "approve_reopen": _approve_reopen,
    "propose": _propose,
    "confirm": _confirm,
    "hold": _hold,
    "rate": _rate,
}
