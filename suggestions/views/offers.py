"""The buttons of a case: exactly the moves of the tables, each with its address."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from suggestions.forms import AT_ONCE, FORMS
from suggestions.models import Assignment, Case
from suggestions.queries.case import CaseOnPage
from suggestions.queries.steps import NEXT, THEN
from suggestions.workflow import ASSIGNMENT, SUGGESTION, Move

IN_REACH = 2
# Moves of a formal suggestion that have pages of their own.
PAGES = {
    (SUGGESTION, "edit"): "suggestions:draft",
    (SUGGESTION, "hand_over"): "suggestions:hand_over",
    (SUGGESTION, "archive"): "suggestions:publish",
}


@dataclass(frozen=True)
class Offer:
    """One button."""

    move: Move
    url: str
    at_once: bool
    # Whether its form can be loaded into the page; what has a page of its own is gone to.
    inline: bool = True
    part: Assignment | None = None
    leads: bool = False
    # Named only where the same button stands for several parts.
    of: str = ""


def address(move: Move, case: Case, part: Assignment | None = None) -> str:
    """Return where a move is made."""
    if (case.kind, move.name) in PAGES and part is None:
        return reverse(PAGES[case.kind, move.name], args=[case.pk])
    if part is None:
        return reverse("suggestions:act", args=[case.pk, move.name])
    return reverse("suggestions:part_act", args=[case.pk, part.pk, move.name])


def offers(found: CaseOnPage) -> dict[int | None, list[Offer]]:
    """Return the buttons of a case under None, and those of each part under its key; one of them leads."""
    several = len(found.live) > 1
    rows = [(move, part.row) for part in found.live for move in part.moves]
    rows += [(move, None) for move in found.moves]
    lead = min(rows, key=lambda row: _rank(row[0]), default=None)
    if lead and lead[0].name not in NEXT:
        lead = None
    by_part: dict[int | None, list[Offer]] = {None: [], **{part.row.pk: [] for part in found.live}}
    for row in rows:
        move, part = row
        key = (ASSIGNMENT if part else found.case.kind, move.name)
        by_part[part.pk if part else None].append(
            Offer(
                move,
                address(move, found.case, part),
                key in AT_ONCE,
                not move.elsewhere or key in FORMS,
                part,
                row is lead,
                str(part.holder) if part and several else "",
            )
        )
    return by_part


def under_the_thumb(offered: dict[int | None, list[Offer]]) -> dict[str, list[Offer]]:
    """Order the buttons for a phone: the next step and one more in reach, the others behind "more"."""
    ordered = sorted(_all(offered.values()), key=lambda offer: (not offer.leads, _rank(offer.move)))
    return {"in_reach": ordered[:IN_REACH], "behind_more": ordered[IN_REACH:]}


def _all(groups: Iterable[list[Offer]]) -> list[Offer]:
    return [offer for group in groups for offer in group]


def _rank(move: Move) -> int:
    known = NEXT + THEN
    return known.index(move.name) if move.name in known else len(known)
