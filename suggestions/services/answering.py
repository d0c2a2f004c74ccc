"""Verbs of whoever handles: sign, draft, release, report; and what follows when all have replied, or a reply is sent back.

The reply goes to the deputy and the competent body; the deputy answers the constituent (domain.md §8).
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.errors import Refused
from suggestions.deadlines import Purpose
from suggestions.models import Assignment, Case, Commitment, Progress, Reply
from suggestions.queries.people import congress_office, deputy_person, unit_heads, unit_people
from suggestions.queries.signers import signed_people
from suggestions.services import _move, clocks, parts, sources
from suggestions.services._move import Effect, Step
from suggestions.services.handing_suggestions import check_reply
from suggestions.services.parts import Role
from suggestions.services.telling import tell, tell_watchers
from suggestions.workflow import ASSIGNMENT, MATTER, AssignmentState, Capacity, CaseState

OWED = (Purpose.REPLY, Purpose.OPINION)
ANSWERED = {AssignmentState.REPLIED, AssignmentState.NOTED}


def _sign(step: Step) -> None:
    """Effect: somebody of the unit takes it on; a one-time page has no person behind it."""
    step.assignment.handler, step.assignment.signed_at = step.actor.user, step.now


def _draft(step: Step) -> None:
    """Effect: a reply lies before the head; written again, it replaces the draft."""
    part = step.assignment
    _write(step)
    heads = [head for head in unit_heads(part, now=step.now) if head != step.actor.user]
    tell(step.case, heads, _("有答复等您审签"), now=step.now, what=f"drafted{part.pk}")


def _revise(step: Step) -> None:
    """Effect: the head wants it written otherwise, and says why."""
    part = step.assignment
    draft = _draft_of(part)
    if draft is not None:
        draft.state, draft.reason = Reply.State.REVISE, step.data["reason"]
        draft.save(update_fields=["state", "reason"])
    people = [person for person in unit_people(part, now=step.now) if person != step.actor.user]
    tell(step.case, people, _("答复被退回修改"), now=step.now, what=f"revise{part.pk}")


def _release(step: Step) -> None:
    """Effect: the reply is out and the clock stops with its outcome.

    A co-handler's is an opinion to the lead unit (domain.md §3.3); that of a deputy who was asked by another goes
    one hop down; all others go to the deputy.

    Raises:
        Refused: a reply to a formal suggestion lacks what it must have.
    """
    part, case = step.assignment, step.case
    if case.kind == Case.Kind.SUGGESTION:
        check_reply(step)
    step.facts["reply"] = _write(step, released=True).pk
    part.replied_at = step.now
    clocks.stop(case=case, assignment=part, now=step.now, purposes=OWED)
    part.save()
    _tell_released(step)
    if part.role != Role.CO:
        settle(step)


def _take_note(step: Step) -> None:
    """Effect: what the deputy gave for reference alone was read; no reply is written (domain.md §2.2).

    The clock stops with its outcome as at a reply. There is nothing to rate, and nothing that counts as replied.
    """
    part = step.assignment
    part.reason = step.data["body"]
    clocks.stop(case=step.case, assignment=part, now=step.now, purposes=OWED)
    part.save()
    people = [*deputy_person(step.case), *signed_people(step.case), *congress_office(step.case, now=step.now)]
    title = _("%(holder)s已阅，供参考，不另书面答复") % {"holder": part.holder}
    tell(step.case, dict.fromkeys(people), title, now=step.now, what=f"noted{part.pk}")
    settle(step)


def settle(step: Step) -> None:
    """Let the case come to the deputy when everybody who owes a reply has given it, or none is wished."""
    states = parts.states_of_owing(step.case)
    if step.case.state != CaseState.HANDLING or not states or states - ANSWERED:
        return
    parts.spare_co_handlers(step)
    _move.follow(step, "all_replied" if AssignmentState.REPLIED in states else "all_noted")


def _tell_released(step: Step) -> None:
    part, case = step.assignment, step.case
    what = f"replied{part.pk}"
    if part.role == Role.CO:
        lead = parts.lead_of(case)
        people = unit_people(lead, now=step.now) if lead else []
        tell(case, people, _("%(unit)s已给会办意见") % {"unit": part.unit}, now=step.now, what=what)
        return
    if part.parent_id:
        parent = Assignment.objects.select_related("deputy__user", "unit").get(pk=part.parent_id)
        title = _("%(name)s代表回话了，请您往下答复") % {"name": part.deputy.name}
        tell(case, unit_people(parent, now=step.now), title, now=step.now, what=what)
    tell_watchers(step, _("%(holder)s已答复") % {"holder": part.holder}, what)


def _write(step: Step, *, released: bool = False) -> Reply:
    """Write into the draft before the head; one sent back for revision stays, with its reason, and a new one follows."""
    data, part = step.data, step.assignment
    reply = _draft_of(part) or Reply(
        assignment=part, round=part.round, drafted_by=step.actor.user, drafted_at=step.now
    )
    reply.body = data["body"]
    reply.reply_class = data.get("reply_class")
    reply.contact_person = data.get("contact_person") or ""
    reply.contact_phone = data.get("contact_phone") or ""
    if released:
        reply.state = Reply.State.RELEASED
        reply.released_by, reply.released_at = step.actor.user, step.now
    reply.save()
    if "commitments" in data:
        _promise(step, reply)
    return reply


def _draft_of(part: Assignment) -> Reply | None:
    return part.replies.filter(state=Reply.State.DRAFT, round=part.round).last()


def _promise(step: Step, reply: Reply) -> None:
    today = timezone.localdate(step.now)
    if any(on <= today for _text, on in step.data["commitments"]):
        raise Refused(_("承诺的日期要在今天之后。"), field="commitments")
    reply.commitments.all().delete()
    Commitment.objects.bulk_create(
        Commitment(reply=reply, text=text, due_on=on) for text, on in step.data["commitments"]
    )


def _report(step: Step) -> None:
    """Effect: how far it is; the constituents hear it where the unit says so.

    Raises:
        Refused: the constituents cannot be told any more.
    """
    note(step, Progress.Kind.REPORT)
    tell_watchers(step, _("%(holder)s报告了进展") % {"holder": step.assignment.holder}, "report")


def note(step: Step, kind: str, body: str = "") -> Progress:
    """Keep what was done or decided in the record of the case, and tell the constituents where that was wished.

    Raises:
        Refused: the constituents shall hear it and cannot be told.
    """
    data, label = step.data, str(step.actor.label)
    body = body or data["body"]
    tells = bool(data.get("tells_constituent"))
    if tells:
        source = _("%(who)s：%(body)s") % {"who": _speaker(step), "body": body}
        if not sources.tell(step.case, source, now=step.now):
            raise Refused(
                _("留言不在办理中，没有群众可以告诉；请在留言里直接说。"), field="tells_constituent"
            )
    return Progress.objects.create(
        case=step.case,
        assignment=step.assignment,
        kind=kind,
        on=data.get("on") or timezone.localdate(step.now),
        with_whom=data.get("with_whom") or "",
        body=body,
        tells_constituent=tells,
        by=step.actor.user,
        label=label[:80],
        at=step.now,
    )


def _speaker(step: Step) -> str:
    """Return who speaks to the constituents: the unit, the deputy by name, or the office; never a clerk by name."""
    if step.assignment is not None and step.assignment.unit_id:
        return str(step.assignment.unit)
    if step.actor.capacity in (Capacity.DEPUTY, Capacity.RELAY):
        return str(step.actor.label)
    return str(step.case.organisation if step.actor.capacity == Capacity.COORDINATOR else step.case.congress)


def _send_back(step: Step) -> None:
    """Effect: the reply does not do; the unit handles again with a clock of its own (domain.md §3.3 Content)."""
    part, case = step.assignment, step.case
    reply = part.replies.filter(state=Reply.State.RELEASED, round=part.round).last()
    if reply is not None:
        reply.state, reply.reason = Reply.State.SENT_BACK, step.data["reason"]
        reply.save(update_fields=["state", "reason"])
    part.round += 1
    part.replied_at, part.reason = None, step.data["reason"]
    part.save()
    parts.start_clock(case, part, event=_("退回重办"), now=step.now)
    step.facts["round"] = part.round
    people = dict.fromkeys([*unit_people(part, now=step.now), *unit_heads(part, now=step.now)])
    title, what = _("答复被退回，请重新办理"), f"back{part.pk}"
    tell(case, people, title, now=step.now, what=what, organisation=part.unit)
    tell_watchers(step, _("已退回%(holder)s重办") % {"holder": part.holder}, "back")
    if case.state == CaseState.REPLIED and part.role != Role.CO:
        _move.follow(step, "rework")


def _all_replied(step: Step) -> None:
    """Effect: the matter comes to its deputy, each message to whoever answers it."""
    case = step.case
    case.replied_at = step.now
    replied = case.assignments.exclude(role=Role.CO).filter(state=AssignmentState.REPLIED, parent=None)
    who = "、".join(str(part.holder) for part in replied.select_related("unit", "deputy").order_by("pk"))
    words = _("%(who)s已答复代表，代表核实后答复您。") % {"who": who}
    sources.bring_back(case, words, _("办理单位已答复，请核实后答复群众"), now=step.now)


def _rework(step: Step) -> None:
    """Effect: messages that came back and are not answered yet go out again."""
    sources.send_again(step.case, _("代表核实后认为还没有办好，已退回重办。"), now=step.now)


EFFECTS: dict[tuple[str, str], Effect] = {
    (ASSIGNMENT, "sign"): _sign,
    (ASSIGNMENT, "draft"): _draft,
    (ASSIGNMENT, "revise"): _revise,
    (ASSIGNMENT, "release"): _release,
    (ASSIGNMENT, "take_note"): _take_note,
    (ASSIGNMENT, "report"): _report,
    (ASSIGNMENT, "send_back"): _send_back,
    (MATTER, "all_replied"): _all_replied,
    (MATTER, "rework"): _rework,
}
