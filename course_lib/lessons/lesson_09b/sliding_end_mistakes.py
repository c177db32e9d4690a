"""The mistakes with both ends and with the width that the bank of `looked_before` knows."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09b.sliding_ways import convolved, ended, of_width, read_at

ENDS = (
    Misconception(
        "wraps round",
        "beyond the end the weights begin again at the other end, as jnp.roll and negative indices "
        "do: beyond both ends they are 0",
        ended("wrap"),
        also=(read_at(lambda place, count: place if -count <= place < count else None),),
    ),
    Misconception(
        "ends repeated",
        "beyond the ends the weights of the first and of the last position go on, or are mirrored: "
        "they are 0 there",
        ended("edge"),
        also=(
            ended("symmetric"),
            # As JAX reads: an index beyond the last is the last, one below 0 counts from the end.
            read_at(lambda place, count: min(place, count - 1) if place >= -count else None),
        ),
    ),
    Misconception(
        "too long",
        "there are features for places beyond the ends: one row for each of the J positions is "
        "wanted",
        convolved("full", turned=True),
        also=(convolved("full", turned=False),),
    ),
    Misconception(
        "ends cut off",
        "positions at the ends are missing: every position has its features, with weights of 0 "
        "beyond the ends",
        lambda a, f: np.array([a[j : j + len(f)] @ f for j in range(len(a) - len(f) + 1)]).reshape(
            -1, f.shape[1]
        ),
        also=(convolved("valid", turned=True), convolved("valid", turned=False)),
    ),
    Misconception(
        "turned round, and as long as the filter",
        "np.convolve turns the filter round, so that its first number meets the weight D positions "
        "before; and with 'same' there are as many rows as the filter has where it is wider than "
        "the source. Turn each filter round first, filters[::-1, k], and take [D : D + J] of "
        "'full'",
        convolved("same", turned=False),
    ),
    Misconception(
        "as long as the filter",
        "where the filter is wider than the source, np.convolve with 'same' gives as many rows as "
        "the filter has: there is one for each position",
        convolved("same", turned=True),
    ),
)
FIXED = (
    Misconception(
        "the width fixed",
        "the width is fixed: the filters say how wide they are, and D is len(filters) // 2",
        of_width(16, lambda n, f: jnp.asarray(n) @ jnp.asarray(f)),
        # An index beyond the last is the last, as JAX has it.
        also=(of_width(16, lambda n, f: n @ f[np.minimum(np.arange(33), len(f) - 1)]),),
    ),
)
