"""Counting of periods: calendar days, working days and months.

The rules come from the Civil Code, Art. 200-204, as read in domain.md §4 "How
to count": the day of the act is not counted; a period in months ends on the
same date of the last month, or on its last day; a last day that is a closed
day moves to the next working day where the rule in question says so. Working
days are Monday to Friday as corrected by the yearly notice of the State
Council, which closes weekdays and turns some weekend days into working days
(调休).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Literal, NamedTuple, Self

ONE_DAY = timedelta(days=1)
MAX_AMOUNT = 3660
"""Ten years in days. No rule of the field comes near it; more is a slip of the keyboard."""

_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


class Unit(StrEnum):
    """What a period is counted in."""

    CALENDAR = "calendar"
    WORKING = "working"
    MONTHS = "months"


UNIT_LABELS = {Unit.CALENDAR: "日", Unit.WORKING: "个工作日", Unit.MONTHS: "个月"}


class CalendarRow(NamedTuple):
    """One day on which the notice departs from, or confirms, Monday to Friday."""

    day: date
    kind: Literal["closed", "working"]
    name: str


@dataclass(frozen=True)
class Calendar:
    """The official working calendar, as far as it is known.

    Outside ``known_from`` to ``known_through`` (None: no lower bound; nothing
    known at all) the rows are not consulted: Monday to Friday holds, and what
    was computed there is provisional. A year that is only half entered thus
    never gives a date that looks final.

    ``version`` names the notices the rows were taken from; ``names`` gives the
    festival of a day and only serves explanations.
    """

    closed: frozenset[date]
    working: frozenset[date]
    known_through: date | None
    version: str
    known_from: date | None = None
    names: Mapping[date, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        both = self.closed & self.working
        if both:
            raise ValueError(f"{min(both).isoformat()} 既是放假日又是上班日")

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[CalendarRow],
        *,
        known_through: date | None,
        version: str,
        known_from: date | None = None,
    ) -> Self:
        """Build a calendar from the rows of files or of the database.

        Raises ValueError when one day is both closed and working.
        """
        rows = list(rows)
        return cls(
            closed=frozenset(row.day for row in rows if row.kind == "closed"),
            working=frozenset(row.day for row in rows if row.kind == "working"),
            known_through=known_through,
            version=version,
            known_from=known_from,
            names={row.day: row.name for row in rows},
        )

    def knows(self, day: date) -> bool:
        """Tell whether a published notice covers ``day``."""
        if self.known_through is None or day > self.known_through:
            return False
        return self.known_from is None or day >= self.known_from

    def is_workday(self, day: date) -> bool:
        """Tell whether offices work on ``day``."""
        if self.knows(day):
            if day in self.working:
                return True
            if day in self.closed:
                return False
        return day.weekday() < 5

    def is_makeup(self, day: date) -> bool:
        """Tell whether ``day`` is a weekend day turned into a working day (调休)."""
        return day.weekday() >= 5 and self.is_workday(day)

    def reason_closed(self, day: date) -> str:
        """Name the reason why nobody works on ``day``: the festival, or the weekend."""
        if self.knows(day) and day in self.closed and self.names.get(day):
            return self.names[day]
        return "周末" if day.weekday() >= 5 else "放假"


class Skipped(NamedTuple):
    """A day that was passed over, and why."""

    day: date
    reason: str


@dataclass(frozen=True)
class DueDate:
    """The last day of a period, with what is needed to say why it is that day.

    ``skipped`` are the closed days that did not count or were rolled over,
    ``makeup`` the weekend days that did count as working days,
    ``rolled_from`` the closed last day if the period was moved off it.
    """

    date: date
    start: date
    amount: int
    unit: Unit
    roll: bool
    provisional: bool
    skipped: tuple[Skipped, ...]
    makeup: tuple[date, ...]
    rolled_from: date | None
    calendar_version: str
    known_from: date | None
    known_through: date | None


def due_on(start: date, amount: int, unit: Unit, calendar: Calendar, roll: bool = False) -> DueDate:
    """Return the last day of a period that begins with an act on ``start``.

    ``start`` is a local date (Asia/Shanghai), ``amount`` a number of ``unit``,
    and ``roll`` says whether a last day that is closed moves to the next
    working day. Raises TypeError for a datetime, whose local date only the
    caller knows, and ValueError for an amount below 1 or above MAX_AMOUNT or a
    start too late for the calendar to end.
    """
    if isinstance(start, datetime):
        raise TypeError("start is a local date, not a datetime")
    unit = Unit(unit)
    if not 1 <= amount <= MAX_AMOUNT:
        raise ValueError(f"期限应在 1 到 {MAX_AMOUNT} 之间，收到的是 {amount}")
    if start.year > 9000:
        raise ValueError(f"起算日太晚：{start.isoformat()}")

    if unit is Unit.WORKING:
        nominal, passed = _count_working(start, amount, calendar)
        last = nominal
    else:
        nominal = _add_months(start, amount) if unit is Unit.MONTHS else start + amount * ONE_DAY
        last, passed = _roll(nominal, calendar) if roll else (nominal, [])

    return DueDate(
        date=last,
        start=start,
        amount=amount,
        unit=unit,
        roll=roll,
        provisional=not all(calendar.knows(day) for day in passed),
        skipped=tuple(
            Skipped(day, calendar.reason_closed(day)) for day in passed if not calendar.is_workday(day)
        ),
        makeup=tuple(day for day in passed if calendar.is_makeup(day)),
        rolled_from=nominal if last != nominal else None,
        calendar_version=calendar.version,
        known_from=calendar.known_from,
        known_through=calendar.known_through,
    )


def _count_working(start: date, amount: int, calendar: Calendar) -> tuple[date, list[date]]:
    """Return the ``amount``-th working day after ``start`` and every day looked at."""
    passed = []
    day = start
    while amount:
        day += ONE_DAY
        passed.append(day)
        amount -= calendar.is_workday(day)
    return day, passed


def _roll(day: date, calendar: Calendar) -> tuple[date, list[date]]:
    """Return the first working day from ``day`` on and every day looked at."""
    passed = [day]
    while not calendar.is_workday(day):
        day += ONE_DAY
        passed.append(day)
    return day, passed


def _add_months(start: date, amount: int) -> date:
    """Return the same date ``amount`` months on, or that month's last day."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + amount, 12)
    next_year, next_month0 = divmod(year * 12 + month0 + 1, 12)
    last_day = (date(next_year, next_month0 + 1, 1) - ONE_DAY).day
    return date(year, month0 + 1, min(start.day, last_day))


