"""Forms of notices and channels."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from deputies.models import Organisation
from liaison.models import Channel


class ChannelForm(forms.Form):
    """One more way to be told."""

    kind = forms.ChoiceField(label=_("方式"), widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("地址"),
        max_length=500,
        help_text=_(
            "邮件写邮箱；短信写手机号；群机器人写它的地址，例如企业微信 wecombot://密钥、钉钉 dingtalk://令牌、飞书 feishu://令牌。"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    organisation = forms.ModelChoiceField(
        label=_("通知谁"), required=False, queryset=Organisation.objects.none(), empty_label=_("我自己")
    )

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = Channel.Kind.choices
        if not settings.SMS_GATEWAY_URL:
            kinds = [choice for choice in kinds if choice[0] != Channel.Kind.SMS]
        self.fields["kind"].choices = kinds
        self.fields["kind"].initial = Channel.Kind.EMAIL.value
        self.fields["organisation"].queryset = organisations
        if not organisations.exists():
            del self.fields["organisation"]
