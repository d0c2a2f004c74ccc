"""Forms of sign-in: allauth's own, with plain words, and wrong codes put on record."""

from allauth.account import forms as account
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from deputies.signin import record_access

PASSWORD_RULES = _("至少 10 个字符，不要只用数字，不要用姓名或常见的密码。")


class Worded:
    """Label fields beside them in plain words, instead of allauth's placeholders inside them."""

    labels: dict = {}
    helps: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            field = self.fields[name]
            field.label, field.help_text = label, self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class RecordedCode(Worded):
    """A form that asks for a code; a wrong one goes into the audit chain of the person."""

    labels = {"code": _("验证码")}
    method = "mfa"

    def clean_code(self):
        try:
            return super().clean_code()
        except ValidationError:
            person = self.person()
            if person is not None:
                record_access(person, "sign_in_failed", context.request, methods=[self.method])
            raise

    def person(self):
        return self.user


class LoginForm(Worded, account.LoginForm):
    labels = {"login": _("用户名或邮箱"), "password": _("密码")}


class RequestLoginCodeForm(Worded, account.RequestLoginCodeForm):
    labels = {"email": _("登记的邮箱")}


class ConfirmLoginCodeForm(RecordedCode, account.ConfirmLoginCodeForm):
    method = "code"

    def person(self):
        stage = LoginStageController.enter(context.request, LoginByCodeStage.key)
        return stage.login.user if stage else None


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    labels = {"password": _("密码")}


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    labels = {"oldpassword": _("现在的密码"), "password1": _("新密码"), "password2": _("再输一遍新密码")}
    helps = {"password1": PASSWORD_RULES}


class SetPasswordForm(Worded, account.SetPasswordForm):
    labels = {"password1": _("新密码"), "password2": _("再输一遍新密码")}
    helps = {"password1": PASSWORD_RULES}


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    labels = {"email": _("登记的邮箱")}


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    labels = SetPasswordForm.labels
    helps = SetPasswordForm.helps


class SecondFactorForm(RecordedCode, mfa.AuthenticateForm):
    helps = {"code": _("验证器应用上的 6 位数字，或者一个恢复码。")}


class ReauthenticateByCodeForm(RecordedCode, mfa.ReauthenticateForm):
    helps = SecondFactorForm.helps


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):
    labels = {"code": _("验证器应用上的 6 位数字")}


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):
    labels = {"name": _("起个名字"), "passwordless": _("登录时只用它，不再输密码")}
    helps = {
        "name": _("例如：办公室电脑、我的手机。"),
        "passwordless": _("设备会用指纹、面容或锁屏密码确认是您本人。"),
    }


class EditPasskeyForm(Worded, webauthn.EditWebAuthnForm):
    labels = {"name": _("名字")}
