"""Common English words, split so that the words of a test were never seen in training."""

import functools
import hashlib
from pathlib import Path

import numpy as np

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
SPLITS = {"train": 0.8, "valid": 0.1, "test": 0.1}
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def read_words(path: Path) -> tuple[str, ...]:
    """The words of a list, one a line, letters a to z.

    ValueError that names the file, and the line where there is one, if it is missing, empty or
    damaged.
    """
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


@functools.cache
def split_words(split: str) -> dict[int, tuple[str, ...]]:
    """The words of one split ("train", "valid" or "test"), by their number of letters.

    A word's reversal is in the same split as the word: "saw" in training would give away "was"
    in the test.
    """
    if split not in SPLITS:
        raise ValueError(f"unknown split {split!r}; known are {', '.join(SPLITS)}")
    by_length: dict[int, list[str]] = {}
    for word in read_words(DATASETS / "words.txt"):
        if place(word) == split:
            by_length.setdefault(len(word), []).append(word)
    return {length: tuple(words) for length, words in sorted(by_length.items())}


def place(word: str) -> str:
    """The split that a word belongs to, from a hash of its letters alone.

    A hash, not a shuffle: adding words to the list moves none of the others.
    """
    same_for_both_ways = min(word, word[::-1])
    digest = hashlib.sha256(same_for_both_ways.encode()).digest()
    share = int.from_bytes(digest[:8], "big") / 2**64
    for split, size in SPLITS.items():
        if share < size:
            return split
        share -= size
    return "test"


def draw_sentence(words: dict[int, tuple[str, ...]], length: int, rng: np.random.Generator) -> str:
    """A random sentence of exactly `length` characters, words with single spaces between them.

    ValueError if no words of these lengths can fill it.
    """
    if length < min(words):
        raise ValueError(f"no word is as short as {length}; the shortest has {min(words)} letters")
    chosen, left = [], length
    sizes, counts = _sizes(tuple(words), tuple(len(w) for w in words.values()))
    while left > 0:
        # A word may take all that is left, or leave room for a space and another word.
        fits = counts * ((sizes == left) | (sizes <= left - 1 - sizes.min()))
        if not fits.any():
            raise ValueError(f"no words of lengths {sizes.tolist()} fill {length} characters")
        size = int(rng.choice(sizes, p=fits / fits.sum()))
        chosen.append(words[size][rng.integers(len(words[size]))])
        left -= size + 1
    return " ".join(chosen)


@functools.cache
def _sizes(sizes: tuple[int, ...], counts: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    return np.array(sizes), np.array(counts, float)
