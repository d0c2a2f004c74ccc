from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ScanCount(models.Model):
    """How often one printed copy was opened on one day: a number, nothing about who (domain.md 000-11)."""

    placement = models.ForeignKey(
        "liaison.Placement", verbose_name=_("张贴点"), on_delete=models.CASCADE, related_name="scans"
    )
    day = models.DateField(_("日期"))
    count = models.PositiveIntegerField(_("次数"), default=0)

    class Meta:
        verbose_name = _("扫码计数")
        verbose_name_plural = _("扫码计数")
        constraints = [models.UniqueConstraint(fields=["placement", "day"], name="scans_once_per_day")]

    def __str__(self):
        return f"{self.day} {self.count}"


class Inspection(models.Model):
    """Somebody stood before a printed copy and looked (亮牌巡查; domain.md 003-05, 004-17)."""

    class Condition(models.TextChoices):
        GOOD = "good", _("完好")
        WORN = "worn", _("破损、褪色")
        HIDDEN = "hidden", _("被遮挡")
        PASTED_OVER = "pasted_over", _("被贴了别的码")
        GONE = "gone", _("不见了")

    placement = models.ForeignKey(
        "liaison.Placement", verbose_name=_("张贴点"), on_delete=models.CASCADE, related_name="inspections"
    )
    checked_on = models.DateField(_("巡查日期"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("巡查人"), on_delete=models.PROTECT, related_name="+"
    )
    condition = models.CharField(_("状况"), max_length=12, choices=Condition)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    photo = models.CharField(_("照片"), max_length=80, blank=True, editable=False)
    recorded_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("巡查记录")
        verbose_name_plural = _("巡查记录")
        ordering = ["-checked_on", "-pk"]

    def __str__(self):
        return f"{self.checked_on} {self.get_condition_display()}"


class StickerReport(models.Model):
    """A passer-by says that a printed copy looks wrong (peers.md §12.6)."""

    class What(models.TextChoices):
        PASTED_OVER = "pasted_over", _("码像是被人贴过的")
        ASKS_MONEY = "asks_money", _("扫开要付钱、下载或者填密码")
        WRONG_PERSON = "wrong_person", _("牌子上的人和打开的人对不上")
        DAMAGED = "damaged", _("牌子坏了、脏了、看不清")
        OTHER = "other", _("别的情况")

    placement = models.ForeignKey(
        "liaison.Placement",
        verbose_name=_("张贴点"),
        null=True,
        on_delete=models.CASCADE,
        related_name="reports",
    )
    typed = models.CharField(_("来信人写的短码"), max_length=40, blank=True)
    what = models.CharField(_("情况"), max_length=12, choices=What)
    words = models.CharField(_("补充"), max_length=300, blank=True)
    reported_at = models.DateTimeField(_("收到时间"))
    settled_at = models.DateTimeField(_("处理时间"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("处理人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    outcome = models.CharField(_("处理结果"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("可疑码反映")
        verbose_name_plural = _("可疑码反映")
        ordering = ["-reported_at"]
        indexes = [models.Index(fields=["settled_at", "reported_at"], name="sticker_report_open")]

    def __str__(self):
        return self.get_what_display()
