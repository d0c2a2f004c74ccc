"""One formal suggestion as its page shows it: signers, talks, ratings, tracking, what is like it."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.models import Deputy
from suggestions import routing, workflow
from suggestions.access import PRIVATE
from suggestions.conditions import INTAKE
from suggestions.deadlines import Purpose
from suggestions.models import (
    Assignment,
    Case,
    Clock,
    Commitment,
    CoSigner,
    Progress,
    Reply,
    ReplyClass,
    ReplyRating,
)
from suggestions.queries.case import CaseOnPage
from suggestions.queries.publishing import Publish, number_of
from suggestions.queries.ratings import ratings_now
from suggestions.queries.signers import raters
from suggestions.services.drafting import is_grounded
from suggestions.services.reviewing import TAKES_OTHERS
from suggestions.workflow import Capacity, CaseState

COMPARED, SHOWN = 200, 5
ALIKE_IN_SUBJECT, ALIKE = 0.2, 0.3
# 三见面: before, during and after handling (domain.md §3.3, seed 002).
REQUIRED = (Progress.Phase.BEFORE, Progress.Phase.DURING, Progress.Phase.AFTER)
WRITING = frozenset({CaseState.DRAFT, CaseState.COSIGNING, CaseState.RETURNED})
BEFORE_HANDLING = WRITING | {CaseState.DELEGATION, CaseState.SUBMITTED}
SIGNED_SIDE = frozenset({Capacity.DEPUTY, Capacity.COSIGNER})


@dataclass(frozen=True)
class Talks:
    """One phase of contact: what was talked, and whether it has to be."""

    label: str
    required: bool
    rows: list[Progress]


@dataclass
class Sheet:
    """What the page of a suggestion shows beside what every case shows."""

    cosigners: list[CoSigner]
    talks: list[Talks]
    ratings: list[tuple[Deputy, ReplyRating | None]] = field(default_factory=list)
    reports: list[Progress] = field(default_factory=list)
    promises: list[Commitment] = field(default_factory=list)
    similar: list[Case] = field(default_factory=list)
    intake: list[str] = field(default_factory=list)
    merged: list[Case] = field(default_factory=list)
    into: Case | None = None
    public_number: str = ""
    lacks: list[str] = field(default_factory=list)
    invites: bool = False

    @property
    def reviews(self) -> bool:
        return bool(self.intake)


def sheet(seen: CaseOnPage) -> Sheet:
    """Return what the page of a suggestion shows to its reader beside what every case shows.

    The unit never sees who rated how, nor what was talked before the suggestion was submitted.
    """
    case, held = seen.case, seen.held
    state = CaseState(case.state)
    office = Capacity.OFFICE in held
    inside = office or bool(held & (SIGNED_SIDE | {Capacity.INVITED}))
    found = Sheet(cosigners=cosigners(case), talks=talks(case, inside=inside))
    if (office or held & SIGNED_SIDE) and state not in WRITING:
        found.ratings = rated(case) if case.replied_at else []
    if state in (CaseState.TRACKING, CaseState.COMPLETED, CaseState.ARCHIVED):
        since = case.suggestion.tracked_since or timezone.localdate(case.opened_at)
        found.reports = list(case.progress.filter(kind=Progress.Kind.REPORT, at__date__gte=since))
        found.promises = promises(case)
    if office and state in (CaseState.SUBMITTED, CaseState.NUMBERED):
        found.similar = similar(case)
    if office and state == CaseState.SUBMITTED:
        found.intake = [_(words) for words in INTAKE.values()]
    if case.suggestion.merged_into_id:
        found.into = case.suggestion.merged_into.case
    if case.number:
        found.merged = [one.case for one in case.suggestion.merged.select_related("case")]
    if state == CaseState.ARCHIVED and case.suggestion.publish in (Publish.FULL, Publish.TITLE):
        found.public_number = number_of(case.suggestion)
    found.invites = Capacity.INVITED in held
    found.lacks = lacking(case) if Capacity.DEPUTY in held and state in WRITING else []
    return found


def lacking(case: Case) -> list[str]:
    """Return what a draft still needs before it can be submitted, in words."""
    parts = (
        (_("情况"), case.suggestion.facts),
        (_("理由"), case.suggestion.reasons),
        (_("具体建议"), case.suggestion.proposal),
    )
    missing = [name for name, text in parts if not text.strip()]
    return missing if is_grounded(case) else [*missing, _("根据（留言、调研、走访或座谈）")]


def cosigners(case: Case) -> list[CoSigner]:
    """Return whoever was asked to sign too, with what each decided."""
    return list(
        case.suggestion.cosigners.select_related("deputy__seat__district", "deputy__seat__electing_unit")
    )


def talks(case: Case, *, inside: bool) -> list[Talks]:
    """Return the talks of a suggestion by phase; those that have to be are listed even where nothing was said.

    Args:
        inside: the reader stands on the congress side and sees what was talked before submission too.
    """
    rows = list(case.progress.exclude(phase="").order_by("on", "pk"))
    if not inside:
        rows = [row for row in rows if row.phase != Progress.Phase.BEFORE_SUBMISSION]
    by_phase = [
        Talks(str(phase.label), phase in REQUIRED, [row for row in rows if row.phase == phase])
        for phase in Progress.Phase
    ]
    begun = CaseState(case.state) not in BEFORE_HANDLING
    return [phase for phase in by_phase if phase.rows or (begun and phase.required)]


def rated(case: Case) -> list[tuple[Deputy, ReplyRating | None]]:
    """Return every deputy who is asked for a rating, with what she said in the current round."""
    said = {row.deputy_id: row for row in ratings_now(case).select_related("taken_by")}
    return [(deputy, said.get(deputy.pk)) for deputy in raters(case)]


def promises(case: Case) -> list[Commitment]:
    """Return what the units promised in their replies, soonest first."""
    made = Commitment.objects.filter(reply__assignment__case=case, reply__state=Reply.State.RELEASED)
    return list(made.select_related("reply__assignment__unit"))


def invitable(case: Case) -> list[Deputy]:
    """Return the deputies who can be asked to sign: of the same term, active, with an account, not asked yet."""
    asked = case.suggestion.cosigners.values("deputy")
    return list(
        Deputy.objects.filter(term=case.suggestion.term_id, status=Deputy.Status.ACTIVE, user__is_active=True)
        .exclude(Q(pk=case.deputy_id) | Q(pk__in=asked))
        .select_related("seat__district", "seat__electing_unit")
        .order_by("sort_key", "pk")
    )


def reply_classes(case: Case) -> QuerySet[ReplyClass]:
    """Return the classes of the scheme in use at the suggestion's congress."""
    return ReplyClass.objects.filter(scheme__congress=case.congress_id, scheme__is_current=True).order_by(
        "order"
    )


