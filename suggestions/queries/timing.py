"""What time says to a move of an assignment: asking for more, deciding on it, stopping the clock, giving the work back."""

from collections.abc import Callable
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.calendar import working_calendar
from deputies.templatetags.ui import day
from suggestions import deadlines, workflow
from suggestions.deadlines import Purpose
from suggestions.models import Assignment, Case, Clock, Extension
from suggestions.services.clocks import rule_in_force

OWED = (Purpose.REPLY.value, Purpose.OPINION.value)
LIVE = (Clock.State.RUNNING, Clock.State.PAUSED)
State = Extension.State
RETURN_RULE = {Case.Kind.MATTER: "message.return_window", Case.Kind.SUGGESTION: "suggestion.return_window"}


def running_clock(assignment: Assignment) -> Clock | None:
    """Return the live clock of what the assignment owes; read once, for many fetch "clocks__extensions" before."""
    prefetch_related_objects([assignment], "clocks__extensions")
    return next(
        (clock for clock in assignment.clocks.all() if clock.state in LIVE and clock.purpose in OWED), None
    )


def _asking(clock: Clock) -> str:
    states = {row.state for row in clock.extensions.all()}
    if not clock.may_extend:
        return _("“%(rule)s”的期限按规则不能延期。") % {"rule": clock.rule_label}
    if clock.state == Clock.State.PAUSED:
        return _("正在中止计时，请先恢复计时。")
    if State.ASKED in states:
        return _("已经申请过延期，正在等审批。")
    return _("已经延期过一次，不能再延。") if State.APPROVED in states else ""


def _deciding(clock: Clock) -> str:
    asked = any(row.state == State.ASKED for row in clock.extensions.all())
    return "" if asked else _("现在没有等审批的延期申请。")


def _pausing(clock: Clock) -> str:
    if not clock.may_pause:
        return _("“%(rule)s”的期限按规则不能中止计时。") % {"rule": clock.rule_label}
    if clock.state == Clock.State.PAUSED:
        return _("已经在中止计时。")
    asked = any(row.state == State.ASKED for row in clock.extensions.all())
    return _("有延期申请等审批，请先审批。") if asked else ""


def _resuming(clock: Clock) -> str:
    return "" if clock.state == Clock.State.PAUSED else _("这一项没有中止计时。")


ASKS: dict[str, Callable[[Clock], str]] = {
    "ask_extension": _asking,
    "decide_extension": _deciding,
    "pause": _pausing,
    "resume": _resuming,
}


def clock_obstacle(name: str, assignment: Assignment) -> str:
    """Return what the clock has against a move of the table, as one sentence; empty where nothing."""
    if name not in ASKS:
        return ""
    clock = running_clock(assignment)
    return ASKS[name](clock) if clock else _("这一项现在没有计时的期限。")


def may_be_returned(assignment: Assignment) -> bool:
    """Tell whether giving an assignment back is still a question: a unit has it and has not begun to answer."""
    return (
        assignment.unit_id is not None
        and assignment.state in workflow.MOVES[workflow.ASSIGNMENT]["request_return"].targets
    )


def return_by(case: Case, assignment: Assignment) -> date:
    """Return the last day on which the unit may ask to give an assignment back (domain.md §3.2)."""
    start = timezone.localdate(assignment.handed_at)
    rule = rule_in_force(RETURN_RULE[case.kind], start)
    return deadlines.due(rule, start, working_calendar()).date


def return_obstacle(case: Case, assignment: Assignment, on: date) -> str:
    """Return what giving an assignment back on a day has against it, as one sentence: its window is over."""
    last = return_by(case, assignment)
    if on <= last:
        return ""
    return _("退办最迟要在%(day)s提出，现在已经过了，请按期办理。") % {"day": day(last, on)}
