"""Small cases with clocks, made without the services that take messages in: the clocks are what is looked at."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from deputies.models import Deputy, Organisation
from suggestions.models import Assignment, Case, Clock
from suggestions.services import acting, parts
from suggestions.services.parts import Part
from suggestions.workflow import CaseState
from tests.cast import Cast

CHINA = ZoneInfo("Asia/Shanghai")


def at(day: str | date, hour: int = 10, minute: int = 0) -> datetime:
    """Return a local time of a day."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(on, time(hour, minute), CHINA)


def matter(cast: Cast, *, now: datetime, number: str = "群2026-0001") -> Case:
    """Make a constituent's matter of 李代表 that nobody handles yet."""
    return Case.objects.create(
        kind=Case.Kind.MATTER,
        number=number,
        title="路灯坏了",
        brief="梧桐苑门口三盏路灯不亮。",
        tier=Case.Tier.DEPARTMENT,
        congress=cast.congress,
        organisation=cast.street,
        deputy=cast.li_deputy,
        state=CaseState.HANDLING.value,
        opened_at=now,
        state_since=now,
    )


def handed(
    case: Case, unit: Organisation | None, *, now: datetime, role: str = "lead", deputy: Deputy | None = None
) -> Assignment:
    """Hand a case to a unit, or to a deputy who relays it."""
    return parts.hand(case, Part(role, unit, deputy), now=now, event="交办")


def clock_of(assignment: Assignment) -> Clock:
    return Clock.objects.get(assignment=assignment)


def act(user, assignment: Assignment, name: str, *, now: datetime, **data) -> Assignment:
    """Let somebody make a move with what the page shows now."""
    case = Case.objects.get(pk=assignment.case_id)
    _case, moved = acting.act(
        user=user, case=case, name=name, assignment=assignment, now=now, version=case.version, data=data
    )
    return moved
