"""A register as a workbook: words are written as text whatever they begin with, so that no cell is a formula."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

DATE = "yyyy-mm-dd"
WRAPPED = Alignment(wrap_text=True, vertical="top")


def workbook(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence]) -> BytesIO:
    """Return a workbook of one sheet, ready to be sent.

    Args:
        columns: heading and width in characters.
        rows: words, dates, numbers or None, as many as there are columns.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place, (_heading, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, str(heading), bold=True) for heading, _width in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet, value, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = DATE
    cell.alignment = WRAPPED
    if bold:
        cell.font = Font(bold=True)
    return cell
