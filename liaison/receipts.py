"""Tokens on printed codes, receipt numbers and PINs: made, read back, and compared.

All are typed by hand and spelled over the telephone. The alphabet therefore has neither 0, 1, O,
I and L, nor the letters taken for a digit (Z 2, S 5, B 6 or 8, G and Q 6 or 9), nor the vowels,
which would make words. 23 signs remain, 4.5 bits each.
"""

import hmac
import re
import secrets
import unicodedata
from datetime import date
from hashlib import sha256

_ = str  # marks a sentence for the catalogue; the caller translates it

ALPHABET = "23456789CDFHJKMNPRTVWXY"
RECEIPT_SIGNS = 8
RECEIPT = re.compile(rf"[0-9]{{6}}-[{ALPHABET}]{{{RECEIPT_SIGNS}}}")
FORM_SIGNS = 8
PIN_DIGITS = 6

# A sign outside the alphabet was misread, and what it was taken for depends on the case in print.
MISREAD_SMALL = str.maketrans("ZSBGQ", "25699")
MISREAD_CAPITAL = str.maketrans("ZSBG", "2586")
MISREAD_DIGIT = str.maketrans("OQDILZSBG", "000112586")


def new_token(length: int = 10) -> str:
    """Return the token of a contact code, in small letters.

    Ten signs are 45 bits. The token is public once it hangs on a board; it must only not be
    guessable from another one.
    """
    return _signs(length).lower()


def new_receipt(today: date) -> str:
    """Return a receipt number such as 261122-7F3K9XWR: the day it was given, then eight signs.

    Eight signs are 36 bits a day: of ten thousand receipts in one day two are alike once in 1,500
    days (the unique column then asks for another), and a guesser at ten tries a second needs a
    century for an even chance at a given one, before the PIN adds its million.
    """
    return f"{today:%y%m%d}-{_signs(RECEIPT_SIGNS)}"


def new_form_number() -> str:
    """Return the number of a printed form such as 7F3K-9XWR: random, so that none follows from another."""
    signs = _signs(FORM_SIGNS)
    return f"{signs[: FORM_SIGNS // 2]}-{signs[FORM_SIGNS // 2 :]}"


def new_pin() -> str:
    """Return a random PIN of six digits, none of those that people try first."""
    return pin_from(secrets.token_bytes(32))


def pin_from(digest: bytes) -> str:
    """Return the PIN that belongs to `digest`, the same each time.

    For senders who send twice and must see one PIN: `digest` is a keyed hash of the act of sending,
    at least 16 bytes that nobody outside can compute.
    Raises ValueError for a shorter digest.
    """
    if len(digest) < 16:
        raise ValueError("a PIN needs a digest of at least 16 bytes")
    while True:
        pin = f"{int.from_bytes(digest, 'big') % 10**PIN_DIGITS:0{PIN_DIGITS}}"
        if not is_trivial(pin):
            return pin
        digest = sha256(digest).digest()


def is_trivial(pin: str) -> bool:
    """Whether `pin` is among the first to be tried: 000000, 112211, 123456, 121212, 123123, 123321."""
    half = len(pin) // 2
    steps = {int(after) - int(before) for before, after in zip(pin, pin[1:], strict=False)}
    return (
        len(set(pin)) <= 2
        or (len(steps) == 1 and steps <= {1, -1})
        or pin[:half] == pin[half:]
        or pin == pin[::-1]
    )


def normalise_token(text: str) -> str:
    """Return a typed token as it is kept: small letters, no blanks, misread signs put right.

    Raises ValueError with a Chinese sentence.
    """
    signs = _compact(text).translate(MISREAD_SMALL)
    if not signs or not set(signs) <= set(ALPHABET):
        raise ValueError(_("短码不对，请对照二维码下方的字符再输一次。"))
    return signs.lower()


def normalise_receipt(text: str) -> str:
    """Return a typed receipt number as it is kept, such as 261122-7F3K9XWR.

    Full-width signs, blanks, any dash or none, small letters and misread signs are understood.
    Raises ValueError with a Chinese sentence.
    """
    compact = _compact(text)
    receipt = f"{compact[:6].translate(MISREAD_DIGIT)}-{compact[6:].translate(MISREAD_CAPITAL)}"
    if not RECEIPT.fullmatch(receipt):
        raise ValueError(_("回执号不对：应是 6 位日期加 8 位字符，例如 261122-7F3K9XWR。"))
    return receipt


def normalise_form_number(text: str) -> str:
    """Return a typed form number as it is kept, such as 7F3K-9XWR; the address that a scanner types is understood.

    Raises ValueError with a Chinese sentence.
    """
    last = text.strip().rstrip("/").rpartition("/")[2]
    signs = _compact(last).translate(MISREAD_CAPITAL)
    if len(signs) != FORM_SIGNS or not set(signs) <= set(ALPHABET):
        raise ValueError(_("表号不对：应是 8 位字符，例如 7F3K-9XWR，在表的右上角和存根上。"))
    return f"{signs[: FORM_SIGNS // 2]}-{signs[FORM_SIGNS // 2 :]}"


def normalise_pin(text: str) -> str:
    """Return a typed PIN as six plain digits. Raises ValueError with a Chinese sentence."""
    pin = _compact(text)
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        raise ValueError(_("查询码是 6 位数字。"))
    return pin


def pin_digest(receipt: str, pin: str, key: bytes) -> str:
    """Return what is kept instead of the PIN: HMAC-SHA256 under `key`, bound to its receipt, in hex.

    A million PINs are soon tried, so it is the key, kept outside the database, that protects them.
    Both parts are normalised first. Raises ValueError for a malformed part or a key under 16 bytes.
    """
    if len(key) < 16:
        raise ValueError("the key of PIN digests needs at least 16 bytes")
    message = f"{normalise_receipt(receipt)}:{normalise_pin(pin)}"
    return hmac.new(key, message.encode(), sha256).hexdigest()


def pin_matches(receipt: str, pin: str, digest: str, key: bytes) -> bool:
    """Whether `pin` as typed belongs to the receipt, in a time that says nothing about the digest.

    Malformed input is False. Raises ValueError only for a key under 16 bytes.
    """
    try:
        receipt, pin = normalise_receipt(receipt), normalise_pin(pin)
    except ValueError:
        return False
    return hmac.compare_digest(pin_digest(receipt, pin, key).encode(), digest.encode())


def _signs(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _sign in range(length))


def _compact(text: str) -> str:
    """Capitals and digits in plain width, without blanks, dashes, dots and invisible marks."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] not in "CZP")
