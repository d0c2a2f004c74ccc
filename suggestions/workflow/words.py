"""The words of the tables of moves: what can be moved, its states, and in which capacity people stand to it."""

from collections.abc import Iterable
from dataclasses import dataclass

from liaison.workflow import Labelled, Style


def _(text: str) -> str:
    """Mark a label for the message catalogue; it is translated where it is shown."""
    return text


MATTER, SUGGESTION, ASSIGNMENT = "matter", "suggestion", "assignment"


class CaseState(Labelled):
    """States of a case; a constituent's matter uses the first four, a formal suggestion the others as well."""

    HANDLING = "handling", _("办理中")
    REPLIED = "replied", _("已答复代表")
    COMPLETED = "completed", _("已办结")
    CANCELLED = "cancelled", _("已撤回交办")

    DRAFT = "draft", _("起草")
    COSIGNING = "cosigning", _("联名中")
    DELEGATION = "delegation", _("代表团审阅")
    SUBMITTED = "submitted", _("待审查")
    RETURNED = "returned", _("退回代表")
    NUMBERED = "numbered", _("已立案待交办")
    TRACKING = "tracking", _("跟踪办理")
    ARCHIVED = "archived", _("已归档")
    CONVERTED = "converted", _("转为来信办理")
    MERGED = "merged", _("并案")
    WITHDRAWN = "withdrawn", _("代表撤回")


class AssignmentState(Labelled):
    """States of one unit's (or one relayed deputy's) part of a case."""

    HANDED = "handed", _("待签收")
    SIGNED = "signed", _("办理中")
    RETURN_REQUESTED = "return_requested", _("申请退办")
    DISPUTED = "disputed", _("承办争议待定")
    DRAFTED = "drafted", _("待审签")
    REPLIED = "replied", _("已答复")
    NOTED = "noted", _("已阅")
    RETURNED = "returned", _("已改派")
    CANCELLED = "cancelled", _("已撤销")
    SPARED = "spared", _("不再需要意见")


class Capacity(Labelled):
    DEPUTY = "deputy", _("代表")
    INVITED = "invited", _("受邀联名代表")
    COSIGNER = "cosigner", _("联名代表")
    COORDINATOR = "coordinator", _("街道（镇）人大协调")
    OFFICE = "office", _("人大工作机构")
    GOVERNMENT = "government", _("政府办公室")
    CLERK = "clerk", _("承办单位经办人")
    HEAD = "head", _("承办单位负责人")
    RELAY = "relay", _("接力代表")
    LINK = "link", _("承办单位（一次性链接）")
    SYSTEM = "system", _("系统")


FINAL_CASES = frozenset(
    {
        CaseState.COMPLETED,
        CaseState.CANCELLED,
        CaseState.ARCHIVED,
        CaseState.CONVERTED,
        CaseState.MERGED,
        CaseState.WITHDRAWN,
    }
)
# A unit still has to do something here.
AT_THE_UNIT = frozenset(
    {AssignmentState.HANDED, AssignmentState.SIGNED, AssignmentState.DISPUTED, AssignmentState.DRAFTED}
)
# Some office has to decide first.
UNDECIDED = frozenset({AssignmentState.RETURN_REQUESTED, AssignmentState.DISPUTED})
OPEN_ASSIGNMENTS = AT_THE_UNIT | {AssignmentState.RETURN_REQUESTED}
# Whoever had it has no business with the case any more.
LOST_ASSIGNMENTS = frozenset({AssignmentState.RETURNED, AssignmentState.CANCELLED})
GONE_ASSIGNMENTS = LOST_ASSIGNMENTS | {AssignmentState.SPARED}


@dataclass(frozen=True)
class Move:
    """One allowed act.

    subject: what it moves, "matter", "suggestion" or "assignment". targets: state before -> state after.
    needs: names of data that must not be empty. case_states: states of the case in which an assignment may be
    moved. elsewhere: has a page of its own instead of a small form.
    """

    name: str
    label: str
    subject: str
    targets: dict
    capacities: frozenset[Capacity]
    needs: tuple[str, ...] = ()
    style: Style = Style.PLAIN
    elsewhere: bool = False
    case_states: frozenset[CaseState] = frozenset({CaseState.HANDLING})


def table(moves: Iterable[Move]) -> dict[str, Move]:
    """Return moves by name, in their order."""
    return {move.name: move for move in moves}
