"""The sizes that are measured, random data of such a size, and the library's models for it."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.data import Batch
from course_lib.data.characters import Characters
from course_lib.data.vocab import SPECIAL
from course_lib.model.seq2seq import Seq2Seq
from course_lib.model.table import build


@dataclass(frozen=True)
class Size:
    """A model and its batches: B sentences of J and T tokens, V tokens in each vocabulary."""

    name: str
    batch: int = 64
    source: int = 24
    target: int = 24
    hidden: int = 128
    embedding: int = 64
    vocabulary: int = 64

    def __str__(self) -> str:
        return (
            f"{self.name} size: B {self.batch}, J {self.source}, T {self.target}, "
            f"hidden {self.hidden}, vocabulary {self.vocabulary}"
        )


COURSE = Size("course")
MEDIUM = Size("medium", 128, 30, 30, 512, 256, 8000)


def model(row: str, size: Size, **changes: object) -> Seq2Seq:
    """The library's model of a row."""
    # As many characters as there are to be tokens beside the special ones.
    letters = Characters("".join(chr(0x4E00 + i) for i in range(size.vocabulary - len(SPECIAL))))
    sizes = {"hidden": size.hidden, "embedding": size.embedding, "max_length": size.source}
    return build(row, letters, **{**sizes, **changes})  # type: ignore[arg-type]


def batches(size: Size, steps: int, seed: int = 0) -> Batch:
    """`steps` random batches, stacked, without padding: [steps, B, J] and [steps, B, T].

    So the peers may do without packed sequences, which would only slow them down.
    """
    rng = np.random.default_rng(seed)
    low = len(SPECIAL)
    source = rng.integers(low, size.vocabulary, (steps, size.batch, size.source))
    target = rng.integers(low, size.vocabulary, (steps, size.batch, size.target))
    return jax.tree.map(lambda array: jnp.asarray(array, jnp.int32), Batch(source, target))
