"""Notices about cases; each links to the case and names it by its number, never by a constituent's words."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from deputies.models import Organisation, User
from liaison.notices import Letter, notify_all
from suggestions.models import Case
from suggestions.queries.people import coordinators, deputy_person
from suggestions.services._move import Step


def tell(
    case: Case,
    people: Iterable[User],
    title: str,
    *,
    now: datetime,
    what: str,
    organisation: Organisation | None = None,
    gone: bool = False,
) -> None:
    """Tell people of a move of a case, once for each version of it.

    Args:
        title: one Chinese sentence; the case's number is put behind it.
        what: tells notices of one move apart, e.g. "unit".
        organisation: whose own channels are told too.
        gone: they can no longer open the case; the notice leads to their notices.
    """
    notify_all([letter(case, people, title, what=what, organisation=organisation, gone=gone)], now=now)


def letter(
    case: Case,
    people: Iterable[User],
    title: str,
    *,
    what: str,
    organisation: Organisation | None = None,
    gone: bool = False,
) -> Letter:
    """Return what `tell` sends, for sweeps that tell many at once."""
    return Letter(
        people,
        kind="case",
        title=f"{title} · {case}"[:120],
        url=reverse("liaison:notices") if gone else reverse("suggestions:case", args=[case.pk]),
        key=f"case:{case.pk}:{case.version}:{what}",
        organisation=organisation,
    )


def tell_watchers(step: Step, title: str, what: str) -> None:
    """Tell the deputy and those who coordinate how the handling goes; whoever made the step knows already."""
    people = [*deputy_person(step.case), *coordinators(step.case, now=step.now)]
    others = [person for person in dict.fromkeys(people) if person != step.actor.user]
    tell(step.case, others, title, now=step.now, what=what)
