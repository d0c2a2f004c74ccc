"""The form of a formal suggestion: the fields of a real one (domain.md §2.2), and what a draft begins with."""

from datetime import datetime

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deputies.models import Deputy
from deputies.templatetags.ui import month_day
from liaison.forms.public import WordsField
from liaison.models import Category, Conversation
from liaison.privacy import find_personal_data, redact
from suggestions.models import Case, Suggestion, Survey
from suggestions.queries.units import Group

LONGEST = 6000
QUOTED = 160
CONSENTS = (Suggestion.Publish.FULL, Suggestion.Publish.TITLE)
FORMED_BY = {
    Survey.How.VISIT: Suggestion.Formed.VISIT,
    Survey.How.SYMPOSIUM: Suggestion.Formed.SYMPOSIUM,
    Survey.How.SPECIAL: Suggestion.Formed.SURVEY,
    Survey.How.INSPECTION: Suggestion.Formed.SURVEY,
}


def _long(label: str, placeholder: str, *, rows: int = 7) -> WordsField:
    attrs = {"rows": rows, "placeholder": placeholder}
    errors = {"max_length": _("最多 %(limit_value)d 字，现在 %(show_value)d 字。")}
    return WordsField(
        label=label,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=attrs),
        error_messages=errors,
    )


class DraftForm(forms.Form):
    """A draft may be kept with its title alone; what a submission needs is asked for when it is submitted."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    deputy = forms.TypedChoiceField(label=_("以哪个代表身份"), coerce=int, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("标题"),
        max_length=80,
        help_text=_("一事一议：一件建议只说一件事。"),
        widget=forms.TextInput(attrs={"placeholder": _("关于……的建议"), "autocomplete": "off"}),
        error_messages={"required": _("请先写标题，其余的可以慢慢写。")},
    )
    facts = _long(
        _("情况"), _("在哪里、什么时候、多少人、到什么程度。写事实，不写群众的姓名和电话。"), rows=9
    )
    reasons = _long(_("理由"), _("为什么该办、为什么现在办：法律、政策、数据，或者不办的后果。"))
    proposal = _long(_("具体建议"), _("请谁、做什么、什么时候做到。分条写，答复时会逐条对照。"))
    category = forms.ModelChoiceField(
        label=_("类别"), queryset=Category.objects.none(), required=False, empty_label=_("不选")
    )
    place = forms.CharField(label=_("地点"), required=False, max_length=120)
    session = forms.ChoiceField(
        label=_("在什么期间提出"), choices=Suggestion.Session.choices, widget=forms.RadioSelect
    )
    session_name = forms.CharField(
        label=_("会次"),
        required=False,
        max_length=20,
        help_text=_("会议期间提出的要写，例如“第六次会议”。"),
    )
    formed = forms.ChoiceField(
        label=_("怎么形成的"), choices=Suggestion.Formed.choices, widget=forms.RadioSelect
    )
    unsolved = forms.TypedChoiceField(
        label=_("以前提过吗"), choices=Suggestion.Unsolved.choices, coerce=int, widget=forms.RadioSelect
    )
    wished_unit = forms.TypedChoiceField(
        label=_("建议由哪个单位办"), required=False, coerce=int, empty_value=None
    )
    consents_to = forms.ChoiceField(
        label=_("同意公开"),
        choices=[(choice.value, choice.label) for choice in CONSENTS],
        widget=forms.RadioSelect,
        help_text=_("最后由人大常委会决定，不会超过您同意的范围。"),
    )
    wants_contact = forms.BooleanField(label=_("希望承办单位多和我联系"), required=False)
    reference_only = forms.BooleanField(label=_("供工作参考，不需要书面答复"), required=False)

    def __init__(
        self,
        *args,
        mandates: list[Deputy],
        units: list[Group],
        categories: QuerySet[Category],
        **kwargs,
    ):
        """Take a draft.

        Args:
            mandates: the person's active mandates; with one alone there is nothing to choose.
            units: who may be wished for, grouped as `suggestions.queries.units.grouped` returns them.
            categories: the subjects offered.
        """
        super().__init__(*args, **kwargs)
        self.mandates = mandates
        self.units = {unit.pk: unit for _label, found in units for unit in found}
        self.fields["wished_unit"].choices = [("", _("由人大常委会确定"))] + [
            (label, [(unit.pk, str(unit)) for unit in found]) for label, found in units
        ]
        self.fields["category"].queryset = categories
        if len(self.mandates) > 1:
            self.fields["deputy"].choices = [
                (deputy.pk, f"{deputy} · {deputy.seat.congress}") for deputy in self.mandates
            ]
        else:
            del self.fields["deputy"]

    def clean(self):
        given = super().clean()
        if given.get("session") == Suggestion.Session.IN and not given.get("session_name"):
            self.add_error("session_name", _("会议期间提出的，请写会次。"))
        return given

    def chosen(self) -> Deputy:
        """Return the mandate under which the suggestion is made."""
        chosen = self.cleaned_data.get("deputy")
        return next((deputy for deputy in self.mandates if deputy.pk == chosen), self.mandates[0])

    def act(self) -> dict:
        """Return the fields as the service stores them."""
        given = {
            name: value for name, value in self.cleaned_data.items() if name not in ("version", "deputy")
        }
        return given | {"wished_unit": self.units.get(given["wished_unit"])}

    def refuse(self, message: str, field: str | None) -> None:
        """Put a refusal of the service beside the field it belongs to."""
        self.add_error(field if field in self.fields else None, message)

    def renew(self, version: int) -> None:
        """Go back with what was typed and the version as it is now."""
        self.data = self.data.copy()
        self.data["version"] = version


def kept(case: Case) -> dict:
    """Return what the form of a kept draft shows."""
    names = (
        "session session_name facts reasons proposal formed unsolved wants_contact reference_only consents_to"
    )
    shown = {name: getattr(case.suggestion, name) for name in names.split()}
    return shown | {
        "version": case.version,
        "deputy": case.deputy_id,
        "title": case.title,
        "category": case.category_id,
        "place": case.place,
        "wished_unit": case.suggestion.wished_unit_id,
    }


def beginning(messages: list[Conversation], survey: Survey | None, today: datetime) -> dict:
    """Return what a new draft begins with: the messages' words without any identity, or the survey's findings."""
    begun = {
        "session": Suggestion.Session.BETWEEN,
        "formed": Suggestion.Formed.MESSAGES if messages else Suggestion.Formed.OTHER,
        "unsolved": Suggestion.Unsolved.NO,
        "consents_to": Suggestion.Publish.FULL,
        "facts": _told(messages, today),
    }
    categories = {message.category_id for message in messages}
    if len(categories) == 1:
        begun["category"] = categories.pop()
    places = {message.place for message in messages}
    if len(places) == 1:
        begun["place"] = without_identity(places.pop())
    if survey is not None:
        begun["formed"] = FORMED_BY[survey.how]
        begun["facts"] = "\n\n".join(part for part in (survey.findings, begun["facts"]) if part)
    return begun


def _told(messages: list[Conversation], today: datetime) -> str:
    if not messages:
        return ""
    lines = [gettext("近期有 %(n)d 位群众反映：") % {"n": len(messages)}]
    for number, message in enumerate(messages, start=1):
        words = " ".join(without_identity(message.body).split())
        quoted = words if len(words) <= QUOTED else f"{words[:QUOTED]}……"
        where = gettext("，%(place)s") % {"place": without_identity(message.place)} if message.place else ""
        lines.append(f"{number}. {month_day(message.submitted_at, today)}{where}：{quoted}")
    return "\n".join(lines)


def without_identity(text: str) -> str:
    """Return a text with everything taken out that looks like personal data."""
    return redact(text, find_personal_data(text))
