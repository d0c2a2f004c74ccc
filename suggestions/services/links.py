"""One-time pages for units without accounts: whoever has the link sees the assignment, signs, answers or gives it back.

The token is known only to who made the link and who got it; the database keeps its SHA-256. Opening the page writes
nothing, since chat applications fetch a link before anybody has clicked it (peers.md §11.12). Who the page lets
write how often is counted by address, as for constituents (`liaison.limits.admits`).
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deputies.errors import Refused
from deputies.models import User
from suggestions import access, workflow
from suggestions.access import Actor
from suggestions.models import AnswerLink, Assignment
from suggestions.queries.answer_page import EXPIRED, OVER, REPLACED, REVOKED, USED, closed_because, link_of
from suggestions.services import _move
from suggestions.services._move import Effect, Step
from suggestions.workflow import ASSIGNMENT, Capacity

VALID = timedelta(days=30)
TOKEN_BYTES = 24
CLOSED = {
    USED: gettext_lazy("已经通过这个链接答复，谢谢。要补充请联系%(office)s。"),
    REPLACED: gettext_lazy("这个链接已经作废，请用最新收到的链接。"),
    REVOKED: gettext_lazy("这个链接已经作废，请联系%(office)s。"),
    EXPIRED: gettext_lazy("这个链接已经过期，请联系%(office)s重新发一个。"),
    OVER: gettext_lazy("这件事已经改派或者撤销，不用再办理。有疑问请联系%(office)s。"),
}


@transaction.atomic
def make_link(*, user: User, assignment: Assignment, now: datetime) -> str:
    """Make the one-time page of an assignment; one made before stops to work.

    Returns:
        The token, the only time it is known in clear.

    Raises:
        Refused: not the user's to send, or the unit no longer has the assignment.
    """
    move, token = workflow.MOVES[ASSIGNMENT]["send_link"], secrets.token_urlsafe(TOKEN_BYTES)
    actor = access.actor_for(user, assignment.case, move, assignment)
    if actor is None:
        raise Refused(_("您的身份不能做这一步。"))
    _move.move(
        case=assignment.case,
        assignment=assignment,
        name="send_link",
        actor=actor,
        now=now,
        data={"digest": digest(token)},
        effect=_send_link,
    )
    return token


def digest(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def answer(
    *, link: AnswerLink, name: str, data: dict, now: datetime, version: int | None = None
) -> Assignment:
    """Let whoever holds the link make a move for the unit: sign, release, request_return, ask_extension.

    Args:
        version: of the case, as the page showed it.

    Raises:
        Conflict: somebody else acted first.
        Refused: the link no longer works, or the move is not possible.
    """
    _move.lock(link.assignment.case_id)
    link = link_of(link.token_digest)
    if reason := closed_because(link, timezone.localdate(now)):
        raise Refused(CLOSED[reason] % {"office": link.assignment.case.organisation})
    label = _("%(unit)s（一次性链接）") % {"unit": link.assignment.unit}
    _case, assignment = _move.move(
        case=link.assignment.case,
        assignment=link.assignment,
        name=name,
        actor=Actor(Capacity.LINK, label),
        now=now,
        version=version,
        data=data,
    )
    link.first_opened_at = link.first_opened_at or now
    link.used_at = now if name == "release" else None
    link.save(update_fields=["first_opened_at", "used_at"])
    return assignment


def revoke(assignment: Assignment, *, now: datetime) -> None:
    """Let the live link of an assignment stop to work."""
    assignment.links.filter(used_at=None, revoked_at=None).update(revoked_at=now)


def _send_link(step: Step) -> None:
    """Effect: the newest link is the only one that works."""
    revoke(step.assignment, now=step.now)
    AnswerLink.objects.create(
        assignment=step.assignment,
        token_digest=step.data["digest"],
        made_by=step.actor.user,
        made_at=step.now,
        expires_on=timezone.localdate(step.now) + VALID,
    )


EFFECTS: dict[tuple[str, str], Effect] = {(ASSIGNMENT, "send_link"): _send_link}
