"""Four tiny tasks, one for each shape that a problem may have, and one that no single cell solves.

one to many     Spelling   a digit, and its English name letter by letter
many to one     Mood       a sentence, and whether it is friendly ("not good" is not)
many to many    Tagging    a sentence, and a word class for each word
(unequal)       Backwards  digits, and the same digits in reverse order
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, SupportsInt

import numpy as np

from course_lib.data.labelled.examples import IGNORE, Examples
from course_lib.data.vocab import SPECIAL
from course_lib.devices import settings

FIRST = len(SPECIAL)
MOST_DIGITS = 1000  # a step of input for each letter


class _Words:
    """A task over a list of words; `labels` names its classes."""

    words: ClassVar[tuple[str, ...]]
    labels: ClassVar[tuple[str, ...]]

    @property
    def vocabulary(self) -> int:
        """How many token numbers there are, the special ones among them."""
        return FIRST + len(self.words)

    @property
    def classes(self) -> int:
        return len(self.labels)

    def encode(self, text: str) -> np.ndarray:
        """Token numbers of the words of a text, [J]. ValueError that names an unknown one."""
        for word in text.split():
            if word not in self.words:
                raise ValueError(f"unknown word {word!r}; known are {' '.join(self.words)}")
        return np.array([FIRST + self.words.index(word) for word in text.split()], np.int32)

    def decode(self, numbers: Iterable[SupportsInt]) -> list[str]:
        """The words of token numbers."""
        return [self.words[number - FIRST] for number in map(int, numbers)]

    def pack(self, rows: list[tuple[str, list[str]]]) -> Examples:
        """(text, labels) pairs as arrays, padded; one label alone makes a target [B]. A label ""
        does not count."""
        size = max(len(text.split()) for text, _ in rows)
        each = any(len(labels) != 1 for _, labels in rows)
        source = np.zeros((len(rows), size), np.int32)
        target = np.full((len(rows), size if each else 1), IGNORE, np.int32)
        for row, (text, labels) in enumerate(rows):
            source[row, : len(text.split())] = self.encode(text)
            numbers = [self.labels.index(label) if label else IGNORE for label in labels]
            target[row, : len(labels)] = numbers
        return Examples(source, target if each else target[:, 0])


@dataclass(frozen=True)
class Spelling(_Words):
    """One to many: digits, then "..." at every step; the letters of their names, "." for the end.

    The first letter is due at the last digit. With two digits the letters outnumber what was read:
    blanks give one cell the steps to write in.
    """

    digits: int = 1
    names: ClassVar[tuple[str, ...]] = (
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    )  # fmt: skip
    words = (*"0123456789", "...")
    labels = (*sorted(set("".join(names))), ".")

    def __post_init__(self) -> None:
        settings.put(self, digits=settings.whole("digits", self.digits, most=MOST_DIGITS))

    def draw(self, count: int, rng: np.random.Generator) -> Examples:
        """`count` numbers, each with steps for the longest names: [count, 6] and letters [count, 6]
        for one digit."""
        digits = rng.integers(0, 10, (count, self.digits))
        return self.pack([self.row(*map(int, row)) for row in digits])

    def row(self, *digits: int) -> tuple[str, list[str]]:
        """The inputs of one number and the labels of its steps. ValueError for another count."""
        if len(digits) != self.digits:
            raise ValueError(f"digits must be {self.digits}, got {len(digits)}")
        letters = "".join(self.names[digit] for digit in digits)
        blanks = ["..."] * (self.digits * max(map(len, self.names)))
        waiting = [""] * (self.digits - 1)  # until all digits are read
        return " ".join([*map(str, digits), *blanks]), [*waiting, *letters, "."]


@dataclass(frozen=True)
class Mood(_Words):
    """Many to one: one word tells the mood; "not" or "never" before it (3 in 10) turns it."""

    friendly: ClassVar[tuple[str, ...]] = ("good", "lovely", "funny", "warm")
    hostile: ClassVar[tuple[str, ...]] = ("bad", "dull", "awful", "cold")
    other: ClassVar[tuple[str, ...]] = ("the", "film", "a", "we", "saw", "day", "was", "and", "it")
    turning: ClassVar[tuple[str, ...]] = ("not", "never")
    words = (*friendly, *hostile, *turning, *other)
    labels = ("hostile", "friendly")

    def draw(self, count: int, rng: np.random.Generator) -> Examples:
        """`count` sentences of 4 to 10 words, and their moods [count]."""
        return self.pack([self.row(rng) for _ in range(count)])

    def row(self, rng: np.random.Generator) -> tuple[str, list[str]]:
        """One sentence and its mood."""
        text = list(rng.choice(self.other, int(rng.integers(3, 9))))
        kind, turned = bool(rng.integers(2)), bool(rng.random() < 0.3)
        mood = [str(rng.choice(self.friendly if kind else self.hostile))]
        if turned:
            mood.insert(0, str(rng.choice(self.turning)))
        at = int(rng.integers(len(text) + 1))
        return " ".join([*text[:at], *mood, *text[at:]]), [self.labels[int(kind != turned)]]


@dataclass(frozen=True)
class Tagging(_Words):
    """Many to many, equally long: "walk" is a verb after "we" and a noun after "the long"."""

    both: ClassVar[tuple[str, ...]] = ("walk", "play", "drink", "dance", "talk")
    kinds: ClassVar[tuple[str, ...]] = ("long", "slow", "merry")
    people: ClassVar[tuple[str, ...]] = ("we", "they", "you")
    words = (*people, "the", "a", *kinds, *both)
    labels = ("pronoun", "article", "adjective", "noun", "verb")

    def draw(self, count: int, rng: np.random.Generator) -> Examples:
        """`count` sentences of 4 to 6 words, and a class for each word [count, 6]."""
        return self.pack([self.row(rng) for _ in range(count)])

    def row(self, rng: np.random.Generator) -> tuple[str, list[str]]:
        """One sentence, such as "we walk the long walk", and its tags."""
        adjectives = [str(rng.choice(self.kinds)) for _ in range(rng.integers(3))]
        noun, verb = (str(rng.choice(self.both)) for _ in range(2))
        thing = [str(rng.choice(["the", "a"])), *adjectives, noun]
        tags = ["article", *["adjective"] * len(adjectives), "noun"]
        if rng.integers(2):  # the thing acts: "the long walk play we" is no English, but is tagged
            return " ".join([*thing, verb]), [*tags, "verb"]
        return " ".join([str(rng.choice(self.people)), verb, *thing]), ["pronoun", "verb", *tags]


@dataclass(frozen=True)
class Backwards(_Words):
    """Digits in reverse order. Equally long, and yet the first answer is read last."""

    length: int = 8
    words = tuple("0123456789")
    labels = words

    def __post_init__(self) -> None:
        settings.put(self, length=settings.whole("length", self.length))

    def draw(self, count: int, rng: np.random.Generator) -> Examples:
        """`count` sequences of digits [count, length], and each of them reversed."""
        digits = rng.integers(0, 10, (count, self.length), dtype=np.int32)
        return Examples(digits + FIRST, digits[:, ::-1].copy())
