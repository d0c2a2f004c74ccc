from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PrintLook(models.Model):
    """How one organisation's boards look: colours, mark and slogan; those below it inherit."""

    class Theme(models.TextChoices):
        RED = "red", _("朱红")
        BLUE = "blue", _("青蓝")
        GREEN = "green", _("松绿")
        INK = "ink", _("墨黑")

    organisation = models.OneToOneField(
        "deputies.Organisation", verbose_name=_("单位"), on_delete=models.CASCADE, related_name="print_look"
    )
    theme = models.CharField(_("配色"), max_length=8, choices=Theme, default=Theme.RED)
    slogan = models.CharField(_("标语"), max_length=30, blank=True)
    logo = models.CharField(_("标志"), max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = _("印制样式")
        verbose_name_plural = _("印制样式")

    def __str__(self):
        return str(self.organisation)


class PrintBatch(models.Model):
    """A batch of posters, plates or stickers that a worker prints into one PDF.

    `held_until` is the lease of the worker that prints it; a batch whose lease ran out is taken up again from
    the parts that are on disk. A file is offered only in state DONE. `key` is that of the form that asked for
    it: the same form sent twice is one batch. `folder` holds parts and file, below the folder of all prints.
    `remarks` names single items, {"code", "name", "why"}: those to mend where nothing was printed, those that
    were left out where the rest was.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等着印")
        PRINTING = "printing", _("正在印")
        DONE = "done", _("印好了")
        REFUSED = "refused", _("没有印")
        FAILED = "failed", _("出错了")
        CANCELLED = "cancelled", _("已取消")
        EXPIRED = "expired", _("已过期")

    organisation = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("单位"), on_delete=models.CASCADE, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("谁要印"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("提交时间"))
    key = models.CharField(max_length=32, unique=True)
    layout = models.CharField(_("版式"), max_length=20)
    theme = models.CharField(_("配色"), max_length=8, choices=PrintLook.Theme)
    slogan = models.CharField(_("标语"), max_length=30, blank=True)
    title = models.CharField(_("印什么"), max_length=120)
    items = models.JSONField(_("张贴点"))
    total = models.PositiveIntegerField(_("总数"))
    done = models.PositiveIntegerField(_("已印"), default=0)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    cancel_asked = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    held_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    reason = models.TextField(_("原因"), blank=True)
    remarks = models.JSONField(_("逐项说明"), default=list)
    folder = models.CharField(max_length=60)
    file = models.CharField(_("文件"), max_length=80, blank=True)
    bytes = models.PositiveBigIntegerField(_("大小"), default=0)
    pages = models.PositiveIntegerField(_("页数"), default=0)

    class Meta:
        verbose_name = _("印制任务")
        verbose_name_plural = _("印制任务")
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["state", "held_until"], name="print_batch_queue")]

    def __str__(self):
        return self.title
