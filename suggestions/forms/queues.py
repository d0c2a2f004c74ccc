"""Filters of the queues of cases; saving one under a name."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from suggestions.models import Assignment, Case, SavedFilter
from suggestions.queries.tabs import Desk

# What stands in the address of a queue beside the filters themselves.
PLACE = ("desk", "queue")


def _search(label: str, placeholder: str) -> forms.TextInput:
    return forms.TextInput(attrs={"type": "search", "placeholder": placeholder, "aria-label": label})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CaseQueueFilter(django_filters.FilterSet):
    """Filters of a queue. What is not understood is told and filters nothing away."""

    q = django_filters.CharFilter(
        label=_("标题、地点或编号"),
        method="search",
        max_length=60,
        widget=_search(_("查找"), _("标题、地点或编号")),
    )
    unit = django_filters.CharFilter(
        label=_("承办单位"), method="of_unit", max_length=40, widget=_search(_("承办单位"), _("单位名称"))
    )
    kind = django_filters.ChoiceFilter(
        label=_("类别"), choices=Case.Kind.choices, method="of_case", empty_label=_("不限")
    )
    tier = django_filters.ChoiceFilter(
        label=_("层级"), choices=Case.Tier.choices, method="of_case", empty_label=_("不限")
    )
    category = django_filters.ChoiceFilter(label=_("事项"), method="of_case", empty_label=_("不限"))
    organisation = django_filters.ChoiceFilter(label=_("街道、乡镇"), method="of_case", empty_label=_("不限"))
    due_from = django_filters.DateFilter(
        label=_("到期日，从"), field_name="due_on", lookup_expr="gte", widget=_day()
    )
    due_to = django_filters.DateFilter(label=_("到"), field_name="due_on", lookup_expr="lte", widget=_day())
    overdue = django_filters.BooleanFilter(label=_("只看已逾期的"), method="late", widget=forms.CheckboxInput)
    key = django_filters.BooleanFilter(
        label=_("只看重点督办的"), method="key_only", widget=forms.CheckboxInput
    )

    class Meta:
        model = Case
        fields = []

    def __init__(self, *args, desk: Desk, today, choices: dict[str, list], **kwargs):
        """Take the filters of one desk.

        Args:
            today: what "overdue" is measured from.
            choices: what `suggestions.queries.queues.choices` found in the person's area.
        """
        super().__init__(*args, **kwargs)
        self.desk, self.today = desk, today
        self.prefix_of_case = "case__" if desk.of == "part" else ""
        for name in ("category", "organisation"):
            self.filters[name].extra["choices"] = choices.get(name, [])
        unused = {
            "unit": desk.name in ("clerk", "head"),
            "organisation": len(choices.get("organisation", ())) < 2,
            "kind": desk.name == "reader",
        }
        for name in (name for name, is_unused in unused.items() if is_unused):
            del self.filters[name]

    @property
    def is_active(self) -> bool:
        """Whether anything is filtered away."""
        return self.form.is_valid() and any(self.form.cleaned_data.values())

    def of_case(self, queryset, name, value):
        """Keep cases of this kind, tier, category or office."""
        field = {"category": "category_id", "organisation": "organisation_id"}.get(name, name)
        return queryset.filter(**{self.prefix_of_case + field: value})

    def search(self, queryset, name, value):
        """Find a number however it was typed, or words in the title or the place."""
        found = Q()
        for field in ("number", "title", "place"):
            found |= Q(**{f"{self.prefix_of_case}{field}__icontains": value})
        return queryset.filter(found)

    def of_unit(self, queryset, name, value):
        """Find by the name of a unit, in full or short."""
        named = Q(unit__name__icontains=value) | Q(unit__short_name__icontains=value)
        if self.desk.of == "part":
            return queryset.filter(named)
        return queryset.filter(pk__in=Assignment.objects.filter(named).values("case"))

    def late(self, queryset, name, value):
        """Keep what is overdue."""
        return queryset.filter(due_on__lt=self.today) if value else queryset

    def key_only(self, queryset, name, value):
        """Keep formal suggestions under key supervision."""
        return queryset.filter(**{f"{self.prefix_of_case}suggestion__is_key": True}) if value else queryset


class SaveFilterForm(forms.ModelForm):
    """A name for the filter in the address."""

    class Meta:
        model = SavedFilter
        fields = ["name", "query"]
        widgets = {
            "name": forms.TextInput(
                attrs={"placeholder": _("起个名字，例如：本周到期"), "autocomplete": "off"}
            ),
            "query": forms.HiddenInput,
        }
        error_messages = {"name": {"required": _("请给这个筛选起个名字。")}}
