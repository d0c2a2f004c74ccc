"""Verbs of sites: register, change, check against the five-haves standard, staff, and which seats they serve."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from deputies import audit, pinyin
from deputies.errors import Refused
from deputies.models import Deputy, Seat, Site, SiteStaff, SiteStandard, User

FIELDS = (
    "kind",
    "name",
    "organisation",
    "parent",
    "head",
    "address",
    "directions",
    "phone",
    "hours",
    "feature",
    "is_active",
)


@transaction.atomic
def save_site(*, site: Site | None, actor: User, now: datetime, **fields) -> Site:
    """Register a site, or change one.

    Raises:
        Refused: the head is no deputy in office (domain.md 004-18), the parent lies below the site itself, the
            name is taken, or a site that is closed still has seats or open conversations.
    """
    fresh = site is None
    site = Site() if fresh else Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    changed = [name for name in FIELDS if name in fields and (fresh or getattr(site, name) != fields[name])]
    for name in changed:
        setattr(site, name, fields[name])
    _check(site, fresh)
    site.search = pinyin.search_keys(site.name)
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError:
        raise Refused(_("这个单位已有同名的站点。"), field="name") from None
    if changed:
        _record(site, "register" if fresh else "change", actor, now, fields=changed)
    return site


def _check(site: Site, fresh: bool) -> None:
    if site.head is not None and site.head.status != Deputy.Status.ACTIVE:
        raise Refused(_("站长要由正在履职的人大代表担任。"), field="head")
    above = site.parent
    while above is not None:
        if above.pk == site.pk:
            raise Refused(_("上级站点不能是它自己或它的下级。"), field="parent")
        above = above.parent
    if fresh or site.is_active:
        return
    if seats := Seat.objects.filter(site=site).count():
        raise Refused(
            _("还有 %(n)s 个席位由这个站点联系，请先在代表名册里改到别的站点，再停用。") % {"n": seats},
            field="is_active",
        )
    if waiting := site.conversations.filter(held_by="site", closed_at=None).count():
        raise Refused(_("还有 %(n)s 件留言、约见没办结，办结后再停用。") % {"n": waiting}, field="is_active")


@transaction.atomic
def check_standards(
    *, site: Site, found: dict[str, tuple[bool, str]], actor: User, now: datetime, today: date
) -> int:
    """Write down which of the five items a site meets, each with its evidence (domain.md 001-01).

    Args:
        found: item -> (met, evidence).

    Returns:
        How many items the site meets.

    Raises:
        Refused: an item is said to be met without evidence; the field is "evidence_<item>".
    """
    for item, (met, evidence) in found.items():
        if met and not evidence:
            raise Refused(_("写明依据，例如：会议室 201，社区提供。"), field=f"evidence_{item}")
    known = {standard.item: standard for standard in site.standards.all()}
    changed = []
    for item, (met, evidence) in found.items():
        standard = known.get(item) or SiteStandard(site=site, item=item)
        if standard.pk and (standard.met, standard.evidence) == (met, evidence):
            continue
        standard.met, standard.evidence, standard.checked_on = met, evidence, today
        standard.save()
        changed.append(item)
    if changed:
        _record(site, "check_standards", actor, now, items=changed)
    return sum(met for met, _evidence in found.values())


@transaction.atomic
def add_staff(*, site: Site, user: User, duty: str, actor: User, now: datetime, today: date) -> SiteStaff:
    """Make a person staff of a site; she then answers what the site holds.

    Raises:
        Refused: she is already.
    """
    if site.staff.filter(user=user).exists():
        raise Refused(_("%(name)s已经是这个站点的工作人员。") % {"name": user.name}, field="username")
    staff = SiteStaff.objects.create(site=site, user=user, duty=duty, since=today)
    _record(site, "add_staff", actor, now, user=user.pk, duty=duty)
    return staff


@transaction.atomic
def remove_staff(*, staff: SiteStaff, actor: User, now: datetime) -> None:
    """Take a person off a site."""
    _record(staff.site, "remove_staff", actor, now, user=staff.user_id)
    staff.delete()


@transaction.atomic
def assign_seat(*, seat: Seat, site: Site | None, actor: User, now: datetime) -> Seat:
    """Say which site receives for a seat while its deputy cannot act (domain.md §5 Deputy)."""
    before, seat.site = seat.site_id, site
    seat.save(update_fields=["site"])
    audit.record(
        chain=f"seat:{seat.pk}",
        verb="assign_site",
        actor=actor,
        capacity="office",
        now=now,
        before=before,
        after=site and site.pk,
    )
    return seat


def _record(site: Site, verb: str, actor: User, now: datetime, **data) -> None:
    audit.record(chain=f"site:{site.pk}", verb=verb, actor=actor, capacity="office", now=now, **data)
