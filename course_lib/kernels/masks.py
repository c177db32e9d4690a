"""Masks: which positions are real, and what must never leak from the others.

The law of the whole library: extra padding changes no weight, logit, loss or gradient.
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

PAD = 0  # the token number that fills up; every vocabulary keeps it free


def length_mask(length: Int[Array, "*batch"] | int, size: int) -> Bool[Array, "*batch size"]:
    """True at the first `length` of `size` positions: a source of 3 in 5 is [1, 1, 1, 0, 0].

    Adds one axis at the end of `length`, so an array of B lengths gives B rows.

    >>> length_mask(jnp.array([3, 1]), 4).astype(int)
    Array([[1, 1, 1, 0],
           [1, 0, 0, 0]], dtype=int32)
    """
    lengths = jnp.asarray(length)[..., None]
    return jnp.arange(size).reshape((1,) * (lengths.ndim - 1) + (size,)) < lengths


def check_mask(mask: Bool[Array, " J"]) -> None:
    """ValueError if a source has no real position. A mask that is being traced cannot be checked:
    there the masked softmax gives zeros."""
    if not isinstance(mask, jax.core.Tracer) and not mask.any():
        raise ValueError(
            f"a source needs at least one real position, got a mask that is all padding "
            f"({mask.shape[0]} positions)"
        )


def masked_softmax(
    scores: Float[Array, "*batch J"], mask: Bool[Array, "*batch J"]
) -> Float[Array, "*batch J"]:
    """Softmax over the last axis that gives exactly zero where `mask` is False.

        alpha_j = exp(e_j) / sum_i mask_i exp(e_i)   where mask_j, else 0

    A fully masked row gives zeros with zero gradients: not NaN, and not the uniform weights that
    "add a large negative number" would give. Computed in float32 whatever the type of `scores`:
    a sum of many small bfloat16 exponentials loses too much.

    >>> scores = jnp.array([1.0, 1.0, 5.0])
    >>> masked_softmax(scores, jnp.array([True, True, False]))
    Array([0.5, 0.5, 0. ], dtype=float32)
    >>> masked_softmax(scores, jnp.array([False, False, False]))
    Array([0., 0., 0.], dtype=float32)
    """
    # A fully masked row is taken for one of equal scores without a mask, and zeroed afterwards. Its
    # own softmax is 0/0, and a NaN that `where` hides still stops whoever looks for the first NaN
    # (`jax_debug_nans`).
    some = jnp.any(mask, axis=-1, keepdims=True)
    able = jnp.where(some, scores.astype(jnp.float32), 0.0)
    weights = jax.nn.softmax(able, axis=-1, where=mask | ~some)
    return jnp.where(mask, weights, 0.0)


def masked_mean(values: Float[Array, "*axes"], mask: Bool[Array, "*axes"]) -> Float[Array, ""]:
    """Mean of `values` over the positions where `mask` is True; 0 where there are none.

    A plain mean of a padded batch is wrong twice: padding counts, and a batch with more padding
    counts less.

    >>> masked_mean(jnp.array([1.0, 3.0, 9.0]), jnp.array([True, True, False])).item()
    2.0
    """
    # `where` on the values, not a product: NaN times zero is NaN.
    total = jnp.sum(jnp.where(mask, values, 0.0))
    return total / jnp.maximum(jnp.sum(mask), 1).astype(total.dtype)


def dropout(
    key: Array | None, values: Float[Array, "length width"], rate: float
) -> Float[Array, "length width"]:
    """Zero a random share `rate` of `values` and scale the rest by 1 / (1 - rate).

    `key=None` turns it off (evaluation). Each position draws from its own key, so that a longer
    padding does not change what the real positions lose. Source: Srivastava et al. 2014; on the
    non-recurrent connections only, as in Zaremba et al. 2014.
    """
    if key is None or rate == 0.0:
        return values
    positions = jnp.arange(values.shape[0])
    return jax.vmap(lambda row, position: drop(key, row, rate, position))(values, positions)


def drop(
    key: Array | None, values: Float[Array, " width"], rate: float, position: Int[Array, ""] | int
) -> Float[Array, " width"]:
    """`dropout` at one position, for a loop that comes to the positions one by one."""
    if key is None or rate == 0.0:
        return values
    keep = jax.random.bernoulli(jax.random.fold_in(key, position), 1.0 - rate, values.shape)
    return jnp.where(keep, values / (1.0 - rate), 0.0)
