"""Notices about cases; each links to the case and names it by its number, never by a constituent's words."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from deputies.models import Organisation, User
from liaison.notices import notify
from suggestions.models import Case


def tell(
    case: Case,
    people: Iterable[User],
    title: str,
    *,
    now: datetime,
    what: str,
    organisation: Organisation | None = None,
) -> None:
    """Tell people of a move of a case, once for each version of it.

    Args:
        title: one Chinese sentence; the case's number is put behind it.
        what: tells notices of one move apart, e.g. "unit".
        organisation: whose own channels are told too.
    """
    notify(
        people,
        kind="case",
        title=f"{title} · {case}"[:120],
        url=reverse("suggestions:case", args=[case.pk]),
        key=f"case:{case.pk}:{case.version}:{what}",
        now=now,
        organisation=organisation,
    )
