"""Filters of a mel bank, right and wrong, of which the bank of `mel_triangle` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Function

Array = np.ndarray


def loop(mels: Array, left: float, centre: float, right: float) -> Array:
    weights = np.zeros(len(mels))
    for k, at in enumerate(mels):
        if left < at <= centre:
            weights[k] = (at - left) / (centre - left)
        elif centre < at < right:
            weights[k] = (right - at) / (right - centre)
    return weights


def of_sides(change: Callable[[Array, Array], Array]) -> Function:
    """Something else of the two sides: change(rising, falling), neither of which is clipped."""
    return lambda m, left, centre, right: change(
        (m - left) / (centre - left), (right - m) / (right - centre)
    )


def between(low: Any, at: Array, high: Any) -> Array:
    return (low <= at) & (at <= high)


def halves(rise: Function, fall: Function) -> Function:
    """Other lines from left to the centre and from there to right, 0 outside: rise(m, ...)."""

    def answer(m: Array, left: float, centre: float, right: float) -> Array:
        given = m, left, centre, right
        made = np.where(m <= centre, rise(*given), fall(*given))
        return np.where(between(left, m, right), made, 0.0)

    return answer


def rises(m: Array, left: float, centre: float, right: float) -> Array:
    return (m - left) / (centre - left)


def falls(m: Array, left: float, centre: float, right: float) -> Array:
    return (right - m) / (right - centre)


def tent(width: Callable[[float, float, float], float]) -> Function:
    """Equally wide on both sides of the centre: width(left, centre, right)."""
    return lambda m, left, centre, right: np.maximum(
        0.0, 1.0 - np.abs(m - centre) / width(left, centre, right)
    )


def of_weights(change: Callable[[Array], Any]) -> Function:
    """The right filter, changed."""
    return lambda *args: change(loop(*args))


def at(change: Callable[..., tuple[Any, ...]]) -> Function:
    """The right filter of other numbers: change(mels, left, centre, right)."""
    return lambda *args: loop(*change(*args))


def hertz(mels: Any) -> Any:
    return 700.0 * (10.0 ** (mels / 2595.0) - 1.0)


def mel(hertz: Any) -> Any:
    return 2595.0 * np.log10(1.0 + hertz / 700.0)
