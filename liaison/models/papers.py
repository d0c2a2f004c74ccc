from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PaperSeries(models.Model):
    """The last number of one organ's papers in one year; counted under lock (GB/T 9704-2012 §7.2.5)."""

    organisation = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("单位"), on_delete=models.CASCADE, related_name="+"
    )
    mark = models.CharField(_("机关代字"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("最近编号"), default=0)

    class Meta:
        verbose_name = _("发文字号序列")
        verbose_name_plural = _("发文字号序列")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "mark", "year"], name="paper_series_once_per_year"
            ),
        ]

    def __str__(self):
        return f"{self.mark}〔{self.year}〕{self.last}"


class Paper(models.Model):
    """A numbered paper that an organ has issued: what stood on it, kept as it was.

    `subject` names what it is about, as "case:12" or "assignment:7"; the room that issues it reads it.
    """

    organisation = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("单位"), on_delete=models.PROTECT, related_name="papers"
    )
    kind = models.CharField(_("种类"), max_length=20)
    subject = models.CharField(_("关于"), max_length=40)
    mark = models.CharField(_("机关代字"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年份"))
    serial = models.PositiveIntegerField(_("顺序号"))
    title = models.CharField(_("标题"), max_length=200)
    data = models.JSONField(_("内容"))
    dated = models.DateField(_("成文日期"))
    issued_at = models.DateTimeField(_("发文时间"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("经办人"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("公文")
        verbose_name_plural = _("公文")
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "mark", "year", "serial"], name="paper_number_once"
            ),
            models.CheckConstraint(condition=Q(serial__gt=0), name="paper_serial_from_one"),
        ]
        indexes = [models.Index(fields=["subject"], name="paper_subject")]

    def __str__(self):
        return self.number

    @property
    def number(self) -> str:
        """发文字号: mark, year in hexagonal brackets, serial without leading zeros."""
        return f"{self.mark}〔{self.year}〕{self.serial}号"
