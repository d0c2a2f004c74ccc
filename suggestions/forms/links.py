"""What a unit without accounts fills in on its one-time page."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from suggestions.forms.fields import day, in_future, reason, words
from suggestions.models import Assignment, Case, ReplyClass

NEEDED = _("这一项要填。")


class LinkForm(forms.Form):
    """A move that needs no words."""

    def __init__(self, *args, assignment: Assignment, **kwargs):
        """Take a move of one part, with its case fetched."""
        super().__init__(*args, label_suffix="", **kwargs)
        self.assignment = assignment
        self.prepare()

    def prepare(self) -> None:
        """Fill choices from the case."""


class LinkReplyForm(LinkForm):
    body = words(_("答复"), _("先说结论，再逐条说怎么办、什么时候办。代表会据此答复群众。"), rows=8)
    reply_class = forms.ModelChoiceField(
        ReplyClass.objects.none(),
        label=_("答复类别"),
        empty_label=_("请选择"),
        error_messages={"required": _("请选答复类别。")},
    )
    contact_person = forms.CharField(label=_("联系人"), max_length=40, error_messages={"required": NEEDED})
    contact_phone = forms.CharField(
        label=_("联系电话"),
        max_length=40,
        help_text=_("代表有疑问时找得到人，群众看不到。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": NEEDED},
    )

    def prepare(self):
        case = self.assignment.case
        if case.kind == Case.Kind.SUGGESTION and self.assignment.role != Assignment.Role.CO:
            current = {"scheme__congress": case.congress_id, "scheme__is_current": True}
            self.fields["reply_class"].queryset = ReplyClass.objects.filter(**current).order_by("order")
        else:
            del self.fields["reply_class"]


class LinkReturnForm(LinkForm):
    reason = reason(_("为什么不该由你们办"), _("写明理由，最好说清该由谁办。"))


class LinkExtensionForm(LinkForm):
    until = day(_("延到哪一天"))
    reason = reason(placeholder=_("卡在哪里，到那一天能做到什么。"))

    def clean_until(self):
        return in_future(self.cleaned_data["until"], timezone.localdate())


FORMS: dict[str, type[LinkForm]] = {
    "sign": LinkForm,
    "release": LinkReplyForm,
    "request_return": LinkReturnForm,
    "ask_extension": LinkExtensionForm,
}
