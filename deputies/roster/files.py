"""Opening what people upload: .xlsx and .csv, and saying clearly why something else will not do.

Workbooks are read in openpyxl's read-only mode: one pass, bounded memory, no
drawings. The value of a merged area then stands in its first cell alone, which
is all the header search needs; areas that reach down several rows, such as one
district for its three deputies, are listed in ``Sheet.merged``.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import WINDOWS_EPOCH

from deputies.roster.archive import ArchiveFault, check_archive

MAX_ROWS = 5_000
MAX_FILE_BYTES = 20 * 2**20

_KEPT_ROWS = MAX_ROWS + 100  # room for titles, header and totals
_KEPT_COLUMNS = 60
_LAST_EXCEL_ROW = 1_048_576

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_EXCEL_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)")

_MERGED_AREA = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"'
)

SAVE_AS_XLSX = "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传"


class FileFault(Exception):
    """A file cannot be read at all; the message says what to do about it."""


@dataclass(frozen=True)
class Unusable:
    """A cell without a value of its own: a formula or an Excel error."""

    message: str


FORMULA = Unusable("是公式，请复制后“粘贴为数值”")


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet that are not blank, with their numbers; ``truncated`` if too many.

    ``merged`` gives, for row and position of its first cell, the last row of an
    area merged over several rows.
    """

    title: str
    rows: Sequence[tuple[int, Sequence[object]]]
    truncated: bool
    epoch: datetime = WINDOWS_EPOCH
    merged: Mapping[tuple[int, int], int] = field(default_factory=dict)


def open_sheets(file: Path | str | bytes | BinaryIO) -> list[Sheet]:
    """Return the visible sheets of a workbook, or the one sheet of a text file.

    ``file`` is a path, the bytes themselves, or an open binary file. Raises
    FileFault for anything that is not a readable spreadsheet.
    """
    data = _read(file)
    if not data.strip():
        raise FileFault("文件是空的")
    if data.startswith(_OLE):
        if _ENCRYPTED_PART in data:
            raise FileFault("工作簿设了打开密码，请去掉密码后再上传")
        raise FileFault(f"这是旧版 .xls（或 .et）文件，{SAVE_AS_XLSX}")
    if data.startswith(b"PK"):
        return _workbook(data)
    return [_text_sheet(data)]


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing to be read."""
    return value is None or (isinstance(value, str) and not value.strip("\u200b\ufeff \t\r\n\u3000\xa0"))


def _read(file: Path | str | bytes | BinaryIO) -> bytes:
    if isinstance(file, bytes):
        data = file
    elif isinstance(file, Path | str):
        with Path(file).open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    else:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise FileFault(f"文件超过 {MAX_FILE_BYTES // 2**20} MB，请删去照片等无关内容")
    return data


def _workbook(data: bytes) -> list[Sheet]:
    try:
        check_archive(data)
        return list(_sheets(data))
    except ArchiveFault as fault:
        raise FileFault(str(fault)) from fault
    except Exception as error:  # zipfile and openpyxl have no common error for a damaged file
        raise FileFault(f"文件已损坏或不完整，{SAVE_AS_XLSX}") from error


def _sheets(data: bytes) -> Iterator[Sheet]:
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    seen = set()
    try:
        for sheet in workbook.worksheets:
            if sheet.sheet_state != "visible":
                continue
            if sheet._worksheet_path in seen:
                raise ValueError("one part serves as several sheets: a bomb, not a roster")
            seen.add(sheet._worksheet_path)
            # Some programs write a wrong size into the sheet; without it every row is read.
            sheet.reset_dimensions()
            lines = sheet.iter_rows(min_row=1, max_row=_LAST_EXCEL_ROW, min_col=1, max_col=_KEPT_COLUMNS)
            yield replace(
                _sheet(map(_values, lines)),
                title=sheet.title,
                epoch=workbook.epoch,
                merged=_merged_down(sheet),
            )
    finally:
        workbook.close()


def _merged_down(sheet) -> dict[tuple[int, int], int]:
    """Find the areas over several rows; read-only mode does not offer them."""
    with sheet._get_source() as part:
        areas = _MERGED_AREA.findall(part.read())
    return {
        (int(top), column_index_from_string(left.decode()) - 1): int(bottom)
        for left, top, bottom in areas
        if int(top) < int(bottom)
    }


def _values(line: tuple) -> list[object]:
    # A sheet whose only cell stands in its last row comes with a million lines like this.
    if set(map(type, line)) == {EmptyCell}:
        return []
    return [_cell_value(cell) for cell in line]


def _cell_value(cell) -> object:
    if cell.data_type == "f":
        return FORMULA
    if cell.data_type == "e":
        return _excel_error(cell.value)
    return cell.value


def _typed_value(text: str) -> object:
    """Return the value of a cell of a text file, where formulas and errors are text too."""
    if _EXCEL_ERROR.fullmatch(text):
        return _excel_error(text)
    return FORMULA if text.startswith("=") and len(text) > 1 else text


def _excel_error(code: str) -> Unusable:
    return Unusable(f"是表格错误值 {code}")


def _text_sheet(data: bytes) -> Sheet:
    text = _decode(data)
    if text.lstrip().startswith("<") or text.startswith("%PDF") or _CONTROL.search(text):
        raise FileFault(f"这不是电子表格，{SAVE_AS_XLSX}")
    delimiter = "\t" if text.count("\t") > text.count(",") else ","
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return _sheet([_typed_value(cell.strip()) for cell in record] for record in records)
    except csv.Error as error:
        raise FileFault(f"文本表格的格式有误，{SAVE_AS_XLSX}") from error


def _decode(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileFault(f"这不是电子表格，{SAVE_AS_XLSX}")


def _sheet(lines: Iterable[Sequence[object]]) -> Sheet:
    kept: list[tuple[int, Sequence[object]]] = []
    for number, line in enumerate(lines, start=1):
        if all(map(is_blank, line)):
            continue
        if len(kept) == _KEPT_ROWS:
            return Sheet("", kept, truncated=True)
        kept.append((number, line[:_KEPT_COLUMNS]))
    return Sheet("", kept, truncated=False)
