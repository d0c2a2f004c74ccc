"""Forms of the tracking page: the door, the constituent's acts, her own data."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison import receipts
from liaison.forms.public import LONGEST_BODY, PhoneField, PhotosField, WordsField
from liaison.models import Rating


class _Read(forms.CharField):
    """Text that a pure reader brings into one spelling."""

    def __init__(self, *, reader, **kwargs):
        super().__init__(**kwargs)
        self.reader = reader

    def clean(self, value):
        value = super().clean(value)
        try:
            return self.reader(value)
        except ValueError as error:
            raise forms.ValidationError(gettext(str(error))) from error


class ReceiptForm(forms.Form):
    """Receipt and PIN, however they were typed."""

    receipt = _Read(
        reader=receipts.normalise_receipt,
        label=_("回执号"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "placeholder": "261122-7F3K9XWR"}
        ),
        error_messages={"required": _("请填回执号，在您的截图上。")},
    )
    pin = _Read(
        reader=receipts.normalise_pin,
        label=_("查询码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "placeholder": _("6 位数字")}
        ),
        error_messages={"required": _("请填 6 位查询码。")},
    )


class Act(forms.Form):
    """An act that needs no words."""

    def data_for_move(self) -> dict:
        """Return what the table of moves asks for."""
        return {
            key: value for key, value in self.cleaned_data.items() if key not in ("photos", "idempotency_key")
        }


class SayForm(Act):
    body = WordsField(
        label=_("补充几句"),
        min_length=2,
        max_length=LONGEST_BODY,
        error_messages={"required": _("请写几个字再送出。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = PhotosField(label=_("照片"), required=False)
    idempotency_key = forms.CharField(max_length=32, widget=forms.HiddenInput)


class ReopenForm(Act):
    body = WordsField(
        label=_("哪里还没有办好"),
        min_length=5,
        max_length=LONGEST_BODY,
        error_messages={"required": _("请写明哪里还没有办好。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OtherTimeForm(Act):
    body = WordsField(
        label=_("您什么时候方便"),
        min_length=2,
        max_length=300,
        error_messages={"required": _("请写明您什么时候方便。")},
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("例如：周六上午都可以")}),
    )


class RatingForm(Act):
    """Result and attitude apart; asked by the system, never by the one who answered (domain.md §0.8)."""

    result = forms.TypedChoiceField(
        label=_("事情办得怎么样"),
        coerce=int,
        choices=sorted(Rating.Score.choices, reverse=True),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一项。")},
    )
    attitude = forms.TypedChoiceField(
        label=_("办事的态度怎么样"),
        coerce=int,
        choices=sorted(Rating.Score.choices, reverse=True),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一项。")},
    )
    comment = forms.CharField(
        label=_("还想说的话"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    publish_consent = forms.BooleanField(
        label=_("同意隐去个人信息后公开这件事"),
        required=False,
        help_text=_("不勾就不公开。以后可以在“我的信息”里改主意。"),
    )


ACTS: dict[str, type[Act]] = {
    "say": SayForm,
    "withdraw": Act,
    "cancel": Act,
    "confirm": Act,
    "counter_propose": OtherTimeForm,
    "request_reopen": ReopenForm,
    "rate": RatingForm,
}


class ContactDataForm(forms.Form):
    """The contact data that are held, to be corrected."""

    contact_name = forms.CharField(label=_("怎么称呼您"), required=False, max_length=30)
    contact_phone = PhoneField(
        label=_("电话"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    share_contact = forms.BooleanField(label=_("可以把我的联系方式告诉办理单位"), required=False)

    def given(self) -> dict:
        """Return the arguments of `liaison.services.my_data.correct_contact`."""
        return {
            "name": self.cleaned_data["contact_name"],
            "phone": self.cleaned_data["contact_phone"],
            "share": self.cleaned_data["share_contact"],
        }
