"""Forms of the codes desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.forms.directory import FilterForm, query_field
from deputies.models import Organisation, Seat, Site
from liaison.models import ContactCode, Placement

LARGEST_MODULE = 60


class CodesFilter(FilterForm):
    q = query_field(_("代表、选区、站点、议题、短码、公示栏"))
    street = forms.ModelChoiceField(
        label=_("街道、乡镇"), required=False, queryset=Organisation.objects.none(), empty_label=_("不限")
    )
    kind = forms.ChoiceField(
        label=_("种类"),
        required=False,
        choices=[("", _("不限")), ("seat", _("代表")), ("site", _("站点")), ("topic", _("议题"))],
    )
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("不限"))] + ContactCode.State.choices
    )

    def __init__(self, *args, streets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["street"].queryset = streets


class PlacementForm(forms.ModelForm):
    """One more printed copy; the date of posting may follow later."""

    class Meta:
        model = Placement
        fields = ["board", "community", "address", "posted_on"]
        widgets = {"posted_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "board": _("例如：梧桐苑东门公示栏。"),
            "posted_on": _("还没有张贴就空着，贴好再登记。"),
        }

    def __init__(self, *args, organisation: Organisation, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["board"].required = True
        self.fields["community"].queryset = Organisation.objects.filter(
            kind=Organisation.Kind.COMMUNITY, path__startswith=organisation.path, is_active=True
        )
        self.fields["community"].empty_label = _("不选")

    def clean_posted_on(self):
        return _not_in_future(self.cleaned_data["posted_on"], self.today)


class PostingForm(forms.Form):
    """A registered copy was put up."""

    posted_on = forms.DateField(
        label=_("张贴日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_posted_on(self):
        return _not_in_future(self.cleaned_data["posted_on"], self.today)


class ReasonForm(forms.Form):
    """Why a code or a copy stops; people who scan it read this."""

    reason = forms.CharField(
        label=_("原因"), max_length=120, help_text=_("扫码的人会看到这句话。"), strip=True
    )


class RepointForm(forms.Form):
    """A code with all its copies shows another seat or site, e.g. after districts were redrawn."""

    seat = forms.ModelChoiceField(
        label=_("改指席位"), required=False, queryset=Seat.objects.none(), empty_label=_("不选")
    )
    site = forms.ModelChoiceField(
        label=_("或改指站点"), required=False, queryset=Site.objects.none(), empty_label=_("不选")
    )

    def __init__(self, *args, seats, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = seats
        self.fields["site"].queryset = sites

    def clean(self):
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("seat")) == bool(cleaned.get("site")):
            self.add_error("seat", _("请选一个席位，或者选一个站点。"))
        return cleaned


class ImageForm(forms.Form):
    """How large the image of a code should be, and of which printed copy."""

    module = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_MODULE)
    placement = forms.ModelChoiceField(required=False, queryset=Placement.objects.none())

    def __init__(self, *args, placements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["placement"].queryset = placements


def _not_in_future(day, today):
    if day and day > today:
        raise forms.ValidationError(_("张贴日期不能在今天之后。"))
    return day
