"""What the rule table proposes for a message, and which messages speak of the same thing. Pure.

A person decides; a proposal only says what it found (domain.md §8; PIPL Art. 24).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass


def _(text: str) -> str:
    """Mark a sentence for the message catalogue; it is translated where it is shown."""
    return text


CATEGORY = _("类别是“%s”")
WORD = _("内容里有“%s”")
PLACE = _("地点里有“%s”")
# A place tells more than a word, a word more than a category; the office's own weight comes before all.
POINTS = {CATEGORY: 1, WORD: 2, PLACE: 3}
PER_WEIGHT = 100
APART = re.compile(r"[、，,;；\s]+")
NOISE = re.compile(r"[\W_]+")
ALIKE, ALIKE_AT_ONE_PLACE = 0.34, 0.12


@dataclass(frozen=True)
class Rule:
    """One row of the table. Every condition that is given has to hold; of several words any one will do.

    category: its key and its name, or None. words, places: separated by 、 or blanks.
    """

    tier: int
    unit: int | None
    category: tuple[int, str] | None = None
    words: str = ""
    places: str = ""
    weight: int = 0


@dataclass(frozen=True)
class Reason:
    """What a rule found: a marked sentence and the word that belongs into it."""

    sentence: str
    word: str

    def __str__(self):
        return self.sentence % self.word


@dataclass(frozen=True)
class Proposal:
    """A tier and perhaps a unit, with what speaks for it."""

    tier: int
    unit: int | None
    score: int
    why: tuple[Reason, ...]


def propose(rules: Iterable[Rule], *, category: int | None, words: str, place: str) -> list[Proposal]:
    """Return what the rules propose, best first; one proposal for each tier and unit.

    Args:
        category: key of the message's category.
        words: what the constituent said.
        place: where, in her words.
    """
    best: dict[tuple[int, int | None], Proposal] = {}
    for rule in rules:
        why = _found(rule, category, words, place)
        if not why:
            continue
        score = rule.weight * PER_WEIGHT + sum(POINTS[reason.sentence] for reason in why)
        key = (rule.tier, rule.unit)
        if key not in best or score > best[key].score:
            best[key] = Proposal(rule.tier, rule.unit, score, why)
    return sorted(best.values(), key=lambda proposal: (-proposal.score, proposal.tier))


def _found(rule: Rule, category: int | None, words: str, place: str) -> tuple[Reason, ...]:
    """Return what of a rule holds, or nothing where one of its conditions does not."""
    found = []
    if rule.category:
        if rule.category[0] != category:
            return ()
        found.append(Reason(CATEGORY, rule.category[1]))
    # Places are told in the sentence as often as in their own field.
    for sentence, wanted, text in ((WORD, rule.words, words), (PLACE, rule.places, f"{place} {words}")):
        listed = split(wanted)
        hits = [word for word in listed if word in text]
        if listed and not hits:
            return ()
        found += [Reason(sentence, hits[0])] if hits else []
    return tuple(found)


def split(words: str) -> list[str]:
    """Return the words of a list written with 、 or blanks."""
    return [word for word in APART.split(words) if word]


def alike(one: str, other: str, *, same_place: bool = False) -> bool:
    """Tell whether two messages seem to speak of the same thing, by the pairs of characters they share."""
    return likeness(one, other) >= (ALIKE_AT_ONE_PLACE if same_place else ALIKE)


def likeness(one: str, other: str) -> float:
    """Return which part of the shorter text's pairs of characters the other has too, from 0 to 1."""
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def same_place(one: str, other: str) -> bool:
    """Tell whether two places in words are one: the same, or one within the other."""
    first, second = NOISE.sub("", one), NOISE.sub("", other)
    return bool(first and second) and (first in second or second in first)


def _pairs(text: str) -> set[str]:
    plain = NOISE.sub("", text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}
