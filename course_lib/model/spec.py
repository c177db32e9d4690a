"""`Spec`: all that is needed to build a model again."""

import math
from dataclasses import dataclass

from course_lib.data.vocab import Vocab
from course_lib.model.parts import Parts
from course_lib.model.readers import Sizes
from course_lib.model.wiring import Wiring

# How fresh embeddings start: numbers of unit variance, as in `torch.nn.Embedding`. Tried against
# Glorot's rule over (vocabulary, width), smaller deviations and those of two papers, on eight rows
# of the table: the rows that learn slowest do best with it, and on short sentences those that learn
# anyway are within two in a hundred of their best.
UNIT = 1.0


@dataclass(frozen=True)
class Spec:
    """A model's row, its vocabularies, its sizes and how it starts.

    `hidden` is D, and E unless the reader says otherwise; `embedding` the width M of a token;
    `max_length` the longest source in positions; `dropout` a rate. `source` is None for a reader of
    something else than text. `parts` are the plain functions that the model is made of.
    `embedding_start` is the standard deviation of the numbers of fresh
    embeddings, or "glorot" for that rule over (vocabulary, width).
    """

    wiring: Wiring
    source: Vocab | None
    target: Vocab
    hidden: int = 128
    embedding: int = 64
    max_length: int = 128
    dropout: float = 0.0
    embedding_start: float | str = UNIT
    parts: Parts = Parts()  # noqa: RUF009 (frozen)

    def __post_init__(self) -> None:
        self.parts.check(self.wiring.made_of)
        for name in ("hidden", "embedding", "max_length"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
        if not 0.0 <= self.dropout < 1.0:
            raise ValueError(f"dropout must be at least 0 and below 1, got {self.dropout!r}")
        start = self.embedding_start
        number = isinstance(start, float | int) and not isinstance(start, bool)
        if start != "glorot" and not (number and 0.0 < float(start) < math.inf):
            raise ValueError(
                f"embedding_start must be a standard deviation above 0, or 'glorot', got {start!r}"
            )

    @property
    def sizes(self) -> Sizes:
        """What the reader is made with."""
        return Sizes(
            width=self.hidden,
            embedding=self.embedding,
            cell=self.wiring.cell,
            longest=self.max_length,
            dropout=self.dropout,
            embedding_start=self.embedding_start,
            vocab=self.source,
            parts=self.parts,
        )
