"""What the pages of a message show of the case made of it: the staff's page, and the constituent's."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.models import User
from liaison import access as liaison_access
from liaison import panels
from liaison.models import Conversation
from liaison.panels import Handler, Handling, Panel
from suggestions import access
from suggestions.access import GONE, PRIVATE
from suggestions.deadlines import Purpose
from suggestions.models import Assignment, Case, Clock, Reply, Source, Suggestion
from suggestions.workflow import AssignmentState, CaseState

Role = Assignment.Role


def add_all() -> None:
    """Put the parts of this room on the pages of a message."""
    panels.show_on_desk(desk_panel)
    panels.tell_handling(handling, Exists(Source.objects.filter(conversation=OuterRef("pk"), left_at=None)))
    panels.offer_quotes(quoted)
    panels.open_door("refer", "suggestions:refer")


def desk_panel(conversation: Conversation, user: User, now: datetime) -> Panel | None:
    """Return where a message went: units, states, dates, and the replies from which the deputy answers.

    A suggestion that is still being written is shown to those who may read it and to nobody else.
    """
    case = _cases_of(conversation).select_related("suggestion").first()
    if case is None:
        return None
    may_open = access.cases_visible_to(user).filter(pk=case.pk).exists()
    if case.kind == Case.Kind.SUGGESTION and case.state in PRIVATE and not may_open:
        return None
    replies = Reply.objects.filter(state=Reply.State.RELEASED).select_related("reply_class")
    parts = list(_parts_of(case).prefetch_related(Prefetch("replies", replies, to_attr="released")))
    for part in parts:
        part.name = holder_name(part)
    offered = {move.name for move in liaison_access.moves(user, conversation)}
    context = {
        "case": case,
        "parts": parts,
        "may_open": may_open,
        "may_answer": "answer" in offered,
        "today": timezone.localdate(now),
    }
    return Panel("suggestions/_panel_desk.html", context)


def handling(conversation: Conversation) -> Handling | None:
    """Return what a constituent may know of the case made of her message; two statements.

    Co-handlers give their opinion to the lead unit and not to the deputy, so she waits for none of them. A
    suggestion that is still being written is nobody's business but its deputies'.
    """
    case = _cases_of(conversation).exclude(state__in=PRIVATE).select_related("suggestion").first()
    if case is None:
        return None
    formal = case.suggestion if case.kind == Case.Kind.SUGGESTION else None
    numbered = formal is not None and formal.serial is not None
    shows_title = numbered and formal.publish != Suggestion.Publish.NONE
    return Handling(
        kind=case.kind,
        state=case.state,
        state_label=_(CaseState(case.state).label),
        number=_("第%(number)s号") % {"number": formal.serial} if numbered else "",
        title=case.title if shows_title else "",
        handlers=tuple(_handler(part) for part in _parts_of(case).exclude(role=Role.CO)),
    )


def quoted(conversation: Conversation, key: int) -> str:
    """Return the words of a released reply to this message, for the deputy's own answer.

    The unit is named; its people are not: the constituent deals with her deputy.
    """
    found = Reply.objects.filter(
        pk=key,
        state=Reply.State.RELEASED,
        assignment__case__in=_cases_of(conversation),
        assignment__parent=None,
    ).exclude(assignment__role=Role.CO)
    reply = found.select_related("assignment__unit", "assignment__deputy__seat__congress").first()
    if reply is None:
        return ""
    return _("%(unit)s答复：\n%(body)s") % {"unit": holder_name(reply.assignment), "body": reply.body}


def holder_name(part: Assignment) -> str:
    """Return who handles a part: the unit, or the relayed deputy with her congress."""
    if part.unit_id:
        return str(part.unit)
    return _("%(congress)s%(name)s代表") % {"congress": part.deputy.seat.congress, "name": part.deputy.name}


def _cases_of(conversation: Conversation) -> QuerySet[Case]:
    return Case.objects.filter(sources__conversation=conversation, sources__left_at=None)


def _parts_of(case: Case) -> QuerySet[Assignment]:
    """Return the parts that count, each with the date by which it answers and the date it had at first."""
    clocks = (
        Clock.objects.filter(
            assignment=OuterRef("pk"), purpose__in=[Purpose.REPLY.value, Purpose.OPINION.value]
        )
        .exclude(state=Clock.State.VOID)
        .order_by("-pk")
    )
    return (
        Assignment.objects.filter(case=case)
        .exclude(state__in=GONE)
        .select_related("unit", "deputy__seat__congress", "parent__deputy__seat__congress")
        .annotate(
            due_on=Subquery(clocks.values("due_on")[:1]),
            first_due_on=Subquery(clocks.values("first_due_on")[:1]),
            stopped_on=Subquery(clocks.values("stopped_on")[:1]),
        )
        .order_by("pk")
    )


def _handler(part: Assignment) -> Handler:
    state = AssignmentState(part.state)
    done = {AssignmentState.REPLIED: part.replied_at, AssignmentState.NOTED: part.state_since}
    return Handler(
        name=holder_name(part),
        role=part.role,
        state=part.state,
        state_label=_(state.label),
        handed_at=part.handed_at,
        taken_at=part.signed_at,
        replied_at=done.get(state),
        due_on=part.due_on,
        first_due_on=part.first_due_on,
        answers_to=holder_name(part.parent) if part.parent_id else "",
    )
