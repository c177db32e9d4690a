"""The plain functions of local attention: where a window stands, and what its positions weigh.

R is a window's half-width, the D of Luong et al. 2015 (D is the width of a state here). Positions
count from 0, and a centre is the paper's p_t - 1.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from course_lib.kernels.masks import masked_softmax


def predicted_centre(
    query: Float[Array, " D"],
    weight: Float[Array, "D D"],
    v: Float[Array, " D"],
    length: Int[Array, ""] | int,
) -> Float[Array, ""]:
    """p_t - 1 with p_t = S sigmoid(v . tanh(W s_t) / sqrt(D)), between -1 and S - 1.

    S is the true length of the source. float32 whatever the type of the states. Source: Luong et
    al. 2015, eq. 9, which has no sqrt(D) (see `LocalP`).

    >>> float(predicted_centre(jnp.zeros(4), jnp.eye(4), jnp.ones(4), 10))
    4.0
    """
    place = (jnp.tanh(query @ weight) @ v).astype(jnp.float32)
    share = jax.nn.sigmoid(place / jnp.sqrt(jnp.float32(query.shape[0])))
    return jnp.asarray(length, jnp.float32) * share - 1.0


def in_window(
    positions: Int[Array, " W"], centre: Float[Array, ""], window: int
) -> Bool[Array, " W"]:
    """|j - centre| <= R: 2R + 1 positions for a whole centre, 2R for one between two of them."""
    return jnp.abs(positions.astype(centre.dtype) - centre) <= window


def log_gaussian(
    positions: Int[Array, " W"], centre: Float[Array, ""], deviation: float
) -> Float[Array, " W"]:
    """-(j - centre)^2 / (2 sigma^2), the logarithm of a bell that is 1 at the centre."""
    return -((positions.astype(centre.dtype) - centre) ** 2) / (2.0 * deviation**2)


def window_weights(
    scores: Float[Array, " J"],
    mask: Bool[Array, " J"],
    centre: Float[Array, ""],
    half_width: int,
    *,
    softmax: Callable[..., Any] = masked_softmax,
) -> Float[Array, " J"]:
    """Local-m's weights: softmax(e_j) over the real positions with |j - centre| <= R.

    Zeros where there is none. Source: Luong et al. 2015, section 3.2.

    >>> weights = window_weights(jnp.zeros(5), jnp.ones(5, bool), jnp.float32(1.0), 1)
    >>> [f"{weight:.2f}" for weight in weights]
    ['0.33', '0.33', '0.33', '0.00', '0.00']
    """
    return softmax(scores, mask & in_window(jnp.arange(scores.shape[0]), centre, half_width))


def gaussian_weights(
    scores: Float[Array, " J"],
    mask: Bool[Array, " J"],
    centre: Float[Array, ""],
    half_width: int,
    *,
    softmax: Callable[..., Any] = masked_softmax,
) -> Float[Array, " J"]:
    """Local-p's weights: those of the window times exp(-(j - centre)^2 / (2 sigma^2)), sigma = R/2.

    They are not renormalised, and sum to less than one. Source: Luong et al. 2015, eq. 10.

    >>> weights = gaussian_weights(jnp.zeros(3), jnp.ones(3, bool), jnp.float32(1.0), 2)
    >>> [f"{weight:.2f}" for weight in weights]
    ['0.20', '0.33', '0.20']
    """
    bell = jnp.exp(log_gaussian(jnp.arange(scores.shape[0]), centre, half_width / 2))
    return window_weights(scores, mask, centre, half_width, softmax=softmax) * bell
