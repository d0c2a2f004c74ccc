"""Why a date is what it is: what the panel "这个日期怎么算的" of a clock says (peers.md §12.2)."""

from datetime import date

from django.utils.translation import gettext as _

from deputies.templatetags.ui import day, month_day
from deputies.workdays import UNIT_LABELS, Calendar, DueDate, Unit, spans
from suggestions import deadlines
from suggestions.deadlines import DEFAULTS
from suggestions.models import Clock, Extension
from suggestions.services import clocks

Fact = tuple[str, str]


def facts(clock: Clock, *, calendar: Calendar, today: date) -> list[Fact]:
    """Return label and text of each fact, in the order of the reckoning.

    The days that were skipped are shown only while the calendar is the one the clock was counted by: what has
    stopped is not explained by a calendar that came later.

    Args:
        clock: with `pauses` and `extensions` fetched where there are many.
        calendar: as it is now.
    """
    found = deadlines.dates(
        clock,
        clock.started_on,
        calendar,
        stood=clocks.standstills(clock),
        extended=clocks.extension_of(clock),
    )
    is_same = clock.calendar_mark == deadlines.mark(calendar)
    start = _("%(event)s，%(day)s，当日不计入") % {
        "event": clock.start_event,
        "day": day(clock.started_on, today),
    }
    return [
        (_("起算"), start),
        (_("期限"), _limit(clock)),
        *_basis(clock),
        *(_days(found.counted, today) if is_same else ()),
        *_pauses(clock, today),
        *_extensions(clock, today),
        (_("到期日"), day(clock.due_on, today)),
        *_calendar(clock),
        *_ended(clock, today),
    ]


def _limit(clock: Clock) -> str:
    version = _("第 %(number)s 版") % {"number": clock.rule_version} if clock.rule_version else _("默认")
    return _("%(rule)s %(amount)s %(unit)s（%(version)s）") % {
        "rule": _label(clock),
        "amount": clock.amount,
        "unit": _(UNIT_LABELS[Unit(clock.unit)]),
        "version": version,
    }


def _label(clock: Clock) -> str:
    built_in = DEFAULTS.get(clock.rule_key)
    is_default = built_in is not None and clock.rule_version == built_in.version
    return _(built_in.label) if is_default else clock.rule_label


def _basis(clock: Clock) -> list[Fact]:
    return [(_("依据"), clock.basis)] if clock.basis else []


def _days(counted: DueDate, today: date) -> list[Fact]:
    found = []
    if counted.skipped:
        words = {"count": len(counted.skipped), "days": "、".join(spans(counted.skipped))}
        found.append((_("跳过"), _("%(count)s 天：%(days)s") % words))
    if counted.makeup:
        days = "、".join(day(made_up, today) for made_up in counted.makeup)
        found.append((_("调休上班"), _("%(days)s照常计入") % {"days": days}))
    if counted.rolled_from:
        words = {"last": day(counted.rolled_from, today), "next": day(counted.date, today)}
        found.append((_("顺延"), _("最后一日%(last)s不上班，顺延到%(next)s") % words))
    return found


def _pauses(clock: Clock, today: date) -> list[Fact]:
    found = []
    for pause in clock.pauses.all():
        words = {"since": month_day(pause.since, today), "reason": pause.reason}
        if pause.until is None:
            text = _("%(since)s起：%(reason)s") % words
        else:
            text = _("%(since)s至%(until)s：%(reason)s") % (words | {"until": month_day(pause.until, today)})
        found.append((_("中止计时"), text))
    return found


def _extensions(clock: Clock, today: date) -> list[Fact]:
    found = []
    for extension in clock.extensions.all():
        words = {
            "first": day(clock.first_due_on, today),
            "until": day(extension.until, today),
            "reason": extension.reason,
        }
        if extension.state == Extension.State.APPROVED:
            found.append((_("原到期日"), words["first"]))
            found.append((_("延期"), _("同意延至%(until)s：%(reason)s") % words))
        elif extension.state == Extension.State.ASKED:
            found.append((_("延期"), _("申请延至%(until)s，待审批：%(reason)s") % words))
        elif extension.state == Extension.State.DECLINED:
            found.append((_("延期"), _("申请延至%(until)s，没有同意") % words))
    return found


def _calendar(clock: Clock) -> list[Fact]:
    asks = clock.roll or Unit(clock.unit) is Unit.WORKING
    return [(_("工作日历"), clock.calendar_version)] if asks and clock.calendar_version else []


def _ended(clock: Clock, today: date) -> list[Fact]:
    if clock.state != Clock.State.STOPPED:
        return []
    words = {"day": day(clock.stopped_on, today), "outcome": clock.get_outcome_display()}
    return [(_("结果"), _("%(day)s停止计时，%(outcome)s") % words)]
