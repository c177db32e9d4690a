"""Copy, where the letters come in long runs: "aaaaabbbbbbb". What a position holds does not tell it
from its neighbours, so a decoder must know how far it has come.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.data.pairs.copying import alignment
from course_lib.data.task import Pair, Task
from course_lib.devices import settings


@dataclass(frozen=True)
class Runs(Task):
    """Random runs of `least` to `most` equal letters; neighbouring runs differ.

    The last run of a sentence may be shorter, to end at its length. There are no words to keep
    apart: `split` only has to be one of their names, and random numbers keep test from training.
    """

    letters: str = "abcd"
    least: int = 3
    most: int = 12

    def __post_init__(self) -> None:
        super().__post_init__()
        letters = settings.text("letters", self.letters)
        if len(letters) < 2 or len(set(letters)) < len(letters) or self.source.unknown(letters):
            raise ValueError(
                f"letters must be two or more different ones of the vocabulary, got {letters!r}"
            )
        least = settings.whole("least", self.least)
        settings.put(self, least=least, most=settings.whole("most", self.most, least))

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        low, high = self.check(count, split, lengths)
        settings.random("rng", rng)
        return [self.pair(self._sentence(int(n), rng)) for n in rng.integers(low, high + 1, count)]

    def _sentence(self, length: int, rng: np.random.Generator) -> str:
        # As many runs as the shortest ones would need, each a step of 1 or more along the letters.
        sizes = rng.integers(self.least, self.most + 1, -(-length // self.least))
        steps = rng.integers(1, len(self.letters), len(sizes))
        places = (rng.integers(len(self.letters)) + np.cumsum(steps)) % len(self.letters)
        runs = (self.letters[p] * s for p, s in zip(places, sizes, strict=True))
        return "".join(runs)[:length]


RUNS = Runs("runs", alignment)
"""The table's row: runs of 3 to 12 letters, of four letters."""
