"""Reads of reception days: which ones a person manages or sees, and who booked."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from deputies.access import Right, has_right, within
from deputies.models import Deputy, Site, User
from liaison import access, workflow
from liaison.access import conversations_visible_to
from liaison.models import Appointment, Conversation, ReceptionDay
from liaison.privacy import mask_name, mask_phone
from liaison.services.reception import LET_GO


def sites_receiving(user: User) -> QuerySet[Site]:
    """Return the sites whose reception days the user manages: in her area, or where she is staff."""
    return Site.objects.filter(
        Q(pk__in=user.site_ids) | within(user, Right.MANAGE_SITES, "organisation__path"), is_active=True
    ).select_related("organisation")


def manages_reception(user: User) -> bool:
    """Tell whether the user manages any reception days at all."""
    return bool(user.site_ids) or has_right(user, Right.MANAGE_SITES)


def days_managed_by(user: User) -> QuerySet[ReceptionDay]:
    """Return the reception days of the sites the user manages."""
    return ReceptionDay.objects.filter(
        Q(site__in=user.site_ids) | within(user, Right.MANAGE_SITES, "site__organisation__path")
    )


def days_visible_to(user: User) -> QuerySet[ReceptionDay]:
    """Return the days the user manages and those on which she herself receives."""
    managed = days_managed_by(user).values("pk")
    return ReceptionDay.objects.filter(Q(pk__in=managed) | Q(deputies__in=user.deputy_ids)).distinct()


def listed(days: QuerySet[ReceptionDay]) -> QuerySet[ReceptionDay]:
    """Add what one line of a list shows."""
    taken = Count("appointments", filter=~Q(appointments__conversation__state__in=LET_GO), distinct=True)
    return days.select_related("site__organisation").prefetch_related("deputies").annotate(booked=taken)


def ahead(days: QuerySet[ReceptionDay], today: date) -> QuerySet[ReceptionDay]:
    """Return what is still to come, soonest first."""
    coming = days.filter(date__gte=today, state=ReceptionDay.State.PUBLISHED)
    return coming.order_by("date", "starts", "pk")


def over(days: QuerySet[ReceptionDay], today: date) -> QuerySet[ReceptionDay]:
    """Return what is past or cancelled, newest first."""
    done = days.filter(Q(date__lt=today) | Q(state=ReceptionDay.State.CANCELLED))
    return done.order_by("-date", "-starts", "-pk")


def deputies_at(site: Site) -> QuerySet[Deputy]:
    """Return the deputies who may receive at a site: those it serves, and its head."""
    return Deputy.objects.filter(
        Q(seat__site=site) | Q(sites_headed=site), status=Deputy.Status.ACTIVE
    ).distinct()


@dataclass(frozen=True)
class Booking:
    """Somebody who booked, as far as this user may know her.

    readable: she may open the conversation; moves: names of what she may do in it now.
    """

    appointment: Appointment
    readable: bool
    moves: frozenset[str]

    @property
    def conversation(self) -> Conversation:
        return self.appointment.conversation

    @property
    def name(self) -> str:
        """The constituent's name, masked."""
        return mask_name(self.conversation.contact_name or "") or _("未留姓名")

    @property
    def phone(self) -> str:
        """The constituent's number, masked."""
        return mask_phone(self.conversation.contact_phone or "")


def bookings(day: ReceptionDay, user: User) -> list[Booking]:
    """Return who booked a day, in the order of booking, in two statements.

    Whoever prepares the day sees masked contact data of everybody, the words only of conversations she may
    read. What is about a deputy or a unit is listed for its readers alone (peers.md §12.15).
    """
    appointments = list(
        Appointment.objects.filter(reception_day=day)
        .select_related("conversation__organisation", "conversation__deputy", "conversation__site")
        .order_by("conversation__submitted_at", "pk")
    )
    pks = [appointment.pk for appointment in appointments]
    readable = set(conversations_visible_to(user).filter(pk__in=pks).values_list("pk", flat=True))
    return [
        Booking(appointment, appointment.pk in readable, _moves(user, appointment, readable))
        for appointment in appointments
        if appointment.pk in readable or appointment.conversation.about == Conversation.About.MATTER
    ]


def _moves(user: User, appointment: Appointment, readable: set[int]) -> frozenset[str]:
    if appointment.pk not in readable or appointment.conversation.state in workflow.FINAL:
        return frozenset()
    return frozenset(move.name for move in access.moves(user, appointment.conversation))
