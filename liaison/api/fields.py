"""Fields that several bodies of the API share, with the rules of the forms behind the pages."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from deputies.photos import MAX_PHOTOS
from liaison import privacy
from liaison.forms.public import LONGEST_BODY
from liaison.workflow import State

STATES = [(state.value, _(state.label)) for state in State]


class WordsField(serializers.CharField):
    """Several lines; a line break counts as one sign however it is sent."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": LONGEST_BODY} | kwargs)

    def to_internal_value(self, data):
        return super().to_internal_value(data.replace("\r\n", "\n") if isinstance(data, str) else data)


class PhoneField(serializers.CharField):
    """A telephone number in one spelling, however it was typed."""

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        try:
            return privacy.normalise_phone(text) if text else ""
        except ValueError as error:
            raise serializers.ValidationError(gettext(str(error))) from error


class PhotosField(serializers.ListField):
    """Up to nine photos of a multipart body; they are cleaned before anything is written."""

    def __init__(self, **kwargs):
        super().__init__(
            child=serializers.FileField(label=_("照片")),
            max_length=MAX_PHOTOS,
            required=False,
            default=list,
            write_only=True,
            label=_("照片"),
            help_text=_("只在 multipart/form-data 里可用；最多 9 张，位置等附带信息会去掉。"),
            **kwargs,
        )


def truth(name: str, *, sentence: str) -> serializers.BooleanField:
    """Return a box that has to be ticked."""

    def ticked(value):
        if not value:
            raise serializers.ValidationError(sentence)

    return serializers.BooleanField(label=name, validators=[ticked])
