"""Tokens: the characters a model knows, and texts as padded arrays of their numbers."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import SupportsInt

import numpy as np

from course_lib.kernels.masks import PAD

START, END = 1, 2
SPECIAL = ("<pad>", "<s>", "</s>")


@dataclass(frozen=True)
class Vocab:
    """A set of characters, numbered after the three special tokens (pad 0, start 1, end 2)."""

    characters: str

    def __post_init__(self) -> None:
        if not self.characters:
            raise ValueError("a vocabulary needs at least one character, got an empty string")
        if len(set(self.characters)) != len(self.characters):
            raise ValueError(f"a vocabulary's characters must differ, got {self.characters!r}")

    def __len__(self) -> int:
        return len(SPECIAL) + len(self.characters)

    def encode(self, text: str) -> list[int]:
        """The numbers of a text's characters. ValueError for an empty text or unknown ones."""
        if not isinstance(text, str):
            raise ValueError(f"a text must be a string, got {type(text).__name__}: {text!r}")
        if not text:
            raise ValueError("a text needs at least one character, got an empty string")
        numbers = self._numbers
        unknown = sorted(set(text) - numbers.keys())
        if unknown:
            raise ValueError(
                f"characters outside the vocabulary: {unknown} in {text!r}; "
                f"known are {self.characters!r}"
            )
        return [numbers[character] for character in text]

    @functools.cached_property
    def _numbers(self) -> dict[str, int]:
        return {c: number for number, c in enumerate(self.characters, len(SPECIAL))}

    def decode(self, ids: Iterable[SupportsInt]) -> str:
        """The text up to the first end token; special tokens before it are left out."""
        text = []
        for i in map(int, ids):
            if i == END:
                break
            if not 0 <= i < len(self):
                raise ValueError(f"token number {i} is outside a vocabulary of {len(self)}")
            if i >= len(SPECIAL):
                text.append(self.characters[i - len(SPECIAL)])
        return "".join(text)


def pad(sequences: Sequence[Sequence[int]], size: int) -> np.ndarray:
    """Sequences of numbers as one int32 array [B, size], filled up with `PAD`.

    ValueError if one is empty or longer than `size`: nothing is cut off in silence.
    """
    array = np.full((len(sequences), size), PAD, np.int32)
    for row, sequence in enumerate(sequences):
        if not 0 < len(sequence) <= size:
            raise ValueError(
                f"sequence {row} has {len(sequence)} tokens; wanted 1 to {size} of them"
            )
        array[row, : len(sequence)] = sequence
    return array
