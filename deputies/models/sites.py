from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Site(models.Model):
    """家、室、站、点 (domain.md 003-22): a place where deputies meet constituents."""

    class Kind(models.TextChoices):
        HOME = "home", _("代表之家")
        STUDIO = "studio", _("代表工作室")
        STATION = "station", _("联络站")
        POINT = "point", _("联系点")

    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    name = models.CharField(_("名称"), max_length=80)
    organisation = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("所属单位"), on_delete=models.PROTECT, related_name="sites"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级站点"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    head = models.ForeignKey(
        "deputies.Deputy",
        verbose_name=_("站长"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sites_headed",
        help_text=_("站长由人大代表担任（1+N 履职模式）。"),
    )
    address = models.CharField(_("地址"), max_length=200)
    directions = models.CharField(
        _("怎么走"),
        max_length=200,
        blank=True,
        help_text=_("例如：地铁 3 号线长宁站 2 号口，右手 100 米，菜场旁。"),
    )
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    hours = models.CharField(_("开放时间"), max_length=100, blank=True)
    feature = models.CharField(_("特色"), max_length=200, blank=True, help_text=_("一街一品、一站一特色。"))
    search = models.CharField(max_length=200, editable=False, default="")
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("站点")
        verbose_name_plural = _("站点")
        ordering = ["organisation", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="site_name_once_per_organisation"),
        ]

    def __str__(self):
        return self.name


class SiteStaff(models.Model):
    """专职工作人员 of one site (domain.md 004-19)."""

    site = models.ForeignKey(Site, verbose_name=_("站点"), on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.CASCADE, related_name="site_duties"
    )
    duty = models.CharField(_("职责"), max_length=40, default=_("联络员"))
    since = models.DateField(_("起"), default=timezone.localdate)

    class Meta:
        verbose_name = _("站点工作人员")
        verbose_name_plural = _("站点工作人员")
        constraints = [models.UniqueConstraint(fields=["site", "user"], name="site_staff_once")]

    def __str__(self):
        return f"{self.user} · {self.site}"


class SiteStandard(models.Model):
    """One item of the five-haves standard with its evidence (domain.md 001-01)."""

    class Item(models.TextChoices):
        VENUE = "venue", _("有固定活动场所")
        RULES = "rules", _("有规章制度")
        PLAN = "plan", _("有年度月度计划")
        STAFF = "staff", _("有专职人员")
        FILES = "files", _("有完整档案")

    site = models.ForeignKey(Site, verbose_name=_("站点"), on_delete=models.CASCADE, related_name="standards")
    item = models.CharField(_("项目"), max_length=8, choices=Item)
    met = models.BooleanField(_("达标"), default=False)
    evidence = models.CharField(_("依据"), max_length=200, blank=True)
    checked_on = models.DateField(_("检查日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("“五有”标准")
        verbose_name_plural = _("“五有”标准")
        constraints = [models.UniqueConstraint(fields=["site", "item"], name="standard_item_once_per_site")]

    def __str__(self):
        return self.get_item_display()
