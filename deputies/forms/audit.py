"""Filters of the audit log."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from deputies.audit_words import verb_choices
from deputies.forms.directory import FilterForm

LIKELY = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class AuditFilterForm(FilterForm):
    chain = forms.CharField(
        label=_("对象"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "conversation:31", "autocomplete": "off"}),
    )
    person = forms.CharField(label=_("人员（姓名或用户名）"), required=False, max_length=60)
    verb = forms.ChoiceField(
        label=_("动作"), required=False, choices=lambda: [("", _("不限")), *verb_choices()]
    )
    since = forms.DateField(
        label=_("从"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=LIKELY,
        error_messages={"invalid": _("日期写成 2026-11-20 这样。")},
    )
    until = forms.DateField(
        label=_("到"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=LIKELY,
        error_messages={"invalid": _("日期写成 2026-11-20 这样。")},
    )
