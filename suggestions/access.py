"""Who may see and do in a case; every list and every page asks here."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deputies import tree
from deputies.access import RIGHTS, Right, has_right, within
from deputies.models import Membership, Organisation, Role, User
from suggestions import workflow
from suggestions.models import Assignment, Case, CoSigner, Source
from suggestions.queries.obstacles import note_obstacle, open_promises, suggestion_obstacle
from suggestions.queries.timing import clock_obstacle, return_obstacle
from suggestions.workflow import AssignmentState, Capacity, CaseState, Move

GONE = [state.value for state in workflow.GONE_ASSIGNMENTS]
LOST = [state.value for state in workflow.LOST_ASSIGNMENTS]
OPEN = [state.value for state in workflow.OPEN_ASSIGNMENTS]
FOR_UNITS = ("send_link", "draft", "request_return", "uphold", "reassign")
# Who handles a formal suggestion is not for its deputy to decide (代表法 Art. 51).
FOR_OFFICES = ("accept_return", "decline_return", "cancel", "send_link")
OFFICES = frozenset({Capacity.OFFICE, Capacity.COORDINATOR, Capacity.GOVERNMENT, Capacity.SYSTEM})
# States of a formal suggestion in which only its deputies see it.
PRIVATE = [CaseState.DRAFT.value, CaseState.COSIGNING.value]
NEAREST = (
    Capacity.DEPUTY,
    Capacity.RELAY,
    Capacity.HEAD,
    Capacity.CLERK,
    Capacity.COORDINATOR,
    Capacity.GOVERNMENT,
    Capacity.OFFICE,
    Capacity.COSIGNER,
    Capacity.INVITED,
)


@dataclass(frozen=True)
class Actor:
    """Somebody who acts on a case: a person in one capacity, a unit by its one-time page, or the system."""

    capacity: Capacity
    label: str
    user: User | None = None


SYSTEM = Actor(Capacity.SYSTEM, _("系统"))


def assignments_visible_to(user: User) -> QuerySet[Assignment]:
    """Return the assignments that lie with the user's units, or with her as a relayed deputy.

    A unit that gave an assignment back no longer sees it, a co-handler whose opinion was no longer needed does; a
    government office sees those of its government.
    """
    if not user.is_authenticated:
        return Assignment.objects.none()
    mine = (
        within(user, Right.HANDLE_CASES, "unit__path")
        | governed(user, "unit__path")
        | Q(deputy__in=user.acting_ids)
    )
    return Assignment.objects.filter(mine).exclude(state__in=LOST)


def cases_visible_to(user: User) -> QuerySet[Case]:
    """Return the cases the user may read.

    The deputy her own, those she signed or relays, and what came of messages to her that joined another's matter;
    units what is assigned to them; staff of a site what came of messages they hold; street committees and congress
    staff what lies in their part of the tree; committees and leaders the formal suggestions of their congress once
    they are submitted.
    """
    if not user.is_authenticated:
        return Case.objects.none()
    assigned = Exists(assignments_visible_to(user).filter(case=OuterRef("pk")))
    signed = Exists(
        CoSigner.objects.filter(
            suggestion=OuterRef("pk"), deputy__in=user.acting_ids, state__in=CoSigner.READERS
        )
    )
    shared = ~Q(kind=Case.Kind.SUGGESTION, state__in=PRIVATE)
    area = within(user, Right.READ_CASES, "organisation__path")
    return Case.objects.filter(
        Q(deputy__in=user.acting_ids)
        | signed
        | assigned
        | _fed_by_mine(user)
        | (shared & (area | _of_my_congress(user)))
    )


def _fed_by_mine(user: User) -> Q:
    """Return the condition "came of a message that the user, or her site, answers"; it gives sight and no moves."""
    if not user.acting_ids and not user.site_ids:
        return Q(pk__in=())
    mine = Q(conversation__deputy__in=user.acting_ids) & ~Q(conversation__held_by="office")
    mine |= Q(conversation__site__in=user.site_ids, conversation__held_by="site")
    fed = Source.objects.filter(mine, case=OuterRef("pk"), left_at=None)
    return Q(kind=Case.Kind.MATTER) & Q(Exists(fed))


def capacities(user: User, case: Case, assignment: Assignment | None = None) -> set[Capacity]:
    """Return in which capacities the user stands to a case, or to one assignment of it.

    Args:
        case: with congress and organisation fetched.
        assignment: with unit fetched; without it the unit's capacities follow from any assignment of the case.
    """
    held = set()
    if case.deputy_id in user.acting_ids:
        held.add(Capacity.DEPUTY)
    if not is_private(case):
        if has_right(user, Right.DECIDE, case.congress):
            held.add(Capacity.OFFICE)
        elif has_right(user, Right.HAND_OVER, case.organisation):
            held.add(Capacity.COORDINATOR)
    if case.kind == Case.Kind.SUGGESTION:
        held |= _signs(user, case)
    for part in [assignment] if assignment else live_assignments(case):
        held |= _at_the_unit(user, part, whole=assignment is None)
    return held


def is_private(case: Case) -> bool:
    """Tell whether a formal suggestion is still with its deputies alone."""
    return case.kind == Case.Kind.SUGGESTION and case.state in PRIVATE


def live_assignments(case: Case) -> list[Assignment]:
    """Return the assignments that still count, read once per case."""
    if not hasattr(case, "live_parts"):
        parts = case.assignments.select_related("unit", "deputy", "handler").exclude(state__in=GONE)
        case.live_parts = list(parts)
    return case.live_parts


def _at_the_unit(user: User, assignment: Assignment, *, whole: bool) -> set[Capacity]:
    if assignment.deputy_id:
        return {Capacity.RELAY} if assignment.deputy_id in user.acting_ids else set()
    held = set()
    # A co-handler does not answer the deputy: on the case as a whole its head has no more to say than a clerk.
    answers = not (whole and assignment.role == Assignment.Role.CO)
    if answers and has_right(user, Right.RELEASE_REPLIES, assignment.unit):
        held.add(Capacity.HEAD)
    if has_right(user, Right.HANDLE_CASES, assignment.unit):
        held.add(Capacity.CLERK)
    if any(assignment.unit.path.startswith(path) for path in _governments(user)):
        held.add(Capacity.GOVERNMENT)
    return held


def signers(case: Case) -> list[tuple[int, str]]:
    """Return who signs, or is asked to: the deputy's key and the state; a page reads it once into `signer_rows`."""
    if hasattr(case, "signer_rows"):
        return case.signer_rows
    rows = CoSigner.objects.filter(suggestion=case.pk, state__in=CoSigner.READERS)
    return list(rows.values_list("deputy", "state"))


