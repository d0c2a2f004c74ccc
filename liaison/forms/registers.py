"""Which period of a register is asked for."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.periods import LONGEST, Period

OWN = "own"


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期不对，例如 2026-11-18。")},
    )


class PeriodForm(forms.Form):
    """A month, a quarter, a year, or own days; this month where nothing is said."""

    span = forms.ChoiceField(
        label=_("时间"),
        required=False,
        choices=[
            ("month", _("本月")),
            ("last_month", _("上月")),
            ("quarter", _("本季度")),
            ("last_quarter", _("上季度")),
            ("year", _("今年")),
            ("last_year", _("去年")),
            (OWN, _("自选日期")),
        ],
        error_messages={"invalid_choice": _("没有这一项，请重新选。")},
    )
    since = _day(_("从"))
    until = _day(_("到"))

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        given = super().clean()
        if given.get("span") != OWN or self.errors:
            return given
        since, until = given.get("since"), given.get("until")
        for name in ("since", "until"):
            if not given.get(name):
                self.add_error(name, _("自选日期要填这一天。"))
        if since and until and until < since:
            self.add_error("until", _("不能早于开始的日子。"))
        elif since and until and until - since > LONGEST:
            self.add_error("until", _("一次最多看一年。"))
        return given

    def period(self) -> Period:
        """Return the period that was asked for; this month where the form has errors."""
        given = self.cleaned_data if self.is_valid() else {}
        today, span = self.today, given.get("span") or "month"
        if span == OWN:
            return Period(given["since"], given["until"])
        kind = {"month": Period.month, "quarter": Period.quarter, "year": Period.year}[
            span.rpartition("_")[2]
        ]
        now = kind(today)
        return kind(now.since - timedelta(days=1)) if span.startswith("last_") else now

    def told(self) -> str:
        """Return one sentence for what was not understood; empty where all was."""
        return " ".join(gettext(str(words)) for errors in self.errors.values() for words in errors)
