"""Forms of the tenure desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from deputies.models import Deputy

Ground = Deputy.Ground


class StatusForm(forms.Form):
    """From when, and for suspension and termination on which ground of the law."""

    ground = forms.ChoiceField(label=_("法定事由"), widget=forms.RadioSelect)
    since = forms.DateField(
        label=_("生效日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, deputy: Deputy, act: str, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.deputy, self.today = deputy, today
        self.fields["since"].initial = today
        if act == "resume":
            del self.fields["ground"]
            return
        suspends = act == "suspend"
        self.fields["ground"].choices = [
            (value, label)
            for value, label in Ground.choices
            if (Ground(value) in Deputy.SUSPENSION_GROUNDS) == suspends
        ]
        self.fields["ground"].help_text = (
            _("代表法第六十一条。不会公开。") if suspends else _("代表法第六十二条，或者去世。不会公开。")
        )

    def clean_since(self):
        since = self.cleaned_data["since"]
        if since > self.today:
            raise forms.ValidationError(_("生效日期不能在今天之后，到那天再来办理。"))
        if since < self.deputy.elected_on:
            raise forms.ValidationError(_("生效日期不能早于当选日期。"))
        return since


class ChangeTermForm(forms.Form):
    """The change of term cannot be undone, so it is asked for in so many words."""

    checked = forms.BooleanField(
        label=_("我已核对下面的名单，现在换届"),
        error_messages={"required": _("请先核对名单，再勾选这一项。")},
    )
