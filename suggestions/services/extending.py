"""More time for a unit: asked before the date, decided once for each clock, the first date kept in sight.

peers.md §12.3: without it units close what is not done to beat the clock. The request is scored apart from what
was in time by itself (`deadlines.Outcome.EXTENDED`).
"""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.calendar import working_calendar
from deputies.errors import Refused
from deputies.templatetags.ui import day
from suggestions import deadlines
from suggestions.models import Clock, Extension
from suggestions.queries.people import coordinators, deputy_person, unit_heads, unit_people
from suggestions.services import clocks
from suggestions.services._move import Effect, Step
from suggestions.services.telling import tell
from suggestions.workflow import ASSIGNMENT

APPROVE, DECLINE = "approve", "decline"


def latest(clock: Clock) -> date:
    """Return the last day a clock may be extended to, for the form and for the check."""
    return deadlines.latest_extension(clock, clock.due_on, working_calendar())


def _ask(step: Step) -> None:
    """Effect: the unit asks for more time.

    Raises:
        Refused: the clock is late already, or the day asked for makes no sense; what else stands against it is
            in `suggestions.queries.timing`.
    """
    clock, today = clocks.answering(step.assignment), timezone.localdate(step.now)
    if today > clock.due_on:
        raise Refused(_("已经过了到期日，不能再申请延期，请尽快答复。"))
    _check_day(clock, step.data["until"], today)
    extension = Extension.objects.create(
        clock=clock,
        until=step.data["until"],
        reason=step.data["reason"],
        asked_by=step.actor.user,
        asked_at=step.now,
    )
    step.facts |= {"extension": extension.pk, "until": extension.until.isoformat()}
    people = coordinators(step.case, now=step.now)
    title = _("有延期申请等您审批")
    tell(step.case, people, title, now=step.now, what=f"extension{step.assignment.pk}")


def _decide(step: Step) -> None:
    """Effect: the request is approved, which moves the due date, or declined with a note.

    A request made in time and decided late still counts: the unit could not help it.
    """
    clock = clocks.answering(step.assignment)
    extension = clock.extensions.get(state=Extension.State.ASKED)
    decision, note = step.data["decision"], step.data.get("note", "")
    if decision not in (APPROVE, DECLINE):
        raise Refused(_("请选同意还是不同意。"), field="decision")
    if decision == DECLINE and not note:
        raise Refused(_("不同意请写明原因。"), field="note")
    approved = decision == APPROVE
    extension.state = Extension.State.APPROVED if approved else Extension.State.DECLINED
    extension.decided_by, extension.decided_at, extension.decision = step.actor.user, step.now, note
    extension.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    before = clock.due_on
    if approved:
        clocks.date_anew(clock, working_calendar())
        clock.save(update_fields=clocks.DATED)
    step.facts |= {"extension": extension.pk, "decision": decision, "due_before": before.isoformat()}
    step.facts["due_on"] = clock.due_on.isoformat()
    _tell_decided(step, clock, approved)


def _check_day(clock: Clock, until: date, today: date) -> None:
    if until <= clock.due_on:
        raise Refused(_("要晚于现在的到期日%(day)s。") % {"day": day(clock.due_on, today)}, field="until")
    most = latest(clock)
    if until > most:
        raise Refused(_("最多可以延到%(day)s。") % {"day": day(most, today)}, field="until")


def _tell_decided(step: Step, clock: Clock, approved: bool) -> None:
    title = (
        _("已同意延期至%(day)s") % {"day": day(clock.due_on, step.now)}
        if approved
        else _("延期申请没有同意，仍按%(day)s到期") % {"day": day(clock.due_on, step.now)}
    )
    part = step.assignment
    concerned = [
        *unit_people(part, now=step.now),
        *unit_heads(part, now=step.now),
        *deputy_person(step.case),
    ]
    people = [person for person in dict.fromkeys(concerned) if person != step.actor.user]
    tell(step.case, people, title, now=step.now, what=f"extended{part.pk}", organisation=part.unit)


EFFECTS: dict[tuple[str, str], Effect] = {
    (ASSIGNMENT, "ask_extension"): _ask,
    (ASSIGNMENT, "decide_extension"): _decide,
}
