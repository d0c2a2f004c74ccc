"""Forms of opinion topics: the question, its end, what came of it, one answer for many; filters of what was said."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deputies.forms.directory import FilterForm
from liaison import receipts
from liaison.forms.public import LONGEST_BODY, WordsField
from liaison.models import Category, Conversation, Topic
from liaison.queries.topics import UNANSWERED
from liaison.services.topics import Draft

PHASES = [(phase.value, phase.label) for phase in Topic.Phase]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TopicForm(forms.ModelForm):
    """What is asked, by whom, from when until when; changed as long as it is a draft."""

    question = WordsField(
        label=_("想听大家说什么"),
        max_length=300,
        help_text=_("一句大白话的问题，印在海报上，也是打开页面最先看到的话。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    background = WordsField(
        label=_("背景"),
        max_length=2000,
        required=False,
        help_text=_("为什么问、现在是什么情况、您的话会怎么用。几句就好。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    class Meta:
        model = Topic
        fields = ["organisation", "title", "question", "background", "site", "opens_on", "closes_on"]
        widgets = {"opens_on": _day(), "closes_on": _day()}
        help_texts = {
            "title": _("最多 40 个字，例如：梧桐苑要不要装充电棚。"),
            "site": _("这个站点接收并答复大家的看法；不选就由发起单位自己接收。"),
            "closes_on": _("这一天还收，过了这一天就不收。"),
        }

    def __init__(self, *args, organisations, sites, **kwargs):
        """Take a topic.

        Args:
            organisations: in whose name the person may ask.
            sites: which may collect.
        """
        super().__init__(*args, **kwargs)
        organisation, site = self.fields["organisation"], self.fields["site"]
        organisation.queryset, site.queryset = organisations, sites
        organisation.empty_label, site.empty_label = None, _("不选，发起单位自己接收")

    def clean(self):
        cleaned = super().clean()
        begins, ends = cleaned.get("opens_on"), cleaned.get("closes_on")
        if begins and ends and ends < begins:
            self.add_error("closes_on", _("截止日期不能早于开始日期。"))
        return cleaned

    def draft(self) -> Draft:
        """Return what was written, ready for the service."""
        return Draft(**{name: self.cleaned_data[name] for name in self.Meta.fields})

    def _post_clean(self):
        """Leave the row alone: the service writes it."""


class ExtendForm(forms.Form):
    closes_on = forms.DateField(label=_("延长到"), widget=_day())


class FeedbackForm(forms.Form):
    text = WordsField(
        label=_("结果反馈"),
        max_length=4000,
        help_text=_("大家说了什么、采纳了哪些、没采纳的为什么、接下来怎么做。会公布在议题页上。"),
        widget=forms.Textarea(attrs={"rows": 10, "class": "form-control--large"}),
        error_messages={"required": _("请写结果。")},
    )


class AcknowledgeForm(forms.Form):
    body = WordsField(
        label=_("给还没答复的每一位"),
        max_length=LONGEST_BODY,
        help_text=_("同一段话，分别写进每个人自己的回执里。有具体困难要办的，请先单独答复。"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写一段话。")},
    )


class TopicsFilter(FilterForm):
    phase = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("不限")), *PHASES])


class SaidFilter(django_filters.FilterSet):
    """Filters of what was said on one topic. What is not understood is told and filters nothing away."""

    q = django_filters.CharFilter(
        label=_("内容、地点或回执号"),
        method="search",
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("内容、地点或回执号")}),
    )
    category = django_filters.ModelChoiceFilter(
        label=_("类别"), queryset=Category.objects.filter(is_active=True), empty_label=_("不限")
    )
    community = django_filters.ChoiceFilter(
        label=_("扫码的社区"), field_name="placement__community_id", empty_label=_("不限")
    )
    answer = django_filters.ChoiceFilter(
        label=_("答复"),
        method="answered",
        choices=[("waiting", _("还没答复")), ("answered", _("已经答复"))],
        empty_label=_("不限"),
    )
    since = django_filters.DateFilter(
        label=_("收到日期，从"), field_name="submitted_at", lookup_expr="date__gte", widget=_day()
    )
    until = django_filters.DateFilter(
        label=_("到"), field_name="submitted_at", lookup_expr="date__lte", widget=_day()
    )

    class Meta:
        model = Conversation
        fields = []

    def __init__(self, *args, communities: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["community"].extra["choices"] = communities

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

    def answered(self, queryset, name, value):
        """Keep what waits for an answer, or what has one."""
        waits = Q(state__in=UNANSWERED)
        return queryset.filter(waits if value == "waiting" else Q(answered_at__isnull=False) & ~waits)
