"""What the generated tasks on words share: their pairs are drawn by the length of the source."""

from collections.abc import Collection
from random import Random
from typing import ClassVar

import numpy as np

from course_lib.data.splits import check_split
from course_lib.data.task import HasTestSet, Pair
from course_lib.devices import settings


class WordTask(HasTestSet):
    """A task whose sources have certain lengths; a subclass says which, and draws one pair.

    `unit` is what lengths are counted in.
    """

    unit: ClassVar[str] = "tokens"

    def sizes(self) -> Collection[int]:
        """The lengths that sources have, in units."""
        raise NotImplementedError

    def whose(self) -> str:
        """What has these lengths, as a message says it."""
        raise NotImplementedError

    def drawn(self, size: int, split: str, random: Random) -> Pair:
        """A pair of a split whose source has that length. ValueError if none is found."""
        raise NotImplementedError

    @property
    def reach(self) -> tuple[int, int]:
        """The shortest and the longest source, in units."""
        return min(self.sizes()), max(self.sizes())

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        """Random pairs. `lengths`, in units of the source, both ends included, are as likely as
        each other, but for those that no source has.

        ValueError if sources can have none of these, for what is no split, and if the split has no
        pair of a length.
        """
        settings.whole("count", count)
        check_split(split)
        settings.random("rng", rng)
        low, high = settings.span("lengths", lengths)
        sizes = [size for size in self.sizes() if low <= size <= high]
        if not sizes:
            least, most = self.reach
            raise ValueError(
                f"lengths must meet {least} to {most} {self.unit}, which {self.whose()} have, got "
                f"{lengths}"
            )
        random = Random(int(rng.integers(2**62)))
        return [self.drawn(size, split, random) for size in random.choices(sizes, k=count)]
