"""The fixed context: an alignment that looks at nothing."""

from typing import Any

from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.model.alignments.aligned import Aligned
from course_lib.model.memory import Prepared


class Summary(nnx.Module):
    """The fixed context: every step reads the same vector, and there are no weights."""

    scored = False

    def __init__(self, score: Any = None, **unused: Any):
        pass

    def keys(self, states: Float[Array, "J E"]) -> None:
        return None

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> Aligned:
        return Aligned(prepared.memory.summary, None, None)
