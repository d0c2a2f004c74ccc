"""Forms of the sites desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.forms.directory import FilterForm, query_field
from deputies.models import Deputy, Organisation, Site, SiteStandard, User


class SitesFilter(FilterForm):
    q = query_field(_("站点名称或路名"))
    street = forms.ModelChoiceField(
        label=_("所属单位"), required=False, queryset=Organisation.objects.none(), empty_label=_("不限")
    )
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("不限"))] + Site.Kind.choices)
    closed = forms.BooleanField(label=_("包括停用的"), required=False)

    def __init__(self, *args, streets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["street"].queryset = streets


class SiteForm(forms.ModelForm):
    class Meta:
        model = Site
        fields = [
            "name",
            "kind",
            "organisation",
            "parent",
            "head",
            "address",
            "directions",
            "phone",
            "hours",
            "feature",
            "is_active",
        ]
        help_texts = {"hours": _("例如：周一至周五 8:30–17:00，接待日当天全天。")}

    def __init__(self, *args, organisations, sites, deputies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["organisation"].empty_label = _("请选择")
        self.fields["parent"].queryset = sites.exclude(pk=self.instance.pk)
        self.fields["parent"].empty_label = _("没有")
        self.fields["head"].queryset = deputies
        self.fields["head"].empty_label = _("还没有")
        self.fields["head"].label_from_instance = _name_and_place
        if not self.instance.pk:
            del self.fields["is_active"]

    def _post_clean(self):
        """Leave the instance alone: the service writes, under its lock."""


def _name_and_place(deputy: Deputy) -> str:
    return f"{deputy.name}（{deputy.seat.place}）"


class StandardsForm(forms.Form):
    """The five-haves standard: what is met, and by what evidence."""

    def __init__(self, *args, site: Site, **kwargs):
        super().__init__(*args, **kwargs)
        known = {standard.item: standard for standard in site.standards.all()}
        for item, label in SiteStandard.Item.choices:
            standard = known.get(item)
            self.fields[f"met_{item}"] = forms.BooleanField(
                label=label, required=False, initial=bool(standard and standard.met)
            )
            self.fields[f"evidence_{item}"] = forms.CharField(
                label=_("依据"), required=False, max_length=200, initial=standard.evidence if standard else ""
            )

    def rows(self):
        """Return for each item its two fields, for the page."""
        return [(self[f"met_{item}"], self[f"evidence_{item}"]) for item in SiteStandard.Item.values]

    def found(self) -> dict[str, tuple[bool, str]]:
        """Return item -> (met, evidence)."""
        cleaned = self.cleaned_data
        return {
            item: (cleaned[f"met_{item}"], cleaned[f"evidence_{item}"]) for item in SiteStandard.Item.values
        }


class StaffForm(forms.Form):
    username = forms.CharField(label=_("用户名"), max_length=60, help_text=_("账号由系统管理员建立。"))
    duty = forms.CharField(label=_("职责"), max_length=40, initial=_("联络员"))

    def clean_username(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["username"].strip(), is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("没有这个正在使用的账号。"))
        return user
