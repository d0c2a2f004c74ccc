"""Finding deputies and sites as the public does: by name, pinyin, initials, district, address, level, street.

Every list costs a constant number of statements, whatever its length.
"""

import re
from datetime import date

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deputies import addresses, pinyin
from deputies.models import Deputy, DeputyGroup, ElectoralDistrict, GroupMember, Organisation, Site
from deputies.roster.text import reference_key

MAX_TERMS = 4
DISTRICT_NUMBER = re.compile(r"([0-9]{1,4})(?:选区)?")
MAX_DISTRICTS = 60
COMING_DAYS = 6


def find_deputies(
    *,
    query: str = "",
    level: int | None = None,
    street: Organisation | None = None,
    group: DeputyGroup | None = None,
) -> QuerySet[Deputy]:
    """Return seated deputies that fit all of what was asked, in the order of the directory.

    Args:
        query: words separated by blanks; each has to fit the name, its pinyin or initials, the district or
            electing unit, an address in the district's range, the congress or the post.
        street: the body that serves the seats.
    """
    found = Deputy.objects.public().order_by("level", "sort_key", "pk")
    for term in addresses.terms(query)[:MAX_TERMS]:
        found = found.filter(fits(term))
    if level:
        found = found.filter(level=level)
    if street:
        found = found.filter(seat__organisation=street)
    if group:
        found = found.filter(groups__group=group)
    return found


def fits(term: str) -> Q:
    key = pinyin.fold(term)
    if not key:
        return Q(pk__in=())
    if numbered := DISTRICT_NUMBER.fullmatch(reference_key(term)):
        return Q(seat__district__number=int(numbered[1]))
    if key.isascii():
        return Q(search__startswith=key) | Q(search__contains=f" {key}")
    return (
        Q(search__contains=key)
        | Q(seat__district__in=[district.pk for district in districts_at(term)])
        | Q(seat__electing_unit__name__contains=term)
        | Q(seat__congress__name__contains=term)
    )


def districts_at(text: str) -> list[ElectoralDistrict]:
    """Return the electoral districts named so or covering the address, the surest first.

    Where one range holds the house number, those that only share the road are left out.
    """
    address = addresses.read(text)
    named = Q(name__contains=text) | Q(name__contains=address.words)
    if len(address.words) >= addresses.MIN_WORDS:
        named |= Q(places__contains=address.words)
    surest = Case(When(places__contains=address.whole, then=0), default=1, output_field=IntegerField())
    candidates = list(
        ElectoralDistrict.objects.filter(named).order_by(surest, "number", "pk")[:MAX_DISTRICTS]
    )
    verdicts = {
        district.pk: True if text in district.name else addresses.covers(district.places, address)
        for district in candidates
    }
    sure = [district for district in candidates if verdicts[district.pk]]
    return sure or [district for district in candidates if verdicts[district.pk] is None] or candidates


def serving_organisations() -> QuerySet[Organisation]:
    """Return the street committees, town congresses and offices that serve seats."""
    return Organisation.objects.filter(is_active=True, seats_served__isnull=False).distinct().order_by("path")


def public_deputy(pk: int) -> Deputy | None:
    """Return a deputy for the public page with everything it shows, or None before she takes her seat."""
    return (
        Deputy.objects.exclude(status=Deputy.Status.ELECTED)
        .select_related(
            "seat__congress",
            "seat__district",
            "seat__electing_unit",
            "seat__organisation",
            "seat__site",
            "seat__holder",
            "term__congress",
            "response_figure",
        )
        .prefetch_related(Prefetch("groups", GroupMember.objects.select_related("group")))
        .filter(pk=pk)
        .first()
    )


def coming_days(of: Deputy | Site, today: date) -> list:
    """Return the next published reception days of a deputy or a site, soonest first."""
    days = of.reception_days.filter(state="published", date__gte=today).select_related("site")
    return list(days.prefetch_related("deputies").order_by("date", "starts")[:COMING_DAYS])


def find_sites(
    *, query: str = "", street: Organisation | None = None, kind: str = "", closed: bool = False
) -> QuerySet[Site]:
    """Return the open sites by name, pinyin, address or the words on how to get there.

    Args:
        closed: return those that are closed too.
    """
    found = Site.objects.select_related("organisation")
    if not closed:
        found = found.filter(is_active=True)
    for term in addresses.terms(query)[:MAX_TERMS]:
        words = addresses.read(term).words
        found = found.filter(
            Q(search__contains=pinyin.fold(term))
            | Q(name__contains=term)
            | Q(address__contains=words)
            | Q(directions__contains=words)
            | Q(organisation__name__contains=term)
        )
    if street:
        found = found.filter(organisation=street)
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("organisation__path", "kind", "name")


def answer_words(deputy: Deputy) -> str:
    """Say how a deputy answers, with the sample behind it; empty while there is no figure."""
    figure = getattr(deputy, "response_figure", None)
    if figure is None:
        return ""
    if not figure.answered:
        return _("近 30 天还没有答复过留言。")
    days = max(1, -(-(figure.median_hours or 0) // 24))
    return ngettext(
        "近 30 天答复 %(answered)d 件，多在 %(days)d 天内。",
        "近 30 天答复 %(answered)d 件，多在 %(days)d 天内。",
        figure.answered,
    ) % {"answered": figure.answered, "days": days}
