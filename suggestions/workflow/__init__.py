"""The tables of moves of a case and of its assignments. Data only: no Django, no clock, no database.

State machines of domain.md §5. The gate `suggestions.services._move` enforces the tables; the pages ask them
which buttons to show.
"""

from collections.abc import Iterable

from suggestions.workflow import assignment, matter, suggestion
from suggestions.workflow.words import (
    ASSIGNMENT,
    AT_THE_UNIT,
    FINAL_CASES,
    GONE_ASSIGNMENTS,
    LOST_ASSIGNMENTS,
    MATTER,
    OPEN_ASSIGNMENTS,
    SUGGESTION,
    UNDECIDED,
    AssignmentState,
    Capacity,
    CaseState,
    Move,
)

__all__ = [
    "ASSIGNMENT",
    "AT_THE_UNIT",
    "FINAL_CASES",
    "GONE_ASSIGNMENTS",
    "LOST_ASSIGNMENTS",
    "MATTER",
    "MOVES",
    "OPEN_ASSIGNMENTS",
    "SUGGESTION",
    "UNDECIDED",
    "AssignmentState",
    "Capacity",
    "CaseState",
    "Move",
    "allowed",
]

MOVES: dict[str, dict[str, Move]] = {
    MATTER: matter.MOVES,
    SUGGESTION: suggestion.MOVES,
    ASSIGNMENT: assignment.MOVES,
}


def allowed(
    subject: str, state: str, capacities: Iterable[str], *, case_state: str | None = None
) -> list[Move]:
    """Return the moves open to somebody with these capacities, in the order of the table.

    Args:
        subject: "matter", "suggestion" or "assignment".
        state: the state of the case or of the assignment.
        capacities: in which capacities the person stands towards it.
        case_state: for an assignment, the state of its case.
    """
    held = set(capacities)
    return [
        move
        for move in MOVES[subject].values()
        if state in move.targets
        and held & move.capacities
        and (case_state is None or case_state in move.case_states)
    ]
