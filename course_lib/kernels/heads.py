"""Attention in several heads: each has its own part of the query, of the keys and of the values."""

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from course_lib.devices import settings
from course_lib.kernels.masks import masked_softmax


def multi_head(
    query: Float[Array, " K"],
    keys: Float[Array, "J K"],
    values: Float[Array, "J V"],
    mask: Bool[Array, " J"],
    heads: int,
) -> tuple[Float[Array, " V"], Float[Array, "H J"]]:
    """What one query finds with `heads` heads, side by side, and where each head looked.

        alpha_h = softmax_j(q_h . k_hj / sqrt(K / H)),   c = [sum_j alpha_1j v_1j; ...]

    Head h has the h-th of H equal parts of the query, of each key and of each value. All of them
    are projected already. Source: Vaswani et al. 2017, eq. 1 and section 3.2.2, before W^O.
    ValueError for arrays of other axes, and for widths that `heads` does not divide.

    >>> query, keys = jnp.array([9.0, 0.0]), jnp.array([[1.0, 1.0], [0.0, 0.0]])
    >>> values = jnp.array([[1.0, 2.0], [3.0, 4.0]])
    >>> found, weights = multi_head(query, keys, values, jnp.array([True, True]), heads=2)
    >>> found.round(2), weights.round(2)
    (Array([1., 3.], dtype=float32), Array([[1. , 0. ],
           [0.5, 0.5]], dtype=float32))
    """
    settings.array("query", query, "K", settings.REAL)
    settings.array("keys", keys, "J K", settings.REAL)
    settings.array("values", values, "J V", settings.REAL)
    settings.array("mask", mask, "J", settings.TRUTH)
    heads = settings.whole("heads", heads)
    for name, width in (("query", query.shape[0]), ("values", values.shape[1])):
        if width % heads:
            raise ValueError(f"heads must divide the width of {name}, got {heads} and {width}")
    count = keys.shape[0]
    parts = query.reshape(heads, -1)
    scores = jnp.einsum("hk,jhk->hj", parts, keys.reshape(count, heads, -1))
    scores = scores / jnp.sqrt(jnp.asarray(parts.shape[1], scores.dtype))
    weights = masked_softmax(scores, jnp.broadcast_to(mask, scores.shape))
    split = values.reshape(count, heads, -1)
    return jnp.einsum("hj,jhv->hv", weights.astype(split.dtype), split).reshape(-1), weights
