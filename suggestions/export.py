"""A queue as a workbook: what its rows show, nothing of a constituent, one line for each part."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison import workbook
from suggestions.deadlines import Outcome
from suggestions.queries.lines import Line, PartLine
from suggestions.workflow import CaseState

# Heading and width in characters.
COLUMNS = [
    (_("编号"), 16),
    (_("类别"), 10),
    (_("标题"), 40),
    (_("层级"), 22),
    (_("事项"), 12),
    (_("地点"), 24),
    (_("代表"), 10),
    (_("协调单位"), 22),
    (_("办件状态"), 12),
    (_("承办单位"), 24),
    (_("承办方式"), 10),
    (_("承办状态"), 12),
    (_("轮次"), 6),
    (_("交办日期"), 12),
    (_("签收日期"), 12),
    (_("原到期日"), 12),
    (_("到期日"), 12),
    (_("还有几天"), 10),
    (_("是否按期"), 10),
    (_("答复日期"), 12),
    (_("办结日期"), 12),
    (_("重点督办"), 10),
]


def write(file: BinaryIO, lines: Iterable[Line], *, today: date) -> int:
    """Write lines of a queue as a workbook, row by row, and return how many rows there are.

    Args:
        file: open for writing, binary.
        today: what "days left" is measured from.
    """
    rows = (values for line in lines for values in _rows(line, today))
    return workbook.write(file, title=str(_("办件")), columns=COLUMNS, rows=rows)


def _rows(line: Line, today: date) -> Iterator[list]:
    case = [
        line.number,
        line.kind_words,
        line.title,
        line.tier_words,
        line.category,
        line.place,
        line.deputy,
        line.organisation,
        str(_(CaseState(line.state).label)),
    ]
    end = [_day(line.closed_at), str(_("是")) if line.is_key else ""]
    for part in line.parts or [None]:
        yield case + _part(part, today) + end


def _part(part: PartLine | None, today: date) -> list:
    if part is None:
        return [""] * 4 + [None] * 7
    running = part.clock_state == "running"
    return [
        part.holder,
        part.role_words,
        part.state_words,
        part.round,
        _day(part.handed_at),
        _day(part.signed_at),
        part.first_due_on,
        part.due_on,
        (part.due_on - today).days if running else None,
        str(_(Outcome(part.outcome).label)) if part.outcome else "",
        _day(part.replied_at),
    ]


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
