"""What is said of a scene: a small grammar, and all the ways in which it says the same.

    places      top left seven and bottom right two
    relations   seven above left of two
    counts      one two and two sevens

A caption is made of clauses with "and" between them; their order says nothing.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from course_lib.data.word_vocab import Words
from course_lib.devices import settings

ROWS, COLUMNS = ("top", "middle", "bottom"), ("left", "centre", "right")
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MANY = tuple(f"{word}es" if word == "six" else f"{word}s" for word in NUMBERS)
AND, OF = "and", "of"
OPPOSITE = {"above": "below", "left": "right", "below": "above", "right": "left"}
SAYS = ("places", "relations", "counts")
KINDS = {
    "row": frozenset(ROWS), "column": frozenset(COLUMNS), "digit": frozenset(NUMBERS + MANY)
}  # fmt: skip
"""The kinds of words that come from somewhere in a scene."""

VOCAB = Words((*ROWS, *COLUMNS, *NUMBERS, *MANY, "above", "below", AND, OF))


class Caption(NamedTuple):
    """A caption, and for each of its words the number of the digit that it comes from, -1 for none;
    `possible` are further digits, where a word speaks of several."""

    text: str
    alignment: tuple[int, ...]
    possible: tuple[tuple[int, ...], ...]


class Clause(NamedTuple):
    """A clause, word by word; `digits` are the numbers of the digits of each, none or several."""

    words: tuple[str, ...]
    digits: tuple[tuple[int, ...], ...]


def clauses(says: str, labels: Sequence[int], places: Sequence[int]) -> list[Clause]:
    """What a scene's digits give, those in reading order; places are 0 to 8, row by row.

    Relations are those of each digit to the next one. ValueError for what is none of `SAYS`, for
    places that do not rise, and for other labels than 0 to 9.
    """
    settings.one_of("says", says, SAYS)
    labels, places = settings.wholes("labels", labels, 0), settings.wholes("places", places, 0)
    if max(labels) > 9:
        raise ValueError(f"labels must be 0 to 9, got {labels}")
    if len(places) != len(labels) or list(places) != sorted(set(places)) or places[-1] > 8:
        raise ValueError(f"places must rise from 0 to 8 at most, one a label, got {places}")
    if says == "places":
        return [
            Clause((ROWS[at // 3], COLUMNS[at % 3], NUMBERS[label]), ((k,),) * 3)
            for k, (label, at) in enumerate(zip(labels, places, strict=True))
        ]
    if says == "relations":
        return [_relation(labels[k : k + 2], places[k : k + 2], k) for k in range(len(labels) - 1)]
    found = []
    for label in sorted(set(labels)):
        own = tuple(k for k, one in enumerate(labels) if one == label)
        word = NUMBERS[label] if len(own) == 1 else MANY[label]
        found.append(Clause((NUMBERS[len(own)], word), (own, own)))
    return found


def _relation(labels: Sequence[int], places: Sequence[int], first: int) -> Clause:
    """Of one digit to the next one in reading order, which is never above it."""
    (row, column), (below, beside) = (divmod(at, 3) for at in places)
    words = ["above"] if row < below else []
    if column != beside:
        words += ["left" if column < beside else "right", OF]
    written = (NUMBERS[labels[0]], *words, NUMBERS[labels[1]])
    return Clause(written, ((first,), *[()] * len(words), (first + 1,)))


def joined(parts: Sequence[Clause]) -> Caption:
    """Clauses as a caption. ValueError for none."""
    parts = settings.several("parts", parts, Clause, "a Clause", least=1)
    words, digits = list(parts[0].words), list(parts[0].digits)
    for part in parts[1:]:
        words += [AND, *part.words]
        digits += [(), *part.digits]
    return Caption(
        " ".join(words),
        tuple(own[0] if own else -1 for own in digits),
        tuple(own[1:] for own in digits),
    )


def turned(clause: str) -> str:
    """A relation told from its other end; any other clause as it is.

    >>> turned("three above left of seven")
    'seven below right of three'
    """
    words = settings.text("clause", clause).split()
    if len(words) < 3 or words[0] not in NUMBERS or words[-1] not in NUMBERS:
        return clause
    middle = [OPPOSITE.get(word, word) for word in words[1:-1]]
    return " ".join([words[-1], *middle, words[0]])


def references(caption: str) -> tuple[str, ...]:
    """All captions that say the same: the clauses in every order, relations from either end.

    >>> references("top left seven and bottom right two")
    ('top left seven and bottom right two', 'bottom right two and top left seven')
    """
    parts = settings.text("caption", caption).split(f" {AND} ")
    ways = [dict.fromkeys((part, turned(part))) for part in parts]
    found = {
        f" {AND} ".join(order): None
        for told in itertools.product(*ways)
        for order in itertools.permutations(told)
    }
    return tuple(found)


def kind_of(word: str) -> str | None:
    """Which of `KINDS` a word is of, as a place or a digit is named; None for any other."""
    return next((kind for kind, words in KINDS.items() if word in words), None)
