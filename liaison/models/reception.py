from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ReceptionDay(models.Model):
    """接待日: deputies receive people at a site for some hours, up to a number (domain.md 000-21, 002-15)."""

    class State(models.TextChoices):
        PUBLISHED = "published", _("已公布")
        CANCELLED = "cancelled", _("已取消")

    site = models.ForeignKey(
        "deputies.Site", verbose_name=_("站点"), on_delete=models.PROTECT, related_name="reception_days"
    )
    deputies = models.ManyToManyField(
        "deputies.Deputy", verbose_name=_("接待代表"), related_name="reception_days"
    )
    date = models.DateField(_("日期"))
    starts = models.TimeField(_("开始"))
    ends = models.TimeField(_("结束"))
    capacity = models.PositiveSmallIntegerField(_("名额"), default=8)
    theme = models.CharField(_("主题"), max_length=80, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PUBLISHED, editable=False)
    state_reason = models.CharField(_("原因"), max_length=120, blank=True, editable=False)

    class Meta:
        verbose_name = _("接待日")
        verbose_name_plural = _("接待日")
        ordering = ["date", "starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="reception_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="reception_has_capacity"),
            models.UniqueConstraint(
                fields=["site", "date", "starts"], name="reception_once_per_site_and_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "date"], name="reception_ahead")]

    def __str__(self):
        return f"{self.date} {self.starts:%H:%M} {self.site}"
