"""Lines of the lists of cases: plain values, read in one statement, one line with all its parts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from deputies.models import Deputy
from liaison.models import Category
from suggestions import workflow
from suggestions.models import Assignment, Case, Clock, Extension, Suggestion
from suggestions.workflow import AssignmentState, CaseState

GONE = [state.value for state in workflow.GONE_ASSIGNMENTS]
TIERS, KINDS, ROLES = dict(Case.Tier.choices), dict(Case.Kind.choices), dict(Assignment.Role.choices)
CASE = {
    "pk": "pk",
    "number": "number",
    "title": "title",
    "kind": "kind",
    "tier": "tier",
    "place": "place",
    "state": "state",
    "version": "version",
    "opened_at": "opened_at",
    "state_since": "state_since",
    "closed_at": "closed_at",
}
# Looked up for the rows of a page alone: with more tables joined, PostgreSQL would read them whole.
LOOKED_UP = {
    "deputy": (Deputy, "deputy_id", "name"),
    "category": (Category, "category_id", "name"),
    "is_key": (Suggestion, "pk", "is_key"),
}
PART = {
    "pk": "pk",
    "role": "role",
    "state": "state",
    "round": "round",
    "deputy": "deputy__name",
    "handed_at": "handed_at",
    "signed_at": "signed_at",
    "replied_at": "replied_at",
}
CHUNK = 500
CLOCK = ("due_on", "first_due_on", "provisional", "state", "outcome", "stopped_on")


@dataclass(frozen=True)
class PartLine:
    """One unit's part, or one relayed deputy's, with its newest clock for the reply."""

    pk: int
    holder: str
    role: str
    state: str
    round: int
    handed_at: datetime
    signed_at: datetime | None
    replied_at: datetime | None
    asks_extension: bool
    due_on: date | None
    first_due_on: date | None
    provisional: bool
    clock_state: str
    outcome: str
    stopped_on: date | None

    @property
    def role_words(self) -> str:
        return str(ROLES[self.role])

    @property
    def state_words(self) -> str:
        return _(AssignmentState(self.state).label)

    @property
    def is_open(self) -> bool:
        return AssignmentState(self.state) in workflow.OPEN_ASSIGNMENTS

    @property
    def is_extended(self) -> bool:
        return self.due_on is not None and self.due_on > self.first_due_on

    @property
    def came_back(self) -> bool:
        """Whether its reply was sent back and it is at work again."""
        return self.round > 1 and self.is_open


@dataclass
class Line:
    """One row of a list: a case with its parts, or one part of a case.

    due_on: the nearest running date of the row, or None. section: place of the to-do section, if asked for.
    """

    pk: int
    number: str
    title: str
    kind: str
    tier: int
    place: str
    state: str
    version: int
    opened_at: datetime
    state_since: datetime
    closed_at: datetime | None
    deputy: str
    category: str
    is_key: bool
    organisation: str
    due_on: date | None
    section: int | None = None
    of_part: bool = False
    parts: list[PartLine] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What a tick box sends: the case, its version as seen, and the part where the row is one."""
        return f"{self.pk}-{self.version}" + (f"-{self.parts[0].pk}" if self.of_part else "")

    @property
    def kind_words(self) -> str:
        return str(KINDS[self.kind])

    @property
    def tier_words(self) -> str:
        return str(TIERS[self.tier])

    @property
    def is_settled(self) -> bool:
        """Whether it ended with an answer, not by being taken back or turned into something else."""
        return self.state in (CaseState.COMPLETED, CaseState.ARCHIVED)

    @property
    def is_provisional(self) -> bool:
        return any(part.provisional for part in self.parts if part.due_on == self.due_on)

    @property
    def marks(self) -> list[tuple[str, str]]:
        """What stands out about the row: pairs of tone and words."""
        found = []
        if self.is_key:
            found.append(("strong", _("重点督办")))
        if any(part.came_back for part in self.parts):
            found.append(("act", _("退回重办")))
        if any(part.asks_extension for part in self.parts):
            found.append(("wait", _("申请延期")))
        elif any(part.is_extended and part.is_open for part in self.parts):
            found.append(("plain", _("已延期")))
        if any(part.clock_state == Clock.State.PAUSED for part in self.parts):
            found.append(("plain", _("中止计时")))
        if not self.of_part:
            found += [
                ("act", part.state_words)
                for part in self.parts
                if AssignmentState(part.state) in workflow.UNDECIDED
            ][:1]
        return found


