"""The forms of the pages on which congress staff hand a suggestion over and decide on publication."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.privacy import LABELS, find_personal_data
from suggestions.forms.acts import ActForm, other_units
from suggestions.forms.fields import RowField, RowsField, words
from suggestions.models import Assignment, Suggestion
from suggestions.services.parts import Part

Role, Publish = Assignment.Role, Suggestion.Publish
LEAD, SEPARATE = "lead", "separate"
OPENNESS = (Publish.NONE, Publish.TITLE, Publish.FULL)
SHOWN = {Publish.FULL: ("public_title", "public_text", "public_reply"), Publish.TITLE: ("public_title",)}


class HandOverForm(ActForm):
    """Lead and co-handlers, or separate units; three months, or six with a reason (代表法 Art. 51)."""

    way = forms.ChoiceField(
        label=_("承办方式"),
        choices=[
            (LEAD, _("主办，可加会办：主办单位统一答复")),
            (SEPARATE, _("分办：各单位各办各的、各自答复")),
        ],
        initial=LEAD,
        widget=forms.RadioSelect,
    )
    use_required_attribute = False
    lead = RowField(label=_("主办单位"), missing=_("请选主办单位。"))
    units = RowsField(label=_("会办单位；分办时勾各承办单位"), required=False)
    is_complex = forms.TypedChoiceField(
        label=_("办理期限"),
        choices=[("no", _("三个月")), ("yes", _("六个月：涉及面广、处理难度大"))],
        initial="no",
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
    )
    complex_reason = forms.CharField(
        label=_("六个月办理的理由"),
        max_length=300,
        error_messages={"required": _("六个月办理的要写理由，代表看得到。")},
    )
    instruction = forms.CharField(
        label=_("交办要求"),
        max_length=300,
        required=False,
        help_text=_("例如：请办理前先和代表见面，逐条答复。"),
    )
    field_of = {"separate": "units", "parts": "lead"}

    def prepare(self):
        offered = other_units(self.case, first=self.wished())
        self.fields["lead"].offer(offered)
        self.fields["units"].offer([unit for _label, found in offered for unit in found], str)
        if self.wished():
            self.initial["lead"] = str(self.case.suggestion.wished_unit_id)
        if self.is_bound:
            self.fields["lead"].required = self.data.get("way") != SEPARATE
            self.fields["complex_reason"].required = self.data.get("is_complex") == "yes"

    def wished(self):
        """Return the unit the deputy wishes for, if any."""
        unit = self.case.suggestion.wished_unit
        return [unit] if unit else []

    def clean(self):
        given = super().clean()
        if given.get("way") == SEPARATE and len(given.get("units") or ()) < 2:
            self.add_error("units", _("分办至少勾两个单位；只有一个就选主办。"))
        return given

    def act(self):
        given = self.cleaned_data
        named = given["way"] == LEAD
        parts = [Part(Role.LEAD, unit=given["lead"], instruction=given["instruction"])] if named else []
        role = Role.CO if named else Role.SEPARATE
        parts += [
            Part(role, unit=unit, instruction=given["instruction"])
            for unit in given["units"]
            if not named or unit != given["lead"]
        ]
        reason = given["complex_reason"] if given["is_complex"] else ""
        return {"parts": parts, "is_complex": given["is_complex"], "complex_reason": reason}


class PublishForm(ActForm):
    """How much the public sees, never more than the deputy agreed to; a redacted copy, the original stays."""

    publish = forms.ChoiceField(
        label=_("怎么公开"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选怎么公开。")},
    )
    use_required_attribute = False
    public_title = forms.CharField(
        label=_("公开的标题"), max_length=80, error_messages={"required": _("公开的标题不能空。")}
    )
    public_text = words(_("公开的建议内容"), rows=10, longest=20000)
    public_reply = words(_("公开的答复"), rows=10, longest=20000)
    checked = forms.BooleanField(
        label=_("已逐字核对，留下的号码都是可以公开的（例如办公电话）"), required=False
    )
    note = forms.CharField(
        label=_("说明"), max_length=200, required=False, help_text=_("不公开或只公开标题的，写明原因。")
    )

    def prepare(self):
        agreed = OPENNESS.index(Publish(self.case.suggestion.consents_to))
        self.fields["publish"].choices = [(kind.value, kind.label) for kind in OPENNESS[: agreed + 1][::-1]]
        if self.is_bound:
            wanted = SHOWN.get(self.data.get("publish"), ())
            for name in SHOWN[Publish.FULL]:
                self.fields[name].required = name in wanted

    def clean(self):
        given = super().clean()
        publish = given.get("publish")
        if publish == Publish.NONE and not given.get("note"):
            self.add_error("note", _("不公开的要写原因。"))
        if publish != Publish.NONE and not given.get("checked"):
            self._find_personal_data(SHOWN.get(publish, ()))
        return given

    def _find_personal_data(self, names: tuple[str, ...]) -> None:
        for name in names:
            spans = find_personal_data(self.cleaned_data.get(name) or "")
            found = sorted({str(gettext(LABELS[span.kind])) for span in spans})
            if found:
                words = gettext(
                    "里面像是还有个人信息（%(found)s）。请隐去；确认可以公开的，请勾选“已逐字核对”。"
                )
                self.add_error(name, words % {"found": "、".join(found)})

    def act(self):
        """Return the decision with the copies that are to be public alone."""
        given = self.cleaned_data
        kept = {name: given[name] for name in SHOWN.get(given["publish"], ())}
        return kept | {"publish": given["publish"], "note": given["note"]}
