"""Who took a register away, as paper or as a workbook."""

from datetime import datetime

from deputies import audit
from deputies.models import User
from liaison.papers.registers import Register
from liaison.workflow import Capacity


def record_taking(*, register: Register, kind: str, form: str, actor: User, now: datetime) -> None:
    """Write down that a register left the house.

    Args:
        kind: which register, "receptions" or "handled".
        form: "pdf" or "xlsx".
    """
    audit.record(
        chain=f"site:{register.site.pk}",
        verb="take_register",
        actor=actor,
        capacity=(Capacity.SITE if actor.site_ids else Capacity.OFFICE).value,
        now=now,
        register=kind,
        form=form,
        since=register.period.since.isoformat(),
        until=register.period.until.isoformat(),
        rows=len(register.rows),
    )