def similar(case: Case) -> list[Case]:
    """Return earlier suggestions to the same congress that speak of much the same, the most alike first.

    A person decides whether it is a duplicate; bounded to the newest submitted ones.
    """
    text = f"{case.title} {case.suggestion.proposal}"
    scored = []
    for other in _submitted(case)[:COMPARED]:
        score = routing.likeness(text, f"{other.title} {other.suggestion.proposal}")
        same = case.category_id is not None and case.category_id == other.category_id
        if score >= (ALIKE_IN_SUBJECT if same else ALIKE):
            scored.append((score, other))
    return [other for _score, other in sorted(scored, key=lambda pair: -pair[0])[:SHOWN]]


def mergeable(case: Case) -> tuple[list[Case], list[Case]]:
    """Return the suggestions of the same term that can take this one in: those alike first, then the newest others."""
    open_ones = {
        other.pk: other
        for other in _submitted(case).filter(
            state__in=[state.value for state in TAKES_OTHERS], suggestion__term=case.suggestion.term_id
        )[:COMPARED]
    }
    alike = [other for other in similar(case) if other.pk in open_ones]
    return alike, [other for pk, other in open_ones.items() if pk not in {one.pk for one in alike}]


def _submitted(case: Case) -> QuerySet[Case]:
    return (
        Case.objects.filter(kind=Case.Kind.SUGGESTION, congress=case.congress_id)
        .exclude(Q(pk=case.pk) | Q(state__in=PRIVATE))
        .select_related("suggestion", "deputy", "category")
        .order_by("-opened_at", "-pk")
    )


def awaiting_ratings(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the replied suggestions among these, the longest waiting first."""
    return (
        cases.filter(kind=Case.Kind.SUGGESTION, state=CaseState.REPLIED.value)
        .select_related("suggestion", "deputy")
        .order_by("state_since", "pk")
    )


@dataclass(frozen=True)
class Collected:
    """One line of the collecting page."""

    case: Case
    asked: list[tuple[str, ReplyRating | None]]
    due_on: date | None

    @property
    def missing(self) -> int:
        return sum(rating is None for _name, rating in self.asked)


def collected_ratings(page: QuerySet[Case]) -> list[Collected]:
    """Return who has rated and who has not, for a page of suggestions, in a constant number of statements."""
    cases = list(
        page.prefetch_related("suggestion__cosigners__deputy", "suggestion__ratings", "clocks", "assignments")
    )
    return [_collected(case) for case in cases]


def _collected(case: Case) -> Collected:
    gone = {state.value for state in workflow.GONE_ASSIGNMENTS}
    rounds = [
        part.round
        for part in case.assignments.all()
        if part.role != Assignment.Role.CO and part.state not in gone
    ]
    now = max(rounds, default=1)
    said = {row.deputy_id: row for row in case.suggestion.ratings.all() if row.round == now}
    signed = [
        cosigner.deputy for cosigner in case.suggestion.cosigners.all() if cosigner.state in CoSigner.SIGNED
    ]
    asked = [(deputy.name, said.get(deputy.pk)) for deputy in [case.deputy, *signed]]
    running = [
        clock.due_on
        for clock in case.clocks.all()
        if clock.purpose == Purpose.RATING.value and clock.state == Clock.State.RUNNING
    ]
    return Collected(case, asked, min(running, default=None))
