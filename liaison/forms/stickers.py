"""The form with which a passer-by says that a printed copy looks wrong."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.forms.public import WordsField
from liaison.models import StickerReport


class StickerForm(forms.Form):
    """A passer-by says what looks wrong; nobody asks who she is."""

    what = forms.ChoiceField(
        label=_("哪里不对劲"),
        choices=StickerReport.What.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一种情况；都不像就选“别的情况”。")},
    )
    words = WordsField(
        label=_("想多说两句"),
        required=False,
        max_length=300,
        strip=True,
        help_text=_("不用写姓名和电话。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, is_known: bool, **kwargs):
        """Take a report of a known copy, or of a code that is none of ours: then where it hangs must be told."""
        super().__init__(*args, **kwargs)
        if not is_known:
            self.fields["words"].required = True
            self.fields["words"].label = _("在哪里看到的")
            self.fields["words"].help_text = _("例如：梧桐苑东门的公示栏，左下角。不用写姓名和电话。")
            self.fields["words"].error_messages["required"] = _("请写一下在哪里看到的，我们好去找。")
