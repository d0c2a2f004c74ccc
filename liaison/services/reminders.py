"""Verbs of the timetable that only tell: the calendar that ends, the answer that nobody has rated yet."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.access import Right, people_anywhere
from deputies.calendar import working_calendar
from deputies.services.calendar import missing_year
from liaison import targets, workflow
from liaison.models import Conversation
from liaison.notices import TextMessage, notify, tell_numbers

BATCH = 500
CATCH_UP = timedelta(days=3)  # how long a stopped timetable may make a question late before it is left out


def ask_for_rating(*, now: datetime) -> int:
    """Text constituents who left a mobile number, one day after the answer, once for each round of handling.

    The system asks, never the one who answered (design.md §5 Fairness). Others are asked by the tracking page.

    Returns:
        How many were asked now.
    """
    if not settings.SMS_GATEWAY_URL:
        return 0
    until = now - targets.ASK_FOR_RATING_AFTER
    answered = (
        Conversation.objects.filter(
            state__in=[state.value for state in workflow.RATEABLE],
            state_since__lte=until,
            state_since__gt=until - CATCH_UP,
            contact_phone__isnull=False,
        )
        .only("kind", "receipt", "contact_phone", "reopened")
        .order_by("pk")
    )
    asked, last = 0, 0
    while batch := list(answered.filter(pk__gt=last)[:BATCH]):
        asked += tell_numbers((_question(conversation) for conversation in batch), now=now)
        last = batch[-1].pk
    return asked


def warn_calendar(*, now: datetime) -> int | None:
    """Tell system administrators and congress staff once a week that a year is missing (peers.md §11.2).

    Returns:
        The missing year, if any.
    """
    today = timezone.localdate(now)
    year = missing_year(working_calendar(), today)
    if year is not None:
        week = today.isocalendar()
        notify(
            people_anywhere(Right.CONFIGURE, Right.DECIDE, today=today),
            kind="calendar",
            title=_("%(year)s 年放假调休安排还没有载入，跨年的期限都是暂定") % {"year": year},
            url=reverse("liaison:notices"),
            key=f"calendar:{year}:{week.year}W{week.week}",
            now=now,
        )
    return year


def _question(conversation: Conversation) -> TextMessage:
    return TextMessage(
        phone=conversation.contact_phone,
        title=_("您的%(kind)s（%(receipt)s）已有答复，结果和态度怎么样，请您评价。")
        % {"kind": conversation.get_kind_display(), "receipt": conversation.receipt},
        url=reverse("liaison:track", args=[conversation.receipt]),
        key=f"constituent:{conversation.pk}:rate:{conversation.reopened + 1}",
    )
