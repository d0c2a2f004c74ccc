"""Figures of a period and an area (domain.md §7), in a constant number of statements.

What a deputy settled herself makes no case: it is counted where the messages are. Settled and converted stand
apart: a message that became a formal suggestion is not settled by that. Who does not answer a survey is counted
as silent, never as satisfied.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from deputies.access import Right, within
from deputies.models import User
from liaison.models import Conversation, Rating
from liaison.workflow import State
from suggestions.models import (
    Assignment,
    Case,
    Clock,
    Commitment,
    Progress,
    ReplyRating,
    Source,
    Suggestion,
)
from suggestions.queries.rates import Rate, Spread
from suggestions.workflow import AssignmentState, CaseState

T1 = 1
MATTER, SUGGESTION = Q(kind=Case.Kind.MATTER), Q(kind=Case.Kind.SUGGESTION)
NOT_COUNTED = [State.SPAM.value, State.WITHDRAWN.value, State.CANCELLED.value]
NEVER_FORMED = [CaseState.WITHDRAWN.value, CaseState.CONVERTED.value]
ANSWERS = ("reply", "opinion")


@dataclass(frozen=True)
class Span:
    """The days from `since` to `until`, both counted, in the parts of the tree where the user reads cases."""

    user: User
    since: date
    until: date
    today: date

    def area(self, field: str) -> Q:
        """Return the condition "lies in the person's area"; field leads to the office."""
        return within(self.user, Right.READ_CASES, f"{field}__path")

    def at(self, field: str) -> Q:
        """Return the condition "this moment lies in the period"."""
        zone = timezone.get_current_timezone()
        start = datetime.combine(self.since, time(), zone)
        end = datetime.combine(self.until + timedelta(days=1), time(), zone)
        return Q(**{f"{field}__gte": start, f"{field}__lt": end})


@dataclass(frozen=True)
class TierLine:
    """One tier: how many came, were settled, became a formal suggestion, are in hand."""

    tier: int
    settled: int = 0
    converted: int = 0
    in_hand: int = 0

    @property
    def total(self) -> int:
        return self.settled + self.converted + self.in_hand


@dataclass(frozen=True)
class Figures:
    """All figures of one page."""

    tiers: list[TierLine]
    on_time: dict[str, dict]
    parts: dict[str, dict]
    suggestions: dict[str, Rate]
    commitments: Rate
    deputies: dict
    constituents: dict
    first_response: Spread
    unit_reply: Spread

    @property
    def sums(self) -> TierLine:
        return TierLine(
            0,
            sum(line.settled for line in self.tiers),
            sum(line.converted for line in self.tiers),
            sum(line.in_hand for line in self.tiers),
        )


def figures(span: Span) -> Figures:
    """Return the figures of a period in a person's area."""
    messages = _messages(span)
    parts, suggestions = _parts(span), _suggestions(span)
    silent = {"silent": suggestions["rated"].whole - suggestions["rated"].part}
    return Figures(
        tiers=_tiers(span, messages),
        on_time=_on_time(span),
        parts=parts,
        suggestions=suggestions,
        commitments=_commitments(span),
        deputies=_scores(
            ReplyRating.objects.filter(span.at("rated_at"), span.area("suggestion__case__organisation"))
        )
        | silent,
        constituents=_scores(
            Rating.objects.filter(span.at("rated_at"), span.area("conversation__organisation"))
        )
        | {"silent": messages["answered"] - messages["rated"]},
        first_response=_spread(
            _conversations(span).filter(first_response_at__isnull=False),
            "submitted_at",
            "first_response_at",
            messages["responded"],
        ),
        unit_reply=_spread(
            _assignments(span).filter(replied_at__isnull=False),
            "handed_at",
            "replied_at",
            sum(line["replied"] for line in parts.values()),
        ),
    )


def _conversations(span: Span) -> QuerySet[Conversation]:
    return Conversation.objects.filter(span.at("submitted_at"), span.area("organisation")).exclude(
        state__in=NOT_COUNTED
    )


def _assignments(span: Span) -> QuerySet[Assignment]:
    return Assignment.objects.filter(span.at("handed_at"), span.area("case__organisation"))


def _messages(span: Span) -> dict[str, int]:
    moved = Exists(Source.objects.filter(conversation=OuterRef("pk"), left_at=None))
    rated = Exists(Rating.objects.filter(conversation=OuterRef("pk")))
    answered = Q(answered_at__isnull=False)
    return (
        _conversations(span)
        .annotate(moved=moved, has_rating=rated)
        .aggregate(
            own=Count("pk", filter=Q(moved=False)),
            settled=Count("pk", filter=Q(moved=False) & answered),
            responded=Count("pk", filter=Q(first_response_at__isnull=False)),
            answered=Count("pk", filter=answered),
            rated=Count("pk", filter=answered & Q(has_rating=True)),
        )
    )


def _tiers(span: Span, messages: dict[str, int]) -> list[TierLine]:
    formed = SUGGESTION & Q(suggestion__submitted_at__isnull=False) & ~Q(state__in=NEVER_FORMED)
    found = (
        Case.objects.filter(span.at("opened_at"), span.area("organisation"))
        .order_by()
        .values("tier")
        .annotate(
            settled=Count("pk", filter=MATTER & Q(state=CaseState.COMPLETED.value)),
            converted=Count("pk", filter=formed),
            in_hand=Count(
                "pk", filter=MATTER & Q(state__in=[CaseState.HANDLING.value, CaseState.REPLIED.value])
            ),
        )
    )
    lines = {line["tier"]: TierLine(**line) for line in found}
    first = TierLine(T1, settled=messages["settled"], in_hand=messages["own"] - messages["settled"])
    return [first] + [lines.get(tier, TierLine(tier)) for tier in Case.Tier.values]


