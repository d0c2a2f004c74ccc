from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deputies.workdays import MAX_AMOUNT, UNIT_LABELS, Unit
from suggestions.deadlines import Outcome, Purpose


class ClockRule(models.Model):
    """One version of a time limit. A clock keeps the version it was started under."""

    key = models.CharField(_("规则"), max_length=40)
    version = models.PositiveSmallIntegerField(_("版本"))
    label = models.CharField(_("名称"), max_length=60)
    amount = models.PositiveSmallIntegerField(
        _("期限"), validators=[MinValueValidator(1), MaxValueValidator(MAX_AMOUNT)]
    )
    unit = models.CharField(
        _("单位"), max_length=8, choices=[(unit.value, UNIT_LABELS[unit]) for unit in Unit]
    )
    roll = models.BooleanField(_("最后一天放假顺延"), default=True)
    remind_before = models.CharField(
        _("提前几天提醒"), max_length=40, blank=True, help_text=_("用逗号分开，如 10,5,1。")
    )
    may_extend = models.BooleanField(_("可以申请延期"), default=False)
    may_pause = models.BooleanField(_("可以中止计时"), default=False)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    effective_from = models.DateField(_("起用日期"))

    class Meta:
        verbose_name = _("期限规则")
        verbose_name_plural = _("期限规则")
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="rule_version_once"),
        ]

    def __str__(self):
        return f"{self.label} v{self.version}"


class Clock(models.Model):
    """One running time limit, or one that stopped with its outcome frozen."""

    class State(models.TextChoices):
        RUNNING = "running", _("计时中")
        PAUSED = "paused", _("中止计时")
        STOPPED = "stopped", _("已停止")
        VOID = "void", _("作废")

    case = models.ForeignKey("suggestions.Case", on_delete=models.CASCADE, related_name="clocks")
    assignment = models.ForeignKey(
        "suggestions.Assignment", null=True, on_delete=models.CASCADE, related_name="clocks"
    )
    purpose = models.CharField(
        _("事项"), max_length=12, choices=[(purpose.value, _(purpose.label)) for purpose in Purpose]
    )
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    rule_key = models.CharField(_("规则"), max_length=40)
    rule_version = models.PositiveSmallIntegerField(_("规则版本"))
    rule_label = models.CharField(_("规则名称"), max_length=60)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    amount = models.PositiveSmallIntegerField(_("期限"))
    unit = models.CharField(_("单位"), max_length=8)
    roll = models.BooleanField(_("顺延"))
    remind_before = models.CharField(_("提前几天提醒"), max_length=40, blank=True)
    may_extend = models.BooleanField(_("可以申请延期"))
    may_pause = models.BooleanField(_("可以中止计时"))
    start_event = models.CharField(_("起算事由"), max_length=40)
    started_on = models.DateField(_("起算日"))
    due_on = models.DateField(_("到期日"))
    first_due_on = models.DateField(_("原到期日"))
    provisional = models.BooleanField(_("暂定"), default=False)
    calendar_version = models.CharField(_("工作日历"), max_length=120, blank=True)
    calendar_mark = models.CharField(max_length=16, help_text=_("算日期时工作日历的指纹。"))
    remind_on = models.DateField(_("下次提醒"))
    redated_from = models.DateField(_("重算前的到期日"), null=True)  # until people were told of the new date
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.RUNNING)
    outcome = models.CharField(
        _("结果"),
        max_length=8,
        blank=True,
        choices=[(outcome.value, _(outcome.label)) for outcome in Outcome],
    )
    stopped_on = models.DateField(_("停止日"), null=True)

    class Meta:
        verbose_name = _("期限")
        verbose_name_plural = _("期限")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "purpose"],
                condition=Q(state__in=("running", "paused"), assignment__isnull=False),
                name="one_clock_per_assignment",
            ),
            models.UniqueConstraint(
                fields=["case", "purpose"],
                condition=Q(state__in=("running", "paused"), assignment__isnull=True),
                name="one_clock_per_case",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state="running"), name="clock_running"),
            models.Index(
                fields=["remind_on"], condition=Q(state__in=("running", "paused")), name="clock_to_remind"
            ),
            models.Index(
                fields=["calendar_mark"], condition=Q(state__in=("running", "paused")), name="clock_marks"
            ),
            models.Index(fields=["case"], condition=Q(state="running"), name="clock_of_case"),
        ]

    def __str__(self):
        return f"{self.rule_label} {self.due_on}"


class Extension(models.Model):
    """A request for more time, asked before the clock is due; at most one is approved per clock."""

    class State(models.TextChoices):
        ASKED = "asked", _("待审批")
        APPROVED = "approved", _("同意")
        DECLINED = "declined", _("不同意")
        LAPSED = "lapsed", _("未审批，期限已停")

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="extensions")
    until = models.DateField(_("申请延至"))
    reason = models.CharField(_("理由"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("申请时间"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    decision = models.CharField(_("审批意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("延期")
        verbose_name_plural = _("延期")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=~Q(state="declined"), name="one_extension_per_clock"
            ),
        ]

    def __str__(self):
        return f"{self.clock_id} {self.until}"


class Pause(models.Model):
    """Days on which a clock stood still; only where its rule allows."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses")
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True)
    reason = models.CharField(_("原因"), max_length=200)

    class Meta:
        verbose_name = _("中止计时")
        verbose_name_plural = _("中止计时")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(until=None), name="one_open_pause"),
        ]

    def __str__(self):
        return f"{self.clock_id} {self.since}"


class Reminder(models.Model):
    """The ledger of reminders: each stage of a clock is told once for one due date."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="reminders")
    stage = models.CharField(_("提醒"), max_length=12)
    due_on = models.DateField(_("到期日"))
    told_at = models.DateTimeField(_("提醒时间"))

    class Meta:
        verbose_name = _("提醒记录")
        verbose_name_plural = _("提醒记录")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "stage", "due_on"], name="reminder_once"),
        ]

    def __str__(self):
        return f"{self.clock_id} {self.stage}"
