"""Reference rows of the file that moves: time limits, classes of replies, the table that proposes who handles."""

import re

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, Max, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from deputies import tree
from deputies.admin.base import ConfigurationAdmin, ConfigurationForm, ConfigurationInline
from deputies.models import Organisation
from deputies.workdays import UNIT_LABELS, Unit
from suggestions.deadlines import DEFAULTS
from suggestions.models import Case, Clock, ClockRule, ReplyClass, ReplyScheme, RoutingRule
from suggestions.services.clocks import days_before

DAYS_BEFORE = re.compile(r"\d{1,2}([,，、\s]+\d{1,2})*")
MOST_REMINDERS = 6


class ClockRuleForm(ConfigurationForm):
    """A version in force is never changed: what is typed becomes the next one."""

    class Meta:
        model = ClockRule
        fields = [
            "key",
            "label",
            "amount",
            "unit",
            "roll",
            "remind_before",
            "may_extend",
            "may_pause",
            "basis",
            "effective_from",
        ]
        help_texts = {
            "effective_from": _("从这一天起开始计时的按这一版；已经在走的期限不变。"),
            "roll": _("按工作日算的期限本来就不会落在放假日。"),
        }

    key = forms.ChoiceField(
        label=_("规则"),
        widget=UnfoldAdminSelectWidget,
        choices=lambda: [(key, f"{_(rule.label)}（{key}）") for key, rule in DEFAULTS.items()],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rule, today = self.instance, timezone.localdate()
        self.makes_version = rule.pk is None or not is_open_to_change(rule)
        if rule.pk is not None:
            self.fields["key"].disabled = True
            if self.makes_version:
                self.initial["effective_from"] = today
        elif not self.initial.get("effective_from"):
            self.initial["effective_from"] = today

    def clean_remind_before(self):
        text = self.cleaned_data["remind_before"].strip()
        if not text:
            return ""
        if not DAYS_BEFORE.fullmatch(text):
            raise forms.ValidationError(_("写提前几天，用逗号分开，如 10,5,1。"))
        days = days_before(re.sub(r"[，、\s]+", ",", text))
        if len(days) > MOST_REMINDERS or 0 in days:
            raise forms.ValidationError(_("提前 1 到 99 天，最多写 6 个。"))
        return ",".join(map(str, days))

    def clean_effective_from(self):
        day = self.cleaned_data["effective_from"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("起用日期不能早于今天：已经在走的期限不往回改。"))
        return day

    def clean(self):
        data = super().clean()
        others = ClockRule.objects.filter(key=data.get("key"))
        if not self.makes_version:
            others = others.filter(version__lt=self.instance.version)
        last = others.aggregate(last=Max("effective_from"))["last"]
        if last and data.get("effective_from") and data["effective_from"] < last:
            words = _("上一版自 %(day)s 起用，这一版不能更早。") % {"day": last.isoformat()}
            self.add_error("effective_from", words)
        return data

    def _post_clean(self):
        """Number the next version before the constraints are checked; what was not touched makes none."""
        self.makes_version = self.makes_version and self.has_changed()
        if self.makes_version:
            key = self.cleaned_data.get("key", self.instance.key)
            last = ClockRule.objects.filter(key=key).aggregate(last=Max("version"))["last"]
            self.instance.pk, self.instance.version = None, (last or 0) + 1
            self.instance._state.adding = True
        super()._post_clean()


def is_open_to_change(rule: ClockRule) -> bool:
    """Tell whether a version may still be changed or deleted: its day has not come and no clock copied it."""
    return rule.effective_from > timezone.localdate() and not _clocks_of(rule.key, rule.version).exists()


def _clocks_of(key, version):
    return Clock.objects.filter(rule_key=key, rule_version=version)


@admin.register(ClockRule)
class ClockRuleAdmin(ConfigurationAdmin):
    form = ClockRuleForm
    list_display = ["label", "version", "length", "remind_before", "effective_from", "standing"]
    list_filter = ["may_extend", "may_pause"]
    search_fields = ["key", "label"]
    list_before_template = "admin/suggestions/clockrule/defaults.html"

    def get_queryset(self, request):
        same = ClockRule.objects.filter(key=OuterRef("key"), effective_from__lte=timezone.localdate())
        newest = same.order_by("-version").values("version")[:1]
        used = _clocks_of(OuterRef("key"), OuterRef("version"))
        return super().get_queryset(request).annotate(in_force=Subquery(newest), is_used=Exists(used))

    def changelist_view(self, request, extra_context=None):
        """Show above the list the limits that come with the software and have no row yet."""
        table = {
            "headers": [_("默认期限"), _("长短"), _("提前几天提醒"), _("依据"), ""],
            "rows": self._defaults(),
        }
        return super().changelist_view(request, (extra_context or {}) | {"defaults": table})

    def has_delete_permission(self, request, obj=None):
        return obj is not None and is_open_to_change(obj) and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change):
        if not form.has_changed():
            return
        super().save_model(request, obj, form, change)
        if form.makes_version:
            words = _("已存为第 %(number)s 版，自 %(day)s 起用；已经在走的期限不变。")
            messages.info(request, words % {"number": obj.version, "day": obj.effective_from.isoformat()})

    @display(description=_("长短"))
    def length(self, rule):
        return _length(rule.amount, rule.unit)

    @display(description=_("情况"))
    def standing(self, rule):
        if rule.effective_from > timezone.localdate():
            return _("将起用")
        return _("现用") if rule.version == rule.in_force else _("已被取代")

    def _defaults(self) -> list[list]:
        kept = set(ClockRule.objects.values_list("key", flat=True))
        rows = []
        for key, rule in DEFAULTS.items():
            if key in kept:
                continue
            start = {
                "key": key,
                "label": _(rule.label),
                "amount": rule.amount,
                "unit": rule.unit.value,
                "remind_before": ",".join(map(str, rule.remind_before)),
                "basis": _(rule.basis) if rule.basis else "",
            }
            start |= {name: "on" for name in ("roll", "may_extend", "may_pause") if getattr(rule, name)}
            link = f"{reverse('admin:suggestions_clockrule_add')}?{urlencode(start)}"
            rows.append(
                [
                    start["label"],
                    _length(rule.amount, rule.unit),
                    start["remind_before"],
                    start["basis"],
                    format_html(
                        '<a class="text-primary-600 underline" href="{}">{}</a>', link, _("改这一条")
                    ),
                ]
            )
        return rows


