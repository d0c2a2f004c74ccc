"""Which messages may feed a case."""

from deputies.models import User
from liaison import access as conversations
from liaison.models import Conversation
from liaison.workflow import MOVES


def can_refer(user: User, conversation: Conversation) -> bool:
    """Tell whether the user may give this message to others now; what is about a deputy or a unit stays."""
    move = MOVES[conversation.kind].get("refer")
    return (
        move is not None
        and conversation.state in move.targets
        and conversations.fits(move, conversation)
        and conversations.actor_for(user, conversation, "refer") is not None
    )
