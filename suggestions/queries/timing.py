"""What the clock of an assignment says to asking for more time, deciding on it, stopping it and letting it go on."""

from collections.abc import Callable

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from suggestions.deadlines import Purpose
from suggestions.models import Assignment, Clock, Extension

OWED = (Purpose.REPLY.value, Purpose.OPINION.value)
LIVE = (Clock.State.RUNNING, Clock.State.PAUSED)
State = Extension.State


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
