"""Numbers in words: "one hundred and sixty one" becomes "ein hundert ein und sechzig".

German number words are written apart here, into their morphemes. Most stand in the English order;
but tens and units cross, with an "und" between them that English does not say, while the English
"and" behind hundreds is not said in German.

The sure source of a word is the English one of the same meaning; "und" has none (-1), and its
possible ones are the tens and the unit that it joins.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from random import Random
from typing import ClassVar

import numpy as np

from course_lib.data.drawing import Weighted, one
from course_lib.data.splits import split_of
from course_lib.data.task import Pair
from course_lib.data.word_task import WordTask
from course_lib.data.word_vocab import Words
from course_lib.devices import settings

UNITS = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen".split()
)
TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())
EINER = tuple(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
    "fünfzehn sechzehn siebzehn achtzehn neunzehn".split()
)
ZEHNER = tuple("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split())
# Each group of three digits: its English name, the German one, and the German "one" before it.
GROUPS = (("", "", "eins"), ("thousand", "tausend", "ein"), ("million", "millionen", "eine"))
TRIES = 2000  # for one pair, before it is said that there is none

ENGLISH = Words((*UNITS, *TENS, "hundred", "and", "thousand", "million"))
GERMAN = Words(
    (*EINER, "ein", "eine", *ZEHNER, "hundert", "und", "tausend", "million", "millionen")
)


class _Writing:
    """Both texts as they grow."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.written: list[tuple[str, int, tuple[int, ...]]] = []

    def both(self, english: str, german: str) -> None:
        self.written.append((german, len(self.read), ()))
        self.read.append(english)

    def group(self, value: int, name: str, german: str, a: str) -> None:
        """Three digits and the name of the group; `a` is "one" before that name."""
        hundreds, below = divmod(value, 100)
        if hundreds:
            self.both(UNITS[hundreds], "ein" if hundreds == 1 else EINER[hundreds])
            self.both("hundred", "hundert")
        if below and (hundreds or (self.read and not name)):
            self.read.append("and")
        ten, unit = divmod(below, 10)
        if 0 < below < 20:
            self.both(UNITS[below], a if below == 1 else EINER[below])
        elif below and not unit:
            self.both(TENS[ten - 2], ZEHNER[ten - 2])
        elif below:
            place = len(self.read)
            self.read += [TENS[ten - 2], UNITS[unit]]
            first = ("ein" if unit == 1 else EINER[unit], place + 1, ())
            self.written += [first, ("und", -1, (place, place + 1)), (ZEHNER[ten - 2], place, ())]
        if name:
            self.both(name, "million" if value == 1 and name == "million" else german)


Values = tuple[int, ...]


def _by_words(alone: bool, behind: bool) -> list[tuple[int, Values]]:
    """The numbers 0 to 999 by their English words. Where it is not `alone`, 0 is not said; `behind`
    greater ones, 1 to 99 have an "and"."""
    found: dict[int, list[int]] = defaultdict(list)
    for value in range(1000):
        writing = _Writing()
        writing.group(value, *GROUPS[0])
        words = len(writing.read) + (value == 0 and alone) + (0 < value < 100 and behind)
        found[words].append(value)
    return [(words, tuple(values)) for words, values in found.items()]


@functools.cache
def _by_length(groups: int) -> dict[int, Weighted[tuple[Values, ...]]]:
    """By a number's English words: what its groups of digits may be, the last group first."""
    others = _by_words(False, False)
    kinds: list[tuple[int, tuple[Values, ...]]] = [
        (words, (values,)) for words, values in _by_words(True, False)
    ]
    for (words, values), *higher in itertools.product(
        _by_words(False, True), *[others] * (groups - 1)
    ):
        if any(length for length, _ in higher):
            words += sum(length + 1 for length, _ in higher if length)
            kinds.append((words, (values, *(each for _, each in higher))))
    found: dict[int, list[tuple[tuple[Values, ...], float]]] = defaultdict(list)
    for words, choices in kinds:
        found[words].append((choices, float(np.prod([len(values) for values in choices]))))
    return {words: Weighted(pairs) for words, pairs in sorted(found.items())}


@dataclass(frozen=True)
class NumberWords(WordTask):
    """Numbers from 0 on, of up to `groups` groups of three digits (1 to 3), English to German.

    A number belongs to the split that a hash of it says. ValueError for other `groups`.

    >>> pair = NUMBER_WORDS.pair(161)
    >>> pair.source, pair.target
    ('one hundred and sixty one', 'ein hundert ein und sechzig')
    >>> pair.alignment
    (0, 1, 4, -1, 3)
    """

    groups: int = 3

    name: ClassVar[str] = "number_words"
    source: ClassVar[Words] = ENGLISH
    target: ClassVar[Words] = GERMAN

    def __post_init__(self) -> None:
        settings.put(self, groups=settings.whole("groups", self.groups, most=len(GROUPS)))

    def sizes(self) -> Collection[int]:
        return _by_length(self.groups).keys()

    def whose(self) -> str:
        return f"numbers of up to {3 * self.groups} digits"

    def pair(self, number: int) -> Pair:
        """A number in both languages. ValueError for one that is negative, or has more groups."""
        settings.whole("number", number, 0, 1000**self.groups - 1)
        writing = _Writing()
        for power in reversed(range(self.groups)):
            value = number // 1000**power % 1000
            if value:
                writing.group(value, *GROUPS[power])
        if not number:
            writing.both(UNITS[0], EINER[0])
        words, sure, possible = zip(*writing.written, strict=True)
        return Pair(" ".join(writing.read), " ".join(words), sure, possible)

    def drawn(self, size: int, split: str, random: Random) -> Pair:
        """A number with so many English words, all those as likely as each other."""
        for _ in range(TRIES):
            choices = _by_length(self.groups)[size].draw(random)
            number = sum(one(values, random) * 1000**power for power, values in enumerate(choices))
            if split_of(str(number)) == split:
                return self.pair(number)
        raise ValueError(
            f"lengths must be those of numbers of the split {split!r}: found none of {size} tokens"
        )


NUMBER_WORDS = NumberWords()
"""Numbers below 1,000,000,000."""
