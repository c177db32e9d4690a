"""What a decoder may look at: a sentence, an image grid and a passage are all just a `Memory`."""

from typing import NamedTuple

from jaxtyping import Array, Bool, Float, Int


class Memory(NamedTuple):
    """One source, encoded.

    `states` are h_1 .. h_J, zero on padding; `mask` is True at real positions; `summary` is the one
    vector that sums the source up: for a sentence, the joined last states of the encoder's
    directions. `length` is the number of real positions. `tokens` are the token numbers that stand
    at the positions of a text, for a model that copies; None where there are none.
    """

    states: Float[Array, "J E"]
    mask: Bool[Array, " J"]
    summary: Float[Array, " S"]
    tokens: Int[Array, " J"] | None = None

    @property
    def length(self) -> Int[Array, ""]:
        return self.mask.sum()


class Prepared(NamedTuple):
    """All that depends on the source alone, computed once a source and read at every step.

    `keys` are the encoder states as the score wants them (None where nothing is scored);
    `cell_input` is the steady part of the decoder cell's gates: its bias and, if the row's cell
    reads the summary, that already projected. `length` is the number of real positions. `values`
    are what is read at a position, for an alignment in which that is not the state itself.
    """

    memory: Memory
    keys: Float[Array, "J K"] | None
    cell_input: Float[Array, " G"]
    length: Int[Array, ""]
    values: Float[Array, "J V"] | None = None
