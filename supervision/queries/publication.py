"""What may be published, and what the public sees: answered messages and formal suggestions."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from deputies.access import Right, within
from deputies.models import User
from liaison.models import Conversation
from liaison.workflow import State
from suggestions.models import Case
from suggestions.queries import publishing
from suggestions.queries.publishing import Shown
from supervision.models import PublishedCase, WorkPlan

ANSWER, SUGGESTION = "answer", "suggestion"


@dataclass(frozen=True)
class Line:
    """One published thing in the list: an answered message or a formal suggestion."""

    kind: str
    number: str
    title: str
    on: date
    category: str
    deputy: str
    office: str


def publishable_by(user: User) -> QuerySet[Conversation]:
    """Closed messages whose constituent agreed to publication in the latest rating, and not published yet."""
    return (
        Conversation.objects.filter(
            within(user, Right.PUBLISH, "organisation__path"),
            kind=Conversation.Kind.MESSAGE,
            about=Conversation.About.MATTER,
            state=State.CLOSED.value,
            ratings__publish_consent=True,
            published_case=None,
        )
        .select_related("deputy", "category", "organisation")
        .order_by("-closed_at")
        .distinct()
    )


def cases_of(user: User) -> QuerySet[PublishedCase]:
    """Published and withdrawn cases in the part of the tree where the user may publish."""
    return PublishedCase.objects.filter(
        within(user, Right.PUBLISH, "conversation__organisation__path")
    ).select_related("conversation__deputy", "conversation__category")


def public_cases() -> QuerySet[PublishedCase]:
    """What anybody may read; consent taken back takes the case back at once."""
    return (
        PublishedCase.objects.filter(withdrawn_on=None, conversation__ratings__publish_consent=True)
        .select_related("conversation__deputy", "conversation__category", "conversation__organisation")
        .distinct()
    )


def everything_public(*, kind: str, category: str, text: str) -> QuerySet:
    """Return what anybody may read, newest first, as rows of kind, key and day; `lines` dresses one page of them.

    Args:
        kind: "answer" or "suggestion"; anything else stands for both.
        category: key of a category, or empty.
        text: words in the title or the text, or a deputy's name; or empty.
    """
    answers, suggestions = public_cases().select_related(None), publishing.published()
    if category:
        answers = answers.filter(conversation__category__key=category)
        suggestions = suggestions.filter(category__key=category)
    if text:
        answers = answers.filter(
            Q(title__icontains=text) | Q(words__icontains=text) | Q(conversation__deputy__name=text)
        )
        suggestions = suggestions.filter(publishing.saying(text))
    rows = {
        ANSWER: _rows(answers, ANSWER, F("published_on")),
        SUGGESTION: _rows(suggestions, SUGGESTION, TruncDate("state_since")),
    }
    if kind in rows:
        return rows[kind].order_by("-on", "-key")
    return rows[ANSWER].union(rows[SUGGESTION], all=True).order_by("-on", "-key")


def _rows(found: QuerySet, kind: str, on) -> QuerySet:
    keyed = found.order_by().annotate(sort=Value(kind, CharField()), on=on, key=F("pk"))
    return keyed.values_list("sort", "key", "on")


def lines(rows: list[tuple]) -> list[Line]:
    """Return a page of rows in their order, with what a line shows; two statements at most."""
    keys = {kind: [key for sort, key, _on in rows if sort == kind] for kind in (ANSWER, SUGGESTION)}
    answers = {
        row.pk: row
        for row in PublishedCase.objects.filter(pk__in=keys[ANSWER]).select_related(
            "conversation__deputy", "conversation__category", "conversation__organisation"
        )
    }
    suggestions = {
        row.pk: row
        for row in Case.objects.filter(pk__in=keys[SUGGESTION]).select_related(
            "deputy", "category", "congress", "suggestion__term"
        )
    }
    return [
        _answer_line(answers[key]) if kind == ANSWER else _suggestion_line(suggestions[key], on)
        for kind, key, on in rows
    ]


def _answer_line(row: PublishedCase) -> Line:
    message = row.conversation
    deputy = message.deputy.name if message.deputy else ""
    category = message.category.name if message.category else ""
    return Line(ANSWER, row.number, row.title, row.published_on, category, deputy, str(message.organisation))


def _suggestion_line(row: Case, on: date) -> Line:
    category = row.category.name if row.category else ""
    title = row.suggestion.public_title or row.title
    number = publishing.number_of(row.suggestion)
    return Line(SUGGESTION, number, title, on, category, row.deputy.name, str(row.congress))


def public_suggestion(number: str) -> Shown | None:
    """Return a published formal suggestion as the public sees it, by its public number."""
    found = publishing.find(number)
    return publishing.shown(found) if found else None


def plans_of(user: User) -> QuerySet[WorkPlan]:
    """Annual plans of the congresses where the user may publish."""
    return WorkPlan.objects.filter(within(user, Right.PUBLISH, "congress__path")).select_related("congress")
