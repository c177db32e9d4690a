"""Filters slid over weights, right and wrong, of which the bank of `looked_before` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Function

Array = np.ndarray


def loop(weights: Array, filters: Array) -> Array:
    features = np.zeros((len(weights), filters.shape[1]))
    middle = len(filters) // 2
    for j in range(len(weights)):
        for d in range(-middle, middle + 1):
            if 0 <= j + d < len(weights):
                for k in range(filters.shape[1]):
                    features[j, k] += float(filters[d + middle, k]) * float(weights[j + d])
    return features


def around(weights: Array, width: int, before: int | None = None, mode: str = "constant") -> Array:
    """The `width` weights of which the first lies `before` positions back, for each position."""
    before = width // 2 if before is None else before
    padded = np.pad(weights, (2 * width, 2 * width), mode)  # type: ignore[call-overload]
    start = 2 * width - before
    return np.stack([padded[start + w : start + w + len(weights)] for w in range(width)], axis=1)


def shifted(before: Callable[[int], int]) -> Function:
    """Another place of the filter's first tap, before(W) positions back."""
    return lambda weights, filters: around(weights, len(filters), before(len(filters))) @ filters


def ended(mode: str) -> Function:
    """Something else than zeros beyond both ends."""

    def answer(weights: Array, filters: Array) -> Array:
        return around(weights, len(filters), mode=mode) @ filters

    return answer


def read_at(index: Callable[[int, int], int | None]) -> Function:
    """The weights read one by one, that of place j + d at index(j + d, J); None is no weight."""

    def answer(weights: Array, filters: Array) -> Array:
        far, count = len(filters) // 2, len(weights)

        def row(j: int) -> Array:
            found = [(index(j + d, count), filters[d + far]) for d in range(-far, far + 1)]
            return sum(weights[at] * taps for at, taps in found if at is not None)

        return np.stack([row(j) for j in range(count)])

    return answer


def of_taps(change: Callable[[Array], Array]) -> Function:
    """Other filters of the same width: change(filters [W, k])."""
    return lambda weights, filters: around(weights, len(filters)) @ change(filters)


def only(taps: Callable[[Array], Array]) -> Function:
    """The filters' taps at some distances alone: taps(d [W]) is True at those."""

    def change(filters: Array) -> Array:
        distances = np.arange(len(filters)) - len(filters) // 2
        return np.where(taps(distances)[:, None], filters, 0.0)

    return of_taps(change)


def summed(distances: Callable[[int], Any]) -> Function:
    """A running sum that begins as 0 and takes these distances alone, distances(D): where there
    are none of them it stays that number."""

    def answer(weights: Array, filters: Array) -> Any:
        far = len(filters) // 2
        near = around(weights, len(filters))
        return sum(near[:, d + far, None] * filters[d + far] for d in distances(far))

    return answer


def of_width(far: int, change: Function) -> Function:
    """2 `far` + 1 neighbours whatever the filters are: change(neighbours, filters)."""

    def answer(weights: Array, filters: Array) -> Any:
        near = around(np.asarray(weights), 2 * far + 1)
        return change(near, np.asarray(filters))

    return answer


def of_weights(change: Callable[[Array], Array]) -> Function:
    """The right features of other weights."""
    return lambda weights, filters: loop(change(weights), filters)


def of_features(change: Callable[[Array], Any]) -> Function:
    return lambda weights, filters: change(loop(weights, filters))


def of_neighbours(change: Callable[[Array, Array], Any]) -> Function:
    """Neighbours and filters put together otherwise: change(neighbours [J, W], filters [W, k])."""
    return lambda weights, filters: change(around(weights, len(filters)), filters)


def convolved(mode: Any, *, turned: bool) -> Function:
    """What np.convolve gives for each filter, the filter turned round first or not."""

    def answer(weights: Array, filters: Array) -> Array:
        taps = filters[::-1] if turned else filters
        return np.stack([np.convolve(weights, tap, mode) for tap in taps.T], axis=1)

    return answer


def cut(features: Array, length: int, start: int = 0) -> Array:
    """As long as there are positions, with zeros where none are left."""
    return np.pad(features, ((0, length), (0, 0)))[start : start + length]
