"""How the exercises' window weights, which are told a length, go into a model, which has a mask."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Function


def as_part(
    scores: np.ndarray, centre: float | int, half_width: int, length: int
) -> tuple[jax.Array, jax.Array, jax.Array, int]:
    """From an exercise's arguments to those of the library's part."""
    places = jnp.arange(len(scores))
    return jnp.asarray(scores), places < length, jnp.float32(centre), half_width


def through_length(
    answer: Function, scores: jax.Array, mask: jax.Array, centre: jax.Array, half_width: int
) -> jax.Array:
    """An answer in the place of the library's part: padding is at the end, so its length says all.

    Where a long source is cut to the window, that is the length of what is left. An answer is not
    asked for a window that has left the source: a right one gives zeros there, and may have a
    gradient that is not finite.
    """
    length = jnp.sum(mask)
    empty = (centre < -half_width) | (centre > length - 1 + half_width)
    weights = answer(scores, jnp.where(empty, 0.0, centre), half_width, length)
    return jnp.where(empty, 0.0, weights)
