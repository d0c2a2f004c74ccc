from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ContactCode(models.Model):
    """What people scan: bound to a seat, a site or a topic, never to a person (domain.md 000-10; peers.md §12.4)."""

    class State(models.TextChoices):
        ACTIVE = "active", _("使用中")
        SUSPENDED = "suspended", _("暂停")
        RETIRED = "retired", _("停用")

    seat = models.ForeignKey(
        "deputies.Seat",
        verbose_name=_("席位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="codes",
    )
    site = models.ForeignKey(
        "deputies.Site",
        verbose_name=_("站点"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="codes",
    )
    topic = models.ForeignKey(
        "liaison.Topic",
        verbose_name=_("议题"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="codes",
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ACTIVE, editable=False)
    state_reason = models.CharField(_("原因"), max_length=120, blank=True, editable=False)
    issued_at = models.DateTimeField(_("发放时间"), editable=False)

    class Meta:
        verbose_name = _("联系码")
        verbose_name_plural = _("联系码")
        constraints = [
            models.CheckConstraint(
                condition=Q(seat__isnull=False, site=None, topic=None)
                | Q(seat=None, site__isnull=False, topic=None)
                | Q(seat=None, site=None, topic__isnull=False),
                name="code_has_one_target",
            ),
            models.UniqueConstraint(
                fields=["seat"], condition=Q(state__in=("active", "suspended")), name="one_live_code_per_seat"
            ),
            models.UniqueConstraint(
                fields=["site"], condition=Q(state__in=("active", "suspended")), name="one_live_code_per_site"
            ),
            models.UniqueConstraint(
                fields=["topic"],
                condition=Q(state__in=("active", "suspended")),
                name="one_live_code_per_topic",
            ),
        ]

    def __str__(self):
        return str(self.seat or self.site or self.topic)

    @property
    def organisation(self):
        """The office that keeps the printed copies."""
        return (self.seat or self.site or self.topic).organisation


class Placement(models.Model):
    """One printed copy with its own token, so that one copy can be revoked without its twins.

    domain.md 000-11, 003-05. The first placement of a code is the one shown on screens.
    """

    class State(models.TextChoices):
        LIVE = "live", _("有效")
        REVOKED = "revoked", _("已作废")

    code = models.ForeignKey(
        ContactCode, verbose_name=_("联系码"), on_delete=models.PROTECT, related_name="placements"
    )
    copy = models.PositiveIntegerField(_("印次"))
    token = models.CharField(_("短码"), max_length=16, unique=True)
    board = models.CharField(_("公示栏"), max_length=80, blank=True)
    community = models.ForeignKey(
        "deputies.Organisation",
        verbose_name=_("社区"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    address = models.CharField(_("位置"), max_length=160, blank=True)
    posted_on = models.DateField(_("张贴日期"), null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("张贴人"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    posting_photo = models.CharField(_("安装照片"), max_length=80, blank=True, editable=False)
    last_scanned_on = models.DateField(_("最近扫码"), null=True, editable=False)
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.LIVE, editable=False)
    state_reason = models.CharField(_("原因"), max_length=120, blank=True, editable=False)
    revoked_on = models.DateField(_("作废日期"), null=True, editable=False)

    class Meta:
        verbose_name = _("张贴点")
        verbose_name_plural = _("张贴点")
        ordering = ["code", "copy"]
        constraints = [models.UniqueConstraint(fields=["code", "copy"], name="copy_once_per_code")]

    def __str__(self):
        return self.board or self.token

    @property
    def number(self) -> str:
        """The number that is printed at the foot of this copy: the code, then the copy."""
        return f"{self.code_id:04d}-{self.copy:02d}"

    @property
    def where(self) -> str:
        """Where it hangs, in words; its number where nobody wrote that down."""
        return self.board or self.address or self.number

    @property
    def is_live(self) -> bool:
        """Whether it opens what its code opens."""
        return self.state == self.State.LIVE
