"""What was said on a topic as a workbook: one line for each message, never who said it.

No contact data; telephone numbers and the like inside the words are blacked out. Words are written as text
whatever they begin with, so that no cell is ever a formula.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from liaison.models import Conversation
from liaison.privacy import find_personal_data, redact

# Rows of one workbook; whoever needs more narrows the filters.
MOST = 10_000
DATE = "yyyy-mm-dd"
# Heading and width in characters.
COLUMNS = [
    (gettext_lazy("回执号"), 18),
    (gettext_lazy("收到日期"), 12),
    (gettext_lazy("看法"), 70),
    (gettext_lazy("类别"), 12),
    (gettext_lazy("地点"), 26),
    (gettext_lazy("从哪里来"), 10),
    (gettext_lazy("扫码的社区"), 16),
    (gettext_lazy("扫码的公示栏"), 26),
    (gettext_lazy("状态"), 10),
    (gettext_lazy("首次回应"), 12),
    (gettext_lazy("答复日期"), 12),
]


def write(file: BinaryIO, conversations: Iterable[Conversation]) -> int:
    """Write lines of `liaison.queries.topics.lines` as a workbook, row by row; return how many there are."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("大家的看法"))
    sheet.freeze_panes = "A2"
    for place, (_heading, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, str(heading), bold=True) for heading, _width in COLUMNS])
    count = 0
    for conversation in conversations:
        sheet.append([_cell(sheet, value) for value in _row(conversation)])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{count + 1}"
    book.save(file)
    return count


def without_people(words: str) -> str:
    """Return words with names, numbers and the like blacked out; places of the matter stay."""
    return redact(words, [span for span in find_personal_data(words) if span.kind != "address"])


def _row(conversation: Conversation) -> list:
    placement = conversation.placement
    return [
        conversation.receipt,
        _day(conversation.submitted_at),
        without_people(conversation.body),
        str(conversation.category or ""),
        without_people(conversation.place),
        conversation.get_source_display(),
        str(placement.community or "") if placement else "",
        placement.board if placement else "",
        conversation.get_state_display(),
        _day(conversation.first_response_at),
        _day(conversation.answered_at),
    ]


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _cell(sheet, value, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    elif isinstance(value, date):
        cell.number_format = DATE
        cell.alignment = Alignment(vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
