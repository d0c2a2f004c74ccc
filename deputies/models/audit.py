from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One fact, never changed. Each subject has its own chain; each event carries the hash of the one before.

    Kept at least 400 days (互联网政务应用安全管理规定 Art. 20). Holds no contact data and no words of a
    constituent.
    """

    chain = models.CharField(_("对象"), max_length=60)
    seq = models.PositiveIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("人员"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    capacity = models.CharField(_("身份"), max_length=20)
    verb = models.CharField(_("动作"), max_length=40)
    data = models.JSONField(_("内容"), default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_seq_once_per_chain")]
        indexes = [models.Index(fields=["actor", "-at"], name="audit_by_actor")]

    def __str__(self):
        return f"{self.chain} #{self.seq} {self.verb}"


class AuditSeal(models.Model):
    """A daily digest over all hashes up to an event, so that a whole chain cannot vanish unseen."""

    sealed_at = models.DateTimeField(_("封存时间"))
    last_event_id = models.BigIntegerField(_("截至记录"), unique=True)
    count = models.BigIntegerField(_("条数"))
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("审计封存")
        verbose_name_plural = _("审计封存")
        ordering = ["-last_event_id"]

    def __str__(self):
        return f"{self.sealed_at:%Y-%m-%d} {self.count}"
