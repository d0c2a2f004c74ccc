"""Reads of the register of printed copies: what hangs where, how often it is scanned, what was seen there."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from deputies import pinyin
from deputies.access import Right, has_right, within
from deputies.models import Organisation, User
from liaison import receipts
from liaison.models import ContactCode, Conversation, Inspection, Placement, ScanCount, StickerReport, Topic

LIVE, REVOKED = Placement.State.LIVE, Placement.State.REVOKED
GOOD = Inspection.Condition.GOOD
SETTLED_IN = timedelta(days=30)  # a board that has hung for so long should have been found
SILENCE = timedelta(days=90)  # domain.md §7: "unscanned 90 days" (poster missing?)
SPANS = (7, 30, 90)
WEEKS = 13
TARGETS = ("seat", "site", "topic")
SHOWN = {
    "all": _("全部"),
    "to_post": _("待张贴"),
    "posted": _("在贴"),
    "silent": _("沉默"),
    "worn": _("状况不好"),
    "revoked_scanned": _("作废了还在贴"),
    "revoked": _("已作废"),
}


def may_keep(user: User) -> bool:
    """Tell whether the user keeps any printed copies: for an office, or as staff of a site."""
    return has_right(user, Right.MANAGE_SITES) or bool(user.is_authenticated and user.site_ids)


def managed_by(user: User) -> Q:
    """Return the condition "this copy lies in a part of the tree whose sites the user manages"."""
    reach = Q(pk__in=())
    for target in TARGETS:
        reach |= within(user, Right.MANAGE_SITES, f"code__{target}__organisation__path")
    return reach


def kept_by(user: User) -> QuerySet[Placement]:
    """Return the copies the user keeps: those of her area, and those of her site and its seats."""
    own = user.site_ids
    site = Q(code__site__in=own) | Q(code__seat__site__in=own) | Q(code__topic__site__in=own)
    return Placement.objects.filter(managed_by(user) | site if own else managed_by(user))


def with_names(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Fetch everything a line about a copy shows, with the path of its office as `area`."""
    return placements.select_related(
        "code__seat__holder",
        "code__seat__district",
        "code__seat__electing_unit",
        "code__seat__organisation",
        "code__site__organisation",
        "code__topic__organisation",
        "community",
        "posted_by",
    ).annotate(area=Coalesce(*(f"code__{target}__organisation__path" for target in TARGETS)))


