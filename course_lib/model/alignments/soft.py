"""Global soft attention: look at everything, in proportion."""

from typing import Any, ClassVar

from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.model.alignments.aligned import Aligned, attend
from course_lib.model.memory import Prepared

MEAN = r"\Sigma_j\,\alpha_{tj} h_j"


class Soft(nnx.Module):
    """Global soft attention: a weighted mean of all states. The base of all that weigh."""

    scored: ClassVar[bool] = True
    carries: ClassVar[bool] = False
    draws: ClassVar[bool] = False
    asks_query: ClassVar[bool] = False
    needs_source: ClassVar[bool] = False
    least_window: ClassVar[int | None] = None
    title: ClassVar[str] = "soft, all positions"
    variant: ClassVar[str] = ""
    short: ClassVar[str] = "soft"
    equation: ClassVar[str] = r"\alpha_{tj} = \mathrm{softmax}_j\,(e_{tj})"
    context: ClassVar[str] = MEAN

    def __init__(self, score: Any = None, **unused: Any):
        self.score = score

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J K"]:
        return self.score.keys(states)

    def start(self, prepared: Prepared) -> Any:
        return None

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        memory = prepared.memory
        scores = self.score(query, prepared.keys)
        context, weights = attend(scores, memory.states, memory.mask)
        return Aligned(context, weights, None), carry
