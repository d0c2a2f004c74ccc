from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField


class Channel(models.Model):
    """Where a person, or everybody at an organisation, wants to be told besides the in-site list."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("邮件")
        APPRISE = "apprise", _("群机器人（企业微信、钉钉、飞书）")
        SMS = "sms", _("短信")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("用户"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="channels",
    )
    organisation = models.ForeignKey(
        "deputies.Organisation",
        verbose_name=_("单位"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="channels",
    )
    kind = models.CharField(_("方式"), max_length=8, choices=Kind)
    address = EncryptedTextField(_("地址"))
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("通知方式")
        verbose_name_plural = _("通知方式")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, organisation__isnull=True)
                | Q(user__isnull=True, organisation__isnull=False),
                name="channel_of_user_or_organisation",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class Notice(models.Model):
    """A thing to tell: in-site it is this row itself; other channels get a delivery each.

    `recipient` is empty for a notice to a constituent or to an organisation's own channel.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("收件人"),
        null=True,
        on_delete=models.CASCADE,
        related_name="notices",
    )
    kind = models.CharField(_("类别"), max_length=40)
    title = models.CharField(_("标题"), max_length=120)
    url = models.CharField(_("链接"), max_length=200)
    dedupe_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(_("时间"))
    read_at = models.DateTimeField(_("已读"), null=True)

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notice_list"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self):
        return self.title


class Delivery(models.Model):
    """One line of the outbox: claimed by conditional update with a lease, retried on failure.

    A constituent's number is wiped as soon as nothing is left to try.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("待发")
        SENT = "sent", _("已发")
        FAILED = "failed", _("未能送达")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(
        Channel, verbose_name=_("通知方式"), null=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    number = EncryptedTextField(_("群众的手机号"), null=True)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING)
    next_try_at = models.DateTimeField(_("下次尝试"))
    leased_until = models.DateTimeField(_("占用至"), null=True)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    error = models.CharField(_("错误"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("送达时间"), null=True)

    class Meta:
        verbose_name = _("发送")
        verbose_name_plural = _("发送")
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__isnull=False, number__isnull=True)
                | Q(channel__isnull=True, number__isnull=False)
                | (Q(channel__isnull=True, number__isnull=True) & ~Q(state="waiting")),
                name="delivery_has_channel_or_number",
            ),
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_per_channel"),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="delivery_waiting"),
        ]

    def __str__(self):
        return str(self.pk)
