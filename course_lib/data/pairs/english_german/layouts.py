"""Layouts: how many clauses a sentence has, how they hang together, and how long each is."""

import functools
import itertools
import math
from random import Random
from typing import NamedTuple

import numpy as np

from course_lib.data.drawing import Weighted
from course_lib.data.pairs.english_german.lexicon import COORDINATING, SUBORDINATING
from course_lib.data.pairs.english_german.plans import Setting, frames

FIRST = ("", "because", "although", "if", "while")
WEIGHTS = {"": 8.0, "because": 3.0, "although": 2.0, "if": 2.0, "while": 1.0, "that": 2.5,
           "and": 2.0, "but": 1.5}  # fmt: skip
MOST_CLAUSES = 3


class Layout(NamedTuple):
    """The conjunctions of a sentence, its clauses' settings, and its words outside the clauses."""

    conjunctions: tuple[str, ...]
    settings: tuple[Setting, ...]
    outside: int
    weight: float


def _possible(conjunctions: tuple[str, ...]) -> bool:
    """Whether clauses may hang together so, and in one way only.

    Behind a first subordinate clause the main one follows; no "that" without a clause before it;
    and "and" and "but" join main clauses alone, before any subordinate one.
    """
    first, *others = conjunctions
    fronted = first in SUBORDINATING
    if fronted != (others[:1] == [""]) or "" in others[1:]:
        return False
    joined = [number for number, each in enumerate(conjunctions) if each in COORDINATING]
    return all(not set(conjunctions[:number]) & set(SUBORDINATING) for number in joined)


@functools.cache
def layouts(clauses: int) -> tuple[Layout, ...]:
    """All layouts of so many clauses; their weights sum to 1."""
    found = []
    for conjunctions in itertools.product(FIRST, *[tuple(WEIGHTS)] * (clauses - 1)):
        if not _possible(conjunctions):
            continue
        settings = []
        for number, conjunction in enumerate(conjunctions):
            first = conjunction in COORDINATING or (not number and not conjunction)
            settings.append(
                Setting(conjunction, first, conjunctions[number + 1 :][:1] == ("that",))
            )
        # The full stop, the conjunctions, and a comma before "but" or behind a first clause.
        outside = 1 + sum(bool(each) for each in conjunctions)
        outside += conjunctions.count("but") + bool(conjunctions[0])
        weight = math.prod(WEIGHTS[each] for each in conjunctions)
        found.append(Layout(conjunctions, tuple(settings), outside, weight))
    total = sum(layout.weight for layout in found)
    return tuple(layout._replace(weight=layout.weight / total) for layout in found)


@functools.cache
def _masses(setting: Setting) -> np.ndarray:
    """How likely a clause has each length, [longest + 1]."""
    listed = frames(setting)
    sizes = np.zeros(max(listed) + 1)
    for words, possible in listed.items():
        sizes[words] = possible.total
    return sizes / sizes.sum()


@functools.cache
def _sums(settings: tuple[Setting, ...]) -> np.ndarray:
    """How likely clauses have each length together."""
    return functools.reduce(np.convolve, [_masses(setting) for setting in settings])


@functools.cache
def by_length(low: int, high: int) -> dict[int, Weighted[Layout]]:
    """For each length of a sentence of `low` to `high` clauses: its possible layouts.

    Each number of clauses is as likely as another, but for what the length says about it.
    """
    found: dict[int, list[tuple[Layout, float]]] = {}
    for layout in itertools.chain.from_iterable(layouts(n) for n in range(low, high + 1)):
        for words, mass in enumerate(_sums(layout.settings)):
            if mass > 0:
                found.setdefault(words + layout.outside, []).append((layout, layout.weight * mass))
    return {words: Weighted(pairs) for words, pairs in sorted(found.items())}


@functools.cache
def _first_length(settings: tuple[Setting, ...], words: int) -> Weighted[int]:
    """How long the first of these clauses may be where all have so many words."""
    rest = _sums(settings[1:])
    return Weighted(
        (size, float(mass * rest[words - size]))
        for size, mass in enumerate(_masses(settings[0]))
        if mass > 0 and 0 <= words - size < len(rest) and rest[words - size] > 0
    )


def draw_layout(clauses: tuple[int, int], words: int, random: Random) -> tuple[Layout, list[int]]:
    """A layout of a sentence of `words` words, and the length of each of its clauses."""
    layout = by_length(*clauses)[words].draw(random)
    left, sizes = words - layout.outside, []
    for number in range(len(layout.settings) - 1):
        sizes.append(_first_length(layout.settings[number:], left).draw(random))
        left -= sizes[-1]
    return layout, [*sizes, left]
