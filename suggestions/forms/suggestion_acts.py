"""One small form for each move of a formal suggestion."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.models import Rating
from suggestions.access import capacities
from suggestions.conditions import INTAKE
from suggestions.forms.acts import TALKS, ActForm, AssignForm, ReasonForm
from suggestions.forms.fields import RowField, RowsField, day, reason, words
from suggestions.models import Progress, ReplyClass
from suggestions.queries import suggestion
from suggestions.services.handing_suggestions import PHASES
from suggestions.workflow import SUGGESTION, Capacity, CaseState

BETWEEN_NAMES = re.compile(r"[、，,;；\s]+")


class InviteForm(ActForm):
    deputies = RowsField(label=_("同一街道、乡镇的代表"), required=False)
    others = forms.CharField(
        label=_("其他代表"),
        required=False,
        max_length=300,
        help_text=_("写姓名，几位之间用顿号分开。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def prepare(self):
        self.known = suggestion.invitable(self.case)
        place = self.case.deputy.seat.organisation_id
        near = [deputy for deputy in self.known if deputy.seat.organisation_id == place]
        self.fields["deputies"].offer(near, lambda deputy: f"{deputy.name}（{deputy.seat.place}）")
        if not near:
            del self.fields["deputies"]

    def clean_others(self):
        """Find the deputies named; a name that fits nobody, or two, is told."""
        found = []
        for name in filter(None, BETWEEN_NAMES.split(self.cleaned_data["others"])):
            fitting = [deputy for deputy in self.known if deputy.name == name]
            if not fitting:
                raise forms.ValidationError(
                    gettext("没有找到可以邀请的“%(name)s”代表，请核对姓名。") % {"name": name}
                )
            if len(fitting) > 1:
                raise forms.ValidationError(
                    gettext("有 %(n)d 位“%(name)s”代表，请由人大工作机构代为联系。")
                    % {"n": len(fitting), "name": name}
                )
            found += fitting
        return found

    def clean(self):
        given = super().clean()
        if not self.errors and not self._invited():
            raise forms.ValidationError(_("请选至少一位代表。"))
        return given

    def _invited(self):
        return list(dict.fromkeys([*self.cleaned_data.get("deputies", ()), *self.cleaned_data["others"]]))

    def act(self):
        return {"deputies": self._invited()}


class DelegationForm(ActForm):
    delegation = forms.CharField(
        label=_("送哪个代表团"), max_length=60, error_messages={"required": _("请写代表团。")}
    )


class AcceptForm(ActForm):
    note = reason(_("审查意见"), required=False)


class NotAcceptForm(ActForm):
    """Grounds of the intake list first, then the words the deputy reads."""

    grounds = forms.MultipleChoiceField(
        label=_("属于哪一种"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一种。")},
    )
    reason = words(_("怎么跟代表说"), _("差在哪里，怎样改可以再提，或者该走什么渠道。"), rows=4, longest=300)

    def prepare(self):
        self.fields["grounds"].choices = [(key, gettext(label)) for key, label in INTAKE.items()]


class MergeForm(ActForm):
    into = RowField(label=_("并入哪一件"), missing=_("请选并入哪一件。"))
    reason = reason(_("为什么并案"), _("内容相同的合并办理，每位代表仍各有各的答复。"))

    def prepare(self):
        alike, others = suggestion.mergeable(self.case)
        self.fields["into"].words_of = lambda case: f"{case.number or gettext('未编号')} {case.title}"
        groups = [(gettext("内容相近"), alike), (gettext("本届其他建议"), others)]
        self.fields["into"].offer([(label, found) for label, found in groups if found])


class ContactForm(ActForm):
    """三访, 三见面: contact before, during and after handling."""

    phase = forms.ChoiceField(label=_("什么时候"), choices=Progress.Phase.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label=_("方式"),
        choices=[(kind.value, kind.label) for kind in TALKS],
        initial=Progress.Kind.FACE.value,
        widget=forms.RadioSelect,
    )
    on = day(_("日期"))
    with_whom = forms.CharField(
        label=_("与谁"), max_length=120, required=False, help_text=_("单位和职务，例如“城管局石局长”。")
    )
    body = words(_("谈了什么"), rows=5)

    def prepare(self):
        self.initial["on"] = timezone.localdate()
        allowed = PHASES.get(CaseState(self.case.state), (Progress.Phase.BEFORE_SUBMISSION,))
        self.fields["phase"].choices = [(phase.value, phase.label) for phase in allowed]
        self.initial["phase"] = allowed[0].value

    def clean_on(self):
        return not_ahead(self.cleaned_data["on"])


class RateForm(ActForm):
    """Result and attitude apart; staff record for a deputy who told them."""

    deputy = RowField(label=_("代哪位代表录入"), missing=_("请选代表。"))
    result = forms.TypedChoiceField(
        label=_("对办理结果"), choices=Rating.Score.choices[::-1], coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("请选一项。")},
    )  # fmt: skip
    attitude = forms.TypedChoiceField(
        label=_("对办理态度"), choices=Rating.Score.choices[::-1], coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("请选一项。")},
    )  # fmt: skip
    comment = reason(_("意见"), _("不满意的请写明哪一点没有办、没有答，再次交办时照此办理。"), required=False)

    def prepare(self):
        held = capacities(self.user, self.case)
        if held & {Capacity.DEPUTY, Capacity.COSIGNER}:
            del self.fields["deputy"]
            return
        waiting = [deputy for deputy, rating in suggestion.rated(self.case) if rating is None]
        self.fields["deputy"].words_of = lambda deputy: deputy.name
        self.fields["deputy"].offer([("", waiting)])

    def clean(self):
        given = super().clean()
        scores = (given.get("result"), given.get("attitude"))
        if Rating.Score.DISSATISFIED in scores and not given.get("comment"):
            self.add_error("comment", _("不满意的请写明原因，再次交办时要用。"))
        return given


class TrackReportForm(ActForm):
    on = day(_("日期"))
    body = words(_("进展"), _("承诺的事做到哪一步了，下一步什么时候。"), rows=5)

    def prepare(self):
        self.initial["on"] = timezone.localdate()

    def clean_on(self):
        return not_ahead(self.cleaned_data["on"])


class UpgradeForm(ActForm):
    reply_class = forms.ModelChoiceField(
        ReplyClass.objects.none(),
        label=_("现在的答复类别"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选答复类别。")},
    )
    body = words(_("再次答复"), _("承诺的事办成了什么，代表怎么看得到。"), rows=8)
    contact_person = forms.CharField(label=_("联系人"), max_length=40, required=False)
    contact_phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)

    def prepare(self):
        self.fields["reply_class"].queryset = suggestion.reply_classes(self.case)


class KeyForm(ActForm):
    reason = forms.CharField(
        label=_("根据哪次会议的决定"),
        max_length=200,
        help_text=_("重点督办由主任会议确定（代表法第五十二条）。"),
        error_messages={"required": _("请写根据。")},
    )


class UnpublishForm(ActForm):
    reason = words(_("撤回的原因"), rows=3, longest=200)


def not_ahead(value):
    """Return a date that is not in the future.

    Raises:
        ValidationError: it has not come yet.
    """
    if value > timezone.localdate():
        raise forms.ValidationError(_("日期还没有到，请记已经发生的。"))
    return value


FORMS: dict[tuple[str, str], type[ActForm]] = {
    (SUGGESTION, name): form
    for name, form in {
        "invite": InviteForm,
        "to_delegation": DelegationForm,
        "delegation_returns": ReasonForm,
        "accept": AcceptForm,
        "return_to_deputy": NotAcceptForm,
        "convert": NotAcceptForm,
        "merge": MergeForm,
        "assign": AssignForm,
        "mark_key": KeyForm,
        "contact": ContactForm,
        "rate": RateForm,
        "rehandle": ReasonForm,
        "track_report": TrackReportForm,
        "upgrade": UpgradeForm,
        "unpublish": UnpublishForm,
        "withdraw": ReasonForm,
    }.items()
}
# Moves that need no word: one press.
AT_ONCE = frozenset({(SUGGESTION, "cosign")})
QUESTIONS = {
    "invite": _("受邀的代表看得到全文，各自确认；文字改动以后要重新确认。"),
    "decline_cosign": _("不参加联名？以后就看不到这件建议的草稿了。"),
    "submit": _("提交后文字不能再改，没有确认的联名邀请到此为止。"),
    "to_delegation": _("先由代表团审阅，同意后再提交人大工作机构。文字不能再改。"),
    "delegation_agrees": _("代表团同意提交，进入审查。"),
    "delegation_returns": _("退回代表修改，代表会看到原因。"),
    "accept": _("立案后按届连续编号，不能撤销。"),
    "return_to_deputy": _("退回代表修改补充，代表会看到下面的话。"),
    "convert": _("不作为建议办理，来源留言回到代表手上，按来信处理；代表会看到原因。"),
    "merge": _("并案后由被并入的那一件统一办理，代表和群众各得各的答复。"),
    "assign": _("再交给一个单位办理，各有各的期限。"),
    "mark_key": _("列为重点督办，由领导领衔，页面和清单上标出。"),
    "contact": _("提交前、办理前、办理中、办理后的沟通都记在这里，承办单位和代表都看得到。"),
    "rate": _("结果和态度分开评。承办单位看不到是谁怎么评的。"),
    "rehandle": _("代表不满意的再次交办，重新计一个月。"),
    "track": _("答复里有待办事项的，跨年度跟踪，到解决为止。"),
    "track_report": _("代表看得到进展。"),
    "upgrade": _("原来的类别一直保留，页面上并列显示。"),
    "complete": _("办结以后再决定是否公开。"),
    "unpublish": _("撤回后公众再也打不开这一页；原文和公开过的副本仍然存档。"),
    "withdraw": _("撤回后办理即停止，来源留言回到您手上。"),
}
SEND_WORDS = {
    "invite": _("送出邀请"),
    "decline_cosign": _("确定不参加"),
    "submit": _("确定提交"),
    "to_delegation": _("送代表团"),
    "delegation_returns": _("退回代表"),
    "accept": _("立案编号"),
    "return_to_deputy": _("确定退回"),
    "convert": _("确定转为来信"),
    "merge": _("确定并案"),
    "assign": _("交办"),
    "mark_key": _("列为重点"),
    "contact": _("记下"),
    "rate": _("送出评价"),
    "rehandle": _("再次交办"),
    "track": _("转入跟踪"),
    "track_report": _("记下进展"),
    "upgrade": _("送出再次答复"),
    "complete": _("确定办结"),
    "unpublish": _("确定撤回公开"),
    "withdraw": _("确定撤回"),
}
