from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PublishedCase(models.Model):
    """An answered conversation made public after consent and redaction; the original stays where it is.

    PIPL Art. 25 (no publishing without separate consent); domain.md 001-31, 002-38.
    """

    number = models.CharField(_("编号"), max_length=20, unique=True)
    conversation = models.OneToOneField(
        "liaison.Conversation",
        verbose_name=_("留言"),
        on_delete=models.PROTECT,
        related_name="published_case",
    )
    title = models.CharField(_("标题"), max_length=60)
    words = models.TextField(_("群众反映（已隐去个人信息）"))
    answer = models.TextField(_("答复（已隐去个人信息）"))
    published_on = models.DateField(_("公开日期"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("公开人"), on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_on = models.DateField(_("撤下日期"), null=True)
    withdrawn_reason = models.CharField(_("撤下原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("公开的办理")
        verbose_name_plural = _("公开的办理")
        ordering = ["-published_on", "-pk"]

    def __str__(self):
        return self.title


class WorkPlan(models.Model):
    """年度代表工作计划 (代表法 2025 Art. 43; domain.md 002-01)."""

    congress = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("人大"), on_delete=models.PROTECT, related_name="work_plans"
    )
    year = models.PositiveSmallIntegerField(_("年份"))
    adopted_by = models.CharField(_("通过机构"), max_length=60, default=_("主任会议"))
    adopted_on = models.DateField(_("通过日期"))
    is_published = models.BooleanField(_("已公布"), default=False)

    class Meta:
        verbose_name = _("年度代表工作计划")
        verbose_name_plural = _("年度代表工作计划")
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["congress", "year"], name="plan_once_per_year")]

    def __str__(self):
        return str(self.year)


class PlanItem(models.Model):
    plan = models.ForeignKey(WorkPlan, verbose_name=_("计划"), on_delete=models.CASCADE, related_name="items")
    part = models.CharField(_("部分"), max_length=60)
    order = models.PositiveSmallIntegerField(_("序号"))
    text = models.CharField(_("事项"), max_length=300)
    owner = models.CharField(_("负责"), max_length=80)
    schedule = models.CharField(_("时间安排"), max_length=60)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("计划事项")
        verbose_name_plural = _("计划事项")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="item_order_once_per_plan")]

    def __str__(self):
        return f"{self.order}. {self.text}"
