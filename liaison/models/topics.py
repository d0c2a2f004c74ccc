from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """An opinion topic (议题): messages on one question are collected under a code of its own (民意码)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        OPEN = "open", _("征集中")
        CLOSED = "closed", _("已结束")

    class Phase(models.TextChoices):
        """Where a topic stands on a day: its state and its dates together."""

        DRAFT = "draft", _("草稿")
        AHEAD = "ahead", _("未开始")
        RUNNING = "running", _("征集中")
        OVER = "over", _("已结束")

    organisation = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("发起单位"), on_delete=models.PROTECT, related_name="topics"
    )
    site = models.ForeignKey(
        "deputies.Site",
        verbose_name=_("由哪个站点收集"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="topics",
    )
    title = models.CharField(_("议题"), max_length=40)
    question = models.TextField(_("想听大家说什么"), max_length=300)
    background = models.TextField(_("背景"), max_length=2000, blank=True)
    opens_on = models.DateField(_("开始"))
    closes_on = models.DateField(_("截止"))
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.DRAFT, editable=False)
    feedback = models.TextField(_("结果反馈"), max_length=4000, blank=True)
    feedback_at = models.DateTimeField(_("反馈时间"), null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("发起人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(_("建立时间"), editable=False)

    class Meta:
        verbose_name = _("议题")
        verbose_name_plural = _("议题")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="topic_closes_after_opening"
            ),
        ]

    def __str__(self):
        return self.title

    def phase(self, today: date) -> "Topic.Phase":
        """Return where the topic stands today, also before the timetable has marked it closed."""
        if self.state == self.State.DRAFT:
            return self.Phase.DRAFT
        if self.state == self.State.CLOSED or today > self.closes_on:
            return self.Phase.OVER
        return self.Phase.AHEAD if today < self.opens_on else self.Phase.RUNNING
