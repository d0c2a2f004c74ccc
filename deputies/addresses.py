"""Reading of addresses: which lines of an electoral district's range cover what somebody typed.

A range is written as offices write it: "梧桐苑", "长宁路 1—99 号", "长宁路 2-98 号（双号）", one a line. People
type "长宁路18号3单元502" or only "长宁路". Nothing here knows a map; it compares words and house numbers.
"""

import re
import unicodedata
from typing import NamedTuple

_NUMBER = re.compile(r"(\d+)\s*(?:号|弄|支弄)?")
_SPAN = re.compile(r"(\d+)\s*号?\s*[-—–－~～至到]+\s*(\d+)")
_BLANK_AT_NUMBER = re.compile(r"(?<=[^\x00-\x7f])\s+(?=\d)|(?<=\d)\s+(?=[^\x00-\x7f])")
_DASH = str.maketrans(dict.fromkeys("—–－~～", "-"))
_LONGEST_NUMBER = 6
MIN_WORDS = 2
"""A single character of an address lies in half of all ranges."""


class Address(NamedTuple):
    """What was typed: the words before the first number, that number if there is one, and all of it."""

    words: str
    number: int | None
    whole: str


def terms(query: str) -> list[str]:
    """Return what a search has to find, one by one: "李敏 长宁路 18 号" is a name and one address."""
    return _BLANK_AT_NUMBER.sub("", unicodedata.normalize("NFKC", query)).split()


def read(text: str) -> Address:
    """Split "长宁路18号502" into the road and the house number, in plain width and without blanks."""
    whole = "".join(unicodedata.normalize("NFKC", text).split())
    found = _NUMBER.search(whole)
    if found is None or found.start() == 0:
        return Address(whole, None, whole)
    number = int(found[1]) if len(found[1]) <= _LONGEST_NUMBER else None
    return Address(whole[: found.start()], number, whole)


def covers(places: str, address: Address) -> bool | None:
    """Tell whether a range covers the address.

    Returns:
        True where a line holds the whole of it, names the road with a span that holds the number, or names the
        road without numbers; None where the number cannot be compared; False where the road is not named or
        no span holds the number.
    """
    named = [line for line in map(_plain, places.splitlines()) if address.words and address.words in line]
    if not named:
        return False
    if address.number is None:
        return True
    verdicts = [_line_covers(line, address) for line in named]
    return True if True in verdicts else None if None in verdicts else False


def _plain(line: str) -> str:
    return "".join(unicodedata.normalize("NFKC", line).translate(_DASH).split())


def _line_covers(line: str, address: Address) -> bool | None:
    spans = [(int(low), int(high)) for low, high in _SPAN.findall(line)]
    if not spans:
        if re.search(re.escape(address.whole) + r"(?!\d)", line):
            return True
        return None if _NUMBER.search(line) else True
    is_even = address.number % 2 == 0
    if ("单号" in line and is_even) or ("双号" in line and not is_even):
        return False
    return any(low <= address.number <= high for low, high in spans)
