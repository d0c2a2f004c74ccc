"""Ways out of the house: mail, Apprise addresses, text messages. Blocking; called by the worker alone."""

import contextlib
import http.client
import json
import smtplib
import urllib.error
import urllib.request

import apprise
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from liaison.models import Channel, Delivery, Notice
from liaison.privacy import normalise_phone

GATEWAY_SECONDS = 10
# Apprise addresses that show something on the server's own screen or log instead of telling a person.
LOCAL_SCHEMES = ("dbus", "gio", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows")


class NotDelivered(Exception):
    """A try that failed; the text is Chinese and holds neither address nor secret.

    Args:
        final: another try cannot help.
        unreachable: the server behind this kind of channel does not answer, so the next one would fail too.
    """

    def __init__(self, sentence: str, *, final: bool = False, unreachable: bool = False):
        super().__init__(sentence)
        self.final = final
        self.unreachable = unreachable


def fault(kind: str, address: str) -> str:
    """Return what is wrong with an address as a Chinese sentence, or nothing."""
    try:
        if kind == Channel.Kind.EMAIL:
            validate_email(address)
        elif kind == Channel.Kind.SMS:
            normalise_phone(address)
        elif _service(address) is None:
            return _("这个地址读不懂，例如企业微信群机器人是 wecombot://机器人密钥。")
    except ValidationError:
        return _("邮箱地址不对，例如 name@example.gov.cn。")
    except ValueError as error:
        return _(str(error))
    return ""


class Post:
    """Sends deliveries one after the other over one mail connection.

    Use as a context manager, which closes the connection.
    """

    def __init__(self):
        self.mail = get_connection()

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._hang_up()

    def send(self, delivery: Delivery) -> None:
        """Send one delivery with its notice and channel fetched.

        Raises:
            NotDelivered: it did not arrive.
        """
        kind, address = kind_of(delivery), _address(delivery)
        if kind == Channel.Kind.EMAIL:
            self._send_mail(address, delivery.notice)
        elif kind == Channel.Kind.SMS:
            _send_text(address, delivery.notice)
        else:
            _send_by_apprise(address, delivery.notice)

    def _send_mail(self, address: str, notice: Notice) -> None:
        body = f"{notice.title}\n\n{link(notice)}\n\n{settings.SITE_NAME}"
        letter = EmailMessage(subject=notice.title, body=body, to=[address], connection=self.mail)
        try:
            self.mail.open()
            letter.send()
        except smtplib.SMTPRecipientsRefused as error:
            self._hang_up()
            raise NotDelivered(_("邮件服务器拒收这个收件地址。")) from error
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
            self._hang_up()
            raise NotDelivered(_("邮件服务器不接受我们的登录。"), unreachable=True) from error
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            sentence = _("邮件服务器没有接受，代码 %(code)s。") % {"code": error.smtp_code}
            raise NotDelivered(sentence) from error
        except OSError as error:  # also the parent of SMTPException
            self._hang_up()
            raise NotDelivered(_("邮件服务器连不上。"), unreachable=True) from error

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self.mail.close()


def kind_of(delivery: Delivery) -> str:
    """Return the kind of channel; a constituent's number is texted."""
    return delivery.channel.kind if delivery.channel_id else Channel.Kind.SMS.value


def link(notice: Notice) -> str:
    """Return the full address of the page a notice is about."""
    return f"{settings.SITE_URL}{notice.url}"


def _address(delivery: Delivery) -> str:
    return delivery.channel.address if delivery.channel_id else delivery.number


def _send_by_apprise(address: str, notice: Notice) -> None:
    service = _service(address)
    if service is None:
        raise NotDelivered(_("通知地址读不懂，请在“通知方式”里改正。"), final=True)
    if not service.notify(title=notice.title, body=link(notice)):
        raise NotDelivered(_("对方没有接受，请核对通知地址是否还有效。"))


def _service(address: str) -> apprise.NotifyBase | None:
    if address.partition("://")[0].lower() in LOCAL_SCHEMES:
        return None
    return apprise.Apprise.instantiate(address)


def _send_text(number: str, notice: Notice) -> None:
    if not settings.SMS_GATEWAY_URL:
        raise NotDelivered(_("没有设置短信网关。"), unreachable=True)
    request = urllib.request.Request(  # noqa: S310 config.env admits http and https alone
        settings.SMS_GATEWAY_URL,
        data=json.dumps({"to": number, "text": f"{notice.title} {link(notice)}"}).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    if settings.SMS_GATEWAY_TOKEN:
        request.add_header("Authorization", f"Bearer {settings.SMS_GATEWAY_TOKEN}")
    try:
        urllib.request.urlopen(request, timeout=GATEWAY_SECONDS).close()  # noqa: S310
    except urllib.error.HTTPError as error:
        raise NotDelivered(_("短信网关没有接受，代码 %(code)s。") % {"code": error.code}) from error
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered(_("短信网关连不上。"), unreachable=True) from error