def _signs(user: User, case: Case) -> set[Capacity]:
    if not user.acting_ids:
        return set()
    states = [state for deputy, state in signers(case) if deputy in user.acting_ids]
    return {Capacity.COSIGNER if state in CoSigner.SIGNED else Capacity.INVITED for state in states}


def moves(user: User, case: Case, assignment: Assignment | None = None) -> list[Move]:
    """Return the moves the page offers: exactly those the gate lets pass."""
    held = capacities(user, case, assignment)
    if assignment is None:
        return [
            move for move in workflow.allowed(case.kind, case.state, held) if fits(move, case, None, held)
        ]
    found = workflow.allowed(workflow.ASSIGNMENT, assignment.state, held, case_state=case.state)
    return [move for move in found if fits(move, case, assignment, held)]


def fits(move: Move, case: Case, assignment: Assignment | None, held: set[Capacity]) -> bool:
    """Tell whether what a move presupposes besides the state is there today."""
    return not obstacle(move, case, assignment, held, timezone.localdate())


def obstacle(move: Move, case: Case, assignment: Assignment | None, held: set[Capacity], on: date) -> str:
    """Return what a move lacks on a day besides the state, as one sentence; empty where nothing is in its way."""
    if assignment is None:
        return suggestion_obstacle(move.name, case)
    if move.name == "dispute" and not assignment.returns_declined:
        return _("退办没有被同意，才能提出承办争议；请先申请退办。")
    if move.name in FOR_UNITS and assignment.unit_id is None:
        return _("接力代表不用这一步。")
    if case.kind == Case.Kind.SUGGESTION and move.name in FOR_OFFICES and not held & OFFICES:
        return _("代表建议由人大工作机构交办，请向它提出。")
    if move.name == "settle_promise":
        return "" if open_promises(assignment) else _("没有等着兑现的承诺。")
    if move.name == "take_note":
        return note_obstacle(case, assignment)
    if move.name in ("uphold", "reassign"):
        return _who_decides(assignment.unit, held)
    if assignment.role == Assignment.Role.RELAY and move.name in ("release", "pass_up", "send_back"):
        return _in_the_chain(move, assignment)
    if move.name == "request_return":
        return return_obstacle(case, assignment, on)
    return clock_obstacle(move.name, assignment)


def _who_decides(unit: Organisation, held: set[Capacity]) -> str:
    """The office of a government decides who of its units handles, the congress staff for others (domain.md §3.2)."""
    if has_government_office(unit):
        return "" if Capacity.GOVERNMENT in held else _("政府部门之间的承办争议，由政府办公室裁定。")
    return "" if Capacity.OFFICE in held else _("这个单位的承办争议，由人大工作机构裁定。")


