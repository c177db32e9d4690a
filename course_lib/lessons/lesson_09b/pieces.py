"""What a reader of lesson 09b writes, as the library would."""

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

Numbers = jax.Array | np.ndarray


def next_weights(
    query: Float[Numbers, " K"],
    keys: Float[Numbers, "J K"],
    features: Float[Numbers, "J k"],
    V: Float[Numbers, "k K"],
    v: Float[Numbers, " K"],
) -> Float[Array, " J"]:
    """alpha_t = softmax_j(v . tanh(W s_{t-1} + U h_j + V f_tj)), of a query W s and keys U h_j that
    are projected already.

    Source: Chorowski et al. 2015, eq. 9, without its bias.
    """
    return jax.nn.softmax(jnp.tanh(query[None] + keys + features @ V) @ v)
