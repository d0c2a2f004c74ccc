"""How official papers write: numerals, dates, numbers of suggestions, headings, titles over several lines."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from deputies.models import Deputy, Organisation
from suggestions.models import Case, Suggestion

DIGITS = "〇一二三四五六七八九"
TITLE_WIDTH = 20  # characters of size 2 in the type area
LONGEST_HEADING = 26
# What ends the name of a congress; what is left is the name of the place.
CONGRESS = re.compile(r"(人民代表大会|人大)(常务委员会|常委会)?$")
POINT = re.compile(r"(?<=[。；;])\s*(?=[一二三四五六七八九十]{1,3}、)")
LEVELS = (
    ("hei", re.compile(r"[一二三四五六七八九十]{1,3}、")),
    ("kai", re.compile(r"（[一二三四五六七八九十]{1,3}）")),
)
# A line of a title does not begin with these, and rather ends after those (GB/T 9704-2012 §7.3.1: 词意完整).
NEVER_FIRST = "的了》）、，。”号届年月日会"
ENDS_WELL = "的和》间届会大"
WORDS = (
    "闭会期间",
    "会议",
    "人大",
    "建议",
    "答复",
    "通知",
    "会办意见",
    "群众事项",
    "退办",
    "延期",
    "办理",
    "改派",
    "单位",
)

Run = dict[str, str]


def numeral(number: int) -> str:
    """Return a whole number below a hundred in Chinese: 十八, 二十; greater ones digit by digit."""
    if number >= 100 or number < 1:
        return "".join(DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    leading = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return leading + (DIGITS[ones] if ones else "")


def full_date(on: date | datetime) -> str:
    """Return a date as papers carry it: Arabic figures, no leading zeros (GB/T 9704-2012 §7.3.5)."""
    on = timezone.localdate(on) if isinstance(on, datetime) else on
    return f"{on.year}年{on.month}月{on.day}日"


def place_of(congress: Organisation) -> str:
    """Return the name of the place whose congress it is: 青澜区人大常委会 → 青澜区."""
    return CONGRESS.sub("", congress.name)


def number_of(case: Case) -> str:
    """Return how papers name a case: 青澜区十八届人大六次会议第12号建议; a matter by its number."""
    if case.kind != Case.Kind.SUGGESTION or case.suggestion.serial is None:
        return case.number
    suggestion = case.suggestion
    words = {
        "place": place_of(case.congress),
        "term": numeral(suggestion.term.number),
        "session": session_of(suggestion),
        "serial": suggestion.serial,
    }
    return _("%(place)s%(term)s届人大%(session)s第%(serial)s号") % words


def session_of(suggestion: Suggestion) -> str:
    """Return 六次会议, or 闭会期间 between the sessions."""
    if suggestion.session == Suggestion.Session.BETWEEN:
        return _("闭会期间")
    return suggestion.session_name.strip().removeprefix("第") or _("会议期间")


def quoted(title: str) -> str:
    """Return the title of a suggestion in title marks; marks inside become single ones."""
    inner = title.replace("《", "〈").replace("》", "〉")
    return f"《{inner}》"


def addressed(deputies: list[Deputy]) -> str:
    """Return to whom a letter goes: 李敏代表, 李敏、唐敬代表."""
    return _("%(names)s代表") % {"names": "、".join(deputy.name for deputy in deputies)}


def plain(words: str) -> list[Run]:
    """Return one paragraph of body text."""
    return [{"words": words, "font": "text"}]


def paragraphs(text: str) -> list[list[Run]]:
    """Return what somebody typed as paragraphs: each point on its own line, headings in the fonts of their level."""
    lines = (line.strip() for chunk in text.splitlines() for line in POINT.split(chunk))
    return [list(_runs(line)) for line in lines if line]


def _runs(line: str) -> Iterator[Run]:
    for font, level in LEVELS:
        if level.match(line):
            head, dot, rest = line.partition("。")
            if len(head) <= LONGEST_HEADING and (rest or not dot) and "；" not in head:
                yield {"words": head + dot, "font": font}
                if rest:
                    yield {"words": rest, "font": "text"}
                return
    yield {"words": line, "font": "text"}


def title_lines(title: str, width: int = TITLE_WIDTH) -> list[str]:
    """Return a title in as few lines as it needs, of much the same length, broken where the sense allows."""
    lines, rest = [], title
    for left in range(-(-len(title) // width), 0, -1):
        if len(rest) <= width and left == 1:
            break
        cut = _cut(rest, max(-(-len(rest) // left), 1), width)
        lines.append(rest[:cut])
        rest = rest[cut:]
    while len(rest) > width:
        lines.append(rest[:width])
        rest = rest[width:]
    return [*lines, rest] if rest else lines


def _cut(text: str, wished: int, width: int) -> int:
    """Return where to break the first line: near the wished length, not inside a number or a mark."""

    spans = [(found.start(), found.end()) for word in WORDS for found in re.finditer(word, text)]

    def cost(cut: int) -> float:
        before, after = text[cut - 1], text[cut : cut + 1]
        inside = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
        inside = inside or any(start < cut < end for start, end in spans)
        bad = inside or after in NEVER_FIRST or before in "《（“第" or (before.isdigit() and after == "号")
        return abs(cut - wished) + (50 if bad else 0) - (3 if before in ENDS_WELL else 0)

    return min(range(max(1, wished - 5), min(len(text), width) + 1), key=cost)
