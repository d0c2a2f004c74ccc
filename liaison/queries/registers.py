"""The register of receptions of a site (接待选民登记簿, domain.md 001-04c): who received, who came, what about, what came of it.

Whoever keeps the register sees that somebody came and her masked name; her words and the minutes only where she may
read the conversation. What is about a deputy or a unit is listed for its readers alone (peers.md §12.15).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.access import Right, has_right, within
from deputies.models import Site, User
from liaison.access import conversations_visible_to
from liaison.models import Appointment, Conversation, ReceptionDay
from liaison.papers.registers import Column, Register, Row
from liaison.periods import Period
from liaison.privacy import find_personal_data, mask_name, redact
from liaison.services.reception import LET_GO
from liaison.templatetags.desk import STATES

LONGEST = 60
COLUMNS = (
    Column(gettext_lazy("日期"), 1.15, 12, once=True),
    Column(gettext_lazy("时间"), 1.05, 12, once=True),
    Column(gettext_lazy("地点"), 1.4, 24, once=True),
    Column(gettext_lazy("接待代表"), 1.1, 18, once=True),
    Column(gettext_lazy("来了几人"), 0.75, 9, once=True),
    Column(gettext_lazy("来访群众"), 0.9, 12),
    Column(gettext_lazy("反映的事"), 3.2, 50),
    Column(gettext_lazy("结果"), 2.4, 40),
)


def keeps_registers(user: User) -> bool:
    """Tell whether the user keeps the registers of any site: its staff, and the offices of the area."""
    return bool(user.site_ids) or any(has_right(user, right) for right in _KEEPING)


def sites_kept_by(user: User) -> QuerySet[Site]:
    """Return the sites whose registers the user keeps; a closed site keeps its past."""
    reach = Q(pk__in=user.site_ids)
    for right in _KEEPING:
        reach |= within(user, right, "organisation__path")
    return Site.objects.filter(reach).select_related("organisation").order_by("name")


_KEEPING = (Right.MANAGE_SITES, Right.READ_CONVERSATIONS)


@dataclass(frozen=True)
class Visitor:
    """Somebody who came, or booked and did not, as far as this reader may know her."""

    name: str
    about: str
    outcome: str
    url: str


@dataclass(frozen=True)
class Reception:
    """One reception: a published day, a visit to the site, or a meeting agreed on."""

    at: datetime
    hours: str
    place: str
    deputies: str
    came: int
    visitors: list[Visitor]
    note: str = ""


def receptions(site: Site, period: Period, *, user: User, today: date) -> Register:
    """Return the register of receptions of a site as this person may see it, in a constant number of statements.

    Args:
        today: days still to come are not in a register.
    """
    found = sorted(_all(site, period, user, today), key=lambda reception: reception.at)
    held = [reception for reception in found if reception.came]
    summary = _("共接待 %(n)s 次、%(came)s 人。") % {
        "n": len(held),
        "came": sum(reception.came for reception in held),
    }
    return Register(
        name=_("接待选民登记簿"),
        site=site,
        period=period,
        columns=COLUMNS,
        rows=[row for reception in found for row in _rows(reception)],
        summary=summary,
        empty=_("换一段时间再看；接待日、来访代录和见面记录都会自动登在这里。"),
        link_at=6,
        note=_("姓名按规定隐去；不归您看的内容不列出。反映代表本人或某个单位的，不在这本登记簿里。"),
    )


def _rows(reception: Reception) -> Iterator[Row]:
    start = timezone.localtime(reception.at)
    shared = (start.date(), reception.hours, reception.place, reception.deputies, reception.came)
    if not reception.visitors:
        yield Row((*shared, "", "", reception.note))
    for place, visitor in enumerate(reception.visitors):
        yield Row((*shared, visitor.name, visitor.about, visitor.outcome), goes_on=place > 0, url=visitor.url)


def _all(site: Site, period: Period, user: User, today: date) -> list[Reception]:
    days = list(
        ReceptionDay.objects.filter(period.on("date"), site=site, date__lte=today).prefetch_related(
            "deputies"
        )
    )
    booked = list(
        Appointment.objects.filter(reception_day__in=[day.pk for day in days])
        .exclude(conversation__state__in=LET_GO)
        .select_related("conversation__category")
        .order_by("conversation__submitted_at", "pk")
    )
    others = list(_visits(site, period)) + list(_meetings(site, period))
    pks = [one.pk for one in booked] + [one.pk for one in others]
    readable = set(conversations_visible_to(user).filter(pk__in=pks).values_list("pk", flat=True))
    found = [_of_day(day, site, booked, readable) for day in days]
    return found + [_of_visit(one, site, readable) for one in others if _is_listed(one, readable)]


def _visits(site: Site, period: Period) -> QuerySet[Conversation]:
    """Return what people said who came to the site; who booked a day by it is counted on that day."""
    return (
        Conversation.objects.filter(period.at("submitted_at"), site=site, source=Conversation.Source.VISIT)
        .filter(Q(appointment=None) | Q(appointment__reception_day=None, appointment__held_at=None))
        .select_related("deputy", "category", "appointment")
    )


def _meetings(site: Site, period: Period) -> QuerySet[Conversation]:
    """Return the meetings that were held apart from the reception days."""
    return Conversation.objects.filter(
        period.at("appointment__held_at"), site=site, appointment__reception_day=None
    ).select_related("deputy", "category", "appointment")


def _is_listed(conversation: Conversation, readable: set[int]) -> bool:
    return conversation.pk in readable or conversation.about == Conversation.About.MATTER


def _of_day(day: ReceptionDay, site: Site, booked: list[Appointment], readable: set[int]) -> Reception:
    mine = [
        one for one in booked if one.reception_day_id == day.pk and _is_listed(one.conversation, readable)
    ]
    cancelled = day.state == ReceptionDay.State.CANCELLED
    return Reception(
        at=timezone.make_aware(datetime.combine(day.date, day.starts)),
        hours=f"{day.starts:%H:%M}–{day.ends:%H:%M}",
        place=str(site),
        deputies="、".join(deputy.name for deputy in day.deputies.all()),
        came=sum(one.held_at is not None for one in mine),
        visitors=[_visitor(one.conversation, readable, one) for one in mine],
        note=_("已取消：%(why)s") % {"why": day.state_reason} if cancelled else _("没有人预约"),
    )


def _of_visit(conversation: Conversation, site: Site, readable: set[int]) -> Reception:
    met = getattr(conversation, "appointment", None)
    held = met is not None and met.held_at is not None
    at = (met.starts_at or met.held_at) if held else conversation.submitted_at
    return Reception(
        at=at,
        hours=f"{timezone.localtime(at):%H:%M}",
        place=met.where or str(site) if held else str(site),
        deputies=conversation.deputy.name if held and conversation.deputy else _("站点工作人员"),
        came=1,
        visitors=[_visitor(conversation, readable, met)],
    )


def _visitor(conversation: Conversation, readable: set[int], met: Appointment | None) -> Visitor:
    name = mask_name(conversation.contact_name or "") or _("未留姓名")
    state = str(STATES[conversation.state][0])
    if conversation.pk not in readable:
        return Visitor(name, _("只有接待代表能看内容"), state, "")
    minutes = gist(conversation, met.minutes) if met is not None and met.minutes else ""
    about = gist(conversation, conversation.body)
    if conversation.category is not None:
        about = f"{conversation.category}：{about}"
    url = reverse("liaison:conversation", args=[conversation.receipt])
    return Visitor(name, about, f"{state}。{minutes}" if minutes else state, url)


def gist(conversation: Conversation, text: str) -> str:
    """Return the beginning of somebody's words on one line, without what names or reaches the constituent."""
    line = " ".join(redact(text, find_personal_data(text)).split())
    if len(conversation.contact_name or "") > 1:
        line = line.replace(conversation.contact_name, mask_name(conversation.contact_name))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
