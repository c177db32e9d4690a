"""Ways to add the vectors of places, right and wrong, of which the bank of `placed` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Function

Array = np.ndarray


def loop(states: Array, row: Array, column: Array) -> Array:
    placed = np.array(states, np.float64)
    for r in range(len(row)):
        for c in range(len(column)):
            for e in range(states.shape[1]):
                placed[r * len(column) + c, e] += float(row[r, e]) + float(column[c, e])
    return placed


def gridded(states: Array, row: Array, column: Array) -> Array:
    """Rows and columns of patches as two axes, [R, C, E]."""
    return loop(states, row, column).reshape(len(row), len(column), -1)


def clamped(vectors: Array, places: Array) -> Array:
    """As JAX reads at an index: one out of range is the last."""
    return vectors[np.minimum(places, len(vectors) - 1)]


def filled(vectors: Array, places: Array) -> Array:
    """As jnp.take reads: what is out of range is NaN."""
    return np.where((places < len(vectors))[:, None], clamped(vectors, places), np.nan)


def by(places: Callable[[Array, int, int], tuple[Array, Array]], read: Any = clamped) -> Function:
    """The vectors of other rows and columns: places(j [J], R, C)."""

    def answer(states: Array, row: Array, column: Array) -> Array:
        down, across = places(np.arange(len(states)), len(row), len(column))
        return states + read(row, down) + read(column, across)

    return answer


def read_both_ways(
    places: Callable[[Array, int, int], tuple[Array, Array]], *also: Function
) -> dict[str, Any]:
    return {"answer": by(places), "also": (by(places, filled), *also)}


def made(change: Callable[[Array, Array, Array], Array]) -> Function:
    """The right vectors, another use of them: change(states, row [J, E], column [J, E])."""

    def answer(states: Array, row: Array, column: Array) -> Array:
        return change(states, np.repeat(row, len(column), axis=0), np.tile(column, (len(row), 1)))

    return answer


def crossed(states: Array, row: Array, column: Array) -> Array:
    """Broadcast the wrong way round, which fits only as many rows as columns."""
    grid = states.reshape(len(row), len(column), -1)
    return (grid + row[None] + column[:, None]).reshape(states.shape)
