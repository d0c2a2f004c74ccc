from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.models import PlanItem, WorkPlan


class PublishForm(forms.Form):
    title = forms.CharField(
        label=_("标题"), max_length=60, help_text=_("一句话说清是什么事，不写人名和门牌号。")
    )
    words = forms.CharField(label=_("群众反映"), widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)
    answer = forms.CharField(label=_("答复"), widget=forms.Textarea(attrs={"rows": 8}), max_length=8000)
    checked = forms.BooleanField(
        label=_("已逐字核对，留下的号码都是可以公开的（例如办公电话）"), required=False
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("撤下原因"), max_length=120)


class PlanForm(forms.ModelForm):
    class Meta:
        model = WorkPlan
        fields = ["congress", "year", "adopted_by", "adopted_on", "is_published"]
        widgets = {"adopted_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, congresses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["congress"].queryset = congresses


PlanItems = forms.inlineformset_factory(
    WorkPlan,
    PlanItem,
    fields=["order", "part", "text", "owner", "schedule", "done_on"],
    widgets={
        "text": forms.Textarea(attrs={"rows": 2}),
        "done_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    },
    extra=3,
)
