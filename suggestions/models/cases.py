from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from suggestions import workflow


class Case(models.Model):
    """办件: a matter on which somebody other than the deputy must act. Its kind selects its moves and clocks.

    `state` is written by `suggestions.services._move` alone; `version` grows by one at each move of the case or
    of one of its assignments.
    """

    class Kind(models.TextChoices):
        MATTER = workflow.MATTER, _("群众事项")
        SUGGESTION = workflow.SUGGESTION, _("代表建议")

    class Tier(models.IntegerChoices):
        """The five tiers of domain.md 003-09 … 003-13; tier 1, answered by the deputy herself, makes no case."""

        STREET = 2, _("第二级：社区、街道")
        DEPARTMENT = 3, _("第三级：部门单一事项")
        DISTRICT = 4, _("第四级：全区性问题")
        RELAY = 5, _("第五级：上级代表接力")

    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    number = models.CharField(_("编号"), max_length=40, blank=True)
    title = models.CharField(_("标题"), max_length=80)
    brief = models.TextField(_("交办内容"), help_text=_("承办单位看到的就是这些，不写群众的姓名和联系方式。"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    category = models.ForeignKey(
        "liaison.Category",
        verbose_name=_("类别"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    tier = models.PositiveSmallIntegerField(_("层级"), choices=Tier)
    congress = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("人大"), on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "deputies.Organisation",
        verbose_name=_("协调单位"),
        on_delete=models.PROTECT,
        related_name="cases",
        help_text=_("人大街道工委、镇人大，或者人大机关。"),
    )
    deputy = models.ForeignKey(
        "deputies.Deputy",
        verbose_name=_("代表"),
        null=True,
        on_delete=models.PROTECT,
        related_name="cases",
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("经手人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    show_photos = models.BooleanField(_("照片给承办单位看"), default=False)
    external_number = models.CharField(_("外部平台编号"), max_length=60, blank=True)

    state = models.CharField(
        _("状态"), max_length=16, choices=[(state.value, _(state.label)) for state in workflow.CaseState]
    )
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("建立时间"))
    state_since = models.DateTimeField(_("状态起始"))
    replied_at = models.DateTimeField(_("答复代表时间"), null=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)

    conversations = models.ManyToManyField(
        "liaison.Conversation", through="suggestions.Source", related_name="cases"
    )

    class Meta:
        verbose_name = _("办件")
        verbose_name_plural = _("办件")
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "number"], condition=~Q(number=""), name="case_number_once_per_congress"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "state_since"], name="case_of_organisation"),
            models.Index(fields=["deputy", "state", "state_since"], name="case_of_deputy"),
            models.Index(fields=["congress", "kind", "state", "state_since"], name="case_of_congress"),
            models.Index(fields=["state", "state_since"], name="case_sweep"),
        ]

    def __str__(self):
        return self.number or self.title


class Source(models.Model):
    """A message that feeds a case; several may feed one."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sources")
    conversation = models.ForeignKey(
        "liaison.Conversation", on_delete=models.PROTECT, related_name="case_sources"
    )
    added_at = models.DateTimeField(_("并入时间"))
    left_at = models.DateTimeField(_("移出时间"), null=True)

    class Meta:
        verbose_name = _("来源留言")
        verbose_name_plural = _("来源留言")
        constraints = [
            models.UniqueConstraint(fields=["case", "conversation"], name="source_once_per_case"),
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(left_at=None), name="conversation_feeds_one_case"
            ),
        ]

    def __str__(self):
        return f"{self.case_id}/{self.conversation_id}"


class Assignment(models.Model):
    """One unit's part of a case, or one relayed deputy's; each has its own clocks."""

    class Role(models.TextChoices):
        LEAD = "lead", _("主办")
        CO = "co", _("会办")
        SEPARATE = "separate", _("分办")
        RELAY = "relay", _("接力")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(
        "deputies.Organisation",
        verbose_name=_("承办单位"),
        null=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    deputy = models.ForeignKey(
        "deputies.Deputy",
        verbose_name=_("接力代表"),
        null=True,
        on_delete=models.PROTECT,
        related_name="relayed",
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("上一棒"), null=True, on_delete=models.PROTECT, related_name="passed"
    )
    replaces = models.ForeignKey(
        "self", verbose_name=_("接替"), null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    role = models.CharField(_("承办方式"), max_length=8, choices=Role)
    instruction = models.CharField(_("交办要求"), max_length=300, blank=True)
    state = models.CharField(
        _("状态"),
        max_length=16,
        choices=[(state.value, _(state.label)) for state in workflow.AssignmentState],
    )
    state_since = models.DateTimeField(_("状态起始"))
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    handed_at = models.DateTimeField(_("交办时间"))
    signed_at = models.DateTimeField(_("签收时间"), null=True)
    replied_at = models.DateTimeField(_("答复时间"), null=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("经办人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.CharField(_("说明"), max_length=500, blank=True)
    proposed_unit = models.ForeignKey(
        "deputies.Organisation",
        verbose_name=_("建议承办单位"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    returns_declined = models.PositiveSmallIntegerField(_("退办未同意次数"), default=0)

    class Meta:
        verbose_name = _("承办")
        verbose_name_plural = _("承办")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, deputy__isnull=True)
                | Q(unit__isnull=True, deputy__isnull=False),
                name="assignment_of_unit_or_deputy",
            ),
            models.UniqueConstraint(
                fields=["case", "unit"],
                condition=~Q(state__in=("returned", "cancelled", "spared")),
                name="unit_once_per_case",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(role="lead") & ~Q(state__in=("returned", "cancelled")),
                name="one_lead_per_case",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "state_since"], name="assignment_of_unit"),
            models.Index(fields=["deputy", "state"], name="assignment_of_deputy"),
        ]

    def __str__(self):
        return f"{self.case_id}/{self.pk}"

    @property
    def holder(self):
        """The unit, or the relayed deputy."""
        return self.unit or self.deputy


class NumberSeries(models.Model):
    """The last number given out in a series; counted under lock, so no number is left out or given twice."""

    congress = models.ForeignKey(
        "deputies.Organisation", verbose_name=_("人大"), on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(_("序列"), max_length=40)
    last = models.PositiveIntegerField(_("最近编号"), default=0)

    class Meta:
        verbose_name = _("编号序列")
        verbose_name_plural = _("编号序列")
        constraints = [
            models.UniqueConstraint(fields=["congress", "key"], name="series_once_per_congress"),
        ]

    def __str__(self):
        return f"{self.key} {self.last}"
