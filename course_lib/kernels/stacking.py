"""`stack_frames`: several frames side by side as one, so that a sound has fewer positions."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from course_lib.devices import settings


def stack_frames(frames: Float[Array, "F M"], stack: int) -> Float[Array, "J N"]:
    """Every `stack` frames side by side as one row of N = stack M numbers, in their order; the last
    row is filled up with zeros, J = ceil(F / stack).

    Source: Chan et al. 2016 ("Listen, attend and spell"), section 3.1, eq. 5, who stack two states
    under each layer. ValueError for other axes, and for a `stack` that is no whole number above 0.

    >>> stack_frames(jnp.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), 2)
    Array([[1., 2., 3., 4.],
           [5., 6., 0., 0.]], dtype=float32)
    """
    settings.array("frames", frames, "F M", settings.REAL)
    stack = settings.whole("stack", stack, most=4096)
    count, bands = frames.shape
    rows = -(-count // stack)
    whole = jnp.pad(frames, ((0, rows * stack - count), (0, 0)))
    return whole.reshape(rows, stack * bands)
