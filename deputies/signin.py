"""How people with an account sign in: allauth's hooks, with every sign-in and every failure on record.

Accounts are made by administrators, never by signing up. django-axes counts wrong passwords and locks; allauth
limits how often codes may be tried (GB/T 22239 level 3: identification, failed logins, audit).
"""

import ipaddress
import logging
from datetime import date

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from encrypted_fields.fields import EncryptedTextField

from deputies import audit
from deputies.access import Right, has_right
from deputies.models import User

log = logging.getLogger(__name__)
_WRONG = gettext_lazy("用户名或密码不对。连续输错 5 次会锁定半小时。")
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 (a request through a local socket carries none)
WAYS = {
    "reauthenticate": gettext_lazy("用密码"),
    "mfa_reauthenticate": gettext_lazy("用验证器应用或恢复码"),
    "mfa_reauthenticate:webauthn": gettext_lazy("用通行密钥"),
}


class ConfigurePermissions(BaseBackend):
    """Answer Django's permission questions, asked by the admin, from the one access policy."""

    def has_perm(self, user_obj, perm, obj=None):
        return has_right(user_obj, Right.CONFIGURE)

    def has_module_perms(self, user_obj, app_label):
        return has_right(user_obj, Right.CONFIGURE)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("这个账号已停用，请找系统管理员。"),
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
        "enter_current_password": gettext_lazy("现在的密码不对。"),
        "incorrect_password": gettext_lazy("密码不对。"),
        "incorrect_code": gettext_lazy("验证码不对，请看清楚再输一遍。"),
        "invalid_password_reset": gettext_lazy("这个链接已经用过或者过期了。"),
        "too_many_login_attempts": gettext_lazy("试的次数太多，请过几分钟再来。"),
        "rate_limited": gettext_lazy("试的次数太多，请过几分钟再来。"),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        """Leave wrong passwords to django-axes, so that they are counted in one place."""

    def login(self, request, user):
        super().login(request, user)
        methods = [record["method"] for record in get_authentication_records(request, user)]
        record_access(user, "sign_in", request, methods=methods)

    def authentication_failed(self, request, **credentials):
        """Put a wrong password on record; the fifth is the lockout, later ones change nothing any more."""
        user = account_of(credentials.get("username") or credentials.get("email") or "")
        failures = AxesProxyHandler.get_failures(request, credentials)
        if user is not None and failures <= settings.AXES_FAILURE_LIMIT:
            locked = failures == settings.AXES_FAILURE_LIMIT
            record_access(user, "locked_out" if locked else "sign_in_failed", request, methods=["password"])

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Record what allauth tells the person about: changed password, second factor added or removed."""
        record_access(user, template_prefix.rpartition("/")[2], self.request)
        super().send_notification_mail(template_prefix, user, context, email)

    def send_mail(self, template_prefix, email, context):
        """Send, and keep a dead mail server from becoming an error page or telling who has an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            log.exception("Mail %s could not be sent", template_prefix)

    def get_reauthentication_methods(self, user):
        return [way | {"description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def get_client_ip(self, request):
        return client_address(request)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted at rest, everything a person reads in plain words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("验证码不对，请看清楚再输一遍。"),
        "cannot_generate_recovery_codes": gettext_lazy("先设置第二重验证，才有恢复码。"),
    }
    _cipher = EncryptedTextField()

    def encrypt(self, text):
        return self._cipher.get_prep_value(text)

    def decrypt(self, encrypted_text):
        return self._cipher.to_python(encrypted_text)

    def get_totp_label(self, user):
        return user.username

    def generate_authenticator_name(self, user, type):
        return _("第 %(number)s 把通行密钥") % {
            "number": user.authenticator_set.filter(type=type).count() + 1
        }

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": settings.SITE_NAME}


def record_access(user: User, verb: str, request: HttpRequest, **data) -> None:
    """Append to the audit chain of a person how her account was used, and from which address."""
    audit.record(
        chain=f"user:{user.pk}",
        verb=verb,
        actor=user,
        capacity="self",
        now=timezone.now(),
        address=client_address(request),
        **data,
    )


def display_name(user: User) -> str:
    """Return how pages and letters call a person."""
    return user.name


def account_of(login: str) -> User | None:
    """Return whom a typed user name or e-mail address means."""
    login = login.strip()
    return User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login)).first() if login else None


def attempted_username(request: HttpRequest, credentials: dict | None) -> str:
    """Return under which name django-axes counts an attempt: the same for every way to write one account."""
    credentials = credentials or request.POST
    login = credentials.get("username") or credentials.get("email") or credentials.get("login") or ""
    user = account_of(login)
    return user.username if user else login.strip().lower()[:60]


def client_address(request: HttpRequest) -> str:
    """Return the caller's address, trusting as many forwarding proxies as TRUSTED_PROXIES says."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    proxies = settings.TRUSTED_PROXIES
    if proxies and len(hops) >= proxies:
        try:
            return str(ipaddress.ip_address(hops[-proxies]))
        except ValueError:
            pass
    return request.META.get("REMOTE_ADDR") or UNKNOWN_ADDRESS


def note_presence(user: User, *, today: date) -> None:
    """Remember that a person used her account today; one statement a day."""
    if user.last_seen_on != today:
        User.objects.filter(pk=user.pk).update(last_seen_on=today)
        user.last_seen_on = today
