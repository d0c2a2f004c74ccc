"""What stands in the way of a move of a formal suggestion beside its state; the gate and the buttons ask here."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from suggestions.conditions import FULL, TITLE
from suggestions.models import Assignment, Case, Commitment, Reply, Suggestion
from suggestions.queries import ratings
from suggestions.workflow import CaseState

PUBLIC = (FULL, TITLE)


def suggestion_obstacle(name: str, case: Case) -> str:
    """Return what a move of a formal suggestion lacks, as one sentence; empty where nothing is in its way.

    Args:
        name: of a move that the table allows in the case's state.
    """
    if case.kind != Case.Kind.SUGGESTION or name not in _OBSTACLES:
        return ""
    return _OBSTACLES[name](case)


def _delegation(case: Case) -> str:
    if case.suggestion.session == Suggestion.Session.IN:
        return ""
    return _("会议期间提出的建议才送代表团审阅。")


def _key(case: Case) -> str:
    return _("已经列为重点督办。") if case.suggestion.is_key else ""


def _not_public(case: Case) -> str:
    return "" if case.suggestion.publish in PUBLIC else _("这件建议没有公开。")


def _rated(case: Case) -> str:
    return "" if ratings.unrated(case) else _("评价已经收齐。")


def _nobody_dissatisfied(case: Case) -> str:
    return "" if ratings.is_dissatisfied(case) else _("没有代表对这次答复表示不满意，不用再次交办。")


def _nothing_to_track(case: Case) -> str:
    found = case.suggestion.reply_class
    if found is None or found.needs_tracking:
        return _unheard(case)
    return _("“%(found)s”不用跟踪。") % {"found": found}


def _still_tracked(case: Case) -> str:
    found = case.suggestion.reply_class
    if found is None or not found.needs_tracking:
        return _unheard(case)
    return _("“%(found)s”要跟踪到再次答复，还不能办结。") % {"found": found}


def _unheard(case: Case) -> str:
    """The first "dissatisfied" is always answered by handing over again (domain.md §3.4)."""
    first = case.state == CaseState.REPLIED and ratings.current_round(case) == 1
    return _("有代表不满意，请先再次交办。") if first and ratings.is_dissatisfied(case) else ""


_OBSTACLES: dict[str, Callable[[Case], str]] = {
    "to_delegation": _delegation,
    "mark_key": _key,
    "rate": _rated,
    "rehandle": _nobody_dissatisfied,
    "track": _nothing_to_track,
    "complete": _still_tracked,
    "unpublish": _not_public,
}


def note_obstacle(case: Case, assignment: Assignment) -> str:
    """Return what is against taking note in place of a reply: the deputy wishes one, or the unit owes her none.

    "Reference only, no written reply needed" is the deputy's to say, on the form (domain.md §2.2).
    """
    if assignment.role == Assignment.Role.CO:
        return _("会办单位请给主办单位会办意见。")
    if case.kind == Case.Kind.SUGGESTION and case.suggestion.reference_only:
        return ""
    return _("代表没有注明“供参考，不需要书面答复”，要答复代表。")


def open_promises(assignment: Assignment) -> list[Commitment]:
    """Return the promises of released replies of which nobody has said yet how they ended, soonest due first."""
    released = [reply for reply in assignment.replies.all() if reply.state == Reply.State.RELEASED]
    promises = [promise for reply in released for promise in reply.commitments.all()]
    return sorted(
        (promise for promise in promises if promise.state == Commitment.State.OPEN),
        key=lambda promise: (promise.due_on, promise.pk),
    )
