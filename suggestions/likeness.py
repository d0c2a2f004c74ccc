"""How alike two texts are, and which belong together: near-duplicates of messages and of suggestions. Pure.

Pairs of neighbouring signs serve Chinese without a dictionary. A person decides what is joined; this only orders.
"""

import re
from collections.abc import Hashable, Sequence

ALIKE = 0.3
_NOISE = re.compile(r"[\s\W_]+")


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring signs of a text, without spaces and punctuation."""
    plain = _NOISE.sub("", text).lower()
    return frozenset(plain[index : index + 2] for index in range(len(plain) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return from 0 to 1 how much of the shorter text stands in the longer one too."""
    if not one or not other:
        return 0.0
    return len(one & other) / min(len(one), len(other))


def groups(
    items: Sequence[tuple[Hashable, str, Hashable]], *, alike: float = ALIKE
) -> list[list[Hashable]]:
    """Return ids in groups of texts that are alike, in the order of the items; alone stands who is like nobody.

    Args:
        items: id, text and subject of each; half of the likeness is enough where the subject is the same.
        alike: from which likeness on two texts belong together.
    """
    known: list[tuple[frozenset[str], Hashable, list[Hashable]]] = []
    for key, text, subject in items:
        signs = pairs(text)
        for head, of_subject, members in known:
            same = subject is not None and subject == of_subject
            if likeness(signs, head) >= (alike / 2 if same else alike):
                members.append(key)
                break
        else:
            known.append((signs, subject, [key]))
    return [members for _signs, _subject, members in known]
