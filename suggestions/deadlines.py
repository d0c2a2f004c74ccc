"""Time limits: which there are, when one is due, what to tell on a day, how one ended. Pure.

The counting itself is `deputies.workdays`. Defaults are domain.md §4; an office may put newer versions in rows.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple, Protocol

from deputies.workdays import MAX_AMOUNT, ONE_DAY, Calendar, DueDate, Unit, due_on
from liaison.workflow import Labelled

OPENS, CLOSES = time(9), time(17, 30)  # people are reminded while offices work (peers.md §11.6)
OVERDUE, WEEK = "overdue", "week"  # stages after the due date: once, then week1, week2 …


def _(text: str) -> str:
    """Mark a label for the message catalogue; it is translated where it is shown."""
    return text


class Purpose(Labelled):
    """What must be done by the date."""

    HANDOVER = "handover", _("交办")
    OPINION = "opinion", _("会办意见")
    REPLY = "reply", _("答复")
    COMMITMENT = "commitment", _("承诺")
    RATING = "rating", _("评价")
    TRACKING = "tracking", _("跟踪")


class Outcome(Labelled):
    """How a stopped clock ended; frozen, whatever happens to the calendar later."""

    MET = "met", _("按期")
    EXTENDED = "extended", _("延期内")
    MISSED = "missed", _("逾期")


@dataclass(frozen=True)
class Rule:
    """One version of one time limit.

    Args:
        key: such as "message.unit_reply"; domain.md §4.
        version: 0 for what comes with the software.
        amount, unit, roll: as in `deputies.workdays.due_on`.
        remind_before: days before the due date, falling.
        basis: the article or row it comes from.
    """

    key: str
    version: int
    label: str
    amount: int
    unit: Unit
    roll: bool = True
    remind_before: tuple[int, ...] = (10, 5, 1)
    may_extend: bool = False
    may_pause: bool = False
    basis: str = ""


DEFAULTS: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule(
            "message.unit_reply",
            0,
            _("承办单位答复群众事项"),
            15,
            Unit.CALENDAR,
            may_extend=True,
            may_pause=True,
            basis=_("群众反映事项十五日内答复接线代表和有关机关"),
        ),
        Rule("message.cohandler", 0, _("群众事项会办意见"), 7, Unit.CALENDAR, remind_before=(1,)),
        Rule("message.return_window", 0, _("群众事项退办"), 5, Unit.WORKING),
        Rule("message.rehandle", 0, _("群众事项退回重办"), 15, Unit.CALENDAR, basis=_("同首次答复")),
        Rule("message.relay", 0, _("接力代表回话"), 30, Unit.CALENDAR, may_extend=True),
        Rule("suggestion.handover", 0, _("建议交办"), 5, Unit.WORKING, remind_before=(1,)),
        Rule("suggestion.return_window", 0, _("建议退办"), 5, Unit.WORKING),
        Rule("suggestion.cohandler", 0, _("会办意见"), 1, Unit.MONTHS),
        Rule(
            "suggestion.reply", 0, _("建议答复"), 3, Unit.MONTHS, may_extend=True, basis=_("代表法第五十一条")
        ),
        Rule(
            "suggestion.reply_complex",
            0,
            _("涉及面广、难度大的建议答复"),
            6,
            Unit.MONTHS,
            may_extend=True,
            basis=_("代表法第五十一条"),
        ),
        Rule("suggestion.rehandle", 0, _("建议再次答复"), 1, Unit.MONTHS),
        Rule("suggestion.rating_window", 0, _("评价答复"), 30, Unit.CALENDAR, remind_before=(10, 1)),
        Rule("tracking.review_interval", 0, _("跟踪进展报告"), 3, Unit.MONTHS),
    )
}


class Limit(Protocol):
    """What dates are counted from: a rule, or the clock that copied it."""

    amount: int
    unit: Unit | str
    roll: bool


class Standstill(NamedTuple):
    """Days on which a clock stood still: from the day of the pause up to the day it went on, which counts again."""

    since: date
    until: date


class Extended(NamedTuple):
    """An approved extension: the day asked for, and the day on which it was approved."""

    until: date
    approved_on: date


class Dates(NamedTuple):
    """When a clock is due: by the rule alone, and with its extension; `counted` explains the first."""

    first: date
    due: date
    provisional: bool
    counted: DueDate


def due(limit: Limit, start: date, calendar: Calendar) -> DueDate:
    """Return the last day of a limit that starts on a day, with what explains it."""
    return due_on(start, limit.amount, Unit(limit.unit), calendar, roll=limit.roll)


def dates(
    limit: Limit,
    start: date,
    calendar: Calendar,
    *,
    stood: Iterable[Standstill] = (),
    extended: Extended | None = None,
) -> Dates:
    """Return the dates of a clock with its pauses and its extension.

    A pause moves a date by its days, counted as the limit counts: working days where it is in working days,
    calendar days otherwise; the day of the act, which is not counted, is no day of a pause either. An extension is a day that was asked for, moved on to a working day where the limit
    says so; only pauses after its approval move it, by their calendar days.
    """
    stood = list(stood)
    first = _stretched(limit, start, calendar, {day for day in _days(stood) if day > start})
    if extended is None:
        return Dates(first.date, first.date, first.provisional, first)
    later = [pause for pause in stood if pause.since >= extended.approved_on]
    agreed = _rolled(limit, extended.until + len(_days(later)) * ONE_DAY, calendar)
    last = max(first, agreed, key=lambda found: found.date)
    return Dates(first.date, last.date, last.provisional, first)


def latest_extension(limit: Limit, due_on: date, calendar: Calendar) -> date:
    """Return the last day a clock may be extended to: its own length once more."""
    return due(limit, due_on, calendar).date


def _days(stood: list[Standstill]) -> set[date]:
    return {pause.since + n * ONE_DAY for pause in stood for n in range((pause.until - pause.since).days)}


def _stretched(limit: Limit, start: date, calendar: Calendar, stood: set[date]) -> DueDate:
    most = MAX_AMOUNT - limit.amount
    if Unit(limit.unit) is Unit.WORKING:
        days = min(sum(calendar.is_workday(day) for day in stood), most)
        return due_on(start, limit.amount + days, Unit.WORKING, calendar)
    if not stood:
        return due(limit, start, calendar)
    nominal = due_on(start, limit.amount, Unit(limit.unit), calendar).date
    return due_on(nominal, min(len(stood), most), Unit.CALENDAR, calendar, roll=limit.roll)


def _rolled(limit: Limit, day: date, calendar: Calendar) -> DueDate:
    return due_on(day - ONE_DAY, 1, Unit.CALENDAR, calendar, roll=limit.roll)


def mark(calendar: Calendar) -> str:
    """Return the fingerprint of a calendar: another one means that open dates are to be counted again."""
    said = [
        sorted(day.isoformat() for day in calendar.closed),
        sorted(day.isoformat() for day in calendar.working),
        calendar.known_from,
        calendar.known_through,
        calendar.version,
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def outcome(stopped_on: date, *, due_on: date, first_due_on: date) -> Outcome:
    """Tell how a clock that stopped on a day ended: in time, in time thanks to an extension, or late."""
    if stopped_on > due_on:
        return Outcome.MISSED
    return Outcome.MET if stopped_on <= first_due_on else Outcome.EXTENDED


def may_tell(local: datetime, calendar: Calendar) -> bool:
    """Tell whether people may be reminded at a local time: on a working day, while offices work."""
    return calendar.is_workday(local.date()) and OPENS <= local.time() < CLOSES


@dataclass(frozen=True)
class Cycle:
    """The reminders of one due date: each stage is told once, and a late one only while no newer one is due.

    A reminder before the due date whose day is closed comes on the working day before it, so that nobody finds
    it after a long holiday; where that is before the start, on the first working day after it.
    """

    started_on: date
    due_on: date
    remind_before: tuple[int, ...]
    calendar: Calendar

    def stage(self, on: date) -> str:
        """Return the newest stage that has come, "" when none has."""
        late = (on - self.due_on).days
        if late > 0:
            return f"{WEEK}{late // 7}" if late >= 7 else OVERDUE
        come = [name for day, name in self._before() if day <= on]
        return come[-1] if come else ""

    def next_day(self, after: date) -> date:
        """Return the first day after another one on which a stage comes."""
        late = (after - self.due_on).days
        if late >= 1:
            return self.due_on + (late // 7 + 1) * 7 * ONE_DAY
        return next((day for day, _name in self._before() if day > after), self.due_on + ONE_DAY)

    def _before(self) -> Iterator[tuple[date, str]]:
        for days in sorted(self.remind_before, reverse=True):
            day = self.due_on - days * ONE_DAY
            if day > self.started_on:
                day = self._working(day)
                if day <= self.due_on:
                    yield day, f"T-{days}"

    def _working(self, day: date) -> date:
        earlier = day
        while not self.calendar.is_workday(earlier) and earlier > self.started_on:
            earlier -= ONE_DAY
        if earlier > self.started_on:
            return earlier
        while not self.calendar.is_workday(day):
            day += ONE_DAY
        return day
