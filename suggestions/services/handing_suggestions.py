"""Verbs of handing a formal suggestion over, of the contact with its deputy, and of the reply that reaches her."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.errors import Refused
from suggestions import workflow
from suggestions.access import live_assignments
from suggestions.conditions import deciding, missing_phases
from suggestions.deadlines import Purpose
from suggestions.models import Assignment, Case, Clock, Progress, Reply, ReplyClass
from suggestions.queries.people import congress_office, deputy_person, unit_people
from suggestions.queries.signers import signed_people
from suggestions.services import clocks, mirroring, parts
from suggestions.services._move import Step
from suggestions.services.parts import Part
from suggestions.services.telling import tell
from suggestions.workflow import AssignmentState, Capacity, CaseState

Role, Phase = Assignment.Role, Progress.Phase
TALKS = (Progress.Kind.FACE, Progress.Kind.PHONE, Progress.Kind.VISIT, Progress.Kind.MEETING)
AFTER_REPLY = (Phase.BEFORE, Phase.DURING, Phase.AFTER)
# Which talks may be put on record when; a unit may be late with its notes, but not ahead of what happened.
PHASES = {
    CaseState.SUBMITTED: (Phase.BEFORE_SUBMISSION, Phase.BEFORE),
    CaseState.NUMBERED: (Phase.BEFORE, Phase.BEFORE_SUBMISSION),
    CaseState.HANDLING: (Phase.DURING, Phase.BEFORE),
    CaseState.REPLIED: AFTER_REPLY[::-1],
    CaseState.TRACKING: AFTER_REPLY[::-1],
}


def _hand_over(step: Step) -> None:
    """代表法 (2025) Art. 51: three months, or six where the matter is wide-ranging and difficult, with a reason."""
    case, suggestion, chosen = step.case, step.case.suggestion, step.data["parts"]
    parts.check(chosen)
    _units_alone(chosen)
    suggestion.is_complex = bool(step.data.get("is_complex"))
    suggestion.complex_reason = step.data.get("complex_reason", "") if suggestion.is_complex else ""
    if suggestion.is_complex and not suggestion.complex_reason:
        raise Refused(_("按六个月办理，要写明理由，并告诉代表。"), field="complex_reason")
    suggestion.save(update_fields=["is_complex", "complex_reason"])
    clocks.stop(case=case, now=step.now, purposes=[Purpose.HANDOVER])
    for part in chosen:
        parts.hand(case, part, now=step.now, event=_("交办"))
    due = _replies_by(case)
    known = {
        "unit": "、".join(str(part.unit) for part in chosen if part.role != Role.CO),
        "day": f"{due.year}年{due.month}月{due.day}日",
    }
    title = _("建议已交%(unit)s办理，%(day)s前答复您") % known
    tell(case, [*deputy_person(case), *signed_people(case)], title, now=step.now, what="handed")
    words = _("代表建议已交%(unit)s办理，%(day)s前答复代表。") % known
    mirroring.tell_sources(case, words, now=step.now)


def _assign(step: Step) -> None:
    case, chosen = step.case, step.data["parts"]
    there = [Part(part.role, part.unit, part.deputy) for part in live_assignments(case)]
    parts.check([*there, *chosen])
    _units_alone(chosen)
    for part in chosen:
        parts.hand(case, part, now=step.now, event=_("交办"))
    names = "、".join(str(part.unit) for part in chosen)
    title = _("建议增加承办单位：%(unit)s") % {"unit": names}
    people = [*deputy_person(case), *signed_people(case)]
    for part in live_assignments(case):
        people += unit_people(part, now=step.now)
    tell(case, people, title, now=step.now, what="assigned")


def _units_alone(chosen: list[Part]) -> None:
    if any(part.unit is None or part.role == Role.RELAY for part in chosen):
        raise Refused(_("代表建议只能交给单位办理。"), field="lead")


def _replies_by(case: Case) -> date:
    """Return the last day on which the first answer reaches the deputy."""
    running = Clock.objects.filter(case=case, purpose=Purpose.REPLY.value, state=Clock.State.RUNNING)
    return max(running.values_list("due_on", flat=True))


def _contact(step: Step) -> None:
    """Put a talk between unit and deputy on record, and tell the other side: a talk that was none is noticed."""
    case, data = step.case, step.data
    allowed = PHASES.get(CaseState(case.state), (Phase.BEFORE_SUBMISSION,))
    phase = data.get("phase") or allowed[0]
    if data["on"] > timezone.localdate(step.now):
        raise Refused(_("日期不能在今天以后。"), field="on")
    if phase not in allowed:
        raise Refused(_("这个阶段和现在的进度对不上。"), field="phase")
    own = own_part(step)
    Progress.objects.create(
        case=case,
        assignment=own,
        kind=data.get("kind") or Progress.Kind.FACE,
        phase=phase,
        on=data["on"],
        with_whom=data.get("with_whom", ""),
        body=data["body"],
        by=step.actor.user,
        label=step.actor.label,
        at=step.now,
    )
    if own is not None:
        title = _("%(unit)s记录了一次与您的沟通，不属实请告诉人大工作机构") % {"unit": own.unit}
        tell(case, deputy_person(case), title, now=step.now, what="contact")


def own_part(step: Step) -> Assignment | None:
    """Return the part of the unit for which the person speaks; None for the deputy and the congress."""
    if step.actor.capacity not in (Capacity.CLERK, Capacity.HEAD):
        return None
    grants = [grant.organisation.path for grant in step.actor.user.grants]
    return next(
        part
        for part in live_assignments(step.case)
        if part.unit_id and any(part.unit.path.startswith(path) for path in grants)
    )


def check_reply(step: Step) -> None:
    """Refuse a reply to the deputy that may not go out yet; called before a unit's reply is released.

    A co-handler's opinion goes to the lead unit and needs none of this (domain.md §3.3).

    Raises:
        Refused: no class of the scheme in use, nobody to call, the deputy was not contacted, or an opinion of a
            co-handler is not in.
    """
    case, part, data = step.case, step.assignment, step.data
    if part.role == Role.CO:
        return
    check_class(case, data.get("reply_class"))
    for field in ("contact_person", "contact_phone"):
        if not data.get(field):
            raise Refused(_("答复要写明联系人和电话，方便代表追问。"), field=field)
    missing = missing_phases(_phases(case, part), part.round)
    if missing:
        names = "、".join(str(Phase(phase).label) for phase in missing)
        raise Refused(_("还没有“%(names)s”与代表沟通的记录，先沟通、再答复。") % {"names": names})
    if part.role == Role.LEAD:
        _opinions_in(case)


def check_class(case: Case, found: ReplyClass | None) -> None:
    """Refuse a class that is not of the scheme the congress uses now.

    Raises:
        Refused: none, or of another scheme.
    """
    if found is None:
        raise Refused(_("请选答复类别。"), field="reply_class")
    if found.scheme.congress_id != case.congress_id or not found.scheme.is_current:
        raise Refused(_("这个答复类别不是现用的办法。"), field="reply_class")


def _phases(case: Case, part: Assignment) -> list[str]:
    """Return the phases of contact on record for a part since its round began; the congress's notes count too."""
    notes = case.progress.filter(kind__in=TALKS, assignment__in=[part]) | case.progress.filter(
        kind__in=TALKS, assignment=None
    )
    if part.round > 1:
        began = part.clocks.filter(purpose=Purpose.REPLY.value, round=part.round).order_by("-pk").first()
        notes = notes.filter(on__gte=began.started_on) if began else notes
    return list(notes.values_list("phase", flat=True))


