"""A unit that holds the case is not its business: it gives it back in time, and the right office decides (domain.md §3.2)."""

from django.utils.translation import gettext as _

from deputies.errors import Refused
from suggestions.access import has_government_office
from suggestions.models import Progress
from suggestions.queries.people import (
    congress_office,
    coordinators,
    deputy_person,
    government_people,
    unit_heads,
    unit_people,
)
from suggestions.services import answering, clocks, parts, sources
from suggestions.services._move import Effect, Step
from suggestions.services.parts import Part
from suggestions.services.telling import tell, tell_watchers
from suggestions.workflow import ASSIGNMENT


def _request_return(step: Step) -> None:
    """Effect: the unit asks to give it back; its clock goes on until somebody else has it.

    Raises:
        Refused: it proposes itself.
    """
    part, proposed = step.assignment, step.data.get("proposed_unit")
    if proposed == part.unit:
        raise Refused(_("建议的承办单位不能是本单位。"), field="proposed_unit")
    part.reason, part.proposed_unit = step.data["reason"], proposed
    people = [*deputy_person(step.case), *coordinators(step.case, now=step.now)]
    _tell(step, [*people, *government_people(part.unit, now=step.now)], _("有退办申请等您决定"), "return")


def _accept_return(step: Step) -> None:
    """Effect: another unit takes over in the same role; the first one's clock ends without an outcome."""
    _replace(step, event=_("退办改派"), title=_("已同意退办，改由%(unit)s办理"))


def _decline_return(step: Step) -> None:
    """Effect: the unit keeps it, and reads why; it may now have the assignment decided."""
    part = step.assignment
    part.returns_declined += 1
    part.reason = step.data["reason"]
    answering.note(step, Progress.Kind.DECISION, _("不同意退办：%(reason)s") % step.data)
    _tell(step, _unit(step), _("没有同意退办，请继续办理"), "declined")
    tell_watchers(step, _("没有同意退办"), "declined")


def _dispute(step: Step) -> None:
    """Effect: the head of the unit puts the question before the office that decides."""
    part = step.assignment
    part.reason = step.data["reason"]
    if has_government_office(part.unit):
        deciders = government_people(part.unit, now=step.now)
    else:
        deciders = congress_office(step.case, now=step.now)
    _tell(step, deciders, _("有承办争议等您裁定"), "dispute")
    tell_watchers(step, _("提出了承办争议"), "disputed")


def _uphold(step: Step) -> None:
    """Effect: it is decided that the unit handles."""
    step.assignment.reason = step.data["reason"]
    answering.note(step, Progress.Kind.DECISION, _("裁定由其承办：%(reason)s") % step.data)
    _tell(step, _unit(step), _("已裁定由本单位承办，请继续办理"), "upheld")
    tell_watchers(step, _("承办争议已裁定"), "upheld")


def _reassign(step: Step) -> None:
    """Effect: it is decided that another unit handles."""
    _replace(step, event=_("裁定改派"), title=_("承办争议已裁定，改由%(unit)s办理"))


def _replace(step: Step, *, event: str, title: str) -> None:
    part, unit, case = step.assignment, step.data["unit"], step.case
    if unit == part.unit:
        raise Refused(_("请选另一个单位。"), field="unit")
    given = Part(part.role, unit, instruction=part.instruction)
    parts.check_units(case, [given])
    reason = step.data.get("reason") or ""
    part.save()
    clocks.void(case=case, assignment=part, now=step.now)
    handed = parts.hand(case, given, event=event, now=step.now, parent=part.parent, replaces=part)
    words = title % {"unit": unit}
    answering.note(step, Progress.Kind.DECISION, f"{words}。{reason}")
    step.facts |= {"unit": unit.pk, "handed": handed.pk}
    gone = unit_people(part, now=step.now)
    tell(case, gone, words, now=step.now, what=f"returned{part.pk}", gone=True)
    tell_watchers(step, words, "replaced")
    if part.role != parts.Role.CO:
        sources.tell(case, _("改由%(unit)s办理。") % {"unit": unit}, now=step.now)


def _unit(step: Step) -> list:
    return [*unit_people(step.assignment, now=step.now), *unit_heads(step.assignment, now=step.now)]


def _tell(step: Step, people, title: str, what: str) -> None:
    others = [person for person in dict.fromkeys(people) if person != step.actor.user]
    tell(step.case, others, title, now=step.now, what=f"{what}{step.assignment.pk}")


EFFECTS: dict[tuple[str, str], Effect] = {
    (ASSIGNMENT, "request_return"): _request_return,
    (ASSIGNMENT, "accept_return"): _accept_return,
    (ASSIGNMENT, "decline_return"): _decline_return,
    (ASSIGNMENT, "dispute"): _dispute,
    (ASSIGNMENT, "uphold"): _uphold,
    (ASSIGNMENT, "reassign"): _reassign,
}
