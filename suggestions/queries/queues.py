"""What the desks of cases show: rows by what must be done, their counts, and what stands on the to-do page.

Every function costs one statement, however many cases there are; only open ones are ever counted. A row never
holds anything of a constituent: her words and contact data stay in `liaison`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models import Case as Choose
from django.db.models.functions import RowNumber

from deputies.access import RIGHTS, Right, has_right, within
from deputies.models import Organisation, User
from liaison.models import Category
from suggestions import access, workflow
from suggestions.models import Assignment, Case, Clock, CoSigner, Extension, ReplyRating, SavedFilter
from suggestions.queries import case_tabs, unit_tabs
from suggestions.queries.lines import Line, case_lines, part_lines
from suggestions.queries.tabs import BY_DUE, SUGGESTION, Desk, Tab
from suggestions.workflow import CaseState

CARDS = 8
OPEN = [state.value for state in workflow.OPEN_ASSIGNMENTS]
# Named one by one, so that an index finds them among all that is done with.
OPEN_CASES = [state.value for state in CaseState if state not in workflow.FINAL_CASES]
_TO_ARCHIVE = SUGGESTION & Q(state=CaseState.COMPLETED.value)


def desks(user: User) -> list[Desk]:
    """Return the desks of a person, the one she opens first in front; most people have one."""
    releases = has_right(user, Right.RELEASE_REPLIES)
    found = [
        (case_tabs.CONGRESS, has_right(user, Right.DECIDE)),
        (case_tabs.STREET, any(_coordinates(role) for role in user.roles)),
        (unit_tabs.HEAD, releases),
        (unit_tabs.CLERK, has_right(user, Right.HANDLE_CASES) and not releases),
        (unit_tabs.GOVERNMENT, has_right(user, Right.ASSIGN_WITHIN)),
        (case_tabs.DEPUTY, bool(user.deputy_ids)),
        (case_tabs.READER, has_right(user, Right.READ_SUGGESTIONS)),
    ]
    return [desk for desk, has in found if has]


def _coordinates(role: str) -> bool:
    return Right.HAND_OVER in RIGHTS[role] and Right.DECIDE not in RIGHTS[role]


def chosen(user: User, name: str | None) -> Desk | None:
    """Return the desk of this name, or the person's first; None for who has none."""
    own = desks(user)
    return next((desk for desk in own if desk.name == name), own[0] if own else None)


def rows(user: User, desk: Desk) -> QuerySet:
    """Return the rows of a desk, assignments or cases, with what its tabs ask about each."""
    if desk.of == "part":
        reach = (
            access.governed(user, "unit__path")
            if desk is unit_tabs.GOVERNMENT
            else within(user, Right.HANDLE_CASES, "unit__path")
        )
        return _ask_parts(access.assignments_visible_to(user).filter(reach))
    return _ask_cases(access.cases_visible_to(user).filter(_reach(user, desk)), user, desk)


def queue(user: User, desk: Desk, tab: Tab, today: date) -> QuerySet:
    """Return one tab in its order, bare: `dresser` makes lines of a page of it."""
    return rows(user, desk).filter(tab.condition(today)).order_by(*tab.order)


def dresser(user: User, desk: Desk) -> Callable[[QuerySet], Iterator[Line]]:
    """Return what makes lines of a page of a desk, in the order of the page and in one statement."""
    if desk.of == "part":
        return lambda page: part_lines(_ask_parts(_same(page, Assignment)))
    return lambda page: case_lines(_ask_cases(_same(page, Case), user, desk))


def _same(page: QuerySet, model) -> QuerySet:
    return model.objects.filter(pk__in=page.values("pk")).order_by(*page.query.order_by)


def counts(user: User, desk: Desk, today: date) -> dict[str, int]:
    """Return how many open rows each counted tab of a desk holds.

    Keys: the counted tabs; todo, the rows about which the person herself has to do something.
    """
    figures = {
        f"{tab.name}_tab": Count("pk", filter=tab.condition(today))
        for tab in desk.tabs.values()
        if tab.counted
    }
    acts = [tab.condition(today) for tab in desk.tabs.values() if tab.acts]
    if acts:
        figures["todo_tab"] = Count("pk", filter=reduce(or_, acts))
    found = rows(user, desk).filter(_still_open(desk)).aggregate(**figures)
    return {name.removesuffix("_tab"): figure for name, figure in found.items()}


def _still_open(desk: Desk) -> Q:
    if desk.of == "part":
        return Q(state__in=OPEN)
    return Q(state__in=OPEN_CASES) | _TO_ARCHIVE


