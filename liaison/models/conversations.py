from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedTextField

from liaison import workflow


class Conversation(models.Model):
    """留言 or 约见: a constituent and a deputy (or the site for her) on one matter.

    `state` is written by `liaison.services._move` alone; `version` grows by one at each move.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", _("留言")
        APPOINTMENT = "appointment", _("约见")

    class Holder(models.TextChoices):
        DEPUTY = "deputy", _("代表")
        SITE = "site", _("站点")
        OFFICE = "office", _("人大工作机构")

    class About(models.TextChoices):
        MATTER = "matter", _("反映事情")
        DEPUTY = "deputy", _("反映这位代表")
        UNIT = "unit", _("反映某个单位或工作人员")

    class Source(models.TextChoices):
        CODE = "code", _("扫码")
        WEB = "web", _("网页")
        API = "api", _("接口")
        PHONE = "phone", _("电话代录")
        VISIT = "visit", _("来访代录")
        PAPER = "paper", _("纸质代录")

    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    receipt = models.CharField(_("回执号"), max_length=20, unique=True)
    pin_digest = models.CharField(max_length=64)
    idempotency_key = models.CharField(max_length=64, unique=True)

    seat = models.ForeignKey(
        "deputies.Seat", verbose_name=_("席位"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    deputy = models.ForeignKey(
        "deputies.Deputy",
        verbose_name=_("代表"),
        null=True,
        on_delete=models.PROTECT,
        related_name="conversations",
    )
    site = models.ForeignKey(
        "deputies.Site",
        verbose_name=_("站点"),
        null=True,
        on_delete=models.PROTECT,
        related_name="conversations",
    )
    organisation = models.ForeignKey(
        "deputies.Organisation",
        verbose_name=_("服务单位"),
        on_delete=models.PROTECT,
        related_name="conversations",
    )
    placement = models.ForeignKey(
        "liaison.Placement",
        verbose_name=_("张贴点"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="conversations",
    )
    topic = models.ForeignKey(
        "liaison.Topic",
        verbose_name=_("议题"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="conversations",
    )
    held_by = models.CharField(_("由谁答复"), max_length=8, choices=Holder)
    about = models.CharField(_("反映对象"), max_length=8, choices=About, default=About.MATTER)

    category = models.ForeignKey(
        "liaison.Category",
        verbose_name=_("类别"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    body = models.TextField(_("内容"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    contact_name = EncryptedTextField(_("称呼"), null=True, blank=True)
    contact_phone = EncryptedTextField(_("电话"), null=True, blank=True)
    share_contact = models.BooleanField(_("可以把联系方式告诉办理单位"), default=False)
    privacy_version = models.PositiveSmallIntegerField(_("隐私说明版本"))
    source = models.CharField(_("来源"), max_length=8, choices=Source)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("代录人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    state = models.CharField(
        _("状态"), max_length=20, choices=[(state.value, _(state.label)) for state in workflow.State]
    )
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(_("送出时间"))
    state_since = models.DateTimeField(_("状态起始"))
    due_at = models.DateTimeField(_("最迟答复"), null=True)
    first_response_at = models.DateTimeField(_("首次回应"), null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    reopened = models.PositiveSmallIntegerField(_("重办次数"), default=0)
    fell_back_at = models.DateTimeField(_("转站点时间"), null=True)
    anonymised_at = models.DateTimeField(_("匿名化时间"), null=True)

    objects = models.Manager()

    class Meta:
        verbose_name = _("留言与约见")
        verbose_name_plural = _("留言与约见")
        constraints = [
            models.CheckConstraint(
                condition=~Q(about="deputy", held_by="deputy"), name="deputy_never_holds_what_is_about_her"
            ),
        ]
        indexes = [
            models.Index(fields=["deputy", "state", "due_at"], name="conversation_of_deputy"),
            models.Index(fields=["site", "state", "due_at"], name="conversation_of_site"),
            models.Index(fields=["organisation", "state", "due_at"], name="conversation_of_organisation"),
            models.Index(fields=["state", "state_since"], name="conversation_sweep"),
            models.Index(fields=["deputy", "first_response_at"], name="conversation_responses"),
            models.Index(
                fields=["closed_at"], condition=Q(anonymised_at=None), name="conversation_retention"
            ),
            models.Index(fields=["closed_at"], name="conversation_closed"),
            models.Index(fields=["submitted_at"], name="conversation_submitted"),
        ]

    def __str__(self):
        return self.receipt


class Appointment(models.Model):
    """What only a 约见 has: the wish, the agreed time, the minutes."""

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="appointment", primary_key=True
    )
    reception_day = models.ForeignKey(
        "liaison.ReceptionDay",
        verbose_name=_("接待日"),
        null=True,
        on_delete=models.PROTECT,
        related_name="appointments",
    )
    wish = models.CharField(_("希望的时间"), max_length=120, blank=True)
    starts_at = models.DateTimeField(_("约定时间"), null=True)
    where = models.CharField(_("约定地点"), max_length=160, blank=True)
    minutes = models.TextField(_("接待记录"), blank=True)
    held_at = models.DateTimeField(_("接待时间"), null=True)

    class Meta:
        verbose_name = _("约见")
        verbose_name_plural = _("约见")

    def __str__(self):
        return str(self.conversation_id)


class Rating(models.Model):
    """Result and attitude apart (domain.md 002-33); one row for each round of handling."""

    class Score(models.IntegerChoices):
        DISSATISFIED = 1, _("不满意")
        BASICALLY = 2, _("基本满意")
        SATISFIED = 3, _("满意")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="ratings")
    round = models.PositiveSmallIntegerField(_("轮次"))
    result = models.PositiveSmallIntegerField(
        _("结果"), choices=Score, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    attitude = models.PositiveSmallIntegerField(
        _("态度"), choices=Score, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    comment = models.CharField(_("想说的话"), max_length=300, blank=True)
    publish_consent = models.BooleanField(_("同意隐去个人信息后公开"), default=False)
    rated_at = models.DateTimeField(_("评价时间"))

    class Meta:
        verbose_name = _("评价")
        verbose_name_plural = _("评价")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "round"], name="rating_once_per_round"),
        ]

    def __str__(self):
        return f"{self.conversation_id}/{self.round}"
