"""Fields that several forms of cases share: words, dates, and the choice of one unit or deputy."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.forms.public import WordsField

LONGEST_BODY = 4000


def words(
    label: str, placeholder: str = "", *, rows: int = 6, longest: int = LONGEST_BODY, **options
) -> WordsField:
    """Return a large field for sentences."""
    attrs = {"rows": rows, "placeholder": placeholder}
    if rows > 4:
        attrs["class"] = "form-control--large"
    return WordsField(
        label=label,
        max_length=longest,
        widget=forms.Textarea(attrs=attrs),
        error_messages={"required": _("这一项要填。")},
        **options,
    )


def reason(label: str = _("原因"), placeholder: str = "", **options) -> WordsField:
    """Return a field for a reason, as long as the tables keep one."""
    return words(label, placeholder, rows=4, longest=500, **options)


def day(label: str, *, missing: str = _("请选日期。"), **options) -> forms.DateField:
    """Return a field for a date."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": _("日期写成 2026-11-20 这样。")},
        **options,
    )


class RowField(forms.ChoiceField):
    """One of the rows a page offers, such as a unit; what comes out is the row itself, or None."""

    def __init__(self, *, missing: str = _("请选一个。"), **options):
        errors = {"required": missing, "invalid_choice": _("这里面没有您选的，请重新选。")}
        super().__init__(error_messages=errors, **options)
        self.rows = {}

    def offer(self, groups: Iterable[tuple[str, list]], *, empty: str = "") -> None:
        """Set what can be chosen, in groups with a label; rows without a label stand by themselves.

        Args:
            empty: words of the choice that chooses nothing.
        """
        groups = list(groups)
        self.rows = {str(row.pk): row for _label, rows in groups for row in rows}
        choices = [("", empty or _("请选择"))]
        for label, rows in groups:
            options = [(str(row.pk), self.words_of(row)) for row in rows]
            choices += [(label, options)] if label else options
        self.choices = choices

    def words_of(self, row) -> str:
        """Return how a row is named in the list."""
        return str(row)

    def clean(self, value):
        return self.rows.get(super().clean(value))


class DeputyField(RowField):
    """One deputy, named with her congress."""

    def words_of(self, row) -> str:
        return f"{row.name}（{row.seat.congress}）"


class RowsField(forms.MultipleChoiceField):
    """Several of the rows a page offers, as ticks."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(error_messages={"invalid_choice": _("这里面没有您选的，请重新选。")}, **options)
        self.rows = {}

    def offer(self, rows: Iterable, words_of) -> None:
        """Set what can be ticked; `words_of` names a row."""
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [(key, words_of(row)) for key, row in self.rows.items()]

    def clean(self, value):
        return [self.rows[key] for key in super().clean(value)]


def in_future(value: date | None, today: date) -> date | None:
    """Return a date that lies ahead.

    Raises:
        ValidationError: it is today or past.
    """
    if value and value <= today:
        raise forms.ValidationError(_("这个日期要在今天以后。"))
    return value
