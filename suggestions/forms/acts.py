"""One small form for each move of a matter and of a unit's part; those of suggestions are in suggestion_acts."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.receipts import normalise_receipt
from suggestions.forms.base import ActForm
from suggestions.forms.fields import DeputyField, RowField, RowsField, day, in_future, reason, words
from suggestions.models import Assignment, Case, Progress, Reply, ReplyClass
from suggestions.queries import routing, units
from suggestions.queries.obstacles import open_promises
from suggestions.routing import split
from suggestions.services.parts import Part
from suggestions.workflow import ASSIGNMENT, MATTER

COMMITMENTS = 3
TALKS = (Progress.Kind.FACE, Progress.Kind.PHONE, Progress.Kind.VISIT, Progress.Kind.MEETING)


class ReasonForm(ActForm):
    reason = reason()


class NoteForm(ActForm):
    body = words(_("给代表的话"), rows=3, longest=500, initial=_("已阅，供参考。"))


class UnitForm(ActForm):
    """Another unit takes over."""

    unit = RowField(label=_("改由谁办"), missing=_("请选承办单位。"))
    reason = reason(_("说明"), required=False)

    def prepare(self):
        proposed = [self.assignment.proposed_unit] if self.assignment.proposed_unit else []
        self.fields["unit"].offer(other_units(self.case, first=proposed))
        if proposed:
            self.fields["unit"].initial = str(proposed[0].pk)


class ReassignForm(UnitForm):
    reason = reason()
    field_order = ["version", "unit", "reason"]


class RequestReturnForm(ActForm):
    reason = reason(placeholder=_("为什么不该由本单位办，依据是什么。"))
    proposed_unit = RowField(label=_("应该由谁办"), required=False)

    def prepare(self):
        self.fields["proposed_unit"].offer(other_units(self.case), empty=_("说不准"))


class ReplyForm(ActForm):
    """A unit's reply, begun with the newest draft."""

    body = words(_("答复"), _("先说结论，再逐条说怎么办、什么时候办。代表会据此答复群众。"), rows=8)
    reply_class = forms.ModelChoiceField(
        ReplyClass.objects.none(),
        label=_("答复类别"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选答复类别。")},
    )
    contact_person = forms.CharField(label=_("联系人"), max_length=40, required=False)
    contact_phone = forms.CharField(
        label=_("联系电话"), max_length=40, required=False, help_text=_("代表有疑问时找得到人。")
    )

    def prepare(self):
        draft = self.draft()
        if self.case.kind == Case.Kind.SUGGESTION and self.assignment.role != Assignment.Role.CO:
            scheme = {"scheme__congress": self.case.congress, "scheme__is_current": True}
            self.fields["reply_class"].queryset = ReplyClass.objects.filter(**scheme).order_by("order")
        else:
            del self.fields["reply_class"]
        for number in range(1, COMMITMENTS + 1):
            label = {"number": number}
            self.fields[f"promise_{number}"] = forms.CharField(
                label=_("承诺 %(number)s：做什么") % label, max_length=200, required=False
            )
            self.fields[f"promise_{number}_on"] = day(
                _("承诺 %(number)s：什么时候做到") % label, required=False
            )
        if draft:
            self.initial |= {
                "body": draft.body,
                "reply_class": draft.reply_class_id,
                "contact_person": draft.contact_person,
                "contact_phone": draft.contact_phone,
            }
            for number, promise in enumerate(draft.commitments.all()[:COMMITMENTS], start=1):
                self.initial |= {f"promise_{number}": promise.text, f"promise_{number}_on": promise.due_on}

    def draft(self) -> Reply | None:
        """Return the draft of this round that is not out yet."""
        lying = [Reply.State.DRAFT, Reply.State.REVISE]
        return self.assignment.replies.filter(state__in=lying, round=self.assignment.round).last()

    def promises(self):
        """Return the pairs of fields of a promise: what, and by when."""
        for number in range(1, COMMITMENTS + 1):
            yield self[f"promise_{number}"], self[f"promise_{number}_on"]

    @property
    def has_promises(self) -> bool:
        """Whether one is filled in already."""
        return any(what.value() for what, _on in self.promises())

    def clean(self):
        given = super().clean()
        for number in range(1, COMMITMENTS + 1):
            text, on = given.get(f"promise_{number}"), given.get(f"promise_{number}_on")
            if text and not on and f"promise_{number}_on" not in self.errors:
                self.add_error(f"promise_{number}_on", _("承诺要有日期。"))
            if on and not text:
                self.add_error(f"promise_{number}", _("请写承诺做什么。"))
        return given

    def act(self):
        given = self.cleaned_data
        promises = [
            (given[f"promise_{number}"], given[f"promise_{number}_on"])
            for number in range(1, COMMITMENTS + 1)
            if given[f"promise_{number}"]
        ]
        kept = {name: given[name] for name in ("body", "contact_person", "contact_phone")}
        return kept | {"reply_class": given.get("reply_class"), "commitments": promises}


class ReportForm(ActForm):
    body = words(_("进展"), _("做到哪一步了，下一步什么时候。"), rows=5)
    tells_constituent = forms.BooleanField(label=_("这一条也告诉群众"), required=False)


class AskExtensionForm(ActForm):
    until = day(_("延到哪一天"))
    reason = reason(placeholder=_("卡在哪里，到那一天能做到什么。"))

    def clean_until(self):
        return in_future(self.cleaned_data["until"], timezone.localdate())


class DecideExtensionForm(ActForm):
    decision = forms.ChoiceField(
        label=_("决定"),
        choices=[("approve", _("同意延期")), ("decline", _("不同意，按原来的日期办"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选同意还是不同意。")},
    )
    note = reason(_("说明"), required=False)


class PromiseForm(ActForm):
    """How a promise ended."""

    commitment = RowField(label=_("哪一项承诺"), missing=_("请选承诺。"))
    outcome = forms.ChoiceField(
        label=_("结果"),
        choices=[("kept", _("已经兑现")), ("broken", _("没有兑现"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选兑现了没有。")},
    )
    on = day(_("日期"))
    note = words(
        _("说明"),
        _("兑现的写看得见的结果；没有兑现的写原因和以后怎么办。"),
        rows=3,
        longest=300,
        required=False,
    )
    tells_constituent = forms.BooleanField(label=_("这一条也告诉群众"), required=False)

    def prepare(self):
        promises = open_promises(self.assignment)
        self.fields["commitment"].offer([("", promises)])
        if promises:
            self.fields["commitment"].initial = str(promises[0].pk)
        self.fields["on"].initial = timezone.localdate()


class UrgeForm(ActForm):
    body = reason(_("想说的话"), _("可以不写，直接催。"), required=False)


class DeputyForm(ActForm):
    """The matter goes on to a deputy of a higher level."""

    deputy = DeputyField(label=_("请哪位代表接力"), missing=_("请选一位代表。"))
    reason = reason(_("为什么请他接力"), _("区里解决不了的是哪一点。"))

    def prepare(self):
        congress = self.case.congress
        if self.assignment is not None and self.assignment.deputy_id:
            congress = self.assignment.deputy.seat.congress
        found = units.relay_deputies(congress=congress, area=self.case.organisation)
        self.fields["deputy"].offer([("", found)])


class JoinForm(ActForm):
    """Messages that speak of the same thing: those that seem to, and others by their receipt numbers."""

    conversations = RowsField(label=_("像是同一件事的留言"), required=False)
    receipts = forms.CharField(
        label=_("其他留言的回执号"),
        required=False,
        max_length=400,
        help_text=_("上面没有列出来的，写回执号，几个之间用空格隔开。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def prepare(self):
        found = routing.like_case(self.case, self.user)
        self.fields["conversations"].offer(found, routing.words_of)
        if not found:
            del self.fields["conversations"]

    def clean_receipts(self):
        """Find the messages named; one that cannot be found is told."""
        numbers = []
        for text in split(self.cleaned_data["receipts"]):
            try:
                numbers.append(normalise_receipt(text))
            except ValueError:
                raise forms.ValidationError(_("“%(text)s”不是回执号。") % {"text": text}) from None
        found = routing.by_receipts(self.user, numbers)
        if lacking := [number for number in numbers if number not in found]:
            raise forms.ValidationError(
                _("%(number)s 找不到，或者现在不能交办。") % {"number": "、".join(lacking)}
            )
        return list(found.values())

    def clean(self):
        given = super().clean()
        if not self.errors and not self.act()["conversations"]:
            raise forms.ValidationError(_("请选留言，或者写回执号。"))
        return given

    def act(self):
        given = self.cleaned_data
        return {"conversations": [*given.get("conversations", ()), *given.get("receipts", ())]}


class VisitForm(ActForm):
    kind = forms.ChoiceField(
        label=_("方式"),
        choices=[(kind.value, kind.label) for kind in TALKS],
        initial=Progress.Kind.FACE.value,
        widget=forms.RadioSelect,
    )
    on = day(_("日期"))
    with_whom = forms.CharField(label=_("与谁"), max_length=120, required=False)
    body = words(_("谈了什么"), rows=5)
    tells_constituent = forms.BooleanField(label=_("这一条也告诉群众"), required=False)

    def prepare(self):
        self.fields["on"].initial = timezone.localdate()


class AssignForm(ActForm):
    """One more unit."""

    unit = RowField(label=_("承办单位"), missing=_("请选承办单位。"))
    role = forms.ChoiceField(label=_("承办方式"), widget=forms.RadioSelect)
    instruction = forms.CharField(label=_("交办要求"), max_length=300, required=False)
    field_of = {"lead": "unit", "separate": "role", "parts": "unit"}

    def prepare(self):
        self.fields["unit"].offer(other_units(self.case))
        living = [part.role for part in self.case.live_parts]
        Role = Assignment.Role
        roles = [Role.CO] if Role.LEAD in living else [Role.SEPARATE] if living else [Role.LEAD]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["role"].initial = roles[0].value

    def act(self):
        given = self.cleaned_data
        return {"parts": [Part(given["role"], unit=given["unit"], instruction=given["instruction"])]}


def other_units(case: Case, *, first=()) -> list[units.Group]:
    """Return the units a case can go to besides those that have a part of it, for a select."""
    taken = {part.unit_id for part in case.live_parts}
    found = [unit for unit in units.units_of(units.county_of(case.congress)) if unit.pk not in taken]
    return units.grouped(found, area=case.organisation, first=first)


FORMS: dict[tuple[str, str], type[ActForm]] = {
    (MATTER, "assign"): AssignForm,
    (MATTER, "relay"): DeputyForm,
    (MATTER, "join"): JoinForm,
    (MATTER, "visit"): VisitForm,
    (MATTER, "recall"): ReasonForm,
    (ASSIGNMENT, "draft"): ReplyForm,
    (ASSIGNMENT, "release"): ReplyForm,
    (ASSIGNMENT, "take_note"): NoteForm,
    (ASSIGNMENT, "report"): ReportForm,
    (ASSIGNMENT, "request_return"): RequestReturnForm,
    (ASSIGNMENT, "accept_return"): UnitForm,
    (ASSIGNMENT, "reassign"): ReassignForm,
    (ASSIGNMENT, "ask_extension"): AskExtensionForm,
    (ASSIGNMENT, "decide_extension"): DecideExtensionForm,
    (ASSIGNMENT, "urge"): UrgeForm,
    (ASSIGNMENT, "settle_promise"): PromiseForm,
    (ASSIGNMENT, "pass_up"): DeputyForm,
    **{
        (ASSIGNMENT, name): ReasonForm
        for name in ("revise", "decline_return", "dispute", "uphold", "pause", "send_back", "cancel")
    },
}
# Moves that need no word: one press.
AT_ONCE = frozenset({(ASSIGNMENT, "sign"), (ASSIGNMENT, "resume")})
