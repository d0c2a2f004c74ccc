"""The messages that feed a matter: they go out together, hear how it goes, and come back together.

Rows of conversations are always locked in the order of their keys, and after the case.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import Organisation, User
from liaison import access as conversations_access
from liaison.models import Conversation
from liaison.services import referring
from liaison.workflow import MESSAGE, MOVES, State
from suggestions import workflow
from suggestions.models import Case, Source
from suggestions.queries import units

HEARS = MOVES[MESSAGE]["progress"].targets
FINAL = [state.value for state in workflow.FINAL_CASES]


def check(user: User, conversations: list[Conversation], *, case: Case | None = None) -> None:
    """Refuse messages that cannot become, or join, one matter of this person.

    Args:
        case: the matter they shall join; None where they open one.

    Raises:
        Refused: none chosen; not a message about a matter; not hers to give away; of another county; in the
            hands of somebody already.
    """
    if not conversations:
        raise Refused(_("请选留言。"), field="conversations")
    county = units.county_of(case.organisation if case else conversations[0].organisation)
    for conversation in conversations:
        _check_one(user, conversation, county)
    busy = Source.objects.filter(conversation__in=conversations, left_at=None).exclude(case__state__in=FINAL)
    taken = busy.select_related("case").first()
    if taken is not None:
        raise Refused(
            _("这条留言已经在“%(case)s”里办理，请在那里退回重办或者增加承办单位。") % {"case": taken.case},
            field="conversations",
        )


def _check_one(user: User, conversation: Conversation, county: Organisation) -> None:
    name = {"receipt": conversation.receipt}
    if conversation.kind != Conversation.Kind.MESSAGE:
        raise Refused(
            _("%(receipt)s 是约见，不能交办。请先见面，再请群众留言。") % name, field="conversations"
        )
    if conversation.about != Conversation.About.MATTER:
        raise Refused(
            _("%(receipt)s 反映的是代表或者单位本身，只能由人大工作机构处理，不能交办。") % name,
            field="conversations",
        )
    if conversations_access.actor_for(user, conversation, "refer") is None:
        raise Refused(_("您的身份不能交办留言 %(receipt)s。") % name, field="conversations")
    if not conversation.organisation.path.startswith(county.path):
        raise Refused(_("留言 %(receipt)s 不是本区（县）的，不能并在一起。") % name, field="conversations")


def send_out(
    case: Case, conversations: Iterable[Conversation], *, user: User, words: str, now: datetime, version=None
) -> None:
    """Refer the messages and let them feed the case; what fed an ended case before leaves that one.

    Args:
        words: what the constituents read: to whom it went and by when they answer.
        version: of the first message, as the person saw it.

    Raises:
        Conflict: somebody else acted first.
        Refused: a message cannot be referred any more.
    """
    conversations = list(conversations)
    seen = {conversations[0].pk: version}
    for conversation in sorted(conversations, key=lambda one: one.pk):
        referring.refer(
            user=user, conversation=conversation, words=words, now=now, version=seen.get(conversation.pk)
        )
        Source.objects.filter(conversation=conversation, left_at=None).update(left_at=now)
        Source.objects.update_or_create(
            case=case, conversation=conversation, defaults={"added_at": now, "left_at": None}
        )


def tell(case: Case, words: str, *, now: datetime) -> int:
    """Tell the constituents how it goes, also after they were answered: a promise may be kept later.

    Returns:
        How many could be told; who took the message back, or is asked something, is not.
    """
    lying = _locked(case, *HEARS)
    for conversation in lying:
        referring.tell_progress(conversation=conversation, words=words, now=now)
    return len(lying)


def bring_back(case: Case, words: str, title: str, *, now: datetime) -> None:
    """Give the messages back to whoever answers each of them.

    Args:
        words: what the constituents read.
        title: of the notice to whoever answers now.
    """
    for conversation in _locked(case, State.REFERRED):
        referring.come_back(conversation=conversation, words=words, title=title, now=now)


def send_again(case: Case, words: str, *, now: datetime) -> None:
    """Send messages out again that had come back and are not answered yet; tell those that are out still."""
    for conversation in _locked(case, State.REFERRED, State.ACCEPTED):
        if conversation.state == State.REFERRED:
            referring.tell_progress(conversation=conversation, words=words, now=now)
        else:
            referring.refer_again(conversation=conversation, words=words, now=now)


def leave(case: Case, *, now: datetime) -> None:
    """End what ties the messages to the case, so that they can be handed over anew."""
    case.sources.filter(left_at=None).update(left_at=now)


def _locked(case: Case, *states: State) -> list[Conversation]:
    found = (
        Conversation.objects.select_for_update(of=("self",))
        .filter(case_sources__case=case, case_sources__left_at=None, state__in=[s.value for s in states])
        .order_by("pk")
    )
    return list(found)
