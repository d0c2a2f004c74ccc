from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """Five levels of congress (domain.md 001-06b); a smaller number is a higher level."""

    NATIONAL = 1, _("全国")
    PROVINCE = 2, _("省（自治区、直辖市）")
    CITY = 3, _("市（州）")
    DISTRICT = 4, _("县（区）")
    TOWN = 5, _("乡镇")


class Organisation(models.Model):
    """A node of the one tree. Rights are granted at a node and flow down along `path`."""

    class Kind(models.TextChoices):
        CONGRESS = "congress", _("人大及其常委会")
        AFFAIRS_COMMISSION = "affairs_commission", _("代表工作委员会")
        COMMITTEE = "committee", _("专门委员会、工作委员会")
        STREET_COMMITTEE = "street_committee", _("人大街道工委")
        GOVERNMENT = "government", _("人民政府")
        GOVERNMENT_OFFICE = "government_office", _("政府办公室（督查室）")
        DEPARTMENT = "department", _("政府部门")
        SUBDISTRICT = "subdistrict", _("街道办事处")
        COMMUNITY = "community", _("社区、村")
        SUPERVISORY_COMMISSION = "supervisory_commission", _("监察委员会")
        COURT = "court", _("人民法院")
        PROCURATORATE = "procuratorate", _("人民检察院")
        MEDIA = "media", _("融媒体中心")
        OTHER = "other", _("其他单位")

    kind = models.CharField(_("类别"), max_length=32, choices=Kind)
    name = models.CharField(_("全称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(_("层级"), choices=Level, default=Level.DISTRICT)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    path = models.CharField(_("路径"), max_length=255, unique=True, null=True, editable=False)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("办公电话"), max_length=40, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="organisation_name_once_below_parent"),
        ]

    def __str__(self):
        return self.short_name or self.name


class Term(models.Model):
    """One term of one congress; five years (代表法 2025 Art. 2)."""

    congress = models.ForeignKey(
        Organisation, verbose_name=_("人大"), on_delete=models.PROTECT, related_name="terms"
    )
    number = models.PositiveSmallIntegerField(_("届次"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    is_current = models.BooleanField(_("本届"), default=False)

    class Meta:
        verbose_name = _("届")
        verbose_name_plural = _("届")
        ordering = ["congress", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "number"], name="term_number_once_per_congress"),
            models.UniqueConstraint(
                fields=["congress"], condition=Q(is_current=True), name="one_current_term_per_congress"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="term_ends_after_start"),
        ]

    def __str__(self):
        return _("%(congress)s第%(number)s届") % {"congress": self.congress, "number": self.number}


class ElectoralDistrict(models.Model):
    """选区 of a county, district or township congress."""

    congress = models.ForeignKey(
        Organisation, verbose_name=_("人大"), on_delete=models.PROTECT, related_name="districts"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("所属街道工委或镇人大"),
        on_delete=models.PROTECT,
        related_name="districts_served",
    )
    number = models.PositiveSmallIntegerField(_("选区号"))
    name = models.CharField(_("选区名称"), max_length=80)
    places = models.TextField(
        _("范围"), blank=True, help_text=_("小区、路名、村组，一行一个；群众按住址找代表时用。")
    )
    grid_code = models.CharField(_("网格编号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("选区")
        verbose_name_plural = _("选区")
        ordering = ["congress", "number"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "number"], name="district_number_once_per_congress"),
            models.UniqueConstraint(fields=["congress", "name"], name="district_name_once_per_congress"),
        ]

    def __str__(self):
        return _("第%(number)s选区 %(name)s") % {"number": self.number, "name": self.name}


class ElectingUnit(models.Model):
    """选举单位 of deputies to a city congress divided into districts, and above (domain.md §0.10)."""

    congress = models.ForeignKey(
        Organisation, verbose_name=_("人大"), on_delete=models.PROTECT, related_name="electing_units"
    )
    name = models.CharField(_("选举单位"), max_length=80)

    class Meta:
        verbose_name = _("选举单位")
        verbose_name_plural = _("选举单位")
        ordering = ["congress", "name"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "name"], name="electing_unit_once_per_congress"),
        ]

    def __str__(self):
        return self.name
