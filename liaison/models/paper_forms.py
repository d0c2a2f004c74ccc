from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperForm(models.Model):
    """One printed message form: its number links the sheet to the conversation that is typed from it.

    `privacy_version` is the notice that stands on the sheet, so what was agreed to is known when it comes back
    much later.
    """

    number = models.CharField(_("表号"), max_length=12, unique=True)
    placement = models.ForeignKey(
        "liaison.Placement", verbose_name=_("张贴点"), on_delete=models.PROTECT, related_name="forms"
    )
    privacy_version = models.PositiveSmallIntegerField(_("隐私说明版本"))
    printed_at = models.DateTimeField(_("印制时间"))
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("谁印的"), on_delete=models.PROTECT, related_name="+"
    )
    conversation = models.OneToOneField(
        "liaison.Conversation",
        verbose_name=_("留言与约见"),
        null=True,
        on_delete=models.PROTECT,
        related_name="paper_form",
    )

    class Meta:
        verbose_name = _("纸质留言表")
        verbose_name_plural = _("纸质留言表")
        ordering = ["-printed_at", "pk"]
        indexes = [models.Index(fields=["placement", "printed_at"], name="paper_form_runs")]

    def __str__(self):
        return self.number
