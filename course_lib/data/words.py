"""Common English words, split so that the words of a test were never seen in training."""

import bisect
import functools
import itertools
from pathlib import Path

import numpy as np

from course_lib import ROOT
from course_lib.data.splits import check_split, split_of
from course_lib.devices import settings

DATASETS = ROOT / "datasets"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def read_words(path: Path) -> tuple[str, ...]:
    """The words of a list, one a line, letters a to z.

    ValueError that names the file, and the line where there is one, if it is missing, empty or
    damaged.
    """
    path = settings.path("path", path)
    if not path.is_file():
        raise ValueError(f"the word list {path.name} is missing from {path.parent.name}/")
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"the word list {path.name} is damaged: {error}") from error
    for number, word in enumerate(lines, 1):
        if not word or set(word) - set(LETTERS):
            raise ValueError(f"{path.name}, line {number}: wanted letters a to z, got {word!r}")
    if not lines:
        raise ValueError(f"the word list {path.name} is empty")
    return tuple(lines)


def split_words(split: str) -> dict[int, tuple[str, ...]]:
    """The words of one split ("train", "valid" or "test"), by their number of letters.

    A word's reversal is in the same split as the word: "saw" in training would give away "was"
    in the test.
    """
    check_split(split)
    return _split_words(split)


@functools.cache
def _split_words(split: str) -> dict[int, tuple[str, ...]]:
    by_length: dict[int, list[str]] = {}
    for word in read_words(DATASETS / "words.txt"):
        if place(word) == split:
            by_length.setdefault(len(word), []).append(word)
    return {length: tuple(words) for length, words in sorted(by_length.items())}


def place(word: str) -> str:
    """The split that a word and its reversal belong to."""
    return split_of(min(word, word[::-1]))


def draw_sentence(words: dict[int, tuple[str, ...]], length: int, rng: np.random.Generator) -> str:
    """A random sentence of exactly `length` characters, words with single spaces between them.

    Every word that fits is as likely as any other; a word fits if it takes all that is left or
    leaves room for a space and another word. ValueError if no words of these lengths can fill it.
    """
    counts = tuple((size, len(group)) for size, group in words.items())
    # Two numbers a word, drawn at once: a call a number would cost more than all the rest.
    uniform = iter(rng.random(2 * length).tolist())
    chosen, left = [], length
    while left > 0:
        sizes, shares = _fitting(counts, left)
        size = sizes[bisect.bisect(shares, next(uniform) * shares[-1])]
        chosen.append(words[size][int(next(uniform) * len(words[size]))])
        left -= size + 1
    return " ".join(chosen)


@functools.cache
def _fitting(counts: tuple[tuple[int, int], ...], left: int) -> tuple[list[int], list[int]]:
    """The sizes of the words that fit into `left` characters, and their counts added up."""
    shortest = min(size for size, _ in counts)
    fits = [(s, n) for s, n in counts if s == left or s + 1 + shortest <= left]
    if not fits:
        known = [size for size, _ in counts]
        raise ValueError(f"words of {known} letters cannot fill {left} characters")
    sizes, numbers = zip(*fits, strict=True)
    return list(sizes), list(itertools.accumulate(numbers))
