"""Arithmetic of the materialised paths that hold the tree of organisations.

The path of a node is the path of its parent followed by its own key in eight
digits and a slash: ``"00000001/00000007/"`` is node 7 below node 1. Every
segment has the same width and ends in a slash, so that "within" is a prefix
test which cannot take node 70 for a child of node 7, and so that sorting by
path lists a tree depth first.
"""

import re

DIGITS = 8
SEGMENT = DIGITS + 1
"""Characters that one level of the tree takes in a path."""

_PATH = re.compile(rf"(?:[0-9]{{{DIGITS}}}/)+")


def child_path(parent_path: str, pk: int) -> str:
    """Return the path of the node with key ``pk`` below ``parent_path``.

    An empty ``parent_path`` makes a root. Raises ValueError for a malformed
    parent, and for a key that is not positive or has more than eight digits.
    """
    if parent_path:
        _check(parent_path)
    if not 0 < pk < 10**DIGITS:
        raise ValueError(f"a key in a path lies between 1 and {10**DIGITS - 1}, not {pk}")
    return f"{parent_path}{pk:0{DIGITS}d}/"


def is_within(path: str, ancestor: str) -> bool:
    """Tell whether ``path`` is the node ``ancestor`` or lies below it.

    Raises ValueError when either is malformed: an empty ancestor would
    otherwise let everything through.
    """
    _check(path)
    _check(ancestor)
    return path.startswith(ancestor)


def ancestors(path: str) -> list[str]:
    """Return the paths of all nodes above ``path``, the root first, itself left out."""
    _check(path)
    return [path[:end] for end in range(SEGMENT, len(path), SEGMENT)]


def depth(path: str) -> int:
    """Return how many levels down ``path`` lies; a root has depth 1."""
    _check(path)
    return len(path) // SEGMENT


def _check(path: str) -> None:
    if not _PATH.fullmatch(path):
        raise ValueError(f"not a path of the tree: {path!r}")
