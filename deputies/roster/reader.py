"""Reading a filled-in roster: every row, and every fault at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from openpyxl.utils import get_column_letter

from deputies.roster.cells import CellError, Context
from deputies.roster.checks import check_row, check_rows
from deputies.roster.columns import BY_FIELD, COLUMNS, INDEX, REQUIRED
from deputies.roster.files import MAX_ROWS, FileFault, Sheet, Unusable, is_blank, open_sheets
from deputies.roster.header import Header, find_header, is_header_again
from deputies.roster.records import Roster, RosterError, RosterRow
from deputies.roster.text import compact

_FOOTER = re.compile(r"(?:合计|总计|共计|小计|总人数|填表|制表|审核|(?:注|备注|说明):).*", re.DOTALL)


def read_roster(file: Path | str | bytes | BinaryIO, *, today: date) -> Roster:
    """Read a roster from an .xlsx or .csv file.

    ``file`` is a path, the bytes, or an open binary file; ``today`` bounds the
    dates. Nothing is raised for what the file contains: whatever is wrong with
    it stands in ``Roster.errors``, ordered as in the sheet.
    """
    try:
        sheets = open_sheets(file)
    except FileFault as fault:
        return _failed(str(fault))
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet.rows))]
    if not found:
        return _failed("没有找到表头：应有一行写着“姓名”“代表层级”“届别”“选区或选举单位”“当选日期”等列名")
    complete = [pair for pair in found if not _missing(pair[1])]
    if len(complete) > 1:
        titles = "、".join(f"“{sheet.title}”" for sheet, _ in complete)
        return _failed(f"有几张工作表都像名册：{titles}。请合并成一张，或分成几个文件上传")
    sheet, header = (complete or sorted(found, key=lambda pair: -len(pair[1].places)))[0]
    return _SheetReader(sheet, header, Context(today, sheet.epoch)).read()


@dataclass
class _SheetReader:
    """Collects the rows and faults of one sheet."""

    sheet: Sheet
    header: Header
    context: Context
    errors: list[RosterError] = field(default_factory=list)

    def read(self) -> Roster:
        self._check_header()
        lines = list(self._filled_down(self._lines()))
        if not lines:
            self._fault(self.header.row, "", "表头下面没有代表")
        if len(lines) > MAX_ROWS or self.sheet.truncated:
            first_too_many = lines[MAX_ROWS][0] if len(lines) > MAX_ROWS else self.sheet.rows[-1][0]
            self._fault(first_too_many, "", f"代表超过 {MAX_ROWS} 行，从本行起没有读取，请分几个文件导入")
            lines = [line for line in lines if line[0] < first_too_many]
        rows = tuple(self._row(number, values) for number, values in lines)
        for row in rows:
            self._report(check_row(row))
        self._report(check_rows(rows))
        return Roster(
            rows=rows,
            errors=tuple(sorted(self.errors, key=lambda error: error.sort_key)),
            columns={name: get_column_letter(at + 1) for name, at in self.header.places.items()},
            ignored=tuple((get_column_letter(at + 1), heading) for at, heading in self.header.ignored),
            sheet=self.sheet.title,
        )

    def _check_header(self) -> None:
        for column in _missing(self.header):
            message = f"缺少“{column.label}”这一列"
            self.errors.append(RosterError(self.header.row, "", column.label, message))
        for at, heading in self.header.repeated:
            letter = get_column_letter(at + 1)
            message = "与前面的一列是同一项，请只保留一列"
            self.errors.append(RosterError(self.header.row, letter, heading, message))

    def _lines(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Yield the lines that describe a deputy: no totals, footers, headers again or bare numbers."""
        index = self.header.places.get(INDEX)
        for number, values in self.sheet.rows:
            if number <= self.header.row or is_header_again(values, self.header):
                continue
            filled = [at for at, value in enumerate(values) if not is_blank(value)]
            if all(at == index for at in filled) or self._is_footer(values, filled):
                continue
            yield number, values

    @staticmethod
    def _is_footer(values: Sequence[object], filled: Sequence[int]) -> bool:
        first = values[filled[0]]
        return isinstance(first, str) and bool(_FOOTER.fullmatch(compact(first)))

    def _filled_down(
        self, lines: Iterator[tuple[int, Sequence[object]]]
    ) -> Iterator[tuple[int, Sequence[object]]]:
        """Give every row of a merged area the value that people see beside it."""
        areas: dict[int, tuple[int, object]] = {}
        for number, values in lines:
            values = list(values)
            for at, value in enumerate(values):
                if (number, at) in self.sheet.merged:
                    areas[at] = self.sheet.merged[number, at], value
                elif at in areas and number <= areas[at][0] and is_blank(value):
                    values[at] = areas[at][1]
            yield number, values

    def _row(self, number: int, values: Sequence[object]) -> RosterRow:
        cells = {}
        for column in COLUMNS:
            at = self.header.places.get(column.field)
            if at is None or column.field == INDEX:
                continue
            value = values[at] if at < len(values) else None
            if is_blank(value):
                if column.required:
                    self._fault(number, column.field, f"“{column.label}”必填")
            elif isinstance(value, Unusable):
                self._fault(number, column.field, value.message)
            else:
                try:
                    cells[column.field] = column.clean(value, self.context)
                except CellError as error:
                    self._fault(number, column.field, str(error))
        return RosterRow(row=number, **cells)

    def _report(self, faults: Iterator[tuple[int, str, str]]) -> None:
        for fault in faults:
            self._fault(*fault)

    def _fault(self, row: int, name: str, message: str) -> None:
        at = self.header.places.get(name)
        letter = "" if at is None else get_column_letter(at + 1)
        label = BY_FIELD[name].label if name else ""
        self.errors.append(RosterError(row, letter, label, message))


def _missing(header: Header) -> list:
    return [column for column in REQUIRED if column.field not in header.places]


def _failed(message: str) -> Roster:
    return Roster(errors=(RosterError(0, "", "", message),))