def on_paper(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Leave out what hangs on no board: the first copy of a code, shown on screens, and the one on paper forms."""
    return placements.exclude(copy=1, board="", posted_on=None).filter(forms=None)


def with_figures(placements: QuerySet[Placement], *, today: date) -> QuerySet[Placement]:
    """Add scans_7, scans_30 and scans_90, and condition, checked_on of the newest inspection."""
    newest = Inspection.objects.filter(placement=OuterRef("pk")).order_by("-checked_on", "-pk")
    return placements.annotate(
        **{f"scans_{days}": _scans(days, today) for days in SPANS},
        condition=Subquery(newest.values("condition")[:1]),
        checked_on=Subquery(newest.values("checked_on")[:1]),
    )


def _scans(days: int, today: date) -> Coalesce:
    counted = ScanCount.objects.filter(placement=OuterRef("pk"), day__gt=today - timedelta(days=days))
    total = counted.order_by().values("placement").annotate(total=Sum("count")).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), Value(0))


def counting_since() -> date | None:
    """Return the day of the first scan ever counted; before it nobody could be silent."""
    return ScanCount.objects.order_by("pk").values_list("day", flat=True).first()


def silent(placements: QuerySet[Placement], *, today: date) -> QuerySet[Placement]:
    """Return live copies that have hung for a month and that nobody has scanned for three.

    A copy that was never scanned is silent once scans have been counted for a month. What somebody looked at
    within the silence is not silent any more: it is known how it stands.
    """
    since = counting_since()
    unscanned = Q(last_scanned_on__lte=today - SILENCE)
    if since is not None and since <= today - SETTLED_IN:
        unscanned |= Q(last_scanned_on=None)
    seen = Inspection.objects.filter(placement=OuterRef("pk"), checked_on__gt=today - SILENCE)
    return placements.filter(
        unscanned,
        ~Exists(seen),
        ~Q(code__topic__state=Topic.State.CLOSED),  # nobody is meant to scan a question that is over
        state=LIVE,
        posted_on__lte=today - SETTLED_IN,
        code__state=ContactCode.State.ACTIVE,
    )


def shown(placements: QuerySet[Placement], name: str, *, today: date) -> QuerySet[Placement]:
    """Return one list of the register; names are those of SHOWN."""
    if name == "to_post":
        return placements.filter(state=LIVE, posted_on=None, code__state=ContactCode.State.ACTIVE)
    if name == "posted":
        return placements.filter(state=LIVE, posted_on__isnull=False)
    if name == "silent":
        return silent(placements, today=today)
    if name == "worn":
        newest = Inspection.objects.filter(placement=OuterRef("pk")).order_by("-checked_on", "-pk")
        worn = placements.filter(state=LIVE).alias(found=Subquery(newest.values("condition")[:1]))
        return worn.filter(found__isnull=False).exclude(found=GOOD)
    if name == "revoked":
        return placements.filter(state=REVOKED)
    if name == "revoked_scanned":
        recent = today - SETTLED_IN
        scanned = ScanCount.objects.filter(
            placement=OuterRef("pk"), day__gt=OuterRef("revoked_on"), day__gte=recent
        )
        return placements.filter(Exists(scanned), state=REVOKED)
    return placements


def find(
    placements: QuerySet[Placement],
    *,
    query: str = "",
    street: Organisation | None = None,
    community: Organisation | None = None,
) -> QuerySet[Placement]:
    """Return the copies that fit, street by street and community by community."""
    if query:
        placements = placements.filter(_fits(query))
    if street:
        placements = placements.filter(
            Q(code__seat__organisation=street)
            | Q(code__site__organisation=street)
            | Q(code__topic__organisation=street)
        )
    if community:
        placements = placements.filter(community=community)
    return placements.order_by("area", "community__name", "board", "code", "copy")


def _fits(query: str) -> Q:
    key = pinyin.fold(query)
    fits = Q(board__contains=query) | Q(address__contains=query) | Q(community__name__contains=query)
    fits |= Q(code__seat__holder__search__contains=key) | Q(code__seat__district__name__contains=query)
    fits |= Q(code__site__search__contains=key) | Q(code__topic__title__contains=query)
    with suppress(ValueError):
        fits |= Q(token=receipts.normalise_token(query))
    code, _dash, copy = query.strip().partition("-")
    if _is_number(code) and _is_number(copy):
        fits |= Q(code=int(code), copy=int(copy))
    return fits


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


@dataclass(frozen=True)
class Scans:
    """How often one copy was opened: in three spans, week by week (oldest first), and what was sent from it."""

    spans: list[tuple[int, int]]
    weeks: list[tuple[date, int]]
    conversations: int

    @property
    def most(self) -> int:
        """The highest week; none where nobody scanned it in all of them."""
        return max(count for _week, count in self.weeks)


def scans_of(placement: Placement, *, today: date) -> Scans:
    """Return the scans of one copy, in two statements."""
    first = today - timedelta(days=7 * WEEKS - 1)
    by_day = dict(placement.scans.filter(day__gte=first, day__lte=today).values_list("day", "count"))
    spans = [
        (days, sum(count for day, count in by_day.items() if day > today - timedelta(days=days)))
        for days in SPANS
    ]
    weeks = []
    for week in range(WEEKS):
        starts = first + timedelta(days=7 * week)
        ends = starts + timedelta(days=7)
        weeks.append((starts, sum(count for day, count in by_day.items() if starts <= day < ends)))
    sent = Conversation.objects.filter(placement=placement).count()
    return Scans(spans, weeks, sent)


def twins(placement: Placement, *, most: int = 3) -> list[Placement]:
    """Return live copies of the same code that hang elsewhere, those of the same community first."""
    others = Placement.objects.filter(
        code=placement.code_id, state=LIVE, posted_on__isnull=False, code__state=ContactCode.State.ACTIVE
    ).exclude(pk=placement.pk)
    others = list(others.exclude(board="", address="").select_related("community").order_by("copy"))
    return sorted(others, key=lambda twin: twin.community_id != placement.community_id)[:most]


def reports_shown_to(user: User) -> QuerySet[StickerReport]:
    """Return what passers-by reported about copies of the user's area.

    What was typed as no known code belongs to no area; the congress staff look after it.
    """
    reach = Q(placement__in=Placement.objects.filter(managed_by(user)).values("pk"))
    if has_right(user, Right.DECIDE):
        reach |= Q(placement=None)
    return StickerReport.objects.filter(reach)


def reports_in_order(reports: QuerySet[StickerReport]) -> QuerySet[StickerReport]:
    """Return reports with the copies they are about: open ones first, the newest first."""
    return reports.select_related(
        "settled_by",
        "placement__community",
        "placement__code__seat__holder",
        "placement__code__seat__district",
        "placement__code__seat__electing_unit",
        "placement__code__site",
        "placement__code__topic",
    ).order_by(F("settled_at").desc(nulls_first=True), "-reported_at")


def open_counts(user: User, *, today: date) -> dict[str, int]:
    """Return what waits for the user in the register, for the tabs above its pages."""
    kept = kept_by(user)
    paper = on_paper(kept)
    return {
        "to_post": shown(paper, "to_post", today=today).count(),
        "silent": silent(paper, today=today).count(),
        "reports": reports_shown_to(user).filter(settled_at=None).aggregate(n=Count("pk"))["n"],
    }
