from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """Subject of a message, with an example that helps people to begin (domain.md 003-33)."""

    key = models.SlugField(_("标识"), unique=True)
    name = models.CharField(_("名称"), max_length=20)
    example = models.CharField(_("示例"), max_length=120)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("类别")
        verbose_name_plural = _("类别")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name


class PrivacyNotice(models.Model):
    """Versioned privacy notice; each message stores the version that was accepted (PIPL Art. 17)."""

    version = models.PositiveSmallIntegerField(_("版本"), unique=True)
    effective_from = models.DateTimeField(_("生效时间"))
    summary = models.TextField(_("五行摘要"), help_text=_("一行一条，显示在“送出”上方。"))
    text = models.TextField(_("全文"))

    class Meta:
        verbose_name = _("隐私说明")
        verbose_name_plural = _("隐私说明")
        ordering = ["-version"]

    def __str__(self):
        return _("第 %(version)s 版") % {"version": self.version}


class CannedAnswer(models.Model):
    """A beginning of an answer that a person may insert and change; shared when it has no owner."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("所有者"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="canned_answers",
    )
    title = models.CharField(_("标题"), max_length=20)
    text = models.TextField(_("内容"), max_length=500)

    class Meta:
        verbose_name = _("常用语")
        verbose_name_plural = _("常用语")
        ordering = ["owner", "pk"]

    def __str__(self):
        return self.title


class ResponseFigure(models.Model):
    """How a deputy answers, in words with its sample; counted anew each hour, shown on the page of the code."""

    deputy = models.OneToOneField(
        "deputies.Deputy", on_delete=models.CASCADE, related_name="response_figure", primary_key=True
    )
    as_of = models.DateTimeField()
    answered = models.PositiveIntegerField()
    median_hours = models.PositiveIntegerField(null=True)
    waiting = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("答复情况")
        verbose_name_plural = _("答复情况")

    def __str__(self):
        return f"{self.deputy_id}: {self.answered}"
