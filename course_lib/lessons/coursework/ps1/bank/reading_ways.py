"""Right and wrong ways to read from both ends, of which the bank of `both_ways` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.coursework.ps1.bank.masked_states_mistakes import states

Array = Any  # NumPy's in the bank, JAX's in a check


def from_the_right(inputs: Array, mask: Array, recurrent: Array) -> Array:
    return states(inputs[::-1], mask[::-1], recurrent)[::-1]


def joined(left: Array, right: Array, mask: Array) -> Array:
    rows = np.concatenate([left, right], axis=1)
    return np.where(np.asarray(mask)[:, None], rows, 0.0)


def both(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    left = states(inputs, mask, forward)
    return joined(left, from_the_right(inputs, mask, backward), mask)


def right_half(
    right: Callable[[Array, Array, Array], Array], *, zeros: bool = True
) -> Callable[..., Array]:
    """The answer whose right half comes of `right(inputs, mask, backward)`.

    zeros: whether the rows of padding are zeros.
    """
    return lambda i, m, f, b: joined(
        states(i, m, f), right(i, m, b), m if zeros else np.ones_like(m)
    )


def reading_order(inputs: Array, mask: Array, recurrent: Array) -> Array:
    return states(inputs[::-1], mask[::-1], recurrent)


def across(inputs: Array, mask: Array, recurrent: Array) -> Array:
    """The numbers of each state turned round, not the positions."""
    return states(np.asarray(inputs)[:, ::-1], mask, recurrent)[:, ::-1]


def all_axes(inputs: Array, mask: Array, recurrent: Array) -> Array:
    """Positions and numbers turned round, as jnp.flip without an axis does."""
    return np.flip(states(np.flip(np.asarray(inputs)), mask[::-1], recurrent))


def wrong_half(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    left = states(inputs, mask, forward)[::-1]
    return np.concatenate([left, reading_order(inputs, mask, backward)], axis=1)


def cut(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    """The first so many positions are read, as many as are real."""
    return both(inputs, np.arange(len(mask)) < np.sum(mask), forward, backward)


def cut_and_held(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    first = np.arange(len(mask)) < np.sum(mask)
    read = first & np.asarray(mask)
    left, right = states(inputs, read, forward), from_the_right(inputs, read, backward)
    return joined(left, right, first)


def swapped_halves(rows: Array) -> Array:
    return np.roll(rows, rows.shape[1] // 2, axis=1)


def last_rows(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    left, right = states(inputs, mask, forward), from_the_right(inputs, mask, backward)
    return np.concatenate([left[-1], right[0]])
