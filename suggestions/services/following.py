"""Verbs of those who follow a case: visits and talks, urging, an assignment that is called off."""

from django.utils.translation import gettext as _

from suggestions.models import Progress
from suggestions.queries.people import unit_heads, unit_people
from suggestions.services import answering, parts
from suggestions.services._move import Effect, Step
from suggestions.services.telling import tell, tell_watchers
from suggestions.workflow import ASSIGNMENT, MATTER


def _visit(step: Step) -> None:
    """Effect: a visit or a talk on the way is kept with the case (domain.md 000-15, 000-16).

    Raises:
        Refused: the constituents shall hear it and cannot be told.
    """
    answering.note(step, step.data.get("kind") or Progress.Kind.VISIT)
    tell_watchers(step, _("记录了一次沟通走访"), "visit")


def _urge(step: Step) -> None:
    """Effect: the unit and its head are urged; what was said is kept with the case."""
    part = step.assignment
    answering.note(step, Progress.Kind.URGE, step.data.get("body") or _("请抓紧办理。"))
    people = dict.fromkeys([*unit_people(part, now=step.now), *unit_heads(part, now=step.now)])
    what = f"urged{part.pk}"
    tell(step.case, people, _("收到催办，请抓紧办理"), now=step.now, what=what, organisation=part.unit)


def _cancel(step: Step) -> None:
    """Effect: one unit, or one hop with those it asked, has nothing to do any more; the others' replies may be all."""
    part = step.assignment
    part.save()
    chain = {part.pk}
    for hop in parts.lying(step.case).filter(role=parts.Role.RELAY):
        if hop.parent_id in chain:
            chain.add(hop.pk)
            parts.end(step, hop, reason=step.data["reason"])
    parts.cancelled(step)
    tell_watchers(step, _("撤销了%(holder)s的承办") % {"holder": part.holder}, "cancelled")
    answering.settle(step)


EFFECTS: dict[tuple[str, str], Effect] = {
    (MATTER, "visit"): _visit,
    (ASSIGNMENT, "urge"): _urge,
    (ASSIGNMENT, "cancel"): _cancel,
}
