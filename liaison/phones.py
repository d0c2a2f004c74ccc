"""What a constituent's phone remembers, in signed cookies: which receipts it may open, and a PIN for half an hour.

Constituents have no account and no session. A signed cookie can be read by nobody but the phone's owner and
made by nobody but this server.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

RECEIPTS, RECEIPTS_SALT = "receipts", "liaison.phone.receipts"
RECEIPTS_KEPT_FOR = timedelta(days=90)
MOST_RECEIPTS = 20
PIN, PIN_SALT = "receipt_pin", "liaison.phone.pin"
PIN_KEPT_FOR = timedelta(minutes=30)
SEPARATOR = "."


def known_receipts(request: HttpRequest) -> list[str]:
    """Return the receipts this phone may open without the PIN, newest first."""
    value = request.get_signed_cookie(
        RECEIPTS, default="", salt=RECEIPTS_SALT, max_age=RECEIPTS_KEPT_FOR.total_seconds()
    )
    return value.split(SEPARATOR) if value else []


def remember(request: HttpRequest, response: HttpResponse, receipt: str) -> None:
    """Let this phone open a receipt for 90 days; of more than twenty the oldest is forgotten."""
    others = [known for known in known_receipts(request) if known != receipt]
    _keep(response, [receipt, *others][:MOST_RECEIPTS])


def forget(request: HttpRequest, response: HttpResponse, receipt: str) -> None:
    """Make this phone ask for the PIN again, for phones that are shared."""
    _keep(response, [known for known in known_receipts(request) if known != receipt])
    response.delete_cookie(PIN, path=_path(receipt))


def hand_over_pin(response: HttpResponse, receipt: str, pin: str) -> None:
    """Carry a new PIN to the receipt page; only its digest is kept on the server."""
    response.set_signed_cookie(
        PIN, pin, salt=PIN_SALT + receipt, max_age=PIN_KEPT_FOR, path=_path(receipt), **_guarded()
    )


def pin_at_hand(request: HttpRequest, receipt: str) -> str:
    """Return the PIN of a receipt given in the last half hour, else an empty string."""
    return request.get_signed_cookie(
        PIN, default="", salt=PIN_SALT + receipt, max_age=PIN_KEPT_FOR.total_seconds()
    )


def _keep(response: HttpResponse, known: list[str]) -> None:
    value = SEPARATOR.join(known)
    response.set_signed_cookie(RECEIPTS, value, salt=RECEIPTS_SALT, max_age=RECEIPTS_KEPT_FOR, **_guarded())


def _path(receipt: str) -> str:
    return reverse("liaison:track", args=[receipt])


def _guarded() -> dict:
    return {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
