"""Reads for the pages without an account: the page behind a code, its forms, and the privacy notice."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from deputies.models import Deputy, Organisation, Seat, Site
from deputies.queries.directory import answer_words
from liaison.models import Category, ContactCode, Placement, PrivacyNotice, ReceptionDay, Topic
from liaison.queries import boards
from liaison.queries.topics import spoken
from liaison.services.reception import LET_GO

DAYS_OFFERED = 6


@dataclass(frozen=True)
class Door:
    """What a printed copy opens now: a seat with its deputy, a site or a topic, and who answers there."""

    placement: Placement

    @property
    def code(self) -> ContactCode:
        return self.placement.code

    @property
    def token(self) -> str:
        return self.placement.token

    @property
    def works(self) -> bool:
        """Whether the code leads to somebody; a topic may take no words today all the same."""
        closed_site = self.code.site is not None and not self.code.site.is_active
        return not self.is_revoked and not closed_site and self.code.state == ContactCode.State.ACTIVE

    @property
    def is_open(self) -> bool:
        """Whether words can be left here."""
        return self.works and (self.topic is None or self.phase == Topic.Phase.RUNNING)

    @property
    def topic(self) -> Topic | None:
        """The question on which words are collected here, if this is the code of one."""
        return self.code.topic

    @cached_property
    def phase(self) -> Topic.Phase | None:
        """Where the topic stands today."""
        return self.topic.phase(timezone.localdate()) if self.topic else None

    @property
    def spoken(self) -> int:
        """How many people have said something on the topic, where the page asked for it."""
        return getattr(self.placement, "spoken", None) or 0

    @property
    def is_revoked(self) -> bool:
        return self.placement.state == Placement.State.REVOKED

    @property
    def is_gone(self) -> bool:
        """Whether this copy will never work again; a suspended code may."""
        return self.is_revoked or self.code.state == ContactCode.State.RETIRED

    @cached_property
    def twins(self) -> list[Placement]:
        """Other copies of the same code that hang and work, for whoever scanned a revoked one."""
        return boards.twins(self.placement) if self.is_revoked else []

    @property
    def reason(self) -> str:
        return self.placement.state_reason or self.code.state_reason

    @property
    def seat(self) -> Seat | None:
        return self.code.seat

    @property
    def holder(self) -> Deputy | None:
        """The deputy of the seat, also while her duties are suspended."""
        return self.seat.holder if self.seat else None

    @property
    def deputy(self) -> Deputy | None:
        """The deputy who answers: none for a site, a vacant seat or a suspended mandate."""
        return self.holder if self.holder and self.holder.is_active else None

    @property
    def site(self) -> Site | None:
        """The site that receives people, or collects for the topic, where it is open."""
        site = (self.seat or self.topic or self.code).site
        return site if site and site.is_active else None

    @property
    def organisation(self) -> Organisation:
        return (self.seat or self.topic or self.code.site).organisation

    @property
    def phone(self) -> str:
        """Where somebody picks up: at the site, else at the office that serves the deputy."""
        return (self.site.phone if self.site else "") or self.organisation.phone

    @property
    def answerer(self) -> str:
        """Who reads what is sent here, by name."""
        return self.addressed if self.answers_herself else str(self.site or self.organisation)

    @property
    def addressed(self) -> str:
        """Whom the words are meant for, by name, also where the site reads them for her."""
        if self.deputy:
            return _("%(name)s代表") % {"name": self.deputy.name}
        return str(self.site or self.organisation)

    @property
    def answers_herself(self) -> bool:
        """Whether the deputy reads what is sent here."""
        return self.deputy is not None and self.deputy.answers_herself

    @property
    def answers(self) -> str:
        """How the deputy answers, in words with the sample."""
        return answer_words(self.deputy) if self.deputy else ""

    @cached_property
    def next_day(self) -> dict | None:
        """The next published reception day: date, starts, ends, site, address."""
        day = getattr(self.placement, "next_day", None)
        if not day:
            return None
        return day | {
            "date": date.fromisoformat(day["date"]),
            "starts": time.fromisoformat(day["starts"]),
            "ends": time.fromisoformat(day["ends"]),
        }


def door(token: str) -> Door | None:
    """Return what a token opens, in one statement; None where there is no such token."""
    return _door(_placements(), token)


def door_with_notice(token: str, *, now: datetime) -> tuple[Door | None, PrivacyNotice | None]:
    """Return what a token opens and the privacy notice in force, in one statement."""
    in_force = _in_force(now).values(
        found=JSONObject(id="pk", version="version", summary="summary", text="text")
    )
    opened = _door(_placements().annotate(notice=Subquery(in_force[:1])), token)
    notice = opened.placement.notice if opened else None
    return opened, PrivacyNotice(**notice) if notice else None


def door_with_next_day(token: str, *, today: date) -> Door | None:
    """Return what a token opens with the next reception day there, or how many spoke on the topic, in one statement."""
    ahead = ReceptionDay.objects.filter(
        Q(deputies=OuterRef("code__seat__holder")) | Q(site=OuterRef("code__site")),
        state=ReceptionDay.State.PUBLISHED,
        date__gte=today,
    ).order_by("date", "starts")
    shown = JSONObject(date="date", starts="starts", ends="ends", site="site__name", address="site__address")
    placements = _placements().annotate(
        next_day=Subquery(ahead.values(day=shown)[:1]), spoken=spoken("code__topic")
    )
    return _door(placements, token)


def first_placement(**target) -> Placement | None:
    """Return the copy shown on screens of the live code of a seat's holder or of a site.

    Args:
        target: `code__seat__holder` or `code__site`, with an id.
    """
    live = Placement.objects.filter(
        state=Placement.State.LIVE, code__state=ContactCode.State.ACTIVE, **target
    )
    return live.order_by("copy").first()


def reception_days(door: Door, *, now: datetime) -> QuerySet[ReceptionDay]:
    """Return the published days ahead on which this deputy, or this site, receives; each with `taken`."""
    today, hour = timezone.localdate(now), timezone.localtime(now).time()
    where = Q(deputies=door.deputy) if door.deputy else Q(site=door.site)
    return (
        ReceptionDay.objects.filter(
            where,
            Q(date__gt=today) | Q(date=today, starts__gt=hour),
            state=ReceptionDay.State.PUBLISHED,
        )
        .select_related("site")
        .annotate(
            taken=Count(
                "appointments",
                filter=~Q(appointments__conversation__state__in=LET_GO),
                distinct=True,
            )
        )
        .order_by("date", "starts")[:DAYS_OFFERED]
    )


def categories() -> QuerySet[Category]:
    """Return the subjects a message can have."""
    return Category.objects.filter(is_active=True)


def notice_in_force(now: datetime) -> PrivacyNotice | None:
    """Return the newest privacy notice that is in effect (PIPL Art. 17)."""
    return _in_force(now).first()


def _in_force(now: datetime) -> QuerySet[PrivacyNotice]:
    return PrivacyNotice.objects.filter(effective_from__lte=now).order_by("-version")


def _placements() -> QuerySet[Placement]:
    return Placement.objects.select_related(
        "code__seat__holder__user",
        "code__seat__holder__response_figure",
        "code__seat__congress",
        "code__seat__district",
        "code__seat__electing_unit",
        "code__seat__organisation",
        "code__seat__site",
        "code__site__organisation",
        "code__site__head",
        "code__topic__organisation",
        "code__topic__site__organisation",
        "community",
    )


def _door(placements: QuerySet[Placement], token: str) -> Door | None:
    placement = placements.filter(token=token).first()
    return Door(placement) if placement else None
