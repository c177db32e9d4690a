"""Where the words of one sentence look, each among those before it: `look_back`."""

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from course_lib.devices import settings
from course_lib.kernels.masks import masked_softmax


def look_back(scores: Float[Array, "J J"], real: Bool[Array, " J"]) -> Float[Array, "J J"]:
    """alpha_t = softmax over the real j < t of e_tj: row t is where word t looks.

    The first word has nothing before it: its row is 0, and so are those of padding. Source: Daniluk
    et al. 2017, eq. 2. ValueError for arrays of other axes.

    >>> look_back(jnp.zeros((4, 4)), jnp.array([True, True, True, False]))
    Array([[0. , 0. , 0. , 0. ],
           [1. , 0. , 0. , 0. ],
           [0.5, 0.5, 0. , 0. ],
           [0. , 0. , 0. , 0. ]], dtype=float32)
    """
    settings.array("scores", scores, "J J", settings.REAL)
    settings.array("real", real, "J", settings.TRUTH)
    places = jnp.arange(real.size)
    before = (places[None] < places[:, None]) & real[None] & real[:, None]
    return masked_softmax(scores, before)