def _opinions_in(case: Case) -> None:
    owing = case.assignments.filter(role=Role.CO).exclude(
        state__in=[AssignmentState.REPLIED.value, *workflow.GONE_ASSIGNMENTS]
    )
    units = [str(part.unit) for part in owing.select_related("unit")]
    if units:
        raise Refused(_("会办意见还没有收齐：%(units)s。") % {"units": "、".join(units)})


def _all_replied(step: Step) -> None:
    """The reply reaches the deputy and each who signed, and the congress; each of them is asked how she finds it."""
    case = step.case
    case.replied_at = step.now
    take_class(case, step.now)
    clocks.start(
        case=case,
        purpose=Purpose.RATING,
        rule_key="suggestion.rating_window",
        event=_("答复代表"),
        now=step.now,
    )
    people = [*deputy_person(case), *signed_people(case)]
    tell(case, people, _("建议已答复，请看看并评价办理结果和态度"), now=step.now, what="replied")
    title = _("建议已答复代表，请收集评价")
    tell(case, congress_office(case, now=step.now), title, now=step.now, what="replied-office")
    for part in live_assignments(case):
        title = _("已答复代表，请做答复后的回访") if part.role != Role.CO else _("主办单位已答复代表")
        tell(case, unit_people(part, now=step.now), title, now=step.now, what=f"replied{part.pk}")
    words = _("承办单位已经答复代表，代表会把结果告诉您。")
    mirroring.bring_back(case, words, _("建议有了答复，请答复群众"), now=step.now)


def _all_noted(step: Step) -> None:
    """Read for reference, and done with: no class, no rating; each constituent hears it from her deputy."""
    words = _("承办单位已阅，作为工作参考，代表会把结果告诉您。")
    title = _("建议已供承办单位参考，请答复群众")
    mirroring.bring_back(step.case, words, title, now=step.now)


def take_class(case: Case, now) -> ReplyClass:
    """Take the class of the whole from the newest reply of each unit that answers the deputy; return it."""
    classes = {}
    released = Reply.objects.filter(
        assignment__case=case, state=Reply.State.RELEASED, reply_class__isnull=False
    ).exclude(assignment__state__in=workflow.GONE_ASSIGNMENTS)
    for reply in released.select_related("reply_class").order_by("pk"):
        classes[reply.assignment_id] = reply.reply_class
    suggestion, found = case.suggestion, deciding(list(classes.values()))
    suggestion.reply_class = found
    suggestion.first_class = suggestion.first_class or found
    on = timezone.localdate(now)
    suggestion.resolved_on = (suggestion.resolved_on or on) if found.counts_as_resolved else None
    suggestion.save(update_fields=["reply_class", "first_class", "resolved_on"])
    return found


def reworked(step: Step) -> None:
    """Effect: a reply was sent back; rating it is void, the messages wait for the next one."""
    clocks.void(case=step.case, now=step.now, purposes=[Purpose.RATING])
    people = [*deputy_person(step.case), *signed_people(step.case)]
    people += congress_office(step.case, now=step.now)
    tell(step.case, people, _("答复已退回重办"), now=step.now, what="rework")
    words = _("答复没有说清问题，已退回承办单位重办。")
    mirroring.send_again(step.case, words, now=step.now)


EFFECTS = {
    (workflow.SUGGESTION, "hand_over"): _hand_over,
    (workflow.SUGGESTION, "assign"): _assign,
    (workflow.SUGGESTION, "contact"): _contact,
    (workflow.SUGGESTION, "all_replied"): _all_replied,
    (workflow.SUGGESTION, "all_noted"): _all_noted,
    (workflow.SUGGESTION, "rework"): reworked,
}
