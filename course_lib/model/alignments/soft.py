"""Global soft attention: look at everything, in proportion."""

from collections.abc import Callable
from typing import Any, ClassVar

from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.kernels.masks import masked_softmax
from course_lib.model.alignments.aligned import Aligned, attend, read_context
from course_lib.model.memory import Memory, Prepared

MEAN = r"\Sigma_j\,\alpha_{tj} h_j"


class Soft(nnx.Module):
    """Global soft attention: a weighted mean of all states. The base of all that weigh.

    `masked_softmax` and `read_context` are the plain functions that it looks by; an `attend` of
    somebody's own does the work of both.
    """

    scored: ClassVar[bool] = True
    carries: ClassVar[bool] = False
    draws: ClassVar[bool] = False
    asks_query: ClassVar[bool] = False
    needs_source: ClassVar[bool] = False
    least_window: ClassVar[int | None] = None
    headed: ClassVar[bool] = False
    own_score: ClassVar[str | None] = None
    made_of: ClassVar[tuple[str, ...]] = ("masked_softmax", "read_context", "attend")
    title: ClassVar[str] = "soft, all positions"
    variant: ClassVar[str] = ""
    short: ClassVar[str] = "soft"
    equation: ClassVar[str] = r"\alpha_{tj} = \mathrm{softmax}_j\,(e_{tj})"
    context: ClassVar[str] = MEAN

    def __init__(
        self,
        score: Any = None,
        *,
        masked_softmax: Callable[..., Any] = masked_softmax,
        read_context: Callable[..., Any] = read_context,
        attend: Callable[..., Any] = attend,
        **unused: Any,
    ):
        self.score = score
        self.masked_softmax = masked_softmax
        self.read_context = read_context
        self.whole = attend

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J K"]:
        return self.score.keys(states)

    def values(self, states: Float[Array, "J E"]) -> Float[Array, "J V"] | None:
        return None

    def start(self, prepared: Prepared) -> Any:
        return None

    def attend(
        self, scores: Float[Array, " J"], memory: Memory
    ) -> tuple[Float[Array, " E"], Float[Array, " J"]]:
        """`aligned.attend` by this alignment's own functions: the context and the weights."""
        if self.whole is not attend:
            return self.whole(scores, memory.states, memory.mask)
        weights = self.masked_softmax(scores, memory.mask)
        return self.read_context(weights, memory.states), weights

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        scores = self.score(query, prepared.keys)
        context, weights = self.attend(scores, prepared.memory)
        return Aligned(context, weights, None), carry
