"""Reader of the yearly calendar files in ``deputies/data/calendar``.

A file holds what one notice of the State Council's General Office says about
one year: a first line ``# 通知名称（发文字号）``, a line ``date,kind,name``, then
one line a day. ``closed`` rows are all days of a holiday, its weekend days
too, so that an explanation can name the festival; ``working`` rows are the
weekend days worked to make up (调休). A notice may reach back into the
December before its year.
"""

import csv
import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

from deputies.workdays import CalendarRow

COLUMNS = ["date", "kind", "name"]
KINDS = ("closed", "working")

_NOTICE = re.compile(r"#\s*(?P<notice>.*?(?P<year>20\d\d)年.*〔20\d\d〕\d+号.*)")


class CalendarFile(NamedTuple):
    """The days of one year and the notice that fixed them."""

    year: int
    notice: str
    rows: tuple[CalendarRow, ...]


def read_calendar(path: Path | str) -> CalendarFile:
    """Read one yearly file; rows come back in the order of their dates.

    Raises ValueError, in Chinese and naming the line, for the first thing that
    is wrong: a half-read calendar would give wrong deadlines.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name} 不是 UTF-8 编码的文本文件") from error

    first, _, rest = text.partition("\n")
    heading = _NOTICE.fullmatch(first.strip())
    if not heading:
        raise ValueError(f"{path.name} 第 1 行应以 # 开头，写明年份和通知的发文字号，例如〔2024〕12号")
    year = int(heading["year"])

    rows: dict[date, CalendarRow] = {}
    lines = csv.reader(rest.splitlines(), strict=True)
    try:
        if next(lines, None) != COLUMNS:
            raise ValueError(f"列名应为 {','.join(COLUMNS)}")
        for cells in lines:
            if not any(cells):
                continue
            row = _row(cells, year)
            if row.day in rows:
                raise ValueError(f"{row.day} 重复出现")
            rows[row.day] = row
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{path.name} 第 {lines.line_num + 1} 行：{error}") from error
    if not rows:
        raise ValueError(f"{path.name} 没有任何日期")
    return CalendarFile(year, heading["notice"], tuple(rows[day] for day in sorted(rows)))


def _row(cells: list[str], year: int) -> CalendarRow:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"应有 {len(COLUMNS)} 列，实有 {len(cells)} 列")
    day_text, kind, name = (cell.strip() for cell in cells)
    try:
        day = date.fromisoformat(day_text)
    except ValueError:
        raise ValueError(f"日期“{day_text}”应写成 2025-10-01 的样子，并且确有其日") from None
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise ValueError(f"{day} 不属于 {year} 年")
    if kind not in KINDS:
        raise ValueError(f"类别“{kind}”应为 closed（放假）或 working（调休上班）")
    if kind == "working" and day.weekday() < 5:
        raise ValueError(f"{day} 不是周末，不会是调休上班日")
    if not name:
        raise ValueError(f"{day} 没有写名称")
    return CalendarRow(day, kind, name)
