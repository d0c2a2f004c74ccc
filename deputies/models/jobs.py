from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """The last run of each job of the timetable, so that a stopped clock is noticed."""

    name = models.CharField(_("任务"), max_length=60, unique=True)
    started_at = models.DateTimeField(_("开始"))
    finished_at = models.DateTimeField(_("结束"))
    ok = models.BooleanField(_("成功"))

    class Meta:
        verbose_name = _("定时任务")
        verbose_name_plural = _("定时任务")
        ordering = ["name"]

    def __str__(self):
        return self.name