def explain(due: DueDate) -> list[str]:
    """Return the sentences of a "why this date" panel, in Chinese, in reading order."""
    lines = [
        f"{_full(due.start)}起算，当日不计入。",
        f"期限为 {due.amount} {UNIT_LABELS[due.unit]}。",
    ]
    nominal = due.rolled_from or due.date
    if due.unit is Unit.MONTHS and nominal.day != due.start.day:
        lines.append(f"{nominal.year}年{nominal.month}月没有{due.start.day}日，以该月最后一日为期限届满日。")
    if due.rolled_from:
        lines.append(f"期限最后一日{_full(due.rolled_from)}不上班，顺延至其后第一个工作日。")
    if due.skipped:
        lines.append(f"跳过 {len(due.skipped)} 天：{'、'.join(spans(due.skipped))}。")
    if due.makeup:
        days = "、".join(f"{_short(day)}（{weekday(day)}）" for day in due.makeup)
        lines.append(f"调休上班日照常计入：{days}。")
    lines.append(f"到期日为{_full(due.date)}。")
    if due.calendar_version and (due.unit is Unit.WORKING or due.roll):
        lines.append(f"工作日历版本：{due.calendar_version}。")
    if due.provisional:
        lines.append(_why_provisional(due))
    return lines


def weekday(day: date) -> str:
    """Return the Chinese name of the day of the week."""
    return _WEEKDAYS[day.weekday()]


def _why_provisional(due: DueDate) -> str:
    if due.known_through is None:
        known = "尚未载入放假安排"
    elif due.date > due.known_through:
        known = f"放假安排目前公布到{_long(due.known_through)}"
    else:
        known = f"放假安排自{_long(due.known_from)}起载入"
    return f"{known}，其余日期按周一至周五推算，本日期为暂定，待载入放假安排后重新计算。"


def spans(skipped: Iterable[Skipped]) -> list[str]:
    """Join days that follow each other for the same reason: "10月1日至8日（国庆节）"."""
    spans = []
    # Days in a row keep the same distance between date and position in the list.
    runs = groupby(enumerate(skipped), key=lambda pair: (pair[1].day.toordinal() - pair[0], pair[1].reason))
    for (_, reason), run in runs:
        days = [item.day for _, item in run]
        first, last = days[0], days[-1]
        if first == last:
            text = _short(first)
        elif first.month == last.month:
            text = f"{_short(first)}至{last.day}日"
        else:
            text = f"{_short(first)}至{_short(last)}"
        spans.append(f"{text}（{reason}）")
    return spans


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _full(day: date) -> str:
    return f"{_long(day)}（{weekday(day)}）"
