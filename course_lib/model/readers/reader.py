"""What a reader of a source is: two contracts, and the sizes that it is made with.

A *reading* is a plain value, an axis of a model's row: it says how raw sources become arrays, and
makes a *reader*, the module that turns the arrays of one source into a `Memory`. Everything behind
the memory (scores, alignments, the decoder, search, training) is the same for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

from flax import nnx
from jaxtyping import Array

from course_lib.data.vocab import Vocab
from course_lib.model.memory import Memory
from course_lib.model.parts import Parts


class Drawn(NamedTuple):
    """What a picture of a model says of its reader: a title, and mathtext of states and summary."""

    title: str
    states: str
    summary: str


@dataclass(frozen=True)
class Sizes:
    """What a reader may need of its model: the width D, and what reads tokens.

    `width` is that of its states and of its summary unless a reader says otherwise; `embedding` the
    width M of a token; `embedding_start` as in `kernels.parameters.embedding`; `longest` the
    largest number of positions; `vocab` is None for a source that is no text; `parts` are the plain
    functions that the model is made of.
    """

    width: int
    embedding: int
    cell: str
    longest: int
    dropout: float
    embedding_start: float | str
    vocab: Vocab | None
    parts: Parts = Parts()  # noqa: RUF009 (frozen)


@runtime_checkable
class Reader(Protocol):
    """One source, read. `width` is E, that of its states; `summary_width` is S.

    Called with the arrays of one source and, in training, the sentence's key for dropout. Positions
    that are filling are False in the memory's mask and zero in its states: more filling changes
    nothing (padding invariance), and neither does the number of sources in a batch.
    """

    width: int
    summary_width: int

    def __call__(self, source: Any, key: Array | None = None) -> Memory: ...


@runtime_checkable
class Reading(Protocol):
    """How sources are read: a frozen dataclass of plain numbers, words and booleans."""

    def check(self, sizes: Sizes) -> None:
        """ValueError for a model's sizes with which no reader can be made."""
        ...

    def make(self, sizes: Sizes, *, rngs: nnx.Rngs) -> Reader:
        """The reader, for sizes that are checked."""
        ...

    def encode(self, sizes: Sizes, source: Any) -> Any:
        """One raw source as numbers. ValueError for one that cannot be read."""
        ...

    def room(self, sizes: Sizes, encoded: Any) -> int:
        """How many positions it is padded to: sources of one room share a compiled program."""
        ...

    def limit(self, sizes: Sizes, room: int) -> int:
        """How many target tokens a search writes at most for sources of a room, unless it is told
        another number."""
        ...

    def stack(self, encoded: Sequence[Any], room: int) -> Any:
        """Sources of one room as arrays with an axis [B] in front, padded to it."""
        ...

    def drawn(self, cell: str) -> Drawn:
        """What a picture says of it, in a model with this cell."""
        ...

    def shown(self, sizes: Sizes, source: Any) -> list[str]:
        """A name for each real position of a raw source: the columns of its weights."""
        ...
