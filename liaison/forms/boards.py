"""Forms of the register of printed copies, and of the passer-by who says that one looks wrong."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deputies.forms.directory import FilterForm, query_field
from deputies.models import Organisation
from deputies.photos import PhotoRefused, clean_photo
from liaison.forms.codes import PlacementForm
from liaison.models import Inspection
from liaison.queries.boards import SHOWN


class PhotoField(forms.FileField):
    """One photo, from the camera where there is one; what comes out is cleaned pixels."""

    widget = forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})

    def clean(self, data, initial=None):
        if not data:
            return None
        try:
            return clean_photo(data)
        except PhotoRefused as refusal:
            raise forms.ValidationError(gettext(refusal.message) % refusal.params) from refusal


class DayField(forms.DateField):
    """A day that is over or today."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *, today, refusal, **kwargs):
        super().__init__(initial=today, **kwargs)
        self.today, self.refusal = today, refusal

    def clean(self, value):
        day = super().clean(value)
        if day and day > self.today:
            raise forms.ValidationError(self.refusal)
        return day


class BoardsFilter(FilterForm):
    q = query_field(_("公示栏、位置、编号、短码、代表"))
    street = forms.ModelChoiceField(
        label=_("街道、乡镇"), required=False, queryset=Organisation.objects.none(), empty_label=_("不限")
    )
    show = forms.ChoiceField(required=False, choices=list(SHOWN.items()), widget=forms.HiddenInput)

    def __init__(self, *args, streets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["street"].queryset = streets


class PostedForm(forms.Form):
    """A copy was put up: today, and here is how it looks."""

    photo = PhotoField(label=_("安装照片"), required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["posted_on"] = DayField(
            label=_("张贴日期"), today=today, refusal=_("张贴日期不能在今天之后。")
        )
        self.order_fields(["posted_on", "photo"])


class CorrectionForm(PlacementForm):
    """What the register says about a copy, to be put right; the short code stays as it is printed."""

    photo = PhotoField(label=_("换一张安装照片"), required=False)

    def _post_clean(self):
        """Leave the instance alone: the service writes, under its lock."""


class InspectionForm(forms.Form):
    condition = forms.ChoiceField(
        label=_("看到的样子"), choices=Inspection.Condition.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=200, strip=True)
    photo = PhotoField(label=_("照片"), required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["checked_on"] = DayField(
            label=_("巡查日期"), today=today, refusal=_("巡查日期不能在今天之后。")
        )
        self.order_fields(["condition", "checked_on", "note", "photo"])


class SettleForm(forms.Form):
    """What was found out about a report, and whether the copy is revoked with it."""

    outcome = forms.CharField(
        label=_("查下来怎样"), max_length=200, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )
    revoke = forms.BooleanField(label=_("同时作废这一份"), required=False)
    reason = forms.CharField(
        label=_("作废的原因"),
        required=False,
        max_length=120,
        help_text=_("扫码的人会看到这句话。"),
        strip=True,
    )

    def __init__(self, *args, may_revoke: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_revoke:
            del self.fields["revoke"], self.fields["reason"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("revoke") and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("作废要写原因，扫码的人会看到。"))
        return cleaned
