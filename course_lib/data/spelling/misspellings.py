"""Real misspellings of common words, and how often each word comes in English.

`datasets/README.md` has the sources and licences (CC BY-SA).
"""

import functools
from collections.abc import Collection
from pathlib import Path

from course_lib.data.lines import Faults, numbered, read_lines
from course_lib.data.splits import split_of
from course_lib.data.task import Pair
from course_lib.data.words import DATASETS, LETTERS, place, read_words
from course_lib.devices import settings

MISSPELLINGS = DATASETS / "misspellings.tsv"
FREQUENCIES = DATASETS / "frequencies.tsv"

PARTS = ("train", "valid", "known", "unseen")
"""To train on; to choose settings by; other misspellings of words trained on; words never seen."""


def read_columns(path: Path) -> list[tuple[str, str]]:
    """The lines of a file of two columns, the first of letters a to z.

    ValueError that names the file and its bad lines, and for one that is missing or empty.
    """
    lines = read_lines("path", path)
    faults = Faults(settings.path("path", path).name)
    found = []
    for number, line in numbered(lines, faults):
        fields = line.split("\t")
        if len(fields) == 2 and all(fields) and not set(fields[0]) - set(LETTERS):
            found.append((fields[0], fields[1]))
        else:
            faults.add(number, f"wanted letters a to z, a tab and a value, got {line!r}")
    faults.report("")
    if not found:
        raise ValueError(f"{faults.name} is empty")
    return found


def part_of(wrong: str, right: str) -> str:
    """The one of `PARTS` that a misspelling belongs to.

    The word decides by its split, and a word and its reversal are in the same one: so no word of
    "unseen" is in training. Of the misspellings of training words, a hash holds back a tenth to
    choose by and a tenth as "known".
    """
    settings.text("wrong", wrong)
    settings.text("right", right)
    split = place(right)
    if split == "train":
        split = split_of(wrong)
        return "known" if split == "test" else split
    return "unseen" if split == "test" else split


def misspellings(words: Collection[str] | None = None) -> dict[str, tuple[Pair, ...]]:
    """The misspellings (`Pair.source`) and their words (`Pair.target`) in `PARTS`; only those of
    some `words`, where they are given.

    ValueError if the file is damaged, for what are no words, and if a part would have none.

    >>> parts = misspellings()
    >>> {part: len(pairs) for part, pairs in parts.items()}
    {'train': 16730, 'valid': 4867, 'known': 2094, 'unseen': 2668}
    """
    wanted = None if words is None else set(settings.several("words", words, str, "a word", 1))
    found: dict[str, list[Pair]] = {part: [] for part in PARTS}
    for wrong, right in _pairs():
        if wanted is None or right in wanted:
            found[part_of(wrong, right)].append(Pair(wrong, right))
    if empty := [part for part in PARTS if not found[part]]:
        raise ValueError(f"words must have misspellings in all parts, got none in {empty}")
    return {part: tuple(pairs) for part, pairs in found.items()}


@functools.cache
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple(read_columns(MISSPELLINGS))


@functools.cache
def _frequencies() -> dict[str, float]:
    try:
        return {word: float(value) for word, value in read_columns(FREQUENCIES)}
    except ValueError as error:
        raise ValueError(f"{FREQUENCIES.name} is damaged: {error}") from error


def zipf(word: str) -> float:
    """How often a word of the course's list comes in English: the logarithm, to base 10, of how
    often it comes in a billion words; 0 if hardly ever. ValueError for a word outside the list.

    >>> zipf("the"), zipf("spelling")
    (7.73, 4.0)
    """
    settings.text("word", word)
    if word not in _frequencies():
        raise ValueError(f"word must be in the course's list of words, got {word!r}")
    return _frequencies()[word]


def commonest(count: int, least: int = 3) -> tuple[str, ...]:
    """The `count` most frequent words of `least` letters or more, the most frequent first.

    ValueError for more than there are.
    """
    settings.whole("count", count)
    settings.whole("least", least)
    words = ranked(least)
    if count > len(words):
        raise ValueError(f"count must be at most {len(words)} for {least} letters, got {count}")
    return words[:count]


@functools.cache
def ranked(least: int = 3) -> tuple[str, ...]:
    """All words of the course's list of `least` letters or more, the most frequent first."""
    words = [word for word in read_words(DATASETS / "words.txt") if len(word) >= least]
    return tuple(sorted(words, key=lambda word: (-zipf(word), word)))
