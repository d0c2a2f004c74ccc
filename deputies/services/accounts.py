"""Verbs of accounts: give one, set a new first password, unlock, take a lost second factor away."""

from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from deputies import audit
from deputies.errors import Refused
from deputies.models import User

LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on paper
LENGTH = 14


@transaction.atomic
def reset_password(*, user: User, actor: User, now: datetime) -> str:
    """Give a random password in place of the old one; sessions of the old one end.

    Returns:
        The password, known only now.

    Raises:
        Refused: one's own; that is changed, not reset.
    """
    if actor == user:
        raise Refused(_("自己的密码请在“改密码”里改。"))
    password = get_random_string(LENGTH, LEGIBLE)
    user.set_password(password)
    user.save(update_fields=["password"])
    _record(user, "reset_password", actor, now)
    return password


@transaction.atomic
def unlock(*, user: User, actor: User, now: datetime) -> None:
    """Let a locked-out person try again at once."""
    AxesProxyHandler.reset_attempts(username=user.username)
    _record(user, "unlock", actor, now)


@transaction.atomic
def remove_second_factor(*, user: User, actor: User, now: datetime) -> int:
    """Take away all second factors of a person who lost hers; she sets up new ones at the next sign-in.

    Returns:
        How many were removed.

    Raises:
        Refused: one's own; another administrator does that.
    """
    if actor == user:
        raise Refused(_("自己的第二重验证要由另一位系统管理员去掉。"))
    removed, _rows = user.authenticator_set.all().delete()
    _record(user, "remove_second_factor", actor, now, removed=removed)
    return removed


def _record(user: User, verb: str, actor: User, now: datetime, **data) -> None:
    audit.record(chain=f"user:{user.pk}", verb=verb, actor=actor, capacity="admin", now=now, **data)
