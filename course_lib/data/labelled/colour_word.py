"""The colour word: a sentence names one colour, anywhere. Which?

A net without recurrence must learn each colour anew at each position (article A of the course).
"""

from dataclasses import dataclass

import numpy as np

from course_lib.data.labelled.examples import Examples
from course_lib.data.vocab import SPECIAL
from course_lib.devices import settings

MOST_OTHERS = 10**6  # a table of one vector a word must fit into memory
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "black", "white")


@dataclass(frozen=True)
class ColourWord:
    """`length` words, one of them a colour, at one of `positions` (0-based; None: anywhere).

    The other words are drawn from `others` that mean nothing. The label is the colour's number.
    ValueError for a position outside the sentence.
    """

    length: int = 12
    others: int = 100
    positions: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        positions = self.positions
        settings.put(
            self,
            length=settings.whole("length", self.length),
            others=settings.whole("others", self.others, most=MOST_OTHERS),
            positions=None if positions is None else settings.wholes("positions", positions, 0),
        )
        if max(self.positions or (0,)) >= self.length:
            raise ValueError(f"positions must be 0 to {self.length - 1}, got {self.positions}")

    @property
    def places(self) -> tuple[int, ...]:
        """Where the colour may stand."""
        return tuple(range(self.length)) if self.positions is None else self.positions

    @property
    def vocabulary(self) -> int:
        """How many token numbers there are, the special ones among them."""
        return len(SPECIAL) + len(COLOURS) + self.others

    @property
    def classes(self) -> int:
        return len(COLOURS)

    def draw(self, count: int, rng: np.random.Generator) -> Examples:
        """`count` sentences [count, length] and the colour of each [count]."""
        first_other = len(SPECIAL) + len(COLOURS)
        source = rng.integers(first_other, self.vocabulary, (count, self.length), dtype=np.int32)
        colour = rng.integers(0, len(COLOURS), count, dtype=np.int32)
        source[np.arange(count), rng.choice(self.places, count)] = len(SPECIAL) + colour
        return Examples(source, colour)
