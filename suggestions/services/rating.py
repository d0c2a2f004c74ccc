"""Verbs of rating a reply: result and attitude, by each deputy who signed; the congress collects (domain.md §3.4)."""

from collections import Counter

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import Deputy
from suggestions import workflow
from suggestions.access import live_assignments
from suggestions.deadlines import Purpose
from suggestions.models import Assignment, Case, ReplyRating
from suggestions.queries.people import congress_office, unit_people
from suggestions.queries.ratings import (
    DISSATISFIED,
    current_round,
    is_collected,
    is_dissatisfied,
    ratings_now,
    unrated,
)
from suggestions.queries.signers import raters
from suggestions.services import _move, clocks, handing_suggestions
from suggestions.services._move import Step
from suggestions.services.telling import tell
from suggestions.workflow import AssignmentState, Capacity


def _rate(step: Step) -> None:
    case, data = step.case, step.data
    deputy, taken_by = _rater(step)
    comment = (data.get("comment") or "").strip()
    if DISSATISFIED in (data["result"], data["attitude"]) and not comment:
        raise Refused(_("不满意请写明原因，人大工作机构会据此再次交办。"), field="comment")
    try:
        with transaction.atomic():
            ReplyRating.objects.create(
                suggestion=case.suggestion,
                deputy=deputy,
                round=current_round(case),
                result=data["result"],
                attitude=data["attitude"],
                comment=comment,
                rated_at=step.now,
                taken_by=taken_by,
            )
    except IntegrityError:
        raise Refused(_("%(name)s代表已经评价过这次答复。") % {"name": deputy.name}) from None
    if not unrated(case):
        _collected(step)


def _rater(step: Step) -> tuple[Deputy, object]:
    """Return for whom the rating is, and who wrote it down for her; each deputy speaks for herself."""
    signed = raters(step.case)
    if step.actor.capacity == Capacity.OFFICE:
        deputy = step.data.get("deputy")
        if deputy is None or deputy not in signed:
            raise Refused(_("请选是哪位代表的评价。"), field="deputy")
        return deputy, step.actor.user
    own = step.actor.user.acting_ids
    left = {deputy.pk for deputy in unrated(step.case)}
    mine = [deputy for deputy in signed if deputy.pk in own]
    return next((deputy for deputy in mine if deputy.pk in left), mine[0]), None


def _collected(step: Step) -> None:
    case = step.case
    clocks.stop(case=case, now=step.now, purposes=[Purpose.RATING])
    title = _("评价已收齐，有代表不满意，请再次交办") if is_dissatisfied(case) else _("评价已收齐")
    tell(case, congress_office(case, now=step.now), title, now=step.now, what="rated")
    units = []
    for part in live_assignments(case):
        units += unit_people(part, now=step.now)
    tell(case, units, _results(case), now=step.now, what="rated-unit")


def _results(case: Case) -> str:
    """Return in sum how the deputies find the result; who said what stays with the congress."""
    said = Counter(ratings_now(case).values_list("result", flat=True))
    return _("代表评价已收齐：满意%(good)d人、基本满意%(fair)d人、不满意%(bad)d人") % {
        "good": said[ReplyRating.Score.SATISFIED],
        "fair": said[ReplyRating.Score.BASICALLY],
        "bad": said[DISSATISFIED],
    }


def _rehandle(step: Step) -> None:
    """Dissatisfied: handed over again, with a month for the next reply (domain.md §3.2)."""
    case = step.case
    for part in live_assignments(case):
        if part.role != Assignment.Role.CO and part.state == AssignmentState.REPLIED:
            _move.follow(step, "send_back", part, data={"reason": step.data["reason"]})
    handing_suggestions.reworked(step)


def check_rated(step: Step) -> None:
    """Refuse to go on from a reply before it was rated; silence is never "satisfied".

    Raises:
        Refused: rating is still open.
    """
    if not is_collected(step.case, timezone.localdate(step.now)):
        names = "、".join(deputy.name for deputy in unrated(step.case))
        raise Refused(_("评价还没有收齐：%(names)s。评价期满再办。") % {"names": names})


EFFECTS = {
    (workflow.SUGGESTION, "rate"): _rate,
    (workflow.SUGGESTION, "rehandle"): _rehandle,
}