def todo_for(user: User, desk: Desk, today: date) -> list[tuple[Tab, list[Line]]]:
    """Return what this person has to do at a desk, by tab, at most CARDS lines of each, soonest due first."""
    mine = desk.todo
    if not mine:
        return []
    section = Choose(
        *(When(tab.condition(today), then=Value(place)) for place, tab in enumerate(mine)), default=None
    )
    order = [F("due_on").asc(nulls_last=True), F("pk").asc()]
    found = (
        rows(user, desk)
        .filter(_still_open(desk))
        .annotate(section=section)
        .filter(section__isnull=False)
        .annotate(place_in_section=Window(RowNumber(), partition_by="section", order_by=order))
        .filter(place_in_section__lte=CARDS)
        .order_by(*BY_DUE)
    )
    grouped = defaultdict(list)
    for line in _dress_sections(user, desk, found, section):
        grouped[line.section].append(line)
    return [(tab, grouped[place]) for place, tab in enumerate(mine) if place in grouped]


def _dress_sections(user: User, desk: Desk, found: QuerySet, section: Choose) -> Iterator[Line]:
    if desk.of == "part":
        return part_lines(_ask_parts(_same(found, Assignment)).annotate(section=section))
    return case_lines(_ask_cases(_same(found, Case), user, desk).annotate(section=section))


def _reach(user: User, desk: Desk) -> Q:
    if desk is case_tabs.CONGRESS:
        return within(user, Right.DECIDE, "organisation__path")
    if desk is case_tabs.STREET:
        return within(user, Right.HAND_OVER, "organisation__path")
    if desk is case_tabs.READER:
        return SUGGESTION
    mine = user.acting_ids
    # Each branch has an index of its own; an OR of the three would read every case there is.
    own = Case.objects.filter(deputy__in=mine).order_by().values("pk")
    signed = CoSigner.objects.filter(deputy__in=mine).order_by().values("suggestion_id")
    relayed = Assignment.objects.filter(deputy__in=mine).order_by().values("case_id")
    return Q(pk__in=own.union(signed, relayed))


def _ask_parts(parts: QuerySet[Assignment]) -> QuerySet[Assignment]:
    running = Clock.objects.filter(assignment=OuterRef("pk"), state=Clock.State.RUNNING).order_by("due_on")
    asked = Extension.objects.filter(clock__assignment=OuterRef("pk"), state=Extension.State.ASKED)
    return parts.annotate(due_on=Subquery(running.values("due_on")[:1]), asks_extension=Exists(asked))


def _ask_cases(cases: QuerySet[Case], user: User, desk: Desk) -> QuerySet[Case]:
    running = Clock.objects.filter(case=OuterRef("pk"), state=Clock.State.RUNNING).order_by("due_on")
    cases = cases.annotate(due_on=Subquery(running.values("due_on")[:1]))
    if desk is case_tabs.READER:
        return cases
    parts = Assignment.objects.filter(case=OuterRef("pk"))
    if desk is case_tabs.DEPUTY:
        mine = user.acting_ids
        invited = CoSigner.objects.filter(suggestion=OuterRef("pk"), state=CoSigner.State.INVITED)
        rated = ReplyRating.objects.filter(suggestion=OuterRef("pk"), rated_at__gte=OuterRef("state_since"))
        return cases.annotate(
            own=ExpressionWrapper(Q(deputy__in=mine), BooleanField()),
            relayed=Exists(parts.filter(deputy__in=mine, state__in=OPEN)),
            invited=Exists(invited.filter(deputy__in=mine)),
            rated=Exists(rated.filter(deputy__in=mine)),
        )
    asked = Extension.objects.filter(clock__case=OuterRef("pk"), state=Extension.State.ASKED)
    return cases.annotate(
        returning=Exists(parts.filter(state=workflow.AssignmentState.RETURN_REQUESTED.value)),
        disputed=Exists(parts.filter(state=workflow.AssignmentState.DISPUTED.value)),
        unsigned=Exists(parts.filter(state=workflow.AssignmentState.HANDED.value)),
        again=Exists(parts.filter(round__gt=1, state__in=OPEN)),
        extending=Exists(asked.filter(clock__state=Clock.State.RUNNING)),
    )


def choices(user: User) -> dict[str, list[tuple]]:
    """Return what the filters offer, and the person's saved filters, in one statement.

    Keys: category and organisation, each a list of (id, name); saved, a list of (id, name, query).
    """
    streets = Organisation.objects.filter(
        within(user, Right.READ_CASES), kind__in=_COORDINATING, is_active=True
    )
    found = defaultdict(list)
    for what, pk, name, query in (
        _rows(Category.objects.filter(is_active=True), "category")
        .union(
            _rows(streets, "organisation"),
            _rows(SavedFilter.objects.filter(user=user), "saved", query=F("query")),
            all=True,
        )
        .order_by("what", "name")
    ):
        found[what].append((pk, name, query) if what == "saved" else (pk, name))
    return found


_COORDINATING = (Organisation.Kind.STREET_COMMITTEE, Organisation.Kind.CONGRESS)


def _rows(found: QuerySet, what: str, query=None) -> QuerySet:
    named = found.order_by().annotate(what=Value(what), asked=query if query is not None else Value(""))
    return named.values_list("what", "pk", "name", "asked")
