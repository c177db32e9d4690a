"""The formulas of the scores: one query and the keys of one source, to a number per position.

What holds their parameters is in `scores`; a function of one's own takes the place of one of these
through `Parts`.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float


def wide(values: Float[Array, "*axes"]) -> Float[Array, "*axes"]:
    """float16 as float32, in which scores are summed and stay: sums of products soon pass 65504,
    the largest number of float16. Any other type as it is."""
    return values.astype(jnp.float32) if values.dtype == jnp.float16 else values


def dot(query: Float[Array, " K"], keys: Float[Array, "J K"]) -> Float[Array, " J"]:
    """e_j = s . h_j (Luong et al. 2015, section 3.1, "dot").

    >>> dot(jnp.array([1.0, 2.0]), jnp.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    Array([1., 2., 3.], dtype=float32)
    """
    # The query first: `vmap` over T queries then gives [T, J], as the softmax over J wants it.
    return wide(query) @ wide(keys).T


def scaled_dot(query: Float[Array, " K"], keys: Float[Array, "J K"]) -> Float[Array, " J"]:
    """e_j = s . h_j / sqrt(K) (Vaswani et al. 2017, eq. 1): the same size whatever the width.

    >>> scaled_dot(jnp.array([1.0, 1.0, 1.0, 1.0]), jnp.ones((2, 4)))
    Array([2., 2.], dtype=float32)
    """
    scores = dot(query, keys)
    return scores / jnp.sqrt(jnp.asarray(query.shape[-1], scores.dtype))


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "relu": jax.nn.relu,
    "identity": lambda values: values,
}


def additive(
    query: Float[Array, " K"], keys: Float[Array, "J K"], v: Float[Array, " K"], g: str = "tanh"
) -> Float[Array, " J"]:
    """e_j = v . g(W s + U h_j), with `query` = W s and `keys` = U h already projected.

    g is tanh in the papers: Bahdanau et al. 2014, appendix A.1.2. Luong's "concat" (2015, section
    3.1) is the same function: W_a [s; h_j] is a product of s plus a product of h_j.

    >>> keys = jnp.array([[-0.5, 0.0], [9.0, 9.0]])
    >>> additive(jnp.array([0.5, 0.0]), keys, jnp.array([1.0, 2.0])).round(2)
    Array([0., 3.], dtype=float32)
    """

    # The backward pass computes g again instead of keeping it, [T, J, K] numbers a sentence: at the
    # course's sizes a third of the memory and four fifths of the time.
    @jax.checkpoint
    def score(query: Array, keys: Array, v: Array) -> Array:
        return wide(ACTIVATIONS[g](query[None] + keys)) @ wide(v)

    return score(query, keys, v)
