"""Forms of the pages behind a code: words, or the wish to meet. Nobody signs in to fill them."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from secrets import token_hex

from django import forms
from django.core.signing import BadSignature, TimestampSigner
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deputies.errors import Refused
from liaison import privacy
from liaison.models import Category, Conversation, PrivacyNotice, ReceptionDay
from liaison.photos_store import clean_all
from liaison.services.filing import Words

About = Conversation.About
KEY_KEPT_FOR = timedelta(days=30)
LONGEST_BODY = 2000


class WordsField(forms.CharField):
    """Several lines; a line break counts as one sign however the browser sends it."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value.replace("\r\n", "\n") if value else value)


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self):
        super().__init__(attrs={"multiple": True, "accept": "image/*"})


class PhotosField(forms.FileField):
    """Up to nine photos; what comes out is cleaned pixels, never what was sent."""

    widget = PhotosInput

    def clean(self, data, initial=None):
        try:
            return clean_all(data or [])
        except Refused as refusal:
            sentence = gettext("%(reason)s您写的字都还在，请换一张再送。") % {"reason": refusal}
            raise forms.ValidationError(sentence) from refusal


class PhoneField(forms.CharField):
    """A telephone number in one spelling, however it was typed."""

    widget = forms.TextInput

    def clean(self, value):
        value = super().clean(value)
        try:
            return privacy.normalise_phone(value) if value else ""
        except ValueError as error:
            raise forms.ValidationError(gettext(str(error))) from error


class SubjectSelect(forms.RadioSelect):
    """Chips of subjects; each carries its example, which scripts show in the field for the words."""

    def __init__(self, examples: Callable[[], dict[str, str]], **kwargs):
        super().__init__(**kwargs)
        self.examples = examples

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if example := self.examples().get(str(value)):
            option["attrs"]["data-example"] = example
        return option


def new_key(purpose: str) -> str:
    """Return a signed key that names one act of sending, for one form behind one token."""
    return _signer(purpose).sign(token_hex(16))


def _signer(purpose: str) -> TimestampSigner:
    return TimestampSigner(salt=f"liaison.form.{purpose}")


