"""Verbs of codes and their printed copies: issue, place, suspend, retire, re-point, revoke."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Refused
from deputies.models import Organisation, Seat, Site, User
from deputies.photos import CleanPhoto
from liaison import board_photos, receipts
from liaison.models import ContactCode, Placement, Topic

State = ContactCode.State


@transaction.atomic
def issue_code(
    *,
    actor: User | None,
    now: datetime,
    seat: Seat | None = None,
    site: Site | None = None,
    topic: Topic | None = None,
) -> ContactCode:
    """Give a seat, a site or a topic its code with the first placement, the one shown on screens.

    Raises:
        Refused: it has a live code already.
    """
    target = {"seat": seat, "site": site, "topic": topic}
    if ContactCode.objects.filter(**target).exclude(state=State.RETIRED).exists():
        raise Refused(_("“%(target)s”已有使用中的联系码。") % {"target": seat or site or topic})
    code = ContactCode.objects.create(**target, issued_at=now)
    Placement.objects.create(code=code, copy=1, token=receipts.new_token())
    _record(code, "issue", actor, now, fresh=True)
    return code


@transaction.atomic
def issue_missing(*, now: datetime) -> int:
    """Issue a code for every seat and active site that has none."""
    live = ContactCode.objects.exclude(state=State.RETIRED)
    seats = Seat.objects.exclude(pk__in=live.filter(seat__isnull=False).values("seat"))
    sites = Site.objects.filter(is_active=True).exclude(pk__in=live.filter(site__isnull=False).values("site"))
    return issue_for(seats=seats, sites=sites, actor=None, now=now)


@transaction.atomic
def issue_for(*, seats: Iterable[Seat], sites: Iterable[Site], actor: User | None, now: datetime) -> int:
    """Issue a code for each of these seats and sites; return how many."""
    targets = [{"seat": seat} for seat in seats] + [{"site": site} for site in sites]
    for target in targets:
        issue_code(actor=actor, now=now, **target)
    return len(targets)


@transaction.atomic
def add_placement(
    *,
    code: ContactCode,
    board: str,
    actor: User,
    now: datetime,
    address: str = "",
    community: Organisation | None = None,
    posted_on: date | None = None,
) -> Placement:
    """Register one more printed copy with a token of its own (domain.md 003-05).

    Raises:
        Refused: the code is retired.
    """
    code = ContactCode.objects.select_for_update().get(pk=code.pk)
    if code.state == State.RETIRED:
        raise Refused(_("这张联系码已停用，不能再登记张贴点。"))
    last = code.placements.aggregate(last=Max("copy"))["last"] or 0
    placement = Placement.objects.create(
        code=code,
        copy=last + 1,
        token=receipts.new_token(),
        board=board,
        address=address,
        community=community,
        posted_on=posted_on,
        posted_by=actor if posted_on else None,
    )
    _record(code, "place", actor, now, copy=placement.copy)
    return placement


def record_posting(
    *,
    placement: Placement,
    posted_on: date,
    actor: User,
    now: datetime,
    photo: CleanPhoto | None = None,
    capacity: str = "office",
) -> Placement:
    """Note when a registered copy was put up, by whom, and what it looks like there.

    Raises:
        Refused: the copy was revoked.
    """
    with board_photos.kept(photo) as name, transaction.atomic():
        placement = locked_placement(placement)
        if placement.state == Placement.State.REVOKED:
            raise Refused(_("这个张贴点已经作废，请另登记一份。"))
        placement.posted_on, placement.posted_by = posted_on, actor
        if name:
            board_photos.drop(placement.posting_photo)
            placement.posting_photo = name
        placement.save(update_fields=["posted_on", "posted_by", "posting_photo"])
        facts = {"copy": placement.copy, "on": posted_on.isoformat(), "photo": bool(name)}
        _record(placement.code, "post", actor, now, capacity=capacity, **facts)
    return placement


@transaction.atomic
def revoke_placement(*, placement: Placement, reason: str, actor: User, now: datetime) -> Placement:
    """Make one printed copy explain itself; its twins go on working."""
    placement = locked_placement(placement)
    if placement.state == Placement.State.REVOKED:
        raise Refused(_("这个张贴点已经作废。"))
    placement.state, placement.state_reason = Placement.State.REVOKED, reason
    placement.revoked_on = timezone.localdate(now)
    placement.save(update_fields=["state", "state_reason", "revoked_on"])
    _record(placement.code, "revoke_placement", actor, now, copy=placement.copy, reason=reason)
    return placement


def locked_placement(placement: Placement) -> Placement:
    """Return the copy as it is now, with its code, under a lock."""
    return Placement.objects.select_for_update(of=("self",)).select_related("code").get(pk=placement.pk)


def suspend_code(*, code: ContactCode, reason: str, actor: User, now: datetime) -> ContactCode:
    """Pause a code: the page explains and offers the site."""
    return _change(code, State.SUSPENDED, (State.ACTIVE,), reason, actor, now)


def resume_code(*, code: ContactCode, actor: User, now: datetime) -> ContactCode:
    """Let a suspended code work again."""
    return _change(code, State.ACTIVE, (State.SUSPENDED,), "", actor, now)


def retire_code(*, code: ContactCode, reason: str, actor: User, now: datetime) -> ContactCode:
    """Stop a code for good; the page explains and offers the site."""
    return _change(code, State.RETIRED, (State.ACTIVE, State.SUSPENDED), reason, actor, now)


@transaction.atomic
def repoint_code(
    *, code: ContactCode, actor: User, now: datetime, seat: Seat | None = None, site: Site | None = None
) -> ContactCode:
    """Bind a code with all its printed copies to another seat or site, e.g. after districts were redrawn.

    Raises:
        Refused: the code is retired or a topic's, or the target has a live code of its own.
    """
    code = ContactCode.objects.select_for_update().get(pk=code.pk)
    if code.state == State.RETIRED:
        raise Refused(_("这张联系码已停用，不能改指向。"))
    if code.topic_id:
        raise Refused(_("民意码只为它的议题收意见，不能改指向别处。"))
    if (
        ContactCode.objects.filter(seat=seat, site=site)
        .exclude(state=State.RETIRED)
        .exclude(pk=code.pk)
        .exists()
    ):
        raise Refused(_("“%(target)s”已有使用中的联系码。") % {"target": seat or site})
    before = {"seat": code.seat_id, "site": code.site_id}
    code.seat, code.site = seat, site
    code.save(update_fields=["seat", "site"])
    _record(code, "repoint", actor, now, before=before, seat=code.seat_id, site=code.site_id)
    return code


@transaction.atomic
def _change(code, state, sources, reason, actor, now) -> ContactCode:
    code = ContactCode.objects.select_for_update().get(pk=code.pk)
    if code.state not in sources:
        raise Refused(_("联系码现在是“%(state)s”，不能这样改。") % {"state": code.get_state_display()})
    code.state, code.state_reason = state, reason
    code.save(update_fields=["state", "state_reason"])
    _record(code, state.value, actor, now, reason=reason)
    return code


def _record(code, verb, actor, now, *, capacity="office", **data) -> None:
    audit.record(chain=f"code:{code.pk}", verb=verb, actor=actor, capacity=capacity, now=now, **data)
