"""Pages of the word between people: public ones without an account, and the desks."""

from liaison.views import (
    boards,
    codes,
    coverage,
    desk,
    notices,
    papers,
    printing,
    public,
    reception,
    registers,
    stickers,
    tenure,
    topics,
    tracking,
)

__all__ = [
    "boards",
    "codes",
    "coverage",
    "desk",
    "notices",
    "papers",
    "printing",
    "public",
    "reception",
    "registers",
    "stickers",
    "tenure",
    "topics",
    "tracking",
]
