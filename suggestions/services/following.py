"""Verbs of those who follow a case: visits and talks, urging, how a promise ended, an assignment that is called off."""

from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.errors import Refused
from suggestions.models import Commitment, Progress
from suggestions.queries.obstacles import open_promises
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


def _settle_promise(step: Step) -> None:
    """Effect: a promise was kept on a day, or could not be kept and why (domain.md §3.3 Tracking, §7 承诺兑现率).

    Raises:
        Refused: it is not a promise of this reply that is still open; the day has not come; no reason is given.
    """
    part, data = step.assignment, step.data
    kept, on, note = data["outcome"] == "kept", data["on"], (data.get("note") or "").strip()
    promise = next((one for one in open_promises(part) if one == data["commitment"]), None)
    if promise is None:
        raise Refused(_("这一项承诺已经有结果了。"), field="commitment")
    if on > timezone.localdate(step.now):
        raise Refused(_("日期不能在今天以后。"), field="on")
    if not kept and not note:
        raise Refused(_("没有兑现的，请说明原因和以后怎么办。"), field="note")
    promise.state = Commitment.State.KEPT if kept else Commitment.State.BROKEN
    promise.done_on, promise.note = on, note
    promise.save(update_fields=["state", "done_on", "note"])
    words = _("承诺已兑现：%(text)s。%(note)s") if kept else _("承诺没有兑现：%(text)s。%(note)s")
    answering.note(step, Progress.Kind.REPORT, words % {"text": promise.text.rstrip("。"), "note": note})
    step.facts.update(commitment=promise.pk, kept=kept)
    title = _("%(holder)s兑现了一项承诺") if kept else _("%(holder)s有一项承诺没有兑现")
    tell_watchers(step, title % {"holder": part.holder}, f"promise{promise.pk}")


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
    (ASSIGNMENT, "settle_promise"): _settle_promise,
    (ASSIGNMENT, "cancel"): _cancel,
}
