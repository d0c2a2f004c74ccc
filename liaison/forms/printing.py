"""Forms of the print desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.models import ElectoralDistrict, Organisation, Site
from liaison.models import ContactCode, PrintLook
from liaison.papers.layouts import LAYOUTS
from liaison.queries import printing as queries
from liaison.services.printing import MOST_EACH

WHAT = [
    ("organisation", _("一个单位辖内的全部")),
    ("district", _("一个选区")),
    ("site", _("一个站点和它的代表")),
    ("codes", _("刚才勾选的")),
]
KINDS = [("", _("不限")), ("seat", _("代表")), ("site", _("站点")), ("topic", _("议题（民意码）"))]
COPIES = [
    ("waiting", _("登记了还没张贴的")),
    ("live", _("所有有效的（旧的要换新）")),
    ("new", _("每张码新登记几份，马上印")),
]


EACH = dict.fromkeys(("min_value", "max_value", "invalid"), _("每张码写 1 到 20 份。"))
WORDS = {"max_length": _("标语最多 30 个字。")}
GONE = {"invalid_choice": _("选的这一项不在您管的范围里，请重选。")}


class PrintForm(forms.Form):
    """What to print, which copies, how it looks. It comes by the address, so a choice can be kept as a bookmark."""

    what = forms.ChoiceField(label=_("印哪些"), choices=WHAT, widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(
        label=_("单位"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=_("请选择"),
        error_messages=GONE,
    )
    district = forms.ModelChoiceField(
        label=_("选区"),
        required=False,
        queryset=ElectoralDistrict.objects.none(),
        empty_label=_("请选择"),
        error_messages=GONE,
    )
    site = forms.ModelChoiceField(
        label=_("站点"),
        required=False,
        queryset=Site.objects.none(),
        empty_label=_("请选择"),
        error_messages=GONE,
    )
    codes = forms.ModelMultipleChoiceField(
        required=False,
        queryset=ContactCode.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages=GONE,
    )
    kind = forms.ChoiceField(label=_("谁的码"), required=False, choices=KINDS)
    copies = forms.ChoiceField(label=_("印哪几份"), choices=COPIES, widget=forms.RadioSelect)
    each = forms.IntegerField(
        label=_("每张码几份"),
        required=False,
        min_value=1,
        max_value=MOST_EACH,
        error_messages=EACH,
        help_text=_("每一份有自己的短码和编号，贴好后再登记位置。"),
    )
    layout = forms.ChoiceField(
        label=_("版式"),
        choices=[(key, layout.label) for key, layout in LAYOUTS.items()],
        widget=forms.RadioSelect,
    )
    theme = forms.ChoiceField(label=_("配色"), required=False, widget=forms.RadioSelect)
    slogan = forms.CharField(
        label=_("标语"),
        required=False,
        max_length=30,
        error_messages=WORDS,
        help_text=_("空着就用单位样式里的标语。"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = queries.organisations(user)
        self.fields["district"].queryset = queries.districts(user)
        self.fields["site"].queryset = queries.sites(user)
        self.fields["codes"].queryset = queries.codes_of(user)
        self.fields["theme"].choices = [("", _("按单位样式")), *PrintLook.Theme.choices]
        if not (self.is_bound and self.data.getlist("codes")):
            self.fields["what"].choices = WHAT[:-1]

    def clean(self):
        cleaned = super().clean()
        what = cleaned.get("what")
        if what and what not in self.errors and not cleaned.get(what):
            self.add_error(what, _("请选一个%(thing)s。") % {"thing": self.fields[what].label})
        layout, kind = LAYOUTS.get(cleaned.get("layout")), cleaned.get("kind")
        if layout and kind and kind not in layout.kinds:
            taken = "、".join(str(label) for key, label in KINDS if key in layout.kinds)
            self.add_error(
                "kind", _("“%(layout)s”只印%(kinds)s的码。") % {"layout": layout.label, "kinds": taken}
            )
        if cleaned.get("copies") == "new" and not cleaned.get("each") and "each" not in self.errors:
            self.add_error("each", _("请写每张码要几份。"))
        return cleaned

    def choice(self) -> queries.Choice:
        """Return what a valid form asks for."""
        cleaned = self.cleaned_data
        return queries.Choice(
            what=cleaned["what"],
            organisation=cleaned["organisation"],
            district=cleaned["district"],
            site=cleaned["site"],
            codes=tuple(code.pk for code in cleaned["codes"]),
            kind=cleaned["kind"],
            copies=cleaned["copies"],
            each=cleaned["each"] or 1,
        )


class LookForm(forms.Form):
    """How the boards of an organisation look."""

    theme = forms.ChoiceField(label=_("配色"), choices=PrintLook.Theme.choices, widget=forms.RadioSelect)
    slogan = forms.CharField(
        label=_("标语"),
        required=False,
        max_length=30,
        error_messages=WORDS,
        help_text=_("最多 30 个字，印在名称下面；可以不要。"),
    )
    logo = forms.FileField(
        label=_("自己的标志"),
        required=False,
        help_text=_("PNG、JPEG 或 WebP 图片，不超过 2 MB，透明底最好；不要用国徽、党徽。"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    remove_logo = forms.BooleanField(label=_("去掉现在的标志"), required=False)
