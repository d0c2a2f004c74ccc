"""Small repairs of typed text: widths, spaces, Chinese numerals."""

import re
import unicodedata

DIGITS = "一二三四五六七八九"
NUMERAL = rf"[0-9]+|[〇零百十{DIGITS}]+"

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_NARROW = {0x3000: " ", 0x00A0: " ", **_INVISIBLE}
_NARROW |= {
    wide: wide - 0xFEE0 for span in ("０９", "ＡＺ", "ａｚ") for wide in range(ord(span[0]), ord(span[1]) + 1)
}

_CHINESE_NUMBER = re.compile(rf"(?:([{DIGITS}])百)?[零〇]?(?:([{DIGITS}]?)十)?([{DIGITS}]?)")
_DISTRICT_NUMBER = re.compile(rf"第?({NUMERAL})号?选区")


def narrow(text: str) -> str:
    """Return ``text`` with half-width letters, digits and spaces and without invisible marks.

    Chinese punctuation and rare characters stay as they were written, which
    Unicode's NFKC would not promise: a person's name is not ours to respell.
    """
    return text.translate(_NARROW).strip()


def compact(text: str) -> str:
    """Return ``text`` in NFKC without any space: for comparing, never for storing."""
    return "".join(unicodedata.normalize("NFKC", narrow(text)).split())


def number_of(numeral: str) -> int | None:
    """Return the value of an Arabic or Chinese numeral below 1000; None if it is none."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral) if len(numeral) <= 3 else None
    match = _CHINESE_NUMBER.fullmatch(numeral)
    if not match or not numeral:
        return None
    hundreds, tens, ones = match.groups()
    value = 100 * _digit(hundreds) + _digit(ones)
    if tens is not None:
        value += 10 * (_digit(tens) or 1)
    return value or None


def term_label(number: int) -> str:
    """Return how the term ``number`` of a congress is written: 18 is "第十八届"."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds - 1]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens - 1]) + "十"
    elif hundreds and ones:
        text += "零"
    return f"第{text}{DIGITS[ones - 1] if ones else ''}届"


def reference_key(name: str) -> str:
    """Return what two spellings of one district, unit, group or site have in common.

    Widths, spaces, letter case and the way of numbering do not count:
    "第 ３ 选区", "第三选区" and "3号选区" are one.
    """
    return _DISTRICT_NUMBER.sub(_plain_number, compact(name)).casefold()


def _plain_number(match: re.Match[str]) -> str:
    number = number_of(match[1])
    return match[0] if number is None else f"{number}选区"


def _digit(character: str | None) -> int:
    return DIGITS.index(character) + 1 if character else 0
