"""Assignments come and go: hand one to a unit or a deputy with its clocks, end one, see whether all have replied."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deputies.errors import Refused
from deputies.models import Deputy, Organisation
from suggestions import workflow
from suggestions.deadlines import Purpose
from suggestions.models import Assignment, Case
from suggestions.queries import units
from suggestions.queries.people import unit_people
from suggestions.services import _move, clocks
from suggestions.services._move import Step
from suggestions.services.telling import tell
from suggestions.workflow import AssignmentState

Role = Assignment.Role
GONE = [state.value for state in workflow.GONE_ASSIGNMENTS]
OPEN = [state.value for state in workflow.OPEN_ASSIGNMENTS]
OPINION_RULE = {Case.Kind.MATTER: "message.cohandler", Case.Kind.SUGGESTION: "suggestion.cohandler"}
REHANDLE_RULE = {Case.Kind.MATTER: "message.rehandle", Case.Kind.SUGGESTION: "suggestion.rehandle"}


@dataclass(frozen=True)
class Part:
    """Who is to handle, and how."""

    role: str
    unit: Organisation | None = None
    deputy: Deputy | None = None
    instruction: str = ""


def check(parts: list[Part]) -> None:
    """Refuse a division of work that makes no sense (domain.md §3.3: 主办, 会办, 分办).

    Raises:
        Refused: nobody handles; two leads; a co-handler without a lead; a unit named twice.
    """
    roles = [part.role for part in parts]
    if not parts:
        raise Refused(_("请选承办单位。"), field="lead")
    if roles.count(Role.LEAD) > 1:
        raise Refused(_("主办单位只能有一个。"), field="lead")
    if Role.CO in roles and Role.LEAD not in roles:
        raise Refused(_("有会办单位，就要有主办单位。"), field="lead")
    if Role.LEAD in roles and Role.SEPARATE in roles:
        raise Refused(_("主办和分办不能同时用：分办是各办各的、各自答复。"), field="separate")
    holders = [part.unit or part.deputy for part in parts]
    if len(set(holders)) != len(holders):
        raise Refused(_("同一个单位选了两次。"), field="lead")


def check_units(case: Case, parts: list[Part]) -> None:
    """Refuse units that cannot be given a case.

    Raises:
        Refused: a body of the congress, a unit of another county, or one that is no longer in use.
    """
    county = units.county_of(case.organisation)
    for part in parts:
        unit = part.unit
        if unit is None:
            continue
        if not unit.is_active or unit.kind not in units.HANDLES:
            raise Refused(_("“%(unit)s”不是可以承办的单位。") % {"unit": unit}, field="unit")
        if not unit.path.startswith(county.path):
            raise Refused(
                _("“%(unit)s”不在%(county)s范围内，上级的事请接力给上级代表。")
                % {"unit": unit, "county": county},
                field="unit",
            )


def standing(case: Case) -> list[Part]:
    """Return how the case is divided now, without relays: what further parts must fit to."""
    live = case.assignments.exclude(state__in=GONE).exclude(role=Role.RELAY)
    return [Part(one.role, one.unit) for one in live.select_related("unit")]


def lead_of(case: Case) -> Assignment | None:
    """Return the lead unit's part, if the case has a lead unit."""
    leads = case.assignments.filter(role=Role.LEAD).exclude(state__in=GONE)
    return leads.select_related("unit", "deputy__user").first()


def hand(
    case: Case,
    part: Part,
    *,
    now: datetime,
    event: str,
    parent: Assignment | None = None,
    replaces: Assignment | None = None,
) -> Assignment:
    """Give a part of a locked case to a unit or a deputy, start its clock and tell them.

    Args:
        event: what starts the clock, in Chinese.

    Raises:
        Refused: the unit has a part of this case already.
    """
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                case=case,
                unit=part.unit,
                deputy=part.deputy,
                role=part.role,
                instruction=part.instruction,
                parent=parent,
                replaces=replaces,
                state=AssignmentState.HANDED.value,
                state_since=now,
                handed_at=now,
            )
    except IntegrityError:
        raise Refused(
            _("“%(holder)s”已经在办这件事了。") % {"holder": part.unit or part.deputy}, field="unit"
        ) from None
    start_clock(case, assignment, event=event, now=now)
    title = _("有一件需要您接力") if part.deputy else _("有一件交您单位办理")
    people = unit_people(assignment, now=now)
    tell(case, people, title, now=now, what=f"handed{assignment.pk}", organisation=part.unit)
    return assignment


def start_clock(case: Case, assignment: Assignment, *, event: str, now: datetime) -> None:
    """Start the clock of an assignment by its role, its round and the kind of its case."""
    purpose = Purpose.OPINION if assignment.role == Role.CO else Purpose.REPLY
    rule = reply_rule(case, assignment)
    clocks.start(case=case, assignment=assignment, purpose=purpose, rule_key=rule, event=event, now=now)


def reply_rule(case: Case, assignment: Assignment) -> str:
    """Return the key of the rule by which an assignment answers (domain.md §4)."""
    if assignment.role == Role.CO:
        return OPINION_RULE[case.kind]
    if assignment.role == Role.RELAY:
        return "message.relay"
    if assignment.round > 1:
        return REHANDLE_RULE[case.kind]
    if case.kind == Case.Kind.MATTER:
        return "message.unit_reply"
    return "suggestion.reply_complex" if case.suggestion.is_complex else "suggestion.reply"


def end(step: Step, assignment: Assignment, *, reason: str) -> None:
    """Cancel an open assignment as a consequence of a step; its clocks end without an outcome."""
    _move.follow(step, "cancel", assignment, data={"reason": reason}, effect=cancelled)


def end_open(step: Step, *, reason: str) -> None:
    """Cancel all assignments of the step's case that are still open, in the order in which they were handed."""
    for assignment in lying(step.case):
        end(step, assignment, reason=reason)


def spare_co_handlers(step: Step) -> None:
    """End the parts of co-handlers who have not given their opinion; they go on reading the case."""
    reason = _("主办单位已有结果，不再需要会办意见。")
    for assignment in lying(step.case).filter(role=Role.CO):
        _move.follow(step, "spare", assignment, data={"reason": reason}, effect=_spared)


def lying(case: Case) -> QuerySet[Assignment]:
    """Return the assignments of a case that are still open."""
    return case.assignments.filter(state__in=OPEN).select_related("unit", "deputy__user").order_by("pk")


def cancelled(step: Step) -> None:
    """Effect: an assignment ends without a reply, and whoever had it can no longer open the case."""
    _ended(step, _("交办已撤销"), gone=True)


def _spared(step: Step) -> None:
    """Effect: the lead unit has come to a result before a co-handler did, who may read it."""
    _ended(step, _("主办单位已有结果，不再需要会办意见"), gone=False)


def _ended(step: Step, title: str, *, gone: bool) -> None:
    part = step.assignment
    part.reason = step.data["reason"]
    clocks.void(case=step.case, assignment=part, now=step.now)
    people, what = unit_people(part, now=step.now), f"ended{part.pk}"
    tell(step.case, people, title, now=step.now, what=what, organisation=part.unit, gone=gone)


def states_of_owing(case: Case) -> set[str]:
    """Return how it stands with those who owe the deputy a reply: lead, separate units, relayed deputies.

    A co-handler answers the lead unit, not the deputy (domain.md §3.3).
    """
    owing = case.assignments.exclude(role=Role.CO).exclude(state__in=GONE)
    return set(owing.values_list("state", flat=True))
