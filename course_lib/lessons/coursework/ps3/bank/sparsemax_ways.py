"""The projection onto the weights and its threshold, rightly and wrongly, of which the bank of
`sparsemax` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax

Array = Any  # NumPy's in the bank, JAX's in a check
FAR = -1e9  # what students write for minus infinity


def threshold(
    scores: Array,
    *,
    order: Callable[[Array], Array] = lambda scores: np.sort(scores)[::-1],
    first: int = 1,
    on: int = 0,
    kind: type = np.float64,
) -> Array:
    """tau, from the sorted scores: the last of the thresholds that its own score is above."""
    scores = np.asarray(scores, kind)
    ordered = order(scores)
    with np.errstate(all="ignore"):
        sums = np.cumsum(ordered)
        places: Array = np.arange(first, first + len(scores)).astype(kind)
        inside = kind(1) + places * ordered > sums
        count = int(inside.sum())
        return (sums[min(count - 1 + on, len(sums) - 1)] - 1) / np.float64(count)


def above(scores: Array, tau: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.maximum(np.asarray(scores, np.float64) - tau, 0.0)


def of_real(change: Callable[[Array], Array]) -> Callable[[Array, Array], Array]:
    """`change` of the real scores alone; 0 on padding."""

    def answer(scores: Array, mask: Array) -> Array:
        found = np.zeros(len(scores))
        real = np.asarray(scores, np.float64)[np.asarray(mask)]
        if len(real):
            with np.errstate(all="ignore"):
                found[np.asarray(mask)] = change(real)
        return found

    return answer


def projected(scores: Array, mask: Array) -> Array:
    """The reference: real scores alone, and one of their thresholds after the other."""
    return of_real(lambda real: above(real, threshold(real)))(scores, mask)


def filled(scores: Array, mask: Array, fill: float = FAR) -> Array:
    return np.where(mask, np.asarray(scores, np.float64), fill)


def zeroed(weights: Array, mask: Array) -> Array:
    return np.where(mask, weights, 0.0)


def padding_far_below(fill: float = FAR, **changed: Any) -> Callable[[Array, Array], Array]:
    """Padding scored `fill`, and what is `changed` in the threshold."""

    def answer(scores: Array, mask: Array) -> Array:
        low = filled(scores, mask, fill)
        return zeroed(above(low, threshold(low, **changed)), mask)

    return answer


def tau_of(way: Callable[[Array, int], Array], fill: float = FAR) -> Callable[..., Array]:
    """The right number of open positions, and another threshold made of the sorted scores."""

    def answer(scores: Array, mask: Array) -> Array:
        low = filled(scores, mask, fill)
        opened = int((projected(scores, mask) > 0).sum()) or len(low)
        return zeroed(above(low, way(np.sort(low)[::-1], opened)), mask)

    return answer


def unmasked(scores: Array, mask: Array) -> Array:
    return above(scores, threshold(scores))


def cut(real: Array) -> Array:
    opened = real > threshold(real)
    return np.where(opened, softmax(real), 0.0) / softmax(real)[opened].sum()


def nothing_real(value: Callable[[Array], Array]) -> Callable[[Array, Array], Array]:
    return lambda s, m: projected(s, m) if np.any(m) else value(np.ones(len(s)))
