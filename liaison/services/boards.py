"""Verbs of printed copies that hang: correct the register, inspect, replace, and tell about silent ones."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies import audit
from deputies.access import Right, has_right
from deputies.errors import Refused
from deputies.models import Organisation, User
from deputies.photos import CleanPhoto
from liaison import board_photos
from liaison.models import Inspection, Placement
from liaison.notices import Letter, notify_all
from liaison.queries import boards
from liaison.queries.keepers import Keepers
from liaison.services import codes
from liaison.workflow import Capacity

BATCH = 500


def capacity_of(actor: User, placement: Placement) -> str:
    """Return in which capacity somebody keeps a copy: for the office, or as staff of its site."""
    manages = has_right(actor, Right.MANAGE_SITES, placement.code.organisation)
    return (Capacity.OFFICE if manages else Capacity.SITE).value


def correct_placement(
    *,
    placement: Placement,
    actor: User,
    now: datetime,
    board: str,
    address: str = "",
    community: Organisation | None = None,
    posted_on: date | None = None,
    photo: CleanPhoto | None = None,
) -> Placement:
    """Put right what the register says about where a copy hangs; the token stays.

    Raises:
        Refused: the copy was revoked.
    """
    with board_photos.kept(photo) as name, transaction.atomic():
        placement = codes.locked_placement(placement)
        if not placement.is_live:
            raise Refused(_("这个张贴点已经作废，登记不再改动。"))
        wanted = {"board": board, "address": address, "community": community, "posted_on": posted_on}
        changed = sorted(field for field, value in wanted.items() if getattr(placement, field) != value)
        for field in changed:
            setattr(placement, field, wanted[field])
        if posted_on is None:
            placement.posted_by = None
        elif placement.posted_by_id is None:
            placement.posted_by = actor
        if name:
            board_photos.drop(placement.posting_photo)
            placement.posting_photo = name
            changed.append("photo")
        placement.save()
        _record(placement, "correct_placement", actor, now, fields=changed)
    return placement


def inspect(
    *,
    placement: Placement,
    condition: str,
    checked_on: date,
    actor: User,
    now: datetime,
    note: str = "",
    photo: CleanPhoto | None = None,
) -> Inspection:
    """Write down what somebody saw who stood before a copy (亮牌巡查; domain.md 003-05).

    Raises:
        Refused: it was looked at before it was put up.
    """
    with board_photos.kept(photo) as name, transaction.atomic():
        placement = codes.locked_placement(placement)
        if placement.posted_on and checked_on < placement.posted_on:
            raise Refused(_("巡查日期不能早于张贴日期。"), field="checked_on")
        inspection = Inspection.objects.create(
            placement=placement,
            checked_on=checked_on,
            checked_by=actor,
            condition=condition,
            note=note,
            photo=name,
            recorded_at=now,
        )
        capacity = capacity_of(actor, placement)
        _record(placement, "inspect", actor, now, capacity=capacity, condition=condition, photo=bool(name))
    return inspection


@transaction.atomic
def replace_placement(*, placement: Placement, reason: str, actor: User, now: datetime) -> Placement:
    """Revoke a copy and register a new one for the same place, to be printed and put up.

    Raises:
        Refused: the copy was revoked before, or its code is retired.
    """
    old = codes.revoke_placement(placement=placement, reason=reason, actor=actor, now=now)
    return codes.add_placement(
        code=old.code,
        board=old.board,
        address=old.address,
        community=old.community,
        actor=actor,
        now=now,
    )


@transaction.atomic
def warn_silent(*, now: datetime) -> int:
    """Tell those who keep a copy that nobody has scanned it for long: once for each copy and silence.

    Returns:
        How many notices are new.
    """
    today = timezone.localdate(now)
    silent = list(boards.silent(boards.with_names(Placement.objects.all()), today=today).order_by("pk"))
    told = 0
    for start in range(0, len(silent), BATCH):
        batch = silent[start : start + BATCH]
        keepers = Keepers([placement.code for placement in batch], today=today)
        told += notify_all([_silence(placement, keepers) for placement in batch], now=now)
    return told


def _silence(placement: Placement, keepers: Keepers) -> Letter:
    since = placement.last_scanned_on or placement.posted_on
    title = _("%(board)s的牌子很久没人扫了，请去看看还在不在") % {"board": placement.where}
    return Letter(
        keepers.of(placement.code),
        kind="board",
        title=title[:120],
        url=reverse("liaison:board", args=[placement.pk]),
        key=f"silent:{placement.pk}:{since:%Y%m%d}",
    )


def _record(
    placement: Placement, verb: str, actor: User, now: datetime, *, capacity="office", **data
) -> None:
    audit.record(
        chain=f"code:{placement.code_id}",
        verb=verb,
        actor=actor,
        capacity=capacity,
        now=now,
        copy=placement.copy,
        **data,
    )