def case_lines(cases: QuerySet[Case]) -> Iterator[Line]:
    """Give the lines of cases that carry `due_on`, in their order, in one statement.

    The order of the cases must be total, so that the parts of one case stand together.
    """
    parts = cases.annotate(part=FilteredRelation("assignments", condition=~Q(assignments__state__in=GONE)))
    return _grouped(parts.order_by(*cases.query.order_by, "part__pk"), _columns("", "part__"), of_part=False)


def part_lines(parts: QuerySet[Assignment]) -> Iterator[Line]:
    """Give the lines of assignments that carry `due_on`, each a row of its own, in one statement."""
    return _grouped(parts, _columns("case__", ""), of_part=True)


def _columns(case: str, part: str) -> dict:
    clock = Clock.objects.filter(assignment=OuterRef(f"{part}pk")).exclude(state=Clock.State.VOID)
    newest = clock.order_by("-pk")
    asked = Extension.objects.filter(clock__assignment=OuterRef(f"{part}pk"), state=Extension.State.ASKED)
    return (
        {f"c_{name}": F(case + path) for name, path in CASE.items()}
        | {
            f"c_{name}": Subquery(model.objects.filter(pk=OuterRef(case + key)).values(value)[:1])
            for name, (model, key, value) in LOOKED_UP.items()
        }
        | {f"p_{name}": F(part + path) for name, path in PART.items()}
        | {f"k_{name}": Subquery(newest.values(name)[:1]) for name in CLOCK}
        | {
            "c_organisation": _name(f"{case}organisation"),
            "p_unit": _name(f"{part}unit"),
            "p_asks": Exists(asked),
        }
    )


def _name(organisation: str) -> Coalesce:
    return Coalesce(NullIf(f"{organisation}__short_name", Value("")), f"{organisation}__name")


def _grouped(rows: QuerySet, columns: dict, *, of_part: bool) -> Iterator[Line]:
    extra = ["due_on"] + (["section"] if "section" in rows.query.annotations else [])
    line = None
    for row in rows.values(*extra, **columns).iterator(chunk_size=CHUNK):
        if line is None or of_part or line.pk != row["c_pk"]:
            if line is not None:
                yield line
            line = _line(row, of_part=of_part)
        if row["p_pk"] is not None:
            line.parts.append(_part(row))
    if line is not None:
        yield line


def _line(row: dict, *, of_part: bool) -> Line:
    own = {name: row[f"c_{name}"] for name in (*CASE, *LOOKED_UP)}
    own |= {"deputy": own["deputy"] or "", "category": own["category"] or "", "is_key": bool(own["is_key"])}
    return Line(
        **own,
        organisation=row["c_organisation"],
        due_on=row["due_on"],
        section=row.get("section"),
        of_part=of_part,
    )


def _part(row: dict) -> PartLine:
    own = {name: row[f"p_{name}"] for name in PART if name != "deputy"}
    clock = {name: row[f"k_{name}"] for name in CLOCK}
    return PartLine(
        **own,
        holder=row["p_unit"] or _("%(name)s代表") % {"name": row["p_deputy"]},
        asks_extension=row["p_asks"],
        due_on=clock["due_on"],
        first_due_on=clock["first_due_on"],
        provisional=bool(clock["provisional"]),
        clock_state=clock["state"] or "",
        outcome=clock["outcome"] or "",
        stopped_on=clock["stopped_on"],
    )
