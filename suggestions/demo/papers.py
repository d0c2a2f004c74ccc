"""Official papers of the demo world: a reply letter each of two units, and a notice of handing over."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from deputies.models import User
from liaison.papers import fonts
from suggestions.models import Case
from suggestions.papers.kinds import KINDS
from suggestions.services import papers

# Days before today, whose case, who issues what for which unit, under which mark.
PAPERS = (
    (165.5, "parking", "qian", "handover", "", "青人常代函"),
    (324, "culvert", "he", "reply", "区住建局", "青住建函"),
    (97, "parking", "fuch", "reply", "区交通局", "青交函"),
)


def agenda(stage) -> list[tuple[datetime, Callable[[datetime], None]]]:
    """Return when each is issued; nothing where the machine has no font for Chinese."""
    if not fonts.has_chinese():
        return []
    return [(stage.moment(days), _issuing(stage, *facts)) for days, *facts in PAPERS]


def _issuing(stage, key: str, who: str, kind: str, unit: str, mark: str) -> Callable[[datetime], None]:
    def issue(moment: datetime) -> None:
        case = Case.objects.get(pk=stage.cases[key].pk)
        part = case.assignments.get(unit=stage.world.organisations[unit]).pk if unit else None
        papers.issue(
            user=User.objects.get(username=who),
            case=case.pk,
            part=part,
            kind=KINDS[kind],
            mark=mark,
            dated=timezone.localdate(moment),
            now=moment,
        )

    return issue
