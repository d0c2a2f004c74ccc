"""Handing over: one message with those that speak of the same thing, or several messages as cases of their own."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.models import Deputy, Organisation
from liaison import privacy
from liaison.models import Conversation
from suggestions.forms.fields import DeputyField, RowField, RowsField, words
from suggestions.models import Assignment, Case
from suggestions.queries import routing, units
from suggestions.queries.routing import Proposed
from suggestions.services.parts import Part

Tier, Role = Case.Tier, Assignment.Role
FURTHER = 3
# A plate or an address is often what the matter is about; the others tell who the constituent is.
IDENTITY = frozenset({"name", "mobile", "landline", "id_number", "email", "bank_card", "wechat", "qq"})


@dataclass(frozen=True)
class Choices:
    """What a page of handing over offers."""

    area: Organisation
    units: list[Organisation]
    proposals: list[Proposed]
    deputies: list[Deputy]


def without_identity(text: str) -> str:
    """Return a constituent's words with what tells who she is blacked out; a proposal that a person reads over."""
    spans = [span for span in privacy.find_personal_data(text) if span.kind in IDENTITY]
    return privacy.redact(text, spans)


class TierForm(forms.Form):
    """To whom: a tier, and the unit or deputy within it; the best proposal is chosen beforehand."""

    tier = forms.TypedChoiceField(
        label=_("交给谁"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选交给谁。")},
    )
    near = RowField(label=_("社区、街道"), required=False)
    far = RowField(label=_("部门、其他单位"), required=False)
    instruction = forms.CharField(
        label=_("交办要求"),
        max_length=300,
        required=False,
        help_text=_("例如：先到现场看一看，再和代表通个气。"),
    )

    def offer(self, choices: Choices) -> None:
        """Set tiers, units and what is proposed."""
        self.proposals = choices.proposals
        near = [unit for unit in choices.units if units.is_near(unit)]
        far = [unit for unit in choices.units if not units.is_near(unit)]
        first = [proposal.unit for proposal in choices.proposals if proposal.unit]
        self.fields["near"].offer(units.grouped(near, area=choices.area, first=first))
        self.fields["far"].offer(units.grouped(far, area=choices.area, first=first))
        self.fields["tier"].choices = self.tiers(choices)
        best = next((one for one in choices.proposals if one.tier in dict(self.fields["tier"].choices)), None)
        if best:
            self.initial["tier"] = best.tier
            if best.unit:
                self.initial["near" if units.is_near(best.unit) else "far"] = str(best.unit.pk)

    def tiers(self, choices: Choices) -> list[tuple[int, str]]:
        """Return the tiers to choose from."""
        return [(Tier.STREET.value, _("社区、街道")), (Tier.DEPARTMENT.value, _("部门、其他单位"))]

    def lead(self) -> Organisation | None:
        """Return the unit chosen within the tier chosen."""
        return self.cleaned_data.get(self.field_of_tier())

    def field_of_tier(self) -> str:
        """Return the field that belongs to the tier chosen."""
        return {Tier.STREET: "near", Tier.DEPARTMENT: "far"}.get(self.cleaned_data.get("tier"), "deputy")

    def clean(self):
        given = super().clean()
        name = self.field_of_tier()
        if given.get("tier") and not given.get(name) and name not in self.errors:
            missing = _("请选一位代表。") if name == "deputy" else _("请选承办单位。")
            self.add_error(name, missing)
        return given


class ReferForm(TierForm):
    """One message goes out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    deputy = DeputyField(label=_("上级代表"), required=False)
    title = forms.CharField(
        label=_("标题"),
        max_length=routing.TITLE_LENGTH,
        error_messages={"required": _("请写标题。")},
    )
    brief = words(_("交办内容"), help_text=_("承办单位看到的就是这些，不要写群众姓名电话。"))
    show_photos = forms.BooleanField(label=_("照片也给承办单位看"), required=False)
    together = RowsField(label=_("像是同一件事，一起交办"), required=False)
    how = forms.ChoiceField(
        label=_("怎么分"),
        choices=[
            (Role.CO.value, _("会办：由上面的单位主办，统一答复")),
            (Role.SEPARATE.value, _("分办：各办各的，各自答复")),
        ],
        initial=Role.CO.value,
        required=False,
        widget=forms.RadioSelect,
    )
    external_number = forms.CharField(
        label=_("外部平台编号"), max_length=60, required=False, help_text=_("例如 12345 工单号。")
    )

    def __init__(
        self,
        *args,
        conversation: Conversation,
        choices: Choices,
        alike: list[Conversation],
        has_photos: bool,
        **kwargs,
    ):
        """Take a message and what may be done with it; without data it begins with the constituent's words."""
        super().__init__(*args, **kwargs)
        self.conversation = conversation
        for number in range(1, FURTHER + 1):
            label = _("再加一个单位") if number == 1 else _("再加一个单位（%(number)s）") % {"number": number}
            self.fields[f"further_{number}"] = RowField(label=label, required=False)
            self.fields[f"further_{number}"].offer(
                units.grouped(choices.units, area=choices.area), empty="——"
            )
        self.fields["deputy"].offer([("", choices.deputies)])
        self.fields["together"].offer(alike, routing.words_of)
        if not alike:
            del self.fields["together"]
        if not has_photos:
            del self.fields["show_photos"]
        self.offer(choices)
        self.initial |= {
            "version": conversation.version,
            "title": routing.title_of(without_identity(conversation.body)),
            "brief": without_identity(conversation.body),
        }

    def tiers(self, choices):
        relay = [(Tier.RELAY.value, _("上级代表接力"))] if choices.deputies else []
        return super().tiers(choices) + relay

    def further(self) -> list:
        """Return the bound fields of further units."""
        return [self[f"further_{number}"] for number in range(1, FURTHER + 1)]

    @property
    def has_more(self) -> bool:
        """Whether something stands in the part of the form that is folded."""
        names = ("instruction", "external_number", *(field.name for field in self.further()))
        return any(self[name].value() or self[name].errors for name in names)

    def parts(self) -> list[Part]:
        """Return who handles, and how."""
        given = self.cleaned_data
        said = given["instruction"]
        if given["tier"] == Tier.RELAY:
            return [Part(Role.RELAY, deputy=given["deputy"], instruction=said)]
        further = [given[field.name] for field in self.further() if given[field.name]]
        lead, others = (Role.SEPARATE,) * 2 if given["how"] == Role.SEPARATE else (Role.LEAD, Role.CO)
        if not further:
            lead = Role.LEAD
        return [
            Part(lead, unit=self.lead(), instruction=said),
            *(Part(others, unit=unit, instruction=said) for unit in further),
        ]

    def conversations(self) -> list[Conversation]:
        """Return the message and those that go with it."""
        return [self.conversation, *self.cleaned_data.get("together", ())]

    def refuse(self, message: str, field: str | None) -> None:
        """Put a refusal of the service beside the field it belongs to."""
        field = {"lead": self.field_of_tier(), "unit": self.field_of_tier(), "separate": "how"}.get(
            field, field
        )
        field = "together" if field == "conversations" else field
        self.add_error(field if field in self.fields else None, message)

    def renew(self, version: int) -> None:
        """Go back with what was typed and the version as it is now."""
        self.data = self.data.copy()
        self.data["version"] = version


class ReferManyForm(TierForm):
    """Several messages go to one unit, each as a case of its own with its own words."""

    conversations = RowsField(label=_("交办哪几件"))
    show_photos = forms.BooleanField(label=_("照片也给承办单位看"), required=False)

    def __init__(self, *args, choices: Choices, offered: list[Conversation], first: Conversation, **kwargs):
        """Take the messages that can go, the first of them ticked."""
        super().__init__(*args, **kwargs)
        self.fields["conversations"].offer(offered, routing.words_of)
        self.fields["conversations"].error_messages["required"] = _("请至少选一件。")
        self.initial["conversations"] = [str(first.pk)]
        self.offer(choices)

    def parts(self) -> list[Part]:
        """Return who handles."""
        return [Part(Role.LEAD, unit=self.lead(), instruction=self.cleaned_data["instruction"])]
