"""Which fonts papers are set in, and which characters none of them has."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from unicodedata import category

import typst
from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont

FIRST = ("Noto Sans CJK SC", "Noto Serif CJK SC", "Source Han Sans SC", "Source Han Serif SC")
UNSEEN = ("Cc", "Cf")  # control and format characters draw nothing


@lru_cache(maxsize=1)
def installed() -> typst.Fonts:
    """Return the fonts of the machine and of `PAPERS_DIR/fonts`, found once in a process."""
    own = settings.PAPERS_DIR / "fonts"
    return typst.Fonts(font_paths=[own] if own.is_dir() else [])


def missing(texts: Iterable[str]) -> list[str]:
    """Return the characters of the texts that no installed font can draw, each once, in order.

    They would come out as empty boxes; blanks and line ends are not looked for. Characters that an office made
    for rare names itself (private use) and those younger than Python's tables are.
    """
    wanted = dict.fromkeys(
        char for text in texts for char in text if not char.isspace() and category(char) not in UNSEEN
    )
    for covered in _coverage():
        if not wanted:
            break
        wanted = {char: None for char in wanted if ord(char) not in covered}
    return list(wanted)


def has_chinese() -> bool:
    """Tell whether the machine has a font for Chinese at all."""
    return not missing("代表")


def _coverage() -> Iterator[frozenset[int]]:
    """The characters of each font, those that most papers are set in first."""
    fonts = [font for font in installed().fonts() if font.path]
    fonts.sort(key=lambda font: (font.family not in FIRST, font.family, font.weight))
    for font in fonts:
        yield _characters(str(font.path), font.index)


@lru_cache(maxsize=64)
def _characters(path: str, index: int) -> frozenset[int]:
    if path.endswith((".ttc", ".otc")):
        with TTCollection(path, lazy=True) as collection:
            return frozenset(collection.fonts[index].getBestCmap() or ())
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())
