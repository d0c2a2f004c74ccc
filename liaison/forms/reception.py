"""Forms of reception days."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.models import Deputy
from deputies.templatetags.ui import WEEKDAYS
from liaison.rhythm import LAST, Months, Policy, Rule
from liaison.services.reception import Hours

MOST_PLACES = 200


class HoursForm(forms.Form):
    """What a planned and a single reception day have in common."""

    deputies = forms.ModelMultipleChoiceField(
        label=_("接待代表"), queryset=Deputy.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    starts = forms.TimeField(
        label=_("开始"), initial="09:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("结束"), initial="11:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    capacity = forms.IntegerField(label=_("名额"), initial=8, min_value=1, max_value=MOST_PLACES)
    theme = forms.CharField(label=_("主题"), required=False, max_length=80)

    def __init__(self, *args, deputies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputies"].queryset = deputies

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("starts") and cleaned.get("ends") and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("结束时间要晚于开始时间。"))
        return cleaned

    def hours(self) -> Hours:
        """Return the valid hours of the form."""
        return Hours(**{name: self.cleaned_data[name] for name in ("starts", "ends", "capacity", "theme")})


class DayForm(HoursForm):
    """One more reception day."""

    date = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    field_order = ["date", "starts", "ends", "capacity", "theme", "deputies"]


class PlanForm(HoursForm):
    """The rhythm of a whole year."""

    year = forms.TypedChoiceField(label=_("年份"), coerce=int)
    months = forms.ChoiceField(
        label=_("月份"),
        choices=[
            (Months.EVERY.value, _("每月")),
            (Months.EVEN.value, _("双月")),
            (Months.ODD.value, _("单月")),
            (Months.QUARTER.value, _("每季度末月")),
        ],
    )
    way = forms.ChoiceField(
        label=_("哪一天"),
        choices=[("day", _("固定日期")), ("weekday", _("固定星期"))],
        initial="day",
        widget=forms.RadioSelect,
    )
    day = forms.IntegerField(
        label=_("几号"),
        required=False,
        initial=16,
        min_value=1,
        max_value=31,
        help_text=_("小月没有这一天时，取月末。"),
    )
    nth = forms.TypedChoiceField(
        label=_("第几个"),
        coerce=int,
        required=False,
        empty_value=1,
        choices=[
            (1, _("第一个")),
            (2, _("第二个")),
            (3, _("第三个")),
            (4, _("第四个")),
            (LAST, _("最后一个")),
        ],
    )
    weekday = forms.TypedChoiceField(
        label=_("星期"),
        coerce=int,
        required=False,
        empty_value=0,
        choices=list(enumerate(WEEKDAYS)),
        initial=5,
    )
    policy = forms.ChoiceField(
        label=_("遇放假、周末"),
        choices=[
            (Policy.KEEP.value, _("照常接待")),
            (Policy.NEXT_WORKING_DAY.value, _("顺延到下一个工作日")),
        ],
        widget=forms.RadioSelect,
        initial=Policy.KEEP.value,
    )
    per_day = forms.IntegerField(
        label=_("每次几位"),
        required=False,
        min_value=1,
        max_value=50,
        help_text=_("按名单轮流；空着就是每次全体参加。"),
    )

    def __init__(self, *args, year: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, year), (year + 1, year + 1)]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("way") == "day" and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("请填几号，1 到 31。"))
        return cleaned

    def rule(self) -> Rule:
        """Return the valid rhythm of the form."""
        cleaned = self.cleaned_data
        by_date = cleaned["way"] == "day"
        return Rule(
            months=Months(cleaned["months"]),
            policy=Policy(cleaned["policy"]),
            day=cleaned["day"] if by_date else None,
            nth=cleaned["nth"],
            weekday=cleaned["weekday"],
        )


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(label=_("名额"), min_value=1, max_value=MOST_PLACES)


class CancelForm(forms.Form):
    """People who booked read the reason."""

    reason = forms.CharField(
        label=_("取消原因"), max_length=100, help_text=_("已预约的人会看到这句话，例如：站点装修，暂停一次。")
    )


class MinutesForm(forms.Form):
    minutes = forms.CharField(
        label=_("接待记录"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("谈了什么、答应了什么。群众会看到。"),
    )
