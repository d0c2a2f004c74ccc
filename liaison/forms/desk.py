"""Forms of the conversation desk besides the moves: filters, reveal, entry on behalf, canned answers."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deputies import pinyin
from deputies.models import Seat, Site, User
from liaison import receipts
from liaison.forms.public import ContactForm, PhotosField
from liaison.models import CannedAnswer, Category, Conversation, PaperForm, ReceptionDay, Topic
from liaison.queries import desk
from liaison.services.filing import Words
from liaison.services.paper_forms import is_for

Kind, Source, About = Conversation.Kind, Conversation.Source, Conversation.About


def _search(label: str, placeholder: str) -> forms.TextInput:
    return forms.TextInput(attrs={"type": "search", "placeholder": placeholder, "aria-label": label})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class QueueFilter(django_filters.FilterSet):
    """Filters of a queue. What is not understood is told and filters nothing away."""

    q = django_filters.CharFilter(
        label=_("内容、地点或回执号"),
        method="search",
        max_length=60,
        widget=_search(_("查找"), _("内容、地点或回执号")),
    )
    kind = django_filters.ChoiceFilter(label=_("类别"), choices=Kind.choices, empty_label=_("不限"))
    category = django_filters.ChoiceFilter(label=_("事项"), field_name="category_id", empty_label=_("不限"))
    organisation = django_filters.ChoiceFilter(
        label=_("街道、乡镇"), field_name="organisation_id", empty_label=_("不限")
    )
    site = django_filters.ChoiceFilter(label=_("站点"), field_name="site_id", empty_label=_("不限"))
    deputy = django_filters.CharFilter(
        label=_("代表"), method="of_deputy", max_length=40, widget=_search(_("代表"), _("姓名或拼音"))
    )
    held_by = django_filters.ChoiceFilter(
        label=_("由谁答复"), choices=Conversation.Holder.choices, empty_label=_("不限")
    )
    source = django_filters.ChoiceFilter(label=_("来源"), choices=Source.choices, empty_label=_("不限"))
    since = django_filters.DateFilter(
        label=_("收到日期，从"), field_name="submitted_at", lookup_expr="date__gte", widget=_day()
    )
    until = django_filters.DateFilter(
        label=_("到"), field_name="submitted_at", lookup_expr="date__lte", widget=_day()
    )

    mine = django_filters.BooleanFilter(
        label=_("只看等我处理的"), method="on_my_desk", widget=forms.CheckboxInput
    )
    soon = django_filters.BooleanFilter(
        label=_("只看到期与超期的"), method="due_soon", widget=forms.CheckboxInput
    )

    class Meta:
        model = Conversation
        fields = []

    def __init__(self, *args, user: User, now: datetime, choices: dict[str, list], narrow: bool, **kwargs):
        """Take the filters of one person.

        Args:
            user: who asks; `mine` means on her desk.
            now: what "soon due" is measured from.
            choices: what `liaison.queries.desk.filter_choices` found in her area.
            narrow: a deputy sees her own alone, so filters by person and place would offer nothing.
        """
        super().__init__(*args, **kwargs)
        self.user, self.now = user, now
        for name in ("category", "organisation", "site"):
            self.filters[name].extra["choices"] = choices.get(name, [])
        for name in ("organisation", "site", "deputy", "held_by") if narrow else ():
            del self.filters[name]

    @property
    def is_active(self) -> bool:
        """Whether anything is filtered away."""
        return self.form.is_valid() and any(self.form.cleaned_data.values())

    def search(self, queryset, name, value):
        """Find a receipt number however it was typed; else words in the text or the place."""
        try:
            return queryset.filter(receipt=receipts.normalise_receipt(value))
        except ValueError:
            return queryset.filter(Q(body__icontains=value) | Q(place__icontains=value))

    def on_my_desk(self, queryset, name, value):
        """Keep what this person has to act on."""
        return queryset.filter(desk.on_my_desk(self.user), desk.WAITING) if value else queryset

    def due_soon(self, queryset, name, value):
        """Keep what is due shortly or overdue, soonest first."""
        return (
            queryset.filter(desk.soon(self.now), desk.WAITING).order_by("due_at", "pk") if value else queryset
        )

    def of_deputy(self, queryset, name, value):
        """Find a deputy by name, pinyin or initials."""
        return queryset.filter(deputy__search__contains=pinyin.fold(value) or value)


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("为什么要联系"),
        max_length=120,
        help_text=_("会连同您的姓名和时间记入审计记录。"),
        widget=forms.TextInput(attrs={"placeholder": _("例如：约时间看现场"), "autocomplete": "off"}),
        error_messages={"required": _("请写明为什么要联系。")},
    )


class CannedForm(forms.ModelForm):
    class Meta:
        model = CannedAnswer
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"title": _("按钮上的几个字，例如“已转物业”。")}


class BehalfForm(ContactForm):
    """What a caller or visitor says, written down by staff: the same facts as on the public page."""

    kind = forms.ChoiceField(
        label=_("他想"),
        choices=[(Kind.MESSAGE, _("留言")), (Kind.APPOINTMENT, _("约见"))],
        initial=Kind.MESSAGE,
        widget=forms.RadioSelect,
    )
    source = forms.ChoiceField(
        label=_("怎么来的"),
        choices=[(Source.PHONE, _("打电话")), (Source.VISIT, _("上门")), (Source.PAPER, _("写信、纸条"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选他是怎么来的。")},
    )
    form_number = forms.CharField(
        label=_("表号"),
        required=False,
        max_length=200,
        help_text=_("写在我们印的留言表上时填：表右上角的 8 位字符，也可以用扫码枪扫表下方的小码。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "7F3K-9XWR"}),
    )
    category = forms.ChoiceField(label=_("属于哪一类"), required=False, widget=forms.RadioSelect)
    place = forms.CharField(label=_("在什么地方"), required=False, max_length=120)
    photos = PhotosField(label=_("照片或来信"), required=False, help_text=_("最多 9 张。"))
    about = forms.ChoiceField(
        label=_("反映的是"),
        help_text=_("反映代表本人或者某个单位的，直接送人大工作机构，代表和站点都看不到。"),
        widget=forms.RadioSelect,
        initial=About.MATTER,
    )
    reception_day = forms.TypedChoiceField(
        label=_("约见：选一个接待日"), required=False, coerce=int, empty_value=None
    )
    wish = forms.CharField(label=_("约见：或者他方便的时间"), required=False, max_length=120)
    website = None

    field_order = [
        "source",
        "form_number",
        "kind",
        "body",
        "category",
        "place",
        "photos",
        "reception_day",
        "wish",
        "about",
        "contact_name",
        "contact_phone",
        "share_contact",
        "privacy",
    ]

    def __init__(
        self,
        *args,
        categories: Iterable[Category],
        days: Iterable[ReceptionDay],
        to: Seat | Site | Topic,
        sheets: QuerySet[PaperForm],
        **kwargs,
    ):
        """Take the words of somebody else.

        Args:
            categories: the subjects offered.
            days: published reception days ahead of this deputy or site, each with `taken`.
            to: whom it goes to, or which question it answers; to a deputy's seat it may be about her.
            sheets: the printed forms that may be typed in by this person.
        """
        super().__init__(*args, **kwargs)
        self.to, self.sheets = to, sheets
        self.days = [day for day in days if day.taken < day.capacity]
        body = self.fields["body"]
        body.label = _("他说了什么")
        body.widget.attrs |= {"rows": 7, "placeholder": _("照他的原话记，记完念一遍给他听。")}
        body.error_messages |= {"required": _("请记下他说的话。"), "min_length": _("至少 5 个字。")}
        self.fields["contact_name"].label = _("怎么称呼他")
        self.fields["contact_phone"].label = _("他的电话")
        self.fields["contact_phone"].help_text = _("不愿留就空着，凭回执号和查询码一样能查。")
        self.fields["share_contact"].label = _("他同意把联系方式告诉办理单位")
        self.fields["share_contact"].help_text = ""
        self.fields["privacy"].label = _("隐私说明已念给他听，他同意")
        self.fields["privacy"].error_messages["required"] = _("请先把隐私说明念给他听，征得同意再打勾。")
        self.fields["category"].choices = [(str(row.pk), row.name) for row in categories]
        self.fields["about"].choices = [
            (about.value, about.label) for about in About if isinstance(to, Seat) or about != About.DEPUTY
        ]
        self.fields["reception_day"].choices = [("", _("不选"))] + [
            (day.pk, f"{day}（余 {day.capacity - day.taken}）") for day in self.days
        ]
        if not self.days:
            del self.fields["reception_day"]
        for name in ("kind", "wish", "form_number") if isinstance(to, Topic) else ():
            del self.fields[name]

    def clean_form_number(self) -> PaperForm | None:
        """Return the sheet; that it was typed in before is for the service to refuse."""
        if not self.cleaned_data["form_number"]:
            return None
        try:
            number = receipts.normalise_form_number(self.cleaned_data["form_number"])
        except ValueError as error:
            raise forms.ValidationError(gettext(str(error))) from error
        sheet = self.sheets.filter(number=number).first()
        if sheet is None:
            raise forms.ValidationError(_("没有这张表，或者不归您录：请对照表的右上角再输一次。"))
        if not is_for(sheet, self.to):
            raise forms.ValidationError(
                gettext("这张表是写给“%(to)s”的，请点“换一位”再录。") % {"to": sheet.placement.code}
            )
        return sheet

    def clean(self):
        given = super().clean()
        if given.get("kind") == Kind.APPOINTMENT and not given.get("wish") and not given.get("reception_day"):
            self.add_error("wish", _("请写他方便的时间，或者选一个接待日。"))
        if given.get("form_number") and given.get("source", Source.PAPER) != Source.PAPER:
            self.add_error("source", _("填了表号的，这里请选“写信、纸条”。"))
        return given

    def words(self) -> Words:
        """Return what was said; on a printed form the notice on the sheet is the one that was agreed to."""
        said, sheet = super().words(), self.cleaned_data.get("form_number")
        return replace(said, privacy_version=sheet.privacy_version) if sheet else said

    def reception_day_chosen(self) -> ReceptionDay | None:
        """Return the day that was chosen, if any."""
        chosen = self.cleaned_data.get("reception_day")
        return next((day for day in self.days if day.pk == chosen), None)
