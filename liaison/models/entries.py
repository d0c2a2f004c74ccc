from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.workflow import Capacity


class Entry(models.Model):
    """One thing said. Notes stay inside; everything else is seen by the constituent."""

    class Kind(models.TextChoices):
        WORDS = "words", _("群众")
        ANSWER = "answer", _("答复")
        QUESTION = "question", _("追问")
        NOTE = "note", _("内部备注")
        PROGRESS = "progress", _("进展")

    conversation = models.ForeignKey("liaison.Conversation", on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    capacity = models.CharField(
        _("身份"), max_length=12, choices=[(capacity.value, _(capacity.label)) for capacity in Capacity]
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("人员"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    author_label = models.CharField(_("署名"), max_length=60)
    body = models.TextField(_("内容"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("往来")
        verbose_name_plural = _("往来")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.conversation_id}/{self.pk}"

    @property
    def is_public(self):
        return self.kind != self.Kind.NOTE


class Attachment(models.Model):
    """A cleaned photo. The file lies outside every served folder under a random name."""

    conversation = models.ForeignKey(
        "liaison.Conversation", on_delete=models.CASCADE, related_name="attachments"
    )
    entry = models.ForeignKey(Entry, null=True, on_delete=models.CASCADE, related_name="attachments")
    token = models.CharField(max_length=32, unique=True)
    file = models.FileField(upload_to="photos")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("照片")
        verbose_name_plural = _("照片")
        ordering = ["pk"]

    def __str__(self):
        return self.token
