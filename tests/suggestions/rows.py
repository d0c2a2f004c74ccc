"""Many cases at once, written straight into the tables: for lists and figures, not for moves."""

from datetime import date, timedelta

from suggestions.models import Assignment, Case, Clock
from tests.cast import NOW, TODAY, Cast


def many(cast: Cast, count: int, *, kind: str = "matter", parts: int = 1, **case) -> list[Case]:
    """Make open cases of 李代表 in 长宁街道, each handed to its units, due one a day from three days ago on."""
    cases = Case.objects.bulk_create(
        Case(
            **{
                "kind": kind,
                "number": f"{kind}-{number:04}",
                "title": f"梧桐苑第 {number} 盏路灯",
                "brief": "不亮",
                "tier": 3,
                "category": cast.category,
                "congress": cast.congress,
                "organisation": cast.street,
                "deputy": cast.li_deputy,
                "state": "handling",
                "opened_at": NOW,
                "state_since": NOW,
            }
            | case
        )
        for number in range(count)
    )
    units = [cast.department, cast.community][:parts]
    handed = Assignment.objects.bulk_create(
        Assignment(case=case, unit=unit, role="separate", state="handed", state_since=NOW, handed_at=NOW)
        for case in cases
        for unit in units
    )
    Clock.objects.bulk_create(
        running(part, TODAY + timedelta(days=place - 3)) for place, part in enumerate(handed)
    )
    return cases


def running(part: Assignment, due_on: date, **fields) -> Clock:
    """Return a running clock for the reply of a part."""
    return Clock(
        **{
            "case_id": part.case_id,
            "assignment": part,
            "purpose": "reply",
            "rule_key": "message.unit_reply",
            "rule_version": 0,
            "rule_label": "答复",
            "amount": 15,
            "unit": "calendar",
            "roll": True,
            "may_extend": True,
            "may_pause": False,
            "start_event": "交办",
            "started_on": TODAY,
            "due_on": due_on,
            "first_due_on": due_on,
            "remind_on": due_on,
        }
        | fields
    )
