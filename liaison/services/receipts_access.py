"""Who knows a receipt: one check of receipt number and PIN with one lock-out, for pages and API."""

from datetime import datetime

from liaison import limits, receipts
from liaison.models import Conversation
from liaison.services.filing import pin_key

NOBODYS_DIGEST = "0" * 64  # compared with when there is no such receipt, so that the answer takes as long


class Locked(Exception):
    """PINs of this receipt, or from this address, were wrong too often."""


def knows_pin(*, receipt: str, pin: str, address: str, now: datetime) -> bool:
    """Tell whether the PIN belongs to the receipt, and count a wrong one.

    An unknown receipt and a wrong PIN cannot be told apart, neither by the answer nor by its time.

    Args:
        receipt: as it is kept (`receipts.normalise_receipt`).
        pin: as typed.
        address: where the caller is, for the lock-out.

    Raises:
        Locked: five wrong PINs of this receipt or twenty from this address within fifteen minutes.
    """
    if limits.pin_is_locked(receipt, address, now=now):
        raise Locked
    digest = Conversation.objects.filter(receipt=receipt).values_list("pin_digest", flat=True).first()
    matches = receipts.pin_matches(receipt, pin, digest or NOBODYS_DIGEST, pin_key())
    if digest is None or not matches:
        limits.count_wrong_pin(receipt, address, now=now)
        return False
    return True
