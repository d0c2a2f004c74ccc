"""What rooms above show on the pages of a conversation. They fill this when the applications start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, Q, QuerySet
from django.urls import reverse

from deputies.models import User
from liaison import access
from liaison.models import Conversation


@dataclass(frozen=True)
class Panel:
    """A part of the staff's page of a conversation: a template of the room above and what it shows."""

    template: str
    context: dict


@dataclass(frozen=True)
class Handler:
    """A unit, or a deputy of a higher congress, that handles a message, as its constituent may know it.

    answers_to: the deputy who asked her, where that is not the one who answers the constituent.
    """

    name: str
    role: str
    state: str
    state_label: str
    handed_at: datetime
    taken_at: datetime | None
    replied_at: datetime | None
    due_on: date | None
    first_due_on: date | None
    answers_to: str = ""

    @property
    def is_extended(self) -> bool:
        """Whether the date was put off."""
        return self.due_on is not None and self.due_on != self.first_due_on


@dataclass(frozen=True)
class Handling:
    """What became of a message that was given to others, or of which a formal suggestion was made.

    number, title: only those of a formal suggestion that has a number.
    """

    kind: str
    state: str
    state_label: str
    number: str
    title: str
    handlers: tuple[Handler, ...]


@dataclass(frozen=True)
class Door:
    """A move that is made on a page of a room above."""

    name: str
    label: str
    url: str


_desk: list[Callable[[Conversation, User, datetime], Panel | None]] = []
_handling: list[tuple[Callable[[Conversation], Handling | None], Exists]] = []
_quotes: list[Callable[[Conversation, int], str]] = []
_doors: dict[str, str] = {}


def show_on_desk(panel: Callable[[Conversation, User, datetime], Panel | None]) -> None:
    """Add a panel to the staff's page of a conversation; None shows nothing."""
    _desk.append(panel)


def tell_handling(handling: Callable[[Conversation], Handling | None], is_handled: Exists) -> None:
    """Add who knows what others do about a message.

    Args:
        handling: returns it in at most two statements.
        is_handled: the condition, on a conversation, that there is any; so others cost no statement.
    """
    _handling.append((handling, is_handled))


def offer_quotes(quote: Callable[[Conversation, int], str]) -> None:
    """Add who finds the words of a reply by its key, empty where it does not belong to the conversation."""
    _quotes.append(quote)


def open_door(move: str, url_name: str) -> None:
    """Name the page on which a move of the table marked `elsewhere` is made; it takes the receipt."""
    _doors[move] = url_name


def desk_panels(conversation: Conversation, user: User, *, now: datetime) -> list[Panel]:
    """Return what rooms above show the staff about a conversation."""
    return [panel for show in _desk if (panel := show(conversation, user, now))]


def marked(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Mark the conversations about which others do something; `handling` asks for no other."""
    handled = Q(pk__in=())
    for _tell, is_handled in _handling:
        handled |= Q(is_handled)
    return conversations.annotate(is_handled=ExpressionWrapper(handled, BooleanField()))


def handling(conversation: Conversation) -> Handling | None:
    """Return what others do about a marked conversation."""
    if not conversation.is_handled:
        return None
    return next((told for tell, _is_handled in _handling if (told := tell(conversation))), None)


def quoted(conversation: Conversation, key: str | None) -> str:
    """Return the words of a reply for the deputy's own answer; empty where there is no such reply to it."""
    if not key or not (key.isascii() and key.isdigit() and len(key) < 16):
        return ""
    return next((words for find in _quotes if (words := find(conversation, int(key)))), "")


def doors(user: User, conversation: Conversation) -> list[Door]:
    """Return the moves this person makes on pages of rooms above: exactly those the table allows."""
    return [
        Door(move.name, move.label, reverse(_doors[move.name], args=[conversation.receipt]))
        for move in access.moves_elsewhere(user, conversation)
        if move.name in _doors
    ]
