"""How the stories of the demo world are written down: what was said, who did what, how many days before today."""

from typing import NamedTuple


class Said(NamedTuple):
    """One message of a constituent.

    to: user name of the deputy whose code was scanned. contact: she left a name and a phone for the unit too.
    """

    days: float
    to: str
    category: str
    place: str
    words: str
    contact: bool = False
    photos: int = 0


class Act(NamedTuple):
    """One act.

    room: "case" of a case or of a part of it; "talk" of the messages that feed it; "rating"; "link" for the
    one-time page. part: plain name of the unit, or user name of the relayed deputy; empty for the case itself.
    """

    room: str
    days: float
    by: str
    name: str
    part: str
    data: dict


class Matter(NamedTuple):
    """A constituent's matter from the message to where it stands today.

    parts: role, and plain name of the unit or user name of the deputy, of each who handles it. by: who hands it
    over, the deputy where nobody is named.
    """

    said: tuple[Said, ...]
    handed: float
    tier: int
    title: str
    brief: str
    parts: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...] = ()
    by: str = ""
    show_photos: bool = False


class Proposal(NamedTuple):
    """A formal suggestion from the draft to where it stands today.

    fields: of `suggestions.services.drafting`. surveyed: days and fields of a survey the messages went into first.
    """

    key: str
    by: str
    opened: float
    fields: dict
    acts: tuple[Act, ...] = ()
    said: tuple[Said, ...] = ()
    surveyed: tuple[float, dict] | None = None


def does(days: float, by: str, name: str, part: str = "", **data) -> Act:
    """Return a move of the case, or of one part of it."""
    return Act("case", days, by, name, part, data)


def says(days: float, name: str, words: str, by: str = "") -> Act:
    """Return an act on the messages themselves; of the deputy if nobody is named."""
    return Act("talk", days, by, name, "", {"body": words})


def rates(days: float, result: int, attitude: int, comment: str = "") -> Act:
    """Return how the constituents rate it."""
    return Act("rating", days, "", "rate", "", {"result": result, "attitude": attitude, "comment": comment})


def sends_link(days: float, by: str, part: str) -> Act:
    """Return the making of a one-time page for a unit without accounts."""
    return Act("link", days, by, "make", part, {})


def by_link(days: float, name: str, part: str, **data) -> Act:
    """Return what the unit does on its one-time page."""
    return Act("link", days, "", name, part, data)
