"""A list as a workbook: words are written as text whatever they begin with, so that no cell is ever a formula."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

# Rows of one workbook; whoever needs more narrows the filters.
MOST = 10_000
DATE = "yyyy-mm-dd"
WRAPPED = Alignment(wrap_text=True, vertical="top")


def write(
    file: BinaryIO,
    *,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence],
    wrapped: bool = False,
) -> int:
    """Write one sheet row by row, with a heading that stays and filters, and return how many rows it has.

    Args:
        file: open for writing, binary.
        columns: heading and width in characters.
        rows: words, dates, numbers or None, as many as there are columns.
        wrapped: long words go over several lines of their cell.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place, (_heading, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, str(heading), wrapped, bold=True) for heading, _width in columns])
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, value, wrapped) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    book.save(file)
    return count


def _cell(sheet, value, wrapped: bool, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = DATE
    if wrapped:
        cell.alignment = WRAPPED
    if bold:
        cell.font = Font(bold=True)
    return cell