def _on_time(span: Span) -> dict[str, dict]:
    """By kind of case: how the limits for replies that fell due in the period ended."""
    missed = Q(outcome="missed") | Q(state=Clock.State.RUNNING, due_on__lt=span.today)
    found = (
        Clock.objects.filter(
            span.area("case__organisation"), purpose__in=ANSWERS, due_on__range=(span.since, span.until)
        )
        .filter(Q(state=Clock.State.STOPPED) | Q(state=Clock.State.RUNNING, due_on__lt=span.today))
        .order_by()
        .values("case__kind")
        .annotate(
            due=Count("pk"),
            met=Count("pk", filter=Q(outcome="met")),
            extended=Count("pk", filter=Q(outcome="extended")),
            missed=Count("pk", filter=missed),
        )
    )
    lines = {line.pop("case__kind"): line for line in found}
    nothing = {"due": 0, "met": 0, "extended": 0, "missed": 0}
    return {
        kind: (line := lines.get(kind, nothing)) | {"rate": Rate(line["met"] + line["extended"], line["due"])}
        for kind in Case.Kind.values
    }


def _parts(span: Span) -> dict[str, dict]:
    """By kind of case: how many were handed over, given back, sent back."""
    found = (
        _assignments(span)
        .order_by()
        .values("case__kind")
        .annotate(
            handed=Count("pk"),
            moved=Count("pk", filter=Q(state=AssignmentState.RETURNED.value)),
            declined=Sum("returns_declined"),
            again=Count("pk", filter=Q(round__gt=1)),
            replied=Count("pk", filter=Q(replied_at__isnull=False)),
        )
    )
    lines = {line.pop("case__kind"): line for line in found}
    nothing = {"handed": 0, "moved": 0, "declined": 0, "again": 0, "replied": 0}
    return {
        kind: (line := lines.get(kind, nothing)) | {"rate": Rate(line["moved"], line["handed"])}
        for kind in Case.Kind.values
    }


def _suggestions(span: Span) -> dict[str, Rate]:
    """Face-to-face contact, resolution, and what was tracked and solved afterwards, of suggestions of the period."""
    handed = Exists(Assignment.objects.filter(case=OuterRef("pk")))
    faced = Exists(Progress.objects.filter(case=OuterRef("pk"), kind=Progress.Kind.FACE))
    rated = Exists(ReplyRating.objects.filter(suggestion=OuterRef("pk")))
    tracked = Q(first_class__needs_tracking=True)
    upgraded = tracked & Q(reply_class__needs_tracking=False, resolved_on__isnull=False)
    waited = ExpressionWrapper(F("resolved_on") - F("tracked_since"), DurationField())
    found = (
        Suggestion.objects.filter(span.at("case__opened_at"), span.area("case__organisation"))
        .annotate(handed=handed, faced=faced, waited=waited, has_rating=rated)
        .aggregate(
            handed_n=Count("pk", filter=Q(handed=True)),
            faced_n=Count("pk", filter=Q(handed=True, faced=True)),
            replied_n=Count("pk", filter=Q(reply_class__isnull=False)),
            resolved_n=Count("pk", filter=Q(reply_class__counts_as_resolved=True)),
            tracked_n=Count("pk", filter=tracked),
            upgraded_n=Count("pk", filter=upgraded),
            year_n=Count("pk", filter=upgraded & Q(waited__lte=timedelta(days=366))),
            rated_n=Count("pk", filter=Q(reply_class__isnull=False, has_rating=True)),
            two_n=Count("pk", filter=upgraded & Q(waited__lte=timedelta(days=731))),
        )
    )
    return {
        "faced": Rate(found["faced_n"], found["handed_n"]),
        "rated": Rate(found["rated_n"], found["replied_n"]),
        "resolved": Rate(found["resolved_n"], found["replied_n"]),
        "upgraded": Rate(found["upgraded_n"], found["tracked_n"]),
        "within_year": Rate(found["year_n"], found["tracked_n"]),
        "within_two": Rate(found["two_n"], found["tracked_n"]),
    }


def _commitments(span: Span) -> Rate:
    due = Commitment.objects.filter(
        span.area("reply__assignment__case__organisation"),
        due_on__range=(span.since, min(span.until, span.today)),
    )
    kept = Q(state=Commitment.State.KEPT, done_on__lte=F("due_on"))
    found = due.aggregate(due=Count("pk"), kept=Count("pk", filter=kept))
    return Rate(found["kept"], found["due"])


def _scores(ratings: QuerySet) -> dict:
    """Result and attitude apart, each by its three answers."""
    asked = {
        f"{about}_{score}": Count("pk", filter=Q(**{about: score}))
        for about in ("result", "attitude")
        for score in Rating.Score.values
    }
    found = ratings.aggregate(n=Count("pk"), **asked)
    return {
        "n": found["n"],
        "result": [found[f"result_{score}"] for score in reversed(Rating.Score.values)],
        "attitude": [found[f"attitude_{score}"] for score in reversed(Rating.Score.values)],
        "satisfied": Rate(found["result_3"] + found["result_2"], found["n"]),
        "dissatisfied": Rate(found["result_1"], found["n"]),
    }


def _spread(rows: QuerySet, start: str, end: str, count: int) -> Spread:
    """Return median and ninth decile, found by their place in the order: both databases can do that."""
    if not count:
        return Spread(0, None, None)
    took = rows.annotate(took=ExpressionWrapper(F(end) - F(start), DurationField())).order_by("took")
    return Spread(count, *(_at(took, place) for place in (count // 2, count * 9 // 10)))


def _at(rows: Iterable, place: int) -> timedelta | None:
    return next(iter(rows.values_list("took", flat=True)[place : place + 1]), None)
