"""Forms of the papers of a site: which forms to print."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liaison.services.paper_forms import MOST


class PrintFormsForm(forms.Form):
    """How many message forms for one deputy or site."""

    copies = forms.IntegerField(
        label=_("印几张"),
        initial=10,
        min_value=1,
        max_value=MOST,
        help_text=_("每张一个表号，录入时凭它认出是哪一张；用不完的留着下次用。"),
        error_messages={
            "required": _("请填印几张。"),
            "invalid": _("请填数字。"),
            "min_value": _("至少印 1 张。"),
            "max_value": _("一次最多印 %(limit_value)s 张。"),
        },
    )
