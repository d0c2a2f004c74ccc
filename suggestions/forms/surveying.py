"""The form of a survey: what was asked, where and with whom, and what came out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.models import Deputy
from liaison.forms.public import WordsField
from suggestions.models import Survey

LONGEST = 6000


def _day(label: str, **kwargs) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选日期。"), "invalid": _("日期写成 2026-11-20 这样。")},
        **kwargs,
    )


class SurveyForm(forms.Form):
    deputy = forms.TypedChoiceField(label=_("以哪个代表身份"), coerce=int, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("题目"),
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("例如：老旧小区夜间停车")}),
        error_messages={"required": _("请写调研什么。")},
    )
    how = forms.ChoiceField(label=_("方式"), choices=Survey.How.choices, widget=forms.RadioSelect)
    started_on = _day(_("开始"))
    ended_on = _day(_("结束"), required=False)
    participants = forms.CharField(
        label=_("参加人员"),
        required=False,
        max_length=300,
        help_text=_("代表、单位和专家写名字；群众只写人数。"),
    )
    findings = WordsField(
        label=_("情况和结论"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(
            attrs={"rows": 10, "placeholder": _("看到了什么、问到了什么、数出了多少、差在哪里。")}
        ),
    )

    def __init__(self, *args, mandates: list[Deputy], **kwargs):
        """Take a survey of one of the person's active mandates."""
        super().__init__(*args, **kwargs)
        self.mandates = mandates
        if len(mandates) > 1:
            self.fields["deputy"].choices = [
                (deputy.pk, f"{deputy} · {deputy.seat.congress}") for deputy in mandates
            ]
        else:
            del self.fields["deputy"]

    def clean(self):
        given = super().clean()
        start, end = given.get("started_on"), given.get("ended_on")
        if start and end and end < start:
            self.add_error("ended_on", _("结束不能早于开始。"))
        return given

    def chosen(self) -> Deputy:
        """Return the mandate under which the survey is made."""
        chosen = self.cleaned_data.get("deputy")
        return next((deputy for deputy in self.mandates if deputy.pk == chosen), self.mandates[0])

    def act(self) -> dict:
        """Return the fields as the service stores them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "deputy"}


def kept(survey: Survey) -> dict:
    """Return what the form of a kept survey shows."""
    return {
        name: getattr(survey, name)
        for name in ("title", "how", "started_on", "ended_on", "participants", "findings")
    } | {"deputy": survey.deputy_id}
