from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReplyScheme(models.Model):
    """How replies are classed: A/B/C, A/B/C/D, Shanghai's four … (domain.md §3.4)."""

    congress = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("人大"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("名称"), max_length=60)
    is_current = models.BooleanField(_("现用"), default=False)

    class Meta:
        verbose_name = _("答复分类办法")
        verbose_name_plural = _("答复分类办法")
        ordering = ["congress", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["congress"], condition=Q(is_current=True), name="one_current_scheme"
            ),
        ]

    def __str__(self):
        return self.name


class ReplyClass(models.Model):
    scheme = models.ForeignKey(
        ReplyScheme, verbose_name=_("分类办法"), on_delete=models.CASCADE, related_name="classes"
    )
    code = models.CharField(_("类别"), max_length=8)
    label = models.CharField(_("含义"), max_length=60)
    needs_tracking = models.BooleanField(_("要跟踪办理"), default=False)
    counts_as_resolved = models.BooleanField(_("计入解决率"), default=False)
    order = models.PositiveSmallIntegerField(_("顺序"), default=1)

    class Meta:
        verbose_name = _("答复类别")
        verbose_name_plural = _("答复类别")
        ordering = ["scheme", "order"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="class_once_per_scheme"),
        ]

    def __str__(self):
        return f"{self.code}（{self.label}）"


class Reply(models.Model):
    """What a unit answers: drafted by the clerk, released by the head. A co-handler's is its opinion to the lead."""

    class State(models.TextChoices):
        DRAFT = "draft", _("待审签")
        REVISE = "revise", _("退回修改")
        RELEASED = "released", _("已发出")
        SENT_BACK = "sent_back", _("被退回重办")

    assignment = models.ForeignKey("suggestions.Assignment", on_delete=models.CASCADE, related_name="replies")
    round = models.PositiveSmallIntegerField(_("轮次"))
    body = models.TextField(_("答复"))
    reply_class = models.ForeignKey(
        ReplyClass, verbose_name=_("答复类别"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_person = models.CharField(_("联系人"), max_length=40, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    reason = models.CharField(_("退回原因"), max_length=500, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField(_("起草时间"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(_("发出时间"), null=True)

    class Meta:
        verbose_name = _("答复")
        verbose_name_plural = _("答复")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.assignment_id}/{self.pk}"


class Progress(models.Model):
    """What a unit, or those who follow a case, report on the way; visits and talks too (domain.md 000-15, 000-16)."""

    class Kind(models.TextChoices):
        REPORT = "report", _("进展")
        FACE = "face", _("面商")
        PHONE = "phone", _("电话沟通")
        VISIT = "visit", _("走访")
        MEETING = "meeting", _("座谈")
        URGE = "urge", _("催办")
        DECISION = "decision", _("决定")

    class Phase(models.TextChoices):
        BEFORE_SUBMISSION = "presubmit", _("提交前")
        BEFORE = "before", _("办理前")
        DURING = "during", _("办理中")
        AFTER = "after", _("办理后")

    case = models.ForeignKey("suggestions.Case", on_delete=models.CASCADE, related_name="progress")
    assignment = models.ForeignKey(
        "suggestions.Assignment", null=True, on_delete=models.CASCADE, related_name="progress"
    )
    kind = models.CharField(_("方式"), max_length=10, choices=Kind)
    phase = models.CharField(_("阶段"), max_length=10, choices=Phase, blank=True)
    on = models.DateField(_("日期"))
    with_whom = models.CharField(_("与谁"), max_length=120, blank=True)
    body = models.TextField(_("内容"))
    tells_constituent = models.BooleanField(_("告诉群众"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("署名"), max_length=80)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("办理记录")
        verbose_name_plural = _("办理记录")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.case_id}/{self.pk}"


class Commitment(models.Model):
    """A promise of a reply with its date; kept, or broken with an explanation (domain.md §3.3 Tracking)."""

    class State(models.TextChoices):
        OPEN = "open", _("未到期")
        KEPT = "kept", _("已兑现")
        BROKEN = "broken", _("未兑现")

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="commitments")
    text = models.CharField(_("承诺事项"), max_length=200)
    due_on = models.DateField(_("兑现日期"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.OPEN)
    done_on = models.DateField(_("兑现于"), null=True)
    told = models.CharField(max_length=4, blank=True)  # "due", then "past": each is told once
    note = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("承诺")
        verbose_name_plural = _("承诺")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="commitment_due")]

    def __str__(self):
        return self.text


class AnswerLink(models.Model):
    """A one-time page for a unit without accounts: GET shows, POST acts; survives link previews."""

    assignment = models.ForeignKey("suggestions.Assignment", on_delete=models.CASCADE, related_name="links")
    token_digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("生成时间"))
    expires_on = models.DateField(_("有效至"))
    first_opened_at = models.DateTimeField(_("首次打开"), null=True)
    used_at = models.DateTimeField(_("使用时间"), null=True)
    revoked_at = models.DateTimeField(_("作废时间"), null=True)

    class Meta:
        verbose_name = _("一次性办理链接")
        verbose_name_plural = _("一次性办理链接")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(revoked_at=None, used_at=None),
                name="one_live_link_per_assignment",
            ),
        ]

    def __str__(self):
        return str(self.pk)
