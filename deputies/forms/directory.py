"""Filters of the public directory."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.models import DeputyGroup, Level, Organisation, Site
from deputies.queries.directory import serving_organisations

QUERY_LENGTH = 60


def query_field(placeholder: str) -> forms.CharField:
    """Return the search box of a list."""
    return forms.CharField(
        label=_("查找"),
        required=False,
        max_length=QUERY_LENGTH,
        error_messages={"max_length": _("最多写 60 个字，请只写姓名、小区或路名。")},
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": placeholder,
                "enterkeyhint": "search",
                "autocomplete": "off",
            }
        ),
    )


class FilterForm(forms.Form):
    """Filters from the address; what is not understood is told beside its field and does not filter."""

    def asked(self) -> dict:
        """Return the filters that were understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DirectoryForm(FilterForm):
    q = query_field(_("姓名、拼音、选区、小区或路名"))
    level = forms.TypedChoiceField(
        label=_("层级"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("各级"))] + Level.choices,
        widget=forms.RadioSelect,
    )
    street = forms.ModelChoiceField(
        label=_("街道、乡镇"), required=False, queryset=Organisation.objects.none(), empty_label=_("不限")
    )
    group = forms.ModelChoiceField(
        label=_("代表小组"), required=False, queryset=DeputyGroup.objects.none(), empty_label=_("不限")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["street"].queryset = serving_organisations()
        self.fields["group"].queryset = DeputyGroup.objects.order_by("kind", "name")


class SitesForm(FilterForm):
    q = query_field(_("站点名称或路名"))
    kind = forms.ChoiceField(
        label=_("类别"),
        required=False,
        choices=[("", _("不限"))] + Site.Kind.choices,
        widget=forms.RadioSelect,
    )
    street = forms.ModelChoiceField(
        label=_("街道、乡镇"), required=False, queryset=Organisation.objects.none(), empty_label=_("不限")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["street"].queryset = (
            Organisation.objects.filter(sites__is_active=True).distinct().order_by("path")
        )
