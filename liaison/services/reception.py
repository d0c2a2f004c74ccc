"""Verbs of reception days: plan a year, add one, change its places, cancel it."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies import audit
from deputies.calendar import working_calendar
from deputies.errors import Refused
from deputies.models import Deputy, Site, User
from liaison.access import SYSTEM
from liaison.models import Appointment, Conversation, ReceptionDay
from liaison.notices import TextMessage, tell_numbers
from liaison.rhythm import Planned, Rule, dates
from liaison.services import _move
from liaison.services.sweeps import tell_new_holders
from liaison.workflow import State

LET_GO = (State.CANCELLED.value, State.DECLINED.value)


@dataclass(frozen=True)
class Hours:
    """When on the day, how many people, about what."""

    starts: time
    ends: time
    capacity: int
    theme: str = ""


@dataclass(frozen=True)
class Plan:
    """The reception days of one site for one year.

    Args:
        per_day: how many of the deputies receive on one day, in turn; None for all of them.
    """

    site: Site
    deputies: tuple[Deputy, ...]
    rule: Rule
    year: int
    hours: Hours
    per_day: int | None = None


@dataclass(frozen=True)
class Draft:
    """One day of a plan before it is published; `obstacle` says why it will not be, "" where nothing is in the way."""

    planned: Planned
    deputies: tuple[Deputy, ...]
    obstacle: str


def preview(*, plan: Plan, today: date) -> list[Draft]:
    """Return all days of a plan in order, also those that are past or taken, without writing anything."""
    taken = set(
        plan.site.reception_days.filter(date__year__range=(plan.year, plan.year + 1)).values_list(
            "date", "starts"
        )
    )
    drafts = []
    for number, planned in enumerate(dates(plan.rule, plan.year, working_calendar())):
        obstacle = ""
        if planned.date <= today:
            obstacle = gettext_lazy("日期已过")
        elif (planned.date, plan.hours.starts) in taken:
            obstacle = gettext_lazy("这一天已有接待日")
        drafts.append(Draft(planned, _on_duty(plan, number), obstacle))
    return drafts


def _on_duty(plan: Plan, number: int) -> tuple[Deputy, ...]:
    if not plan.per_day or plan.per_day >= len(plan.deputies):
        return plan.deputies
    first = number * plan.per_day
    return tuple(plan.deputies[(first + step) % len(plan.deputies)] for step in range(plan.per_day))


@transaction.atomic
def publish(*, plan: Plan, actor: User, now: datetime, today: date) -> list[ReceptionDay]:
    """Publish the days of a plan that nothing stands in the way of (domain.md 000-21, 002-15, 004-21).

    Raises:
        Refused: no day is left to publish.
    """
    drafts = [draft for draft in preview(plan=plan, today=today) if not draft.obstacle]
    if not drafts:
        raise Refused(_("这一年没有可以公布的日子：要么已过，要么已有接待日。"))
    hours = plan.hours
    days = ReceptionDay.objects.bulk_create(
        ReceptionDay(
            site=plan.site,
            date=draft.planned.date,
            starts=hours.starts,
            ends=hours.ends,
            capacity=hours.capacity,
            theme=hours.theme,
        )
        for draft in drafts
    )
    duty = ReceptionDay.deputies.through
    duty.objects.bulk_create(
        duty(receptionday=day, deputy=deputy)
        for day, draft in zip(days, drafts, strict=True)
        for deputy in draft.deputies
    )
    audit.record(
        chain=f"site:{plan.site.pk}",
        verb="plan_reception",
        actor=actor,
        capacity="office",
        now=now,
        days=[day.date.isoformat() for day in days],
    )
    return days


@transaction.atomic
def add_day(
    *, site: Site, deputies: list[Deputy], on: date, hours: Hours, actor: User, now: datetime, today: date
) -> ReceptionDay:
    """Publish one more reception day.

    Raises:
        Refused: the date is not ahead, or the site receives at that time already.
    """
    if on <= today:
        raise Refused(_("接待日要在今天之后。"), field="date")
    if site.reception_days.filter(date=on, starts=hours.starts).exists():
        raise Refused(_("这个站点那天同一时间已有接待日。"), field="date")
    day = ReceptionDay.objects.create(
        site=site, date=on, starts=hours.starts, ends=hours.ends, capacity=hours.capacity, theme=hours.theme
    )
    day.deputies.set(deputies)
    _record(day, "add", actor, now)
    return day


@transaction.atomic
def change_capacity(*, day: ReceptionDay, capacity: int, actor: User, now: datetime) -> ReceptionDay:
    """Offer more or fewer places.

    Raises:
        Refused: more people have booked than that, or the day is cancelled.
    """
    day = _lock(day)
    booked = day.appointments.exclude(conversation__state__in=LET_GO).count()
    if capacity < booked:
        raise Refused(_("已有 %(booked)s 人预约，名额不能比这少。") % {"booked": booked}, field="capacity")
    before, day.capacity = day.capacity, capacity
    day.save(update_fields=["capacity"])
    _record(day, "change_capacity", actor, now, before=before, after=capacity)
    return day


@transaction.atomic
def cancel_day(*, day: ReceptionDay, reason: str, actor: User, now: datetime) -> int:
    """Cancel a day; everybody who booked goes back to be given another time, and is told.

    Returns:
        How many people have to be given another time.
    """
    day = _lock(day)
    day.state, day.state_reason = ReceptionDay.State.CANCELLED, reason
    day.save(update_fields=["state", "state_reason"])
    pks = list(
        Conversation.objects.filter(appointment__reception_day=day, state=State.CONFIRMED.value).values_list(
            "pk", flat=True
        )
    )
    words = _("%(date)s的接待日取消了：%(reason)s。会尽快和您另约时间。") % {
        "date": _("%(month)s月%(day)s日") % {"month": day.date.month, "day": day.date.day},
        "reason": reason.rstrip("。"),
    }
    moved = _move.move_many(
        pks=pks, name="day_cancelled", actor=SYSTEM, now=now, effect=lambda conversation, data, at: words
    )
    Appointment.objects.filter(pk__in=[conversation.pk for conversation in moved]).update(
        starts_at=None, where=""
    )
    tell_new_holders(moved, title=_("接待日取消，请另约时间"), now=now)
    _tell_booked(moved, now)
    _record(day, "cancel", actor, now, reason=reason, moved=len(moved))
    return len(moved)


def _tell_booked(moved: list[Conversation], now: datetime) -> None:
    """Text those who left a number, where the congress runs a text-message gateway."""
    if not settings.SMS_GATEWAY_URL:
        return
    tell_numbers(
        (
            TextMessage(
                phone=conversation.contact_phone,
                title=_("您预约的接待日取消了(%(receipt)s)，会另约时间，请凭回执号和查询码查看。")
                % {"receipt": conversation.receipt},
                url=reverse("liaison:track", args=[conversation.receipt]),
                key=f"constituent:{conversation.pk}:{conversation.version}",
            )
            for conversation in moved
            if conversation.contact_phone
        ),
        now=now,
    )


def _lock(day: ReceptionDay) -> ReceptionDay:
    day = ReceptionDay.objects.select_for_update(of=("self",)).select_related("site").get(pk=day.pk)
    if day.state == ReceptionDay.State.CANCELLED:
        raise Refused(_("这个接待日已经取消。"))
    return day


def _record(day: ReceptionDay, verb: str, actor: User, now: datetime, **data) -> None:
    audit.record(chain=f"reception:{day.pk}", verb=verb, actor=actor, capacity="office", now=now, **data)
