"""Verbs of the congress's office on a submitted suggestion: accept with a number, return, convert, merge, mark."""

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Conflict, Refused
from suggestions import workflow
from suggestions.conditions import INTAKE
from suggestions.deadlines import Purpose
from suggestions.models import Assignment, Case, CoSigner, Suggestion
from suggestions.queries.people import deputy_person, unit_people
from suggestions.queries.signers import raters, signed_people
from suggestions.services import clocks, drafting, mirroring, schemes
from suggestions.services._move import Step
from suggestions.services.numbering import next_number
from suggestions.services.telling import tell
from suggestions.workflow import CaseState

# Before the reply: what is merged later would not be answered.
TAKES_OTHERS = (CaseState.SUBMITTED, CaseState.NUMBERED, CaseState.HANDLING)


def _accept(step: Step) -> None:
    case, suggestion = step.case, step.case.suggestion
    suggestion.serial = next_number(case.congress, f"suggestion:{suggestion.term.number}")
    case.number = _("第%(term)s届第%(serial)s号") % {
        "term": suggestion.term.number,
        "serial": suggestion.serial,
    }
    _reviewed(step, step.data.get("note", ""))
    schemes.ensure_defaults(case.congress)
    people = [*deputy_person(case), *signed_people(case)]
    tell(case, people, _("建议已立案"), now=step.now, what="numbered")
    mirroring.tell_sources(case, _("代表建议已经立案，编号：%(n)s。") % {"n": case.number}, now=step.now)


def _return_to_deputy(step: Step) -> None:
    _reviewed(step, _with_grounds(step))
    _stop_handover(step)
    drafting.tell_returned(step)


def _convert(step: Step) -> None:
    """A letter, not a suggestion: after explanation the messages are the deputy's again (domain.md §3.3)."""
    case = step.case
    _reviewed(step, _with_grounds(step))
    _stop_handover(step)
    people = [*deputy_person(case), *signed_people(case)]
    tell(case, people, _("建议转为来信办理"), now=step.now, what="converted")
    words = _("您反映的事不作为代表建议办理，由代表继续答复您。")
    mirroring.release_sources(case, words, _("建议转为来信办理，请答复群众"), now=step.now)


def _merge(step: Step) -> None:
    """Handled together, answered each: those who signed this one get the other's reply and rate it."""
    case = step.case
    into = _lock_other(step)
    suggestion = case.suggestion
    suggestion.merged_into_id = into.pk
    _reviewed(step, step.data["reason"])
    _stop_handover(step)
    known = {deputy.pk for deputy in raters(into)}
    for deputy in raters(case):
        if deputy.pk not in known:
            CoSigner.objects.update_or_create(
                suggestion=into.suggestion,
                deputy=deputy,
                defaults={"state": CoSigner.State.JOINED, "decided_at": step.now},
            )
    people = [*deputy_person(case), *signed_people(case)]
    title = _("建议并入%(other)s一并办理，答复时一并答复您") % {"other": into}
    tell(case, people, title, now=step.now, what="merged")
    mirroring.tell_sources(case, _("代表建议与内容相同的另一件一并办理，一并答复。"), now=step.now)
    mirroring.move_sources(case, into, now=step.now)
    into.version += 1
    into.save(update_fields=["version"])
    audit.record(
        chain=f"case:{into.pk}",
        verb=step.move.name,
        actor=step.actor.user,
        capacity=step.actor.capacity.value,
        now=step.now,
        merged=case.pk,
        signed=str(step.actor.label),
    )
    tell(into, deputy_person(into), _("有一件内容相同的建议并入"), now=step.now, what="takes")


def _lock_other(step: Step) -> Case:
    """Lock the case another goes into, without waiting: two merges across each other would wait for ever."""
    case, other = step.case, step.data["into"]
    try:
        with transaction.atomic():
            into = (
                Case.objects.select_for_update(of=("self",), nowait=True)
                .select_related("congress", "deputy__user")
                .get(pk=other.pk)
            )
    except OperationalError:
        raise Conflict(_("另一件正有人在办，请过一会儿再试。")) from None
    if into.pk == case.pk or into.kind != Case.Kind.SUGGESTION or into.congress_id != case.congress_id:
        raise Refused(_("只能并入本级人大的另一件建议。"), field="into")
    if into.state not in TAKES_OTHERS:
        raise Refused(_("那一件已经答复或者结束，不能再并入。"), field="into")
    return into


def _mark_key(step: Step) -> None:
    """代表法 (2025) Art. 52: the council of chairpersons may fix key suggestions."""
    suggestion = step.case.suggestion
    suggestion.is_key, suggestion.key_reason = True, step.data["reason"]
    suggestion.save(update_fields=["is_key", "key_reason"])
    people = [*deputy_person(step.case), *signed_people(step.case)]
    parts = Assignment.objects.filter(case=step.case).exclude(state__in=workflow.GONE_ASSIGNMENTS)
    for part in parts.select_related("unit", "deputy__user"):
        people += unit_people(part, now=step.now)
    tell(step.case, people, _("建议列为重点督办"), now=step.now, what="key")


def _reviewed(step: Step, note: str) -> None:
    suggestion = step.case.suggestion
    suggestion.reviewed_by, suggestion.review_note = step.actor.user, note[:LONGEST_NOTE]
    suggestion.save()


LONGEST_NOTE = Suggestion._meta.get_field("review_note").max_length


def _with_grounds(step: Step) -> str:
    """Return the reason with the ticked grounds of the intake list before it."""
    grounds = [_(INTAKE[key]) for key in step.data.get("grounds") or () if key in INTAKE]
    return "；".join([*grounds, step.data["reason"]])


def _stop_handover(step: Step) -> None:
    clocks.stop(case=step.case, now=step.now, purposes=[Purpose.HANDOVER])


EFFECTS = {
    (workflow.SUGGESTION, "accept"): _accept,
    (workflow.SUGGESTION, "return_to_deputy"): _return_to_deputy,
    (workflow.SUGGESTION, "convert"): _convert,
    (workflow.SUGGESTION, "merge"): _merge,
    (workflow.SUGGESTION, "mark_key"): _mark_key,
}
