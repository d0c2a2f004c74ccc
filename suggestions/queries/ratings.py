"""What the deputies of a formal suggestion say of its reply, and whether all have been heard."""

from datetime import date

from django.db.models import Max, Q, QuerySet

from deputies.models import Deputy
from suggestions import workflow
from suggestions.deadlines import Purpose
from suggestions.models import Assignment, Case, Clock, ReplyRating
from suggestions.queries.signers import raters

DISSATISFIED = ReplyRating.Score.DISSATISFIED


def current_round(case: Case) -> int:
    """Return in which round of handling a suggestion is: 1, and one more each time a reply was sent back."""
    owing = case.assignments.exclude(role=Assignment.Role.CO).exclude(state__in=workflow.GONE_ASSIGNMENTS)
    return owing.aggregate(latest=Max("round"))["latest"] or 1


def ratings_now(case: Case) -> QuerySet[ReplyRating]:
    """Return what was said of the newest reply."""
    return ReplyRating.objects.filter(suggestion=case.pk, round=current_round(case))


def unrated(case: Case) -> list[Deputy]:
    """Return the deputies who have not said yet how they find the newest reply; silence is no answer."""
    done = set(ratings_now(case).values_list("deputy_id", flat=True))
    return [deputy for deputy in raters(case) if deputy.pk not in done]


def is_dissatisfied(case: Case) -> bool:
    """Tell whether a deputy is dissatisfied with the newest reply, its result or the attitude."""
    return ratings_now(case).filter(Q(result=DISSATISFIED) | Q(attitude=DISSATISFIED)).exists()


def is_collected(case: Case, today: date) -> bool:
    """Tell whether rating is over: everybody has rated, or the window is past."""
    return not Clock.objects.filter(
        case=case, purpose=Purpose.RATING.value, state=Clock.State.RUNNING, due_on__gte=today
    ).exists()
