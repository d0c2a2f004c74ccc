"""The door for every move that a person makes on a case or an assignment; what each does is in its own module."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import User
from suggestions import access, workflow
from suggestions.models import Assignment, Case
from suggestions.services import (
    _move,
    answering,
    archiving,
    cosigning,
    drafting,
    extending,
    following,
    handing,
    handing_suggestions,
    links,
    pausing,
    rating,
    relaying,
    returning,
    reviewing,
    tracking,
)
from suggestions.services._move import Effect
from suggestions.workflow import ASSIGNMENT

# What a move does beside changing the state, by subject and name; each module of verbs brings its own.
EFFECTS: dict[tuple[str, str], Effect] = {
    **handing.EFFECTS,
    **relaying.EFFECTS,
    **answering.EFFECTS,
    **returning.EFFECTS,
    **following.EFFECTS,
    **links.EFFECTS,
    **extending.EFFECTS,
    **pausing.EFFECTS,
    **drafting.EFFECTS,
    **cosigning.EFFECTS,
    **reviewing.EFFECTS,
    **handing_suggestions.EFFECTS,
    **rating.EFFECTS,
    **tracking.EFFECTS,
    **archiving.EFFECTS,
}
_move.EFFECTS.update(EFFECTS)


@transaction.atomic
def act(
    *,
    user: User,
    case: Case,
    name: str,
    now: datetime,
    version: int,
    data: dict,
    assignment: Assignment | None = None,
) -> tuple[Case, Assignment | None]:
    """Let a person with an account make a move.

    Args:
        name: a row of `suggestions.workflow.MOVES`.
        assignment: the part that moves; None moves the case itself.
        version: of the case, as the person saw it.
        data: cleaned fields of the move's form.

    Raises:
        Conflict: somebody else acted first.
        Refused: not allowed, or something is missing.
    """
    subject = ASSIGNMENT if assignment else case.kind
    move = workflow.MOVES[subject].get(name)
    actor = access.actor_for(user, case, move, assignment) if move else None
    if actor is None:
        raise Refused(_("您的身份不能做这一步。"))
    return _move.move(
        case=case,
        assignment=assignment,
        name=name,
        actor=actor,
        now=now,
        version=version,
        data=data,
    )