def has_government_office(unit: Organisation) -> bool:
    """Tell whether a unit lies below a government whose office somebody works for."""
    above = [*tree.ancestors(unit.path), unit.path]
    kind = Organisation.Kind
    at_office = Q(organisation__kind=kind.GOVERNMENT_OFFICE, organisation__parent__path__in=above)
    at_government = Q(organisation__kind=kind.GOVERNMENT, organisation__path__in=above)
    return (
        Membership.objects.in_force(timezone.localdate())
        .filter(at_office | at_government, role=Role.GOVERNMENT_OFFICE, user__is_active=True)
        .exists()
    )


def _in_the_chain(move: Move, assignment: Assignment) -> str:
    """Answers of a relay go down hop by hop: one hop at a time has the word (peers.md §12.8)."""
    if move.name == "send_back":
        answered = assignment.parent is not None and assignment.parent.state == AssignmentState.REPLIED
        return _("下一棒已经据此答复，请先退回下一棒的答复。") if answered else ""
    waiting = assignment.passed.filter(state__in=OPEN).exists()
    return _("已经请上级代表接力，等他回话之后再答复。") if waiting else ""


def actor_for(user: User, case: Case, move: Move, assignment: Assignment | None = None) -> Actor | None:
    """Return the user as an actor for a move, in the nearest capacity; None when she may not make it."""
    held = capacities(user, case, assignment)
    able = [capacity for capacity in NEAREST if capacity in held & move.capacities]
    if not able:
        return None
    capacity = next((one for one in able if fits(move, case, assignment, {one})), able[0])
    return Actor(capacity, signature(capacity, user, case, assignment), user)


def signature(capacity: Capacity, user: User, case: Case, assignment: Assignment | None) -> str:
    """Return how others on the case see who acted."""
    if capacity in (Capacity.CLERK, Capacity.HEAD):
        return f"{_unit_of(user, case, assignment)} {user.name}"
    if capacity in (Capacity.DEPUTY, Capacity.COSIGNER, Capacity.INVITED, Capacity.RELAY):
        return str(_("%(name)s代表") % {"name": user.name})
    return f"{_office_of(user, capacity, case)} {user.name}"


def _unit_of(user: User, case: Case, assignment: Assignment | None) -> Organisation | str:
    parts = [assignment] if assignment else live_assignments(case)
    mine = (part.unit for part in parts if part.unit_id and has_right(user, Right.HANDLE_CASES, part.unit))
    return next(mine, "")


def _office_of(user: User, capacity: Capacity, case: Case) -> str:
    right = {Capacity.OFFICE: Right.DECIDE, Capacity.COORDINATOR: Right.HAND_OVER}.get(capacity)
    for grant in user.grants:
        if right in RIGHTS[grant.role] and case.organisation.path.startswith(grant.organisation.path):
            return str(grant.organisation)
        if right is None and grant.role == Role.GOVERNMENT_OFFICE:
            return str(grant.organisation)
    return ""


def governed(user: User, field: str) -> Q:
    """Return the condition "lies below a government whose office the user works for"."""
    reach = Q(pk__in=())
    for path in _governments(user):
        reach |= Q(**{f"{field}__startswith": path})
    return reach


def _governments(user: User) -> list[str]:
    """Return the paths of the governments the user's office works for: the node of the grant, or the one above it."""
    paths = []
    for grant in user.grants if user.is_authenticated else ():
        if Right.ASSIGN_WITHIN in RIGHTS[grant.role]:
            own = grant.organisation
            office = own.kind == Organisation.Kind.GOVERNMENT_OFFICE
            paths.append(tree.ancestors(own.path)[-1] if office else own.path)
    return paths


def _of_my_congress(user: User) -> Q:
    """Return the condition "a formal suggestion to the congress the user belongs to", for committees and leaders."""
    congresses = set()
    for grant in user.grants:
        if Right.READ_SUGGESTIONS in RIGHTS[grant.role]:
            own = grant.organisation
            is_congress = own.kind == Organisation.Kind.CONGRESS
            congresses.add(own.path if is_congress else tree.ancestors(own.path)[-1])
    return Q(kind=Case.Kind.SUGGESTION, congress__path__in=congresses) if congresses else Q(pk__in=())


def has_cases(user: User) -> bool:
    """Tell whether queues of cases make sense for this person at all."""
    return bool(user.deputy_ids) or any(
        has_right(user, right)
        for right in (Right.READ_CASES, Right.HANDLE_CASES, Right.ASSIGN_WITHIN, Right.READ_SUGGESTIONS)
    )
