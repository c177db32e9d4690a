"""What an alignment gives, and the weighted mean that most of them take."""

from typing import Any, NamedTuple

from jaxtyping import Array, Bool, Float

from course_lib.devices import settings
from course_lib.kernels.masks import masked_softmax


class Aligned(NamedTuple):
    """What one step of looking gives; `weights` is None where nothing is weighed."""

    context: Float[Array, " C"]
    weights: Float[Array, " J"] | None
    aux: Any


def read_context(weights: Float[Array, " J"], states: Float[Array, "J E"]) -> Float[Array, " E"]:
    """c = sum_j alpha_j h_j (Bahdanau et al. 2014, eq. 5).

    >>> read_context(jnp.array([0.5, 0.5]), jnp.array([[2.0, 0.0], [0.0, 4.0]]))
    Array([1., 2.], dtype=float32)
    """
    return weights.astype(states.dtype) @ states


def attend(
    scores: Float[Array, " J"], states: Float[Array, "J E"], mask: Bool[Array, " J"]
) -> tuple[Float[Array, " E"], Float[Array, " J"]]:
    """c = sum_j alpha_j h_j with alpha = softmax(e) over the real positions; gives (c, alpha).

    Source: Bahdanau et al. 2014, eq. 5 and 6; Luong et al. 2015, eq. 7. ValueError for arrays of
    other axes.

    >>> states = jnp.array([[2.0, 0.0], [0.0, 4.0], [9.0, 9.0]])
    >>> context, weights = attend(jnp.zeros(3), states, jnp.array([True, True, False]))
    >>> context, weights
    (Array([1., 2.], dtype=float32), Array([0.5, 0.5, 0. ], dtype=float32))
    """
    settings.array("scores", scores, "J", settings.REAL)
    settings.array("states", states, "J E", settings.REAL)
    settings.array("mask", mask, "J", settings.TRUTH)
    weights = masked_softmax(scores, mask)
    return read_context(weights, states), weights
