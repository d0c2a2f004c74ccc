"""Verbs of what passers-by say about a printed copy: report it, settle it."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies import audit
from deputies.access import Right, people_anywhere
from deputies.errors import Refused
from deputies.models import User
from liaison.models import Placement, StickerReport
from liaison.notices import notify
from liaison.queries.boards import with_names
from liaison.queries.keepers import Keepers
from liaison.services import codes

LONGEST_TYPED = 40


@transaction.atomic
def report_sticker(
    *, placement: Placement | None, what: str, now: datetime, typed: str = "", words: str = ""
) -> StickerReport:
    """Keep what a passer-by says about a copy and tell those who manage it there; nothing says who it was.

    Args:
        placement: None where the code she typed is none of ours.
        typed: what she read on the board, kept only in that case.
    """
    report = StickerReport.objects.create(
        placement=placement,
        typed="" if placement else _printable(typed)[:LONGEST_TYPED],
        what=what,
        words=words,
        reported_at=now,
    )
    _record(report, "report", None, "constituent", now, fresh=True, what=what)
    today = timezone.localdate(now)
    if placement is None:
        people, organisation = people_anywhere(Right.DECIDE, today=today), None
        title = _("有人反映一张查不到的码，可能是假码")
    else:
        placement = with_names(Placement.objects.filter(pk=placement.pk)).get()
        people = Keepers([placement.code], today=today).managing(placement.code)
        organisation = placement.code.organisation
        title = _("有人反映这张码不对劲：%(board)s") % {"board": placement.where}
    notify(
        people,
        kind="board",
        title=title[:120],
        url=reverse("liaison:board_reports"),
        key=f"sticker:{report.pk}",
        now=now,
        organisation=organisation,
        fresh=True,
    )
    return report


@transaction.atomic
def settle_report(
    *, report: StickerReport, outcome: str, actor: User, now: datetime, revoke: bool = False, reason: str = ""
) -> StickerReport:
    """Write down what was found out and done; the copy may be revoked in the same act.

    Raises:
        Refused: it was settled before, or the copy cannot be revoked.
    """
    report = (
        StickerReport.objects.select_for_update(of=("self",)).select_related("placement").get(pk=report.pk)
    )
    if report.settled_at:
        raise Refused(_("这一条已经处理过了。"))
    if revoke and report.placement is None:
        raise Refused(_("这一条没有对应的牌子，不能作废。"), field="revoke")
    if revoke and report.placement.is_live:
        codes.revoke_placement(placement=report.placement, reason=reason, actor=actor, now=now)
    report.outcome, report.settled_at, report.settled_by = outcome, now, actor
    report.save(update_fields=["outcome", "settled_at", "settled_by"])
    _record(report, "settle", actor, "office", now, revoked=revoke)
    return report


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()


def _record(report, verb, actor, capacity, now, **data) -> None:
    audit.record(
        chain=f"sticker:{report.pk}",
        verb=verb,
        actor=actor,
        capacity=capacity,
        now=now,
        placement=report.placement_id,
        **data,
    )