def _length(amount: int, unit: str) -> str:
    return f"{amount} {_(UNIT_LABELS[Unit(unit)])}"


class ReplyClassInline(ConfigurationInline):
    model = ReplyClass
    ordering = ["order"]


class ReplySchemeForm(ConfigurationForm):
    class Meta:
        model = ReplyScheme
        fields = ["congress", "name", "is_current"]

    def clean(self):
        data = super().clean()
        congress = data.get("congress") or (self.instance.congress if self.instance.congress_id else None)
        current = ReplyScheme.objects.filter(congress=congress, is_current=True).exclude(pk=self.instance.pk)
        if congress and data.get("is_current") and current.exists():
            self.add_error("is_current", _("这个人大已有现用的办法，请先把那一个停用。"))
        return data


@admin.register(ReplyScheme)
class ReplySchemeAdmin(ConfigurationAdmin):
    form = ReplySchemeForm
    scope = "congress__path"
    inlines = [ReplyClassInline]
    list_display = ["name", "congress", "is_current"]
    list_select_related = ["congress"]
    list_filter = ["is_current"]
    search_fields = ["name", "congress__name"]
    autocomplete_fields = ["congress"]

    def get_readonly_fields(self, request, obj=None):
        return ["congress"] if obj else []


class RoutingRuleForm(ConfigurationForm):
    class Meta:
        model = RoutingRule
        fields = ["congress", "category", "words", "places", "tier", "unit", "weight", "is_active"]

    def clean(self):
        data = super().clean()
        if not (data.get("category") or data.get("words") or data.get("places")):
            raise forms.ValidationError(_("类别、内容里的词、地点里的词，至少写一样。"))
        congress, unit = data.get("congress"), data.get("unit")
        if unit and data.get("tier") == Case.Tier.RELAY:
            self.add_error("unit", _("接力交给上级代表，不用选单位。"))
        elif unit and congress and not tree.is_within(unit.path, congress.path):
            self.add_error("unit", _("这个单位不在这个人大的区域里。"))
        elif unit and unit.kind in (Organisation.Kind.CONGRESS, Organisation.Kind.GOVERNMENT):
            self.add_error("unit", _("请选具体的承办单位。"))
        return data


@admin.register(RoutingRule)
class RoutingRuleAdmin(ConfigurationAdmin):
    form = RoutingRuleForm
    scope = "congress__path"
    list_display = ["tier", "unit", "category", "words", "places", "weight", "is_active"]
    list_select_related = ["unit", "category"]
    list_filter = ["tier", "is_active"]
    search_fields = ["words", "places", "unit__name"]
    autocomplete_fields = ["congress", "unit", "category"]
