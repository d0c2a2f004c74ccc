"""A clock stands still while somebody else is waited for, only where its rule allows (peers.md §11, open question).

The assignment is not late for days on which it waits for the constituent's word. Nobody may stop a clock to hide
that it is late: a clock past its date is not paused; and one that stands still is not forgotten, since its
coordinators are asked about it every week.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.calendar import working_calendar
from deputies.errors import Refused
from deputies.templatetags.ui import day
from suggestions.models import Clock, Pause
from suggestions.queries.people import deputy_person, unit_people
from suggestions.services import clocks
from suggestions.services._move import Effect, Step
from suggestions.services.telling import tell
from suggestions.workflow import ASSIGNMENT

CHECK_AFTER = timedelta(days=7)  # how often the coordinators are asked whether it can go on


def _pause(step: Step) -> None:
    """Effect: the clock stands still from today on.

    Raises:
        Refused: it is late; what else stands against it is in `suggestions.queries.timing`.
    """
    clock, today = clocks.answering(step.assignment), timezone.localdate(step.now)
    if today > clock.due_on:
        raise Refused(_("已经过了到期日，不能再中止计时。"))
    Pause.objects.create(clock=clock, since=today, reason=step.data["reason"][:200])
    clock.state, clock.remind_on = Clock.State.PAUSED, today + CHECK_AFTER
    clock.save(update_fields=["state", "remind_on"])
    step.facts |= {"clock": clock.pk}
    _tell(step, _("已中止计时，等群众补充"), "paused")


def _resume(step: Step) -> None:
    """Effect: the clock goes on; its date moves by the days on which it stood still."""
    clock = clocks.answering(step.assignment)
    clock.pauses.filter(until=None).update(until=timezone.localdate(step.now))
    clock.state, clock.redated_from = Clock.State.RUNNING, None
    clocks.date_anew(clock, working_calendar())
    clock.save(update_fields=["state", "redated_from", *clocks.DATED])
    step.facts |= {"clock": clock.pk, "due_on": clock.due_on.isoformat()}
    _tell(step, _("恢复计时，%(day)s到期") % {"day": day(clock.due_on, step.now)}, "resumed")


def _tell(step: Step, title: str, what: str) -> None:
    part = step.assignment
    concerned = [*unit_people(part, now=step.now), *deputy_person(step.case)]
    people = [person for person in dict.fromkeys(concerned) if person != step.actor.user]
    tell(step.case, people, title, now=step.now, what=f"{what}{part.pk}", organisation=part.unit)


EFFECTS: dict[tuple[str, str], Effect] = {(ASSIGNMENT, "pause"): _pause, (ASSIGNMENT, "resume"): _resume}
