"""A file between its check and its confirmation: encrypted, for half an hour, for the one who sent it.

A roster holds people's mobile numbers, so it never lies in clear outside the request (PIPL Art. 51).
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.core.cache import cache
from django.utils.crypto import get_random_string, salted_hmac

from deputies.models import User

KEPT_FOR = 30 * 60
TOKEN_LENGTH = 32


def keep(*, user: User, data: bytes) -> str:
    """Keep a file and return the token that gives it back."""
    token = get_random_string(TOKEN_LENGTH)
    cache.set(_name(user, token), _cipher().encrypt(data), KEPT_FOR)
    return token


def take(*, user: User, token: str) -> bytes | None:
    """Return the file of a token once, or None when it lapsed or belongs to somebody else."""
    if len(token) != TOKEN_LENGTH or not token.isalnum():
        return None
    kept = cache.get(_name(user, token))
    if kept is None:
        return None
    cache.delete(_name(user, token))
    try:
        return _cipher().decrypt(kept)
    except InvalidToken:
        return None


def _name(user: User, token: str) -> str:
    return f"upload:{user.pk}:{token}"


def _cipher() -> Fernet:
    key = salted_hmac("deputies.kept_upload", "", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
