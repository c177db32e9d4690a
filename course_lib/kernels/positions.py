"""Where a token stands, as a vector: for what sees a set of states and no order."""

import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from course_lib.devices import settings

LONGEST_WAVE = 10_000.0  # the paper's; the slowest wave repeats after 2 pi times as many positions


def position_code(position: Int[Array, ""], width: int) -> Float[Array, " E"]:
    """Sines and cosines of position j, in pairs, from fast waves to slow ones:

        p_j[2 i] = sin(j / 10000^(2 i / E)),   p_j[2 i + 1] = cos(j / 10000^(2 i / E))

    so that p_{j + k} is a rotation of p_j that depends on k alone. `position` counts from 0, and
    `width` E is even. Source: Vaswani et al. 2017, section 3.5. ValueError for other axes, and for
    an odd width.

    >>> position_code(jnp.array(0), 4)
    Array([0., 1., 0., 1.], dtype=float32)
    """
    settings.array("position", position, "", settings.WHOLE)
    width = settings.whole("width", width)
    if width % 2:
        raise ValueError(f"width must be even, a sine and a cosine per wave, got {width}")
    speeds = LONGEST_WAVE ** (-jnp.arange(0, width, 2) / width)
    angles = position.astype(jnp.float32) * speeds
    return jnp.stack([jnp.sin(angles), jnp.cos(angles)], axis=1).reshape(-1)
