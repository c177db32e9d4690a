"""Location-aware attention: the score is told where the last look fell (Chorowski et al. 2015)."""

from typing import Any, ClassVar

import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.kernels.parameters import glorot
from course_lib.model.alignments.aligned import Aligned
from course_lib.model.alignments.soft import Soft
from course_lib.model.memory import Prepared

FILTERS = 10  # the paper's k


def neighbours(weights: Float[Array, " J"], window: int) -> Float[Array, "J W"]:
    """The 2D + 1 weights around each position, 0 beyond both ends of the source."""
    padded = jnp.pad(weights, window)
    return jnp.stack([padded[j : j + weights.shape[0]] for j in range(2 * window + 1)], axis=-1)


class LocationAware(Soft):
    """Soft attention whose score also reads the weights of the step before, around each position.

        f_t = F * alpha_{t-1},   e_tj = v . tanh(W s + U h_j + V f_tj + b)

    F are `FILTERS` filters of 2D + 1 weights each. The term is added to the keys, so that with a
    dot or general score it reads e_tj = s . (W_a h_j + V f_tj). Nothing was looked at before the
    first step: alpha_0 = 0. Source: Chorowski et al. 2015, eq. 8 and 9, who have filters of 201
    weights for frames of sound.
    """

    carries: ClassVar[bool] = True
    needs_source: ClassVar[bool] = True
    least_window: ClassVar[int | None] = 0
    title: ClassVar[str] = "soft, location-aware"
    short: ClassVar[str] = "loc.-aware"
    equation: ClassVar[str] = r"\mathrm{keys}_j + V f_{tj},\; f_t = F * \alpha_{t-1}"

    def __init__(self, score: Any, *, width: int, window: int, rngs: nnx.Rngs, **others: Any):
        super().__init__(score, **others)
        self.window = window
        self.filters = glorot(rngs, 2 * window + 1, FILTERS)
        self.feature_weight = glorot(rngs, FILTERS, width)

    def start(self, prepared: Prepared) -> Float[Array, " J"]:
        return jnp.zeros(prepared.memory.mask.shape, jnp.float32)

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        keys = prepared.keys
        assert keys is not None  # whatever scores has keys
        seen = neighbours(carry, self.window).astype(query.dtype) @ self.filters[...]
        scores = self.score(query, keys + seen @ self.feature_weight[...])
        context, weights = self.attend(scores, prepared.memory)
        return Aligned(context, weights, None), weights
