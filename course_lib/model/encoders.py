"""Encoders: a source sequence into a `Memory`."""

from dataclasses import dataclass

import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float

from course_lib.kernels.masks import dropout
from course_lib.model.cells import make_cell, run
from course_lib.model.memory import Memory


@dataclass(frozen=True)
class Reading:
    """How a source is read: in one direction or both, and in one direction from which end.

    `reverse` reads the source from its end (Sutskever et al. 2014, section 3.3). The states keep
    the source's order, so that a heat map needs no unscrambling.
    """

    directions: int = 2
    reverse: bool = False

    def __post_init__(self) -> None:
        if self.directions not in (1, 2):
            raise ValueError(f"directions must be 1 or 2, got {self.directions!r}")
        if self.directions == 2 and self.reverse:
            raise ValueError(
                "reverse=True needs directions=1: a two-directional encoder reads from both ends"
            )


class Encoder(nnx.Module):
    """An RNN, LSTM or GRU over embedded tokens; E is its width over all directions together."""

    def __init__(self, cell: str, inputs: int, width: int, reading: Reading, *, rngs: nnx.Rngs):
        if width % reading.directions:
            raise ValueError(
                f"an encoder of {reading.directions} directions needs an even width, got {width}"
            )
        self.reading = reading
        each = width // reading.directions
        self.first = make_cell(cell, inputs, each, rngs=rngs)
        if reading.directions == 2:
            self.second = make_cell(cell, inputs, each, rngs=rngs)

    def __call__(
        self,
        embedded: Float[Array, "J M"],
        mask: Bool[Array, " J"],
        key: Array | None = None,
        rate: float = 0.0,
    ) -> Memory:
        """Encode one source. `key` and `rate` drop out inputs and states; no key, no dropout.

        The summary of two directions joins the state that the forward half reaches at the last
        token with the one that the backward half reaches at the first: each has read everything.
        """
        inputs = dropout(key, embedded, rate)
        states, last = run(self.first, inputs, mask, reverse=self.reading.reverse)
        summary = last.hidden
        if self.reading.directions == 2:
            backward, first = run(self.second, inputs, mask, reverse=True)
            states = jnp.concatenate([states, backward], axis=-1)
            summary = jnp.concatenate([summary, first.hidden])
        return Memory(states, mask, summary)
