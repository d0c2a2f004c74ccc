"""One small form for each move of the table that people with an account make."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.forms.public import PhotosField, WordsField
from liaison.models import Conversation
from liaison.services.acting import CHANNELS

LONGEST_BODY = 2000
FIELD_OF_NEED = {"starts_at": "date"}


def _words(label: str, placeholder: str = "", *, rows: int = 6) -> WordsField:
    attrs = {"rows": rows, "class": "form-control--large", "placeholder": placeholder}
    errors = {"required": _("这一项要填。")}
    return WordsField(
        label=label, max_length=LONGEST_BODY, widget=forms.Textarea(attrs=attrs), error_messages=errors
    )


class ActForm(forms.Form):
    """A move without data: only what the person saw when she decided."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, conversation: Conversation, **kwargs):
        """Take a move of one conversation; a form that is not bound carries the version shown."""
        super().__init__(*args, **kwargs)
        self.conversation = conversation
        self.fields["version"].initial = conversation.version

    def act(self) -> dict:
        """Return what the service needs."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "photos")}

    def refuse(self, message: str, field: str | None) -> None:
        """Put a refusal of the service beside the field it belongs to."""
        field = FIELD_OF_NEED.get(field, field)
        self.add_error(field if field in self.fields else None, message)

    def renew(self) -> None:
        """Go back with what was typed and the version as it is now."""
        self.data = self.data.copy()
        self.data["version"] = self.conversation.version


class AnswerForm(ActForm):
    body = _words(_("答复"), _("先说结论，再说怎么办、什么时候办。群众看得到。"))
    photos = PhotosField(label=_("照片"), required=False, help_text=_("现场的照片最有说服力。最多 9 张。"))


class AskForm(ActForm):
    body = _words(_("想问群众什么"), _("一次问清楚：哪一栋、什么时候、方便的话补一张照片。"))


class NoteForm(ActForm):
    body = _words(_("备注"), _("只有同事看得到，群众看不到。"), rows=4)


class TellForm(ActForm):
    body = _words(_("现在到哪一步了"), _("一两句就好：看过了、约了谁、什么时候有下文。群众看得到。"), rows=4)


class NotAcceptForm(ActForm):
    body = _words(_("为什么不受理"), _("用群众听得懂的话说明原因。"), rows=4)
    channel = forms.ChoiceField(
        label=_("请他找谁"),
        choices=[(key, label) for key, label in CHANNELS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个能办这件事的地方。")},
    )


class ReasonForm(ActForm):
    body = _words(_("原因"), _("群众看得到，请说清楚并给个办法。"), rows=4)


class ProposeForm(ActForm):
    date = forms.DateField(
        label=_("日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选日期。"), "invalid": _("日期写成 2026-11-20 这样。")},
    )
    time = forms.TimeField(
        label=_("时间"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("请选时间。"), "invalid": _("时间写成 14:30 这样。")},
    )
    where = forms.CharField(
        label=_("地点"), max_length=160, error_messages={"required": _("请写在哪里见面。")}
    )

    def __init__(self, *args, conversation, **kwargs):
        super().__init__(*args, conversation=conversation, **kwargs)
        appointment, site = conversation.appointment, conversation.site
        place = f"{site.name} {site.address}"[:160] if site else ""
        self.fields["where"].initial = appointment.where or place
        if appointment.starts_at:
            starts = timezone.localtime(appointment.starts_at)
            self.fields["date"].initial, self.fields["time"].initial = starts.date(), starts.time()

    def act(self) -> dict:
        given = self.cleaned_data
        starts_at = timezone.make_aware(datetime.combine(given["date"], given["time"]))
        return {"starts_at": starts_at, "where": given["where"]}


class HoldForm(ActForm):
    minutes = _words(_("接待记录"), _("谈了什么、答应了什么、什么时候回话。群众看得到。"))
    photos = PhotosField(label=_("照片"), required=False, help_text=_("最多 9 张。"))


FORMS: dict[str, type[ActForm]] = {
    "answer": AnswerForm,
    "ask": AskForm,
    "note": NoteForm,
    "tell": TellForm,
    "not_accept": NotAcceptForm,
    "decline": ReasonForm,
    "call_off": ReasonForm,
    "decline_reopen": ReasonForm,
    "propose": ProposeForm,
    "hold": HoldForm,
}
WITH_CANNED = frozenset({"answer", "ask", "not_accept", "decline", "call_off", "decline_reopen", "hold"})
# Moves that need no word: one press. What ends or hands away a conversation asks once, naming it.
AT_ONCE = frozenset({"accept", "approve_reopen", "restore"})


def form_for(name: str) -> type[ActForm]:
    """Return the form of a move."""
    return FORMS.get(name, ActForm)
