"""What the audit log calls the verbs of this room."""

from django.utils.translation import gettext_lazy as _

from deputies.audit_words import add_words


def add_all() -> None:
    """Add the words of publication and of annual plans."""
    add_words("conversation", _("留言与约见"), {"publish": _("公开"), "withdraw_publication": _("撤下公开")})
    add_words("plan", _("代表工作计划"), {"save_plan": _("保存")})
