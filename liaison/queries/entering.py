"""Whom staff may enter words for: the deputies and sites of their area, and the topics that run there."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from deputies import pinyin
from deputies.access import Right, within
from deputies.models import Seat, Site, User
from liaison import receipts
from liaison.access import conversations_visible_to
from liaison.models import Conversation, PaperForm, ReceptionDay, Topic
from liaison.queries.desk import with_taken
from liaison.queries.topics import in_phase

OFFERED = 30


def seats_for(user: User) -> QuerySet[Seat]:
    """Return the seats with a holder that belong to the person's sites or area."""
    area = within(user, Right.ENTER_ON_BEHALF, "organisation__path")
    return Seat.objects.filter(Q(site__in=user.site_ids) | area, holder__isnull=False).select_related(
        "holder__user", "organisation", "site", "district", "electing_unit"
    )


def sites_for(user: User) -> QuerySet[Site]:
    """Return the open sites of the person, and of her area."""
    area = within(user, Right.ENTER_ON_BEHALF, "organisation__path")
    return Site.objects.filter(Q(pk__in=user.site_ids) | area, is_active=True).select_related("organisation")


def topics_for(user: User, *, running: bool = True) -> QuerySet[Topic]:
    """Return the topics that run now, or all that are out, for which the person's sites or area collect."""
    area = within(user, Right.ENTER_ON_BEHALF, "organisation__path")
    collects = Q(site__in=user.site_ids) | within(user, Right.ENTER_ON_BEHALF, "site__organisation__path")
    out = ~Q(state=Topic.State.DRAFT)
    topics = Topic.objects.filter(out & (area | collects)).select_related(
        "organisation", "site__organisation"
    )
    if running:
        topics = topics.filter(in_phase(Topic.Phase.RUNNING, timezone.localdate()))
    return topics.order_by("closes_on", "pk")


def forms_for(user: User) -> QuerySet[PaperForm]:
    """Return the printed forms for deputies and sites that the person may enter words for."""
    return PaperForm.objects.filter(
        Q(placement__code__seat__in=seats_for(user)) | Q(placement__code__site__in=sites_for(user))
    ).select_related("placement__code__seat__holder", "placement__code__site", "conversation__entered_by")


def entered_or_read_by(user: User) -> QuerySet[Conversation]:
    """Return what the person may read, and what she wrote down for others, whoever decides on it now."""
    readable = conversations_visible_to(user).values("pk")
    return Conversation.objects.filter(Q(entered_by=user) | Q(pk__in=readable))


def found_form(user: User, text: str) -> PaperForm | None:
    """Return the printed form whose number was typed or scanned, if it is one that the person may type in."""
    try:
        number = receipts.normalise_form_number(text)
    except ValueError:
        return None
    return forms_for(user).filter(number=number).first()


def found_seats(user: User, query: str) -> list[Seat]:
    """Return the first seats whose deputy fits a name, pinyin or initials; all where nothing was typed."""
    seats = seats_for(user).order_by("holder__sort_key")
    key = pinyin.fold(query)
    return list((seats.filter(holder__search__contains=key) if key else seats)[:OFFERED])


def found_sites(user: User, query: str) -> list[Site]:
    """Return the first sites that fit a name or pinyin; all where nothing was typed."""
    key = pinyin.fold(query)
    sites = sites_for(user).order_by("name")
    return list((sites.filter(search__contains=key) if key else sites)[:OFFERED])


def days_of(to: Seat | Site | Topic, now: datetime) -> QuerySet[ReceptionDay]:
    """Return the published days ahead on which this deputy or site receives, each with `taken`."""
    if isinstance(to, Topic):
        return ReceptionDay.objects.none()
    where = Q(deputies=to.holder_id) if isinstance(to, Seat) else Q(site=to)
    return with_taken(ReceptionDay.objects.filter(where, date__gte=timezone.localdate(now)))
