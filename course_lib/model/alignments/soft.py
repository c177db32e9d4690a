"""Global soft attention: look at everything, in proportion."""

from typing import Any

from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.model.alignments.aligned import Aligned, attend
from course_lib.model.memory import Memory, Prepared


class Soft(nnx.Module):
    """Global soft attention: a weighted mean of all states."""

    scored = True

    def __init__(self, score: Any = None, **unused: Any):
        self.score = score

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J K"]:
        return self.score.keys(states)

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> Aligned:
        memory: Memory = prepared.memory
        scores = self.score(query, prepared.keys)
        context, weights = attend(scores, memory.states, memory.mask)
        return Aligned(context, weights, None)
