"""What the public may see of a formal suggestion, and by when its reply is due before it is handed over."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.calendar import working_calendar
from deputies.workdays import DueDate, explain
from liaison.privacy import find_personal_data, redact
from suggestions import deadlines, workflow
from suggestions.models import Assignment, Case, CoSigner, Reply, Suggestion
from suggestions.services.clocks import rule_in_force
from suggestions.workflow import AssignmentState, CaseState

LIMITS = ("suggestion.reply", "suggestion.reply_complex", "suggestion.cohandler")
Publish = Suggestion.Publish


@dataclass(frozen=True)
class Limit:
    """A time limit as it would run from today: its name, basis, date and why this date."""

    key: str
    label: str
    basis: str
    due: DueDate
    why: list[str]


@dataclass
class Shown:
    """A suggestion as the public page shows it; nothing of it leads to a constituent."""

    number: str
    title: str
    text: str
    reply: str
    deputy: str
    signers: list[str]
    units: list[str]
    co_units: list[str]
    reply_class: str
    first_class: str
    congress: str
    term: int
    serial: int | None
    dates: list[tuple[str, date]] = field(default_factory=list)


def limits(today: date) -> list[Limit]:
    """Return the limits that a hand-over of today starts, with the dates that come out."""
    calendar, found = working_calendar(), []
    for key in LIMITS:
        rule = rule_in_force(key, today)
        due = deadlines.due(rule, today, calendar)
        found.append(Limit(key, str(rule.label), str(rule.basis), due, explain(due)))
    return found


def number_of(suggestion: Suggestion) -> str:
    """Return the number under which a suggestion is public: congress, term and serial; no published case has a letter."""
    return f"J{suggestion.case.congress_id}-{suggestion.term.number}-{suggestion.serial}"


def published() -> QuerySet[Case]:
    """Return the suggestions anybody may read: decided on, numbered and archived."""
    return Case.objects.filter(
        kind=Case.Kind.SUGGESTION,
        state=CaseState.ARCHIVED.value,
        suggestion__publish__in=(Publish.FULL, Publish.TITLE),
        suggestion__serial__isnull=False,
    )


def saying(text: str) -> Q:
    """Return the condition "its public title, its public text where that is public, or its deputy is this"."""
    in_text = Q(suggestion__publish=Publish.FULL, suggestion__public_text__icontains=text)
    return Q(suggestion__public_title__icontains=text) | in_text | Q(deputy__name=text)


def for_public(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Add what the public page shows, in a constant number of statements."""
    return cases.select_related(
        "congress",
        "deputy",
        "category",
        "suggestion__term",
        "suggestion__reply_class",
        "suggestion__first_class",
    ).prefetch_related("suggestion__cosigners__deputy", "assignments__unit")


def find(number: str) -> Case | None:
    """Return the published suggestion with this number."""
    head, *rest = number.split("-")
    digits = [head[1:], *rest]
    if not number.startswith("J") or len(rest) != 2 or not all(map(_is_number, digits)):
        return None
    congress, term, serial = map(int, digits)
    known = {"congress": congress, "suggestion__term__number": term, "suggestion__serial": serial}
    return for_public(published()).filter(**known).first()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def shown(case: Case) -> Shown:
    """Return a published suggestion as decided: the title alone, or the redacted text and reply as well."""
    suggestion = case.suggestion
    full = suggestion.publish == Publish.FULL
    return _shown(
        case,
        title=suggestion.public_title or case.title,
        text=suggestion.public_text if full else "",
        reply=suggestion.public_reply if full else "",
        published_at=case.state_since,
    )


def preview(case: Case, form, *, today: date) -> Shown | None:
    """Return what the public would see of what stands in the form now; None where nothing is to be public."""
    choice = form["publish"].value()
    if choice not in (Publish.FULL, Publish.TITLE):
        return None
    full = choice == Publish.FULL
    return _shown(
        case,
        title=form["public_title"].value() or "",
        text=(form["public_text"].value() or "") if full else "",
        reply=(form["public_reply"].value() or "") if full else "",
        published_at=today,
    )


def proposed(case: Case) -> dict:
    """Return what the form of the decision begins with: copies without what looks like personal data."""
    text, reply = originals(case)
    return {
        "publish": case.suggestion.consents_to,
        "public_title": redacted(case.title),
        "public_text": redacted(text),
        "public_reply": redacted(reply),
    }


def originals(case: Case) -> tuple[str, str]:
    """Return the deputy's text and the newest replies of those who owed her one, or their notes, as written."""
    suggestion = case.suggestion
    parts = (
        (_("情况"), suggestion.facts),
        (_("理由"), suggestion.reasons),
        (_("具体建议"), suggestion.proposal),
    )
    text = "\n\n".join(f"{name}：\n{part}" for name, part in parts if part)
    newest = {}
    out = Reply.objects.filter(assignment__case=case, state=Reply.State.RELEASED)
    for reply in out.exclude(assignment__role=Assignment.Role.CO).order_by("pk"):
        newest[reply.assignment_id] = reply.body
    for part in case.assignments.filter(state=AssignmentState.NOTED.value):
        newest[part.pk] = part.reason
    return text, "\n\n".join(newest.values())


def redacted(text: str) -> str:
    """Return a text with everything taken out that looks like personal data."""
    return redact(text, find_personal_data(text))


def _shown(case: Case, *, title: str, text: str, reply: str, published_at: date | datetime) -> Shown:
    suggestion = case.suggestion
    parts = [
        part
        for part in case.assignments.all()
        if part.unit_id and part.state not in workflow.GONE_ASSIGNMENTS
    ]
    signed = [row.deputy.name for row in suggestion.cosigners.all() if row.state in CoSigner.SIGNED]
    handed = min((part.handed_at for part in parts), default=None)
    replied = max((part.replied_at for part in parts if part.replied_at), default=None)
    stages = (("submitted", suggestion.submitted_at), ("handed", handed), ("replied", replied))
    return Shown(
        number=number_of(suggestion),
        title=title,
        text=text,
        reply=reply,
        deputy=case.deputy.name,
        signers=signed,
        units=[str(part.unit) for part in parts if part.role != Assignment.Role.CO],
        co_units=[str(part.unit) for part in parts if part.role == Assignment.Role.CO],
        reply_class=str(suggestion.reply_class or ""),
        first_class=str(suggestion.first_class or ""),
        congress=str(case.congress),
        term=suggestion.term.number,
        serial=suggestion.serial,
        dates=[(name, _local(at)) for name, at in (*stages, ("published", published_at)) if at],
    )


def _local(at: date | datetime) -> date:
    return timezone.localtime(at).date() if isinstance(at, datetime) else at
