"""One act on many rows of a queue: each row is moved whole or not at all, and each refusal says why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import User
from suggestions import access, workflow
from suggestions.models import Assignment, Case
from suggestions.services import acting

MOST = 100
LONGEST = 300  # signs of the sentence
# By desk, the moves that need no more than one sentence; what has to be weighed case by case is not among them.
OFFERED: dict[str, tuple[str, ...]] = {
    "clerk": ("sign", "report"),
    "head": ("sign", "report"),
    "government": ("urge",),
    "street": ("urge",),
    "congress": ("urge", "complete"),
}
MOVES = {name: move for moves in workflow.MOVES.values() for name, move in moves.items()}


def offered(desk: str) -> list[workflow.Move]:
    """Return the moves that a desk offers for many rows at once."""
    return [MOVES[name] for name in OFFERED.get(desk, ())]


def data_for(words: str) -> dict:
    """Return what these moves need, from the one sentence that goes with all rows."""
    return {"body": words, "tells_constituent": False}


@dataclass(frozen=True)
class Picked:
    """A ticked row: the case and its version as seen, and the part where the row is one."""

    case: int
    version: int
    part: int | None = None

    @classmethod
    def read(cls, text: str) -> "Picked | None":
        """Return what a tick box sent; None for what is no row."""
        numbers = text.split("-")
        if len(numbers) not in (2, 3) or not all(
            number.isascii() and number.isdigit() and len(number) < 16 for number in numbers
        ):
            return None
        return cls(*map(int, numbers))


@dataclass
class Result:
    """What became of the rows: those done, and those refused with the reason."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def act_on_many(*, user: User, name: str, picked: Iterable[Picked], data: dict, now: datetime) -> Result:
    """Make one move on each row, through the door that single moves take.

    Args:
        name: a move of an assignment, made on the row's part or on every open part of the row's case; or a move
            of the case itself.
        picked: at most MOST rows; rows the person does not see are refused without a word about them.
        data: the same for all rows.
    """
    picked = list(picked)[:MOST]
    result = Result()
    cases = access.cases_visible_to(user).select_related("congress", "organisation", "deputy")
    seen = {case.pk: case for case in cases.filter(pk__in=[row.case for row in picked])}
    # A case ticked in two of its parts is moved twice: the second move goes on from where the first left it.
    moved: dict[int, tuple[int, int]] = {}
    for row in picked:
        case = seen.get(row.case)
        if case is None:
            result.refused.append((_("第 %(number)s 件") % {"number": row.case}, _("您看不到这一件。")))
            continue
        before, after = moved.get(case.pk, (0, 0))
        version = after if before == row.version else row.version
        try:
            with transaction.atomic():
                moved[case.pk] = (row.version, _act_on(user, case, name, row, version, data, now))
        except Refused as refused:
            result.refused.append((str(case), str(refused)))
        else:
            result.done.append(str(case))
    return result


def _act_on(user: User, case: Case, name: str, row: Picked, version: int, data: dict, now: datetime) -> int:
    """Move one row and return the version of its case afterwards."""
    if name in workflow.MOVES[case.kind] and row.part is None:
        case, _part = acting.act(user=user, case=case, name=name, version=version, data=data, now=now)
        return case.version
    parts = _parts(case, row)
    if not parts:
        raise Refused(_("现在没有承办单位在办。"))
    for part in parts:
        case, _part = acting.act(
            user=user, case=case, assignment=part, name=name, version=version, data=data, now=now
        )
        version = case.version
    return version


def _parts(case: Case, row: Picked) -> list[Assignment]:
    """Return the part of the row, or the open parts of its case."""
    parts = access.live_assignments(case)
    if row.part is not None:
        return [part for part in parts if part.pk == row.part]
    return [part for part in parts if part.state in workflow.OPEN_ASSIGNMENTS]
