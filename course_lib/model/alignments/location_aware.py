"""Location-aware attention: the score is told where the last look fell (Chorowski et al. 2015)."""

from collections.abc import Callable
from typing import Any, ClassVar

import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.devices import settings
from course_lib.kernels.parameters import glorot
from course_lib.model.alignments.aligned import Aligned
from course_lib.model.alignments.soft import Soft
from course_lib.model.memory import Prepared

FILTERS = 10  # the paper's k


def neighbours(weights: Float[Array, " J"], window: int) -> Float[Array, "J W"]:
    """The 2D + 1 weights around each position, 0 beyond both ends of the source."""
    padded = jnp.pad(weights, window)
    return jnp.stack([padded[j : j + weights.shape[0]] for j in range(2 * window + 1)], axis=-1)


def location_features(
    weights: Float[Array, " J"], filters: Float[Array, "W k"]
) -> Float[Array, "J k"]:
    """f_t = F * alpha_{t-1}: what k filters of W = 2D + 1 numbers find in the weights around each
    position,

        f_jk = sum_{d=-D..D} F_{d+D,k} alpha_{j+d}

    with weights of 0 beyond both ends. Source: Chorowski et al. 2015, eq. 8. ValueError for other
    axes, and for filters of an even width, which have no middle.

    >>> filters = jnp.array([[1.0], [0.0], [0.0]])  # copies the weight one position before
    >>> location_features(jnp.array([0.0, 1.0, 0.0]), filters)[:, 0]
    Array([0., 0., 1.], dtype=float32)
    """
    settings.array("weights", weights, "J", settings.REAL)
    settings.array("filters", filters, "W k", settings.REAL)
    if filters.shape[0] % 2 == 0:
        raise ValueError(f"filters must be of an odd width, got {filters.shape[0]}")
    return neighbours(weights, filters.shape[0] // 2) @ filters


class LocationAware(Soft):
    """Soft attention whose score also reads the weights of the step before, around each position.

        f_t = F * alpha_{t-1},   e_tj = v . tanh(W s + U h_j + V f_tj + b)

    F are `FILTERS` filters of 2D + 1 weights each. The term is added to the keys, so that with a
    dot or general score it reads e_tj = s . (W_a h_j + V f_tj). Nothing was looked at before the
    first step: alpha_0 = 0. `location_features` is the plain function of the first equation.
    Source: Chorowski et al. 2015, eq. 8 and 9, who have filters of 201 weights for frames of sound.
    """

    carries: ClassVar[bool] = True
    needs_source: ClassVar[bool] = True
    least_window: ClassVar[int | None] = 0
    made_of: ClassVar[tuple[str, ...]] = (*Soft.made_of, "location_features")
    title: ClassVar[str] = "soft, location-aware"
    short: ClassVar[str] = "loc.-aware"
    equation: ClassVar[str] = r"\mathrm{keys}_j + V f_{tj},\; f_t = F * \alpha_{t-1}"

    def __init__(
        self,
        score: Any,
        *,
        width: int,
        window: int,
        rngs: nnx.Rngs,
        location_features: Callable[..., Any] = location_features,
        **others: Any,
    ):
        super().__init__(score, **others)
        self.window = window
        self.location_features = location_features
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
        seen = self.location_features(carry.astype(query.dtype), self.filters[...])
        scores = self.score(query, keys + seen @ self.feature_weight[...])
        context, weights = self.attend(scores, prepared.memory)
        return Aligned(context, weights, None), weights