class ContactForm(forms.Form):
    """What both forms ask: nothing of it is required but the words and the consent (PIPL Art. 6, 13, 17)."""

    body = WordsField(min_length=5, max_length=LONGEST_BODY, strip=True)
    contact_name = forms.CharField(
        label=_("怎么称呼您"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_phone = PhoneField(
        label=_("电话"),
        required=False,
        max_length=40,
        help_text=_("代表要当面了解情况时会打给您。不留也行，凭回执号和查询码随时看答复。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    share_contact = forms.BooleanField(
        label=_("可以把我的联系方式告诉办理单位"),
        required=False,
        help_text=_("默认不告诉。勾上以后，维修、查勘的人能直接跟您约时间。"),
    )
    website = forms.CharField(
        label=_("请不要填这一栏"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    privacy = forms.BooleanField(
        label=_("我看过隐私说明，同意按它处理我填的内容"),
        error_messages={"required": _("送出前请先看隐私说明并打勾。")},
    )
    privacy_version = forms.CharField(required=False, widget=forms.HiddenInput)
    idempotency_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, purpose: str, notice: PrivacyNotice, **kwargs):
        """Take a form.

        Args:
            purpose: what the signed key is good for, e.g. "message:k7h3…".
            notice: the privacy notice in force, whose version is stored with the words.
        """
        super().__init__(*args, **kwargs)
        self.purpose, self.notice = purpose, notice
        self.fields["privacy_version"].initial = notice.version
        if not self.is_bound:
            self.initial["idempotency_key"] = new_key(purpose)

    def clean_website(self):
        """A trap for machines; a person who fell into it is told."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("这一栏是防机器填写的，请清空后再送出。"))
        return ""

    def clean_privacy_version(self):
        if self.cleaned_data["privacy_version"] != str(self.notice.version):
            self._replace("privacy_version", self.notice.version)
            raise forms.ValidationError(_("隐私说明刚刚更新，请再看一遍，然后再按一次「送出」。"))
        return self.notice.version

    def clean_idempotency_key(self):
        try:
            return _signer(self.purpose).unsign(self.cleaned_data["idempotency_key"], max_age=KEY_KEPT_FOR)
        except BadSignature:
            self._replace("idempotency_key", new_key(self.purpose))
            self.fields["idempotency_key"].widget.attrs["data-renewed"] = True
            raise forms.ValidationError(_("这一页放得太久了，请再按一次「送出」。")) from None

    def words(self) -> Words:
        """Return what was said, ready for the service."""
        given = self.cleaned_data
        return Words(
            body=given["body"],
            privacy_version=given["privacy_version"],
            category_id=int(given["category"]) if given.get("category") else None,
            place=given.get("place", ""),
            about=given.get("about") or About.MATTER,
            contact_name=given["contact_name"],
            contact_phone=given["contact_phone"],
            share_contact=given["share_contact"],
            photos=given.get("photos", []),
        )

    @property
    def shows_contact(self) -> bool:
        """Whether the folded contact part must stand open: something in it was typed or refused."""
        return any(self[name].value() or self[name].errors for name in ("contact_name", "contact_phone"))

    def _replace(self, name: str, value) -> None:
        """Show a new value of a hidden field in the form that goes back."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value


class MessageForm(ContactForm):
    """留言: the words first, everything else optional (domain.md 000-12)."""

    category = forms.ChoiceField(label=_("属于哪一类"), required=False)
    place = forms.CharField(
        label=_("在什么地方"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("例如：长宁路 18 号门口，菜场东侧")}),
    )
    photos = PhotosField(label=_("照片"), required=False, help_text=_("拍一张，事情更清楚。最多 9 张。"))
    about = forms.ChoiceField(label=_("您反映的是"), required=False, widget=forms.RadioSelect)

    field_order = ["body", "category", "place", "photos", "about"]

    def __init__(
        self, *args, categories: Iterable[Category], to_deputy: bool, on_topic: bool = False, **kwargs
    ):
        """Take a message.

        Args:
            categories: the subjects offered, read when the page is shown or one was chosen.
            to_deputy: whether a deputy stands behind the code, so that a message may be about her.
            on_topic: whether a question is answered, so that the examples of subjects would mislead.
        """
        super().__init__(*args, **kwargs)
        self.offered, self.on_topic = categories, on_topic
        body = self.fields["body"]
        body.label = _("您想说什么")
        body.widget.attrs |= {
            "rows": 6,
            "class": "form-control--large",
            "placeholder": lazy(self._example, str)(),
        }
        body.error_messages |= _BODY_ERRORS
        self.fields["category"].widget = SubjectSelect(
            lambda: {} if on_topic else {str(row.pk): row.example for row in self.categories}
        )
        self.fields["category"].choices = lambda: [(str(row.pk), row.name) for row in self.categories]
        self.fields["about"].choices = [
            (about.value, about.label) for about in About if to_deputy or about != About.DEPUTY
        ]
        self.fields["about"].initial = About.MATTER

    @cached_property
    def categories(self) -> list[Category]:
        """The subjects offered."""
        return list(self.offered)

    def _example(self) -> str:
        if self.on_topic:
            return gettext("赞成还是不赞成，为什么，有什么担心，都可以说。")
        return self.categories[0].example if self.categories else ""

    @property
    def shows_about(self) -> bool:
        return self["about"].value() not in (None, "", About.MATTER)


class AppointmentForm(ContactForm):
    """约见: a place on a published reception day, or a wished time in words (domain.md 000-12, 000-21)."""

    reception_day = forms.TypedChoiceField(
        label=_("选一个接待日"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    wish = forms.CharField(
        label=_("或者写您方便的时间"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("例如：周末上午，或者工作日晚上七点后")}),
    )

    field_order = ["body", "reception_day", "wish"]

    def __init__(self, *args, days: Iterable[ReceptionDay], **kwargs):
        """Take a wish to meet; `days` are the published days ahead, each with `taken`."""
        super().__init__(*args, **kwargs)
        self.days = list(days)
        body = self.fields["body"]
        body.label = _("想谈什么事")
        body.widget.attrs |= {"rows": 4, "placeholder": _("例如：想当面说说老楼加装电梯的事。")}
        body.error_messages |= _BODY_ERRORS
        self.fields["reception_day"].choices = [("", _("都不合适，另约时间"))] + [
            (day.pk, str(day)) for day in self.days
        ]
        self.fields["wish"].label = _("或者写您方便的时间") if self.days else _("您方便的时间")

    def clean(self):
        given = super().clean()
        if not given.get("reception_day") and not given.get("wish") and not self.errors.get("reception_day"):
            self.add_error("wish", _("请选一个接待日，或者写下您方便的时间。"))
        return given

    @property
    def offered_days(self) -> list[dict]:
        """Return each day with its free places and whether it is chosen."""
        chosen = str(self["reception_day"].value() or "")
        return [
            {"row": day, "free": max(0, day.capacity - day.taken), "chosen": str(day.pk) == chosen}
            for day in self.days
        ]

    def reception_day_chosen(self) -> ReceptionDay | None:
        """Return the day that was chosen, if any."""
        chosen = self.cleaned_data["reception_day"]
        return next((day for day in self.days if day.pk == chosen), None)


_BODY_ERRORS = {
    "required": _("请写几句话，说说是什么事。"),
    "min_length": _("再多写几个字，让人看得明白（至少 5 个字）。"),
    "max_length": _("写得太长了：最多 2000 字，现在 %(show_value)s 字。可以先送出要点，再在进度页补充。"),
}
