"""Sort the letters: "badab" becomes "aabbd". Each occurrence of a letter is written once.

Which letter comes next depends on how many of its kind have been written already, and the letters
written so far do not tell how many of them the source holds. So a decoder must either count, or
know which positions it has used.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.data.task import Pair, Task
from course_lib.devices import settings


def alignment(sentence: str) -> list[int]:
    """For each letter of the sorted sentence, its position; equal letters in the source's order."""
    return sorted(range(len(sentence)), key=sentence.__getitem__)


@dataclass(frozen=True)
class Sorting(Task):
    """Random strings of a few letters, so that most letters occur several times.

    There are no words to keep apart: `split` only has to be one of their names, and random numbers
    keep test from training.
    """

    letters: str = "abcdef"

    def __post_init__(self) -> None:
        super().__post_init__()
        letters = settings.text("letters", self.letters)
        if len(letters) < 2 or len(set(letters)) < len(letters) or self.source.unknown(letters):
            raise ValueError(
                f"letters must be two or more different ones of the vocabulary, got {letters!r}"
            )

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        low, high = self.check(count, split, lengths)
        settings.random("rng", rng)
        return [
            self.pair("".join(rng.choice(list(self.letters), int(n))))
            for n in rng.integers(low, high + 1, count)
        ]


SORTING = Sorting("sorting", alignment)
"""The table's row: strings of six letters."""
