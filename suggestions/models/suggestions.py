from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liaison.models import Rating


class Suggestion(models.Model):
    """What only a formal suggestion has: the fields of a real form (domain.md §2.2) and the decisions on it."""

    class Session(models.TextChoices):
        IN = "in", _("会议期间")
        BETWEEN = "between", _("闭会期间")

    class Formed(models.TextChoices):
        SURVEY = "survey", _("专题调研")
        SYMPOSIUM = "symposium", _("座谈")
        VISIT = "visit", _("走访")
        MESSAGES = "messages", _("群众留言")
        OTHER = "other", _("其他")

    class Unsolved(models.IntegerChoices):
        NO = 0, _("首次提出")
        TWO = 2, _("提过，两年未解决")
        THREE = 3, _("提过，三年未解决")
        MORE = 4, _("提过，三年以上未解决")

    class Publish(models.TextChoices):
        UNDECIDED = "", _("未决定")
        FULL = "full", _("全文公开")
        TITLE = "title", _("仅公开标题")
        NONE = "none", _("不公开")

    case = models.OneToOneField(
        "suggestions.Case", on_delete=models.CASCADE, primary_key=True, related_name="suggestion"
    )
    term = models.ForeignKey(
        "deputies.Term", verbose_name=_("届"), on_delete=models.PROTECT, related_name="suggestions"
    )
    serial = models.PositiveIntegerField(_("建议号"), null=True)
    session = models.CharField(_("提出时间"), max_length=8, choices=Session, default=Session.BETWEEN)
    session_name = models.CharField(_("会次"), max_length=20, blank=True)
    facts = models.TextField(_("情况"), blank=True)
    reasons = models.TextField(_("理由"), blank=True)
    proposal = models.TextField(_("具体建议"), blank=True)
    formed = models.CharField(_("怎么形成的"), max_length=12, choices=Formed, default=Formed.MESSAGES)
    unsolved = models.PositiveSmallIntegerField(_("是否提过"), choices=Unsolved, default=Unsolved.NO)
    wants_contact = models.BooleanField(_("希望加强联系"), default=False)
    reference_only = models.BooleanField(_("供参考，不需要书面答复"), default=False)
    consents_to = models.CharField(_("同意公开"), max_length=8, choices=Publish, default=Publish.FULL)
    wished_unit = models.ForeignKey(
        "deputies.Organisation",
        verbose_name=_("建议承办单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    survey = models.ForeignKey(
        "suggestions.Survey",
        verbose_name=_("调研"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="suggestions",
    )
    delegation = models.CharField(_("代表团"), max_length=60, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    review_note = models.CharField(_("审查意见"), max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("并入"), null=True, on_delete=models.PROTECT, related_name="merged"
    )
    is_complex = models.BooleanField(_("涉及面广、处理难度大"), default=False)
    complex_reason = models.CharField(_("六个月办理的理由"), max_length=300, blank=True)
    is_key = models.BooleanField(_("重点督办"), default=False)
    key_reason = models.CharField(_("列为重点的决定"), max_length=200, blank=True)
    reply_class = models.ForeignKey(
        "suggestions.ReplyClass",
        verbose_name=_("答复类别"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    first_class = models.ForeignKey(
        "suggestions.ReplyClass",
        verbose_name=_("首次答复类别"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    tracked_since = models.DateField(_("跟踪起"), null=True)
    resolved_on = models.DateField(_("解决于"), null=True)
    publish = models.CharField(
        _("公开决定"), max_length=8, choices=Publish, default=Publish.UNDECIDED, blank=True
    )
    publish_note = models.CharField(_("公开说明"), max_length=200, blank=True)
    public_title = models.CharField(_("公开的标题"), max_length=80, blank=True)
    public_text = models.TextField(
        _("公开的建议内容"), blank=True, help_text=_("隐去个人信息后的副本，原文不动。")
    )
    public_reply = models.TextField(
        _("公开的答复"), blank=True, help_text=_("隐去个人信息后的副本，原文不动。")
    )

    class Meta:
        verbose_name = _("代表建议")
        verbose_name_plural = _("代表建议")
        constraints = [
            models.UniqueConstraint(fields=["term", "serial"], name="suggestion_number_once_per_term"),
        ]

    def __str__(self):
        return str(self.case_id)


class CoSigner(models.Model):
    """A deputy who was invited to sign too; each confirms for herself and rates the reply herself."""

    class State(models.TextChoices):
        INVITED = "invited", _("待确认")
        CONFIRMED = "confirmed", _("已联名")
        DECLINED = "declined", _("未参加")
        LAPSED = "lapsed", _("提交时未确认")
        JOINED = "joined", _("并案代表")

    # Whose reply it is too: each gets it and rates it. A deputy whose own suggestion was merged into this one
    # is answered like one who signed it (domain.md §3.3 并案).
    SIGNED = (State.CONFIRMED, State.JOINED)
    READERS = (State.INVITED, *SIGNED)

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="cosigners")
    deputy = models.ForeignKey(
        "deputies.Deputy", verbose_name=_("代表"), on_delete=models.PROTECT, related_name="cosigned"
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.INVITED)
    decided_at = models.DateTimeField(_("确认时间"), null=True)

    class Meta:
        verbose_name = _("联名代表")
        verbose_name_plural = _("联名代表")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "deputy"], name="cosigner_once"),
        ]

    def __str__(self):
        return f"{self.suggestion_id}/{self.deputy_id}"


class ReplyRating(models.Model):
    """How a deputy finds a reply: result and attitude apart, collected by congress staff, hidden from the unit."""

    Score = Rating.Score

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="ratings")
    deputy = models.ForeignKey("deputies.Deputy", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("轮次"))
    result = models.PositiveSmallIntegerField(_("结果"), choices=Rating.Score)
    attitude = models.PositiveSmallIntegerField(_("态度"), choices=Rating.Score)
    comment = models.CharField(_("意见"), max_length=500, blank=True)
    rated_at = models.DateTimeField(_("评价时间"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("代录人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("代表评价")
        verbose_name_plural = _("代表评价")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "deputy", "round"], name="reply_rated_once"),
            models.CheckConstraint(
                condition=Q(result__gt=1, attitude__gt=1) | ~Q(comment=""), name="dissatisfied_says_why"
            ),
        ]

    def __str__(self):
        return f"{self.suggestion_id}/{self.deputy_id}"
