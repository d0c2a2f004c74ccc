"""Pinyin of names: what a search box compares with, and the order of a directory.

pypinyin knows the characters; this module adds what is special to names: the
readings a character has only as a surname (单 shan, 曾 zeng, 仇 qiu), the other
reading people may try (茜 qian or xi), ü typed as v or, as in passports, yu,
and names of several parts joined by a middle dot.
"""

import re
import unicodedata
from itertools import groupby, islice, product

from pypinyin import Style, pinyin

MAX_KEYS = 200
"""Length that ``search_keys`` keeps to."""
MAX_SORT_KEY = 120
"""Length that ``sort_key`` keeps to; what is cut off lies beyond any real tie."""
DOTS = "·•・‧∙⋅･.．"
"""Characters in use for the dot inside a name of several parts."""

# Surnames whose reading, with its tone, is not the first one in the dictionary.
SURNAMES = {
    "单": "shan4", "曾": "zeng1", "仇": "qiu2", "解": "xie4", "查": "zha1", "区": "ou1", "盖": "ge3",
    "朴": "piao2", "翟": "zhai2", "缪": "miao4", "覃": "qin2", "种": "chong2", "秘": "bi4", "繁": "po2",
    "那": "na1", "员": "yun4", "折": "she2", "燕": "yan1", "任": "ren2", "乐": "yue4", "乜": "nie4",
    "隗": "wei3", "祭": "zhai4", "召": "shao4", "洗": "xian3", "葛": "ge3", "卜": "bu3", "都": "du1",
    "阚": "kan4", "佴": "nai4", "黑": "he4", "牟": "mu4", "於": "yu1", "哈": "ha3",
}  # fmt: skip

# pypinyin reads these right when it sees the pair, so only the pairs are listed.
COMPOUND_SURNAMES = frozenset({
    "万俟", "尉迟", "长孙", "单于", "澹台", "令狐", "鲜于", "宇文", "夏侯", "皇甫",
    "拓跋", "呼延", "欧阳", "上官", "司马", "诸葛", "东方", "慕容", "司徒", "端木",
})  # fmt: skip

# Readings that people may try in a given name beside the first one.
OTHER_READINGS = {
    "乐": "yue4", "茜": "xi1", "晟": "sheng4", "行": "hang2", "朝": "zhao1", "长": "chang2", "重": "chong2",
    "娜": "nuo2", "莘": "xin1", "藏": "zang4", "隽": "jun4", "还": "huan2", "传": "zhuan4", "柏": "bo2",
    "曾": "zeng1", "单": "shan4", "都": "du1", "参": "shen1",
}  # fmt: skip

# In names, but unknown to pypinyin.
RARE = {"𠮷": "ji2"}

_UNIT = re.compile(r"[A-Za-z]+|[^\W\d_]")
_MAX_VARIANTS = 6


def search_keys(name: str) -> str:
    """Return what a search compares with: ``"lihua lh 李华"``.

    That is full pinyin, initials and the characters without dots; further
    readings follow as far as MAX_KEYS allows. Compare with ``fold(query)``.
    """
    plain = fold(name)
    fulls: list[str] = []
    shorts: list[str] = []
    for syllables in islice(product(*_readings(name)), _MAX_VARIANTS):
        fulls.append("".join(syllable.rstrip("12345") for syllable in syllables))
        shorts.append("".join(syllable[0] for syllable in syllables))
    keys = [fulls[0][: MAX_KEYS - len(shorts[0]) - len(plain) - 2], shorts[0], plain]
    for key in fulls[1:] + shorts[1:]:
        if key not in keys and len(" ".join(keys)) + 1 + len(key) <= MAX_KEYS:
            keys.append(key)
    return " ".join(dict.fromkeys(filter(None, keys)))


def sort_key(name: str) -> str:
    """Return a key that sorts a directory: syllable, tone, character, one after the other.

    People with one surname stay together, 张 apart from 章. It is meant for
    comparison by code point.
    """
    units = _UNIT.findall(_strip_dots(name))
    pairs = zip(_readings(name), units, strict=True)
    return " ".join(f"{readings[0]}{unit}" for readings, unit in pairs)[:MAX_SORT_KEY]


def fold(query: str) -> str:
    """Return one search term as the keys are written: "Lǚ Huá" becomes "lvhua", "李 华" "李华"."""
    letters = []
    for character in _strip_dots(query):
        if character.isspace():
            continue
        if unicodedata.name(character, "").startswith(("LATIN", "FULLWIDTH")):
            marked = unicodedata.normalize("NFKD", character.lower()).replace("u\u0308", "v")
            character = "".join(mark for mark in marked if not unicodedata.combining(mark))
        letters.append(character)
    return "".join(letters)


def _strip_dots(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, DOTS)))


def _readings(name: str) -> list[list[str]]:
    """Return for each unit of the name its readings with tones, likeliest first."""
    units = _UNIT.findall(_strip_dots(name))
    # Names of several parts are transcriptions: their first character is no surname.
    has_surname = not any(dot in name for dot in DOTS)
    surname = 2 if "".join(units[:2]) in COMPOUND_SURNAMES else 1
    spoken = _spoken(units[:surname]) + _spoken(units[surname:])
    return [
        _of_unit(unit, first, is_surname=has_surname and surname == 1 and place == 0)
        for place, (unit, first) in enumerate(zip(units, spoken, strict=True))
    ]


def _spoken(units: list[str]) -> list[str]:
    """Return pypinyin's reading of each unit; it looks at neighbours (重阳 chong yang)."""
    spoken = []
    for is_latin, run in groupby(units, key=str.isascii):
        if is_latin:
            spoken += run
        else:
            text = "".join(run)
            readings = pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, errors=_one_by_one)
            spoken += [reading[0] for reading in readings]
    return spoken


def _one_by_one(unknown: str) -> list[list[str]]:
    return [[character] for character in unknown]


def _of_unit(unit: str, first: str, *, is_surname: bool) -> list[str]:
    if unit.isascii():
        return [unit.lower()]
    readings = [RARE.get(unit, first)]
    if is_surname and unit in SURNAMES:
        readings.insert(0, SURNAMES[unit])
    elif not is_surname and unit in OTHER_READINGS:
        readings.append(OTHER_READINGS[unit])
    readings += [reading.replace("v", "yu") for reading in readings if "v" in reading]
    return list(dict.fromkeys(readings))
