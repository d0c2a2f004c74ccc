"""Personal data in words: normalise it, mask it, find it, black it out.

Masks follow common practice (domain.md §3, masking conventions): 张**, 138****1234. What is found
is a proposal for the person who redacts a text before publication, never a verdict; so finding
leans towards too much.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

_ = str  # marks a sentence for the catalogue; the caller translates it

LABELS = {
    "name": _("姓名"),
    "mobile": _("手机号"),
    "landline": _("座机号"),
    "id_number": _("身份证号"),
    "email": _("邮箱"),
    "bank_card": _("银行卡号"),
    "plate": _("车牌号"),
    "wechat": _("微信号"),
    "qq": _("QQ号"),
    "address": _("住址"),
    "other": _("已隐去"),
}

COMPOUND_SURNAME = re.compile(
    "欧阳|上官|司马|司徒|司空|司寇|诸葛|皇甫|夏侯|尉迟|长孙|慕容|宇文|令狐|独孤|轩辕|端木|东方|东郭|南宫|西门|南门|"
    "公孙|公羊|公冶|仲孙|叔孙|钟离|鲜于|闾丘|闻人|澹台|濮阳|淳于|单于|申屠|太史|太叔|宗政|赫连|呼延|百里|第五|万俟|"
    "乐正|漆雕|巫马|颛孙|拓跋|完颜|纳兰|耶律|叶赫|那拉|达奚|褚师|左丘|梁丘|即墨|羊舌|段干|谷梁"
)

# Full-width ASCII and the ideographic space become plain, one character for one.
PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

# The province in a GB/T 2260 place code; 81 to 83 are residents from Hong Kong, Macao and Taiwan.
PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")


class Span(NamedTuple):
    """Personal data of one kind (a key of `LABELS`) at text[start:end]."""

    kind: str
    start: int
    end: int


def mask_name(name: str) -> str:
    """Keep the surname: 张三丰 → 张**, 欧阳修 → 欧阳*, 阿依古丽·买买提 → 阿***·***, John Smith → J***."""
    name = name.strip()
    if len(name) < 2:
        return "*" * len(name)
    if not _is_han(name[0]):
        return name[0] + "***"
    first, *others = re.split(r"[·•・‧∙．]", name)
    if others:
        return "·".join([f"{first[:1]}***", *("***" for _part in others)])
    surname = 2 if len(name) > 2 and COMPOUND_SURNAME.match(name) else 1
    return name[:surname] + "*" * (len(name) - surname)


def mask_phone(phone: str) -> str:
    """Keep what helps to recognise a number and never enough to call it.

    13812341234 → 138****1234, 0571-88881234 → 0571-****1234, +85291234567 → +852******67. What is
    not a telephone number becomes four stars.
    """
    try:
        phone = normalise_phone(phone)
    except ValueError:
        return "****" if phone.strip() else ""
    if phone.startswith("+"):
        return f"{phone[:4]}{'*' * (len(phone) - 6)}{phone[-2:]}"
    if "-" in phone:
        area, local = phone.split("-")[:2]
        return f"{area}-{'*' * (len(local) - 4)}{local[-4:]}"
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def mask_email(email: str) -> str:
    """Keep the first letter and the domain: zhangsan@example.com → z***@example.com."""
    local, at, domain = email.strip().rpartition("@")
    if not at or not local or not domain:
        return "***" if email.strip() else ""
    return f"{local[0] if len(local) > 2 else ''}***@{domain}"


_GAP = r"[-‐‑‒–—―−()./·_]*"
_CHINA = rf"(?:\+|00)?86{_GAP}"
MOBILE = re.compile(rf"(?:{_CHINA})?0?(1[3-9][0-9]{{9}})")
SERVICE = re.compile(r"[48]00[0-9]{7}")
ABROAD = re.compile(r"(?:\+|00)(?!86)([1-9][0-9]{8,13})")
LANDLINE = re.compile(
    rf"{_GAP}(?:{_CHINA}0?|0)(?P<area>10|2[0-9]|[3-9][0-9]{{2}}){_GAP}"
    rf"(?P<front>[2-9][0-9]{{2,3}}){_GAP}(?P<back>[0-9]{{4}})"
    r"(?:(?:[-–—]|转|分机|ext\.?|x|\#)(?P<extension>[0-9]{1,6}))?",
    re.IGNORECASE,
)


def normalise_phone(text: str) -> str:
    """Return a telephone number in one spelling, however it was typed.

    Full-width digits, spaces, dashes, brackets, +86 and the invisible marks that address books add
    are understood. Mobile 13812341234; landline with area code 0571-88881234, with an extension
    0571-88881234-801; service number 4008001234; abroad +85291234567.
    Raises ValueError with a Chinese sentence.
    """
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if unicodedata.category(character)[0] not in "CZ"  # controls, invisible marks, blanks
    )
    if not plain:
        raise ValueError(_("请填写电话号码。"))
    if landline := LANDLINE.fullmatch(plain):
        number = f"0{landline['area']}-{landline['front']}{landline['back']}"
        return f"{number}-{landline['extension']}" if landline["extension"] else number
    compact = re.sub(_GAP, "", plain)
    if mobile := MOBILE.fullmatch(compact):
        return mobile[1]
    if SERVICE.fullmatch(compact):
        return compact
    if abroad := ABROAD.fullmatch(compact):
        return f"+{abroad[1]}"
    if re.fullmatch(r"[2-9][0-9]{6,7}", compact):
        raise ValueError(_("座机请加上区号，例如 0571-88881234。"))
    raise ValueError(_("这个电话号码不对：手机号是 11 位数字，座机请加上区号，例如 0571-88881234。"))


def is_id_number(number: str) -> bool:
    """Whether `number` is a resident identity number: place, date and check digit (GB 11643).

    The old form of 15 digits has no check digit; it is known by place and date alone.
    """
    if not PROVINCE.match(number):
        return False
    born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    if len(number) == 15:
        return True
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17].upper()


def is_card_number(number: str) -> bool:
    """Whether the last digit of `number` is its check digit (ISO/IEC 7812, Luhn)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _has_digit(value: str) -> bool:
    return any(character.isdigit() for character in value)


