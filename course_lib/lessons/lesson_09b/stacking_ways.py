"""Frames side by side, right and wrong, of which the bank of `stacked` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Function

Array = np.ndarray


def loop(frames: Array, stack: int) -> Array:
    count, bands = frames.shape
    rows = np.zeros((-(-count // stack), stack * bands))
    for f in range(count):
        for m in range(bands):
            rows[f // stack, f % stack * bands + m] = frames[f, m]
    return rows


def missing(frames: Array, stack: int) -> int:
    return -len(frames) % stack


def behind(frames: Array, count: int) -> Array:
    """With so many frames of zeros behind them."""
    return np.pad(frames, ((0, count), (0, 0)))


def side_by_side(frames: Array, stack: int) -> Array:
    """Frames that make whole rows, in rows of `stack`."""
    return frames.reshape(-1, stack * frames.shape[1])


def grouped(frames: Array, stack: int) -> Array:
    """[J, stack, M], the last ones filled with zeros."""
    return behind(frames, missing(frames, stack)).reshape(-1, stack, frames.shape[1])


def of(change: Callable[[Array], Any]) -> Function:
    """The right groups, changed: change(groups [J, stack, M])."""
    return lambda frames, stack: change(grouped(frames, stack))


def rows_of(groups: Array) -> Array:
    return groups.reshape(len(groups), -1)


def filled(fill: Callable[[Array, int], Array]) -> Function:
    """Filled otherwise: fill(frames, how many frames are missing)."""

    def answer(frames: Array, stack: int) -> Array:
        return side_by_side(fill(frames, missing(frames, stack)), stack)

    return answer


def filled_with(value: float) -> Function:
    return filled(lambda frames, count: np.pad(frames, ((0, count), (0, 0)), constant_values=value))


def starting(starts: Callable[[int, int], Any]) -> Function:
    """Rows that begin at other frames: starts(F, stack), zeros beyond the end."""

    def answer(frames: Array, stack: int) -> Array:
        more = behind(frames, stack * (len(frames) + 2))
        return np.array([more[f : f + stack].reshape(-1) for f in starts(len(frames), stack)])

    return answer


def whole(frames: Array, stack: int) -> Array:
    """As many frames as make whole rows."""
    return frames[: len(frames) // stack * stack]
