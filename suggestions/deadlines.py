"""Time limits: which there are, when one is due, what to tell on a day, how one ended. Pure.

The counting itself is `deputies.workdays`. Defaults are domain.md §4; an office may put newer versions in rows.
"""

from dataclasses import dataclass
from datetime import date

from deputies.workdays import Calendar, DueDate, Unit, due_on
from liaison.workflow import Labelled


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
            basis=_("domain.md 001-30"),
        ),
        Rule("message.cohandler", 0, _("群众事项会办意见"), 7, Unit.CALENDAR, remind_before=(1,)),
        Rule("message.return_window", 0, _("群众事项退办"), 5, Unit.WORKING),
        Rule("message.rehandle", 0, _("群众事项退回重办"), 15, Unit.CALENDAR, basis=_("同首次答复")),
        Rule("message.relay", 0, _("接力代表回话"), 30, Unit.CALENDAR, may_extend=True, basis=_("设计")),
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


def due(rule: Rule, start: date, calendar: Calendar) -> DueDate:
    """Return the last day of a limit that starts on a day, with what explains it."""
    return due_on(start, rule.amount, rule.unit, calendar, roll=rule.roll)


def outcome(stopped_on: date, *, due_on: date, first_due_on: date) -> Outcome:
    """Tell how a clock that stopped on a day ended: in time, in time thanks to an extension, or late."""
    if stopped_on > due_on:
        return Outcome.MISSED
    return Outcome.MET if stopped_on <= first_due_on else Outcome.EXTENDED
