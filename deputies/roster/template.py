"""The empty roster that a congress office downloads, fills in and sends back."""

import io
from functools import cache

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from deputies.roster.columns import COLUMNS, INDEX
from deputies.roster.files import MAX_ROWS

TITLE = "人大代表名册"
HEADER_ROW = 3
DATE_FORMATS = {"birth_month": "yyyy-mm", "elected_on": "yyyy-mm-dd"}

_BOLD = Font(bold=True)
_REQUIRED = PatternFill("solid", fgColor="FCE4E4")
_OPTIONAL = PatternFill("solid", fgColor="F1F3F5")
_LINE = Side(style="thin", color="BFBFBF")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_WRAP = Alignment(vertical="top", wrap_text=True)

_GENERAL_NOTES = (
    f"一个文件最多 {MAX_ROWS} 名代表。带 * 的列必填，其余可以空着。",
    "列的先后可以改变，也可以增加别的列，系统按列名认列；标题行、空行、合计行不影响导入。",
    "请不要填写身份证号；系统不收，也不读这样的列。",
    "导入前先检查：有任何一处错误都不会写入，所有错误按行列一次列出。",
)


@cache
def template_bytes() -> bytes:
    """Return the template as an .xlsx file: an empty roster and a sheet of notes."""
    workbook = Workbook()
    _fill_roster(workbook.active)
    _fill_notes(workbook.create_sheet("填表说明"))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _fill_roster(sheet: Worksheet) -> None:
    sheet.title = TITLE
    for row, text in ((1, TITLE), (2, "带 * 的列必填。各列怎么填，见“填表说明”。")):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(COLUMNS))
        sheet.cell(row, 1, text).alignment = _CENTRE
    sheet["A1"].font = Font(bold=True, size=18)
    sheet.row_dimensions[1].height = 36
    sheet.row_dimensions[HEADER_ROW].height = 32

    for place, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(place)
        heading = sheet.cell(HEADER_ROW, place, f"{column.label}*" if column.required else column.label)
        heading.font, heading.alignment = _BOLD, _CENTRE
        heading.fill = _REQUIRED if column.required else _OPTIONAL
        heading.border = Border(_LINE, _LINE, _LINE, _LINE)
        sheet.column_dimensions[letter].width = column.width
        # Text, so that a mobile number or "1-3" stays what was typed.
        sheet.column_dimensions[letter].number_format = (
            "General" if column.field == INDEX else DATE_FORMATS.get(column.field, "@")
        )
        if column.choices:
            _offer_choices(sheet, letter, column)
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 3)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"


def _offer_choices(sheet: Worksheet, letter: str, column) -> None:
    validation = DataValidation(
        type="list",
        formula1=f'"{",".join(column.choices)}"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=column.label,
        error=f"请从列表中选：{'、'.join(column.choices)}",
    )
    validation.add(f"{letter}{HEADER_ROW + 1}:{letter}{HEADER_ROW + MAX_ROWS}")
    sheet.add_data_validation(validation)


def _fill_notes(sheet: Worksheet) -> None:
    for note in _GENERAL_NOTES:
        sheet.append([note])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=4)
    sheet.append([])
    sheet.append(["列", "必填", "怎么填", "例子"])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = _BOLD, _OPTIONAL
    for column in COLUMNS:
        sheet.append([column.label, "必填" if column.required else "", column.hint, column.example])
        for cell in sheet[sheet.max_row]:
            cell.alignment = _WRAP
    for letter, width in zip("ABCD", (20, 8, 64, 36), strict=True):
        sheet.column_dimensions[letter].width = width
