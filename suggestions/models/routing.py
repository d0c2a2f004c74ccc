from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from suggestions.models.cases import Case


class RoutingRule(models.Model):
    """A row of the table that proposes a tier and a unit; a person decides (domain.md §8 AI routing, PIPL Art. 24)."""

    congress = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("人大"), on_delete=models.CASCADE, related_name="+"
    )
    category = models.ForeignKey(
        "liaison.Category",
        verbose_name=_("类别"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    words = models.CharField(
        _("内容里的词"), max_length=200, blank=True, help_text=_("用顿号或空格分开，出现任何一个就算。")
    )
    places = models.CharField(_("地点里的词"), max_length=200, blank=True)
    tier = models.PositiveSmallIntegerField(_("层级"), choices=Case.Tier)
    unit = models.ForeignKey(
        "deputies.Organisation",
        verbose_name=_("承办单位"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    weight = models.SmallIntegerField(_("优先"), default=0)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("分派规则")
        verbose_name_plural = _("分派规则")
        ordering = ["congress", "-weight", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False) | ~Q(words="") | ~Q(places=""),
                name="routing_rule_says_when",
            ),
        ]

    def __str__(self):
        return f"{self.get_tier_display()} {self.unit or ''}"


class Survey(models.Model):
    """调研 before a suggestion: several messages become one survey (domain.md 003-12, 000-23)."""

    class How(models.TextChoices):
        VISIT = "visit", _("走访")
        SYMPOSIUM = "symposium", _("座谈")
        SPECIAL = "special", _("专题调研")
        INSPECTION = "inspection", _("持证视察")

    congress = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("人大"), on_delete=models.PROTECT, related_name="+"
    )
    deputy = models.ForeignKey(
        "deputies.Deputy", verbose_name=_("代表"), on_delete=models.PROTECT, related_name="surveys"
    )
    how = models.CharField(_("方式"), max_length=12, choices=How)
    title = models.CharField(_("题目"), max_length=80)
    started_on = models.DateField(_("开始"))
    ended_on = models.DateField(_("结束"), null=True, blank=True)
    participants = models.CharField(_("参加人员"), max_length=300, blank=True)
    findings = models.TextField(_("情况和结论"), blank=True)
    made_at = models.DateTimeField(_("建立时间"))
    conversations = models.ManyToManyField("liaison.Conversation", related_name="surveys")

    class Meta:
        verbose_name = _("调研")
        verbose_name_plural = _("调研")
        ordering = ["-started_on", "-pk"]

    def __str__(self):
        return self.title


class SavedFilter(models.Model):
    """A person's own filter of a queue, under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("条件"), max_length=400)

    class Meta:
        verbose_name = _("常用筛选")
        verbose_name_plural = _("常用筛选")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="filter_name_once_per_person"),
        ]

    def __str__(self):
        return self.name