# Each pattern captures the datum itself; the words that introduce it stay in the text. Where two
# kinds overlap, the earlier one in the list wins.
FINDERS: list[tuple[str, re.Pattern[str], Callable[[str], bool]]] = [
    (
        "email",
        re.compile(
            r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})"
        ),
        bool,
    ),
    (
        "id_number",
        re.compile(r"(?<![0-9])([1-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx]|[1-9][0-9]{14})(?![0-9])"),
        is_id_number,
    ),
    (
        "bank_card",
        re.compile(r"(?<![0-9])([3-9][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?)(?![0-9])"),
        is_card_number,
    ),
    (
        "mobile",
        re.compile(r"(?<![0-9])((?:(?:\+|00)?86[ -]?)?0?1[3-9](?:[ -]?[0-9]){9})(?![0-9])"),
        bool,
    ),
    (
        "landline",
        re.compile(
            r"(?<![0-9])((?:\+86[ -]?\(?0?|\(?0)(?:10|2[0-9]|[3-9][0-9]{2})\)?[ -]?"
            r"[2-9][0-9]{2,3}[ -]?[0-9]{4}(?:(?:-|转|分机)[0-9]{1,6})?)(?![0-9])"
        ),
        bool,
    ),
    (
        "landline",
        re.compile(r"(?:电话|座机|固话)[号码是为: ]{0,4}([2-9][0-9]{2,3}[ -]?[0-9]{4})(?![0-9])"),
        bool,
    ),
    (
        "plate",
        re.compile(
            r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-Z][ ·•.-]?"
            r"[A-Z0-9]{4,5}[A-Z0-9挂学警港澳领])(?![A-Z0-9])",
            re.IGNORECASE,
        ),
        _has_digit,
    ),
    (
        "wechat",
        re.compile(
            r"(?:微信|薇信|v信|(?<![a-z])(?:wechat|weixin|vx|wx))(?:账号|号码|号|id|是|为|搜|加|[:, ]){0,6}"
            r"([a-z][a-z0-9_-]{5,19})(?![a-z0-9_-])",
            re.IGNORECASE,
        ),
        bool,
    ),
    (
        "qq",
        re.compile(r"(?<![a-z])qq(?:号码|号|群|是|为|[:, ]){0,6}([1-9][0-9]{4,10})(?![0-9])", re.IGNORECASE),
        bool,
    ),
]


def find_personal_data(text: str) -> list[Span]:
    """Return what looks like personal data in `text`, in order and without overlap.

    Positions count the characters of `text` itself; full-width letters and digits are read too.
    """
    plain = text.translate(PLAIN)
    found: list[Span] = []
    for kind, pattern, plausible in FINDERS:
        for start, end in _occurrences(plain, pattern, plausible):
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Span(kind, start, end))
    return sorted(found, key=lambda span: span.start)


def redact(text: str, spans: Iterable[Span | tuple[str, int, int]]) -> str:
    """Return `text` with each span replaced by the name of its kind, such as 【手机号】.

    Of overlapping spans the first gives its name to the whole.
    Raises ValueError for a span outside the text and KeyError for an unknown kind.
    """
    pieces, position = [], 0
    for kind, start, end in sorted(spans, key=lambda span: (span[1], -span[2])):
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start}:{end} lies outside the text")
        if start >= position:
            pieces += [text[position:start], f"【{LABELS[kind]}】"]
        position = max(position, end)
    return "".join([*pieces, text[position:]])


def _occurrences(
    text: str, pattern: re.Pattern[str], plausible: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    """Where the captured part of `pattern` stands and, freed of gaps, is plausible."""
    position = 0
    while match := pattern.search(text, position):
        if plausible(re.sub(r"[ -]", "", match[1])):
            yield match.span(1)
            position = match.end()
        else:
            position = match.start() + 1


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK")
