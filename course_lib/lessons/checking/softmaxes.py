"""Wrong masked softmaxes, which several banks share: from scores [T, J] and a mask [J] to weights.

Each kind is a tuple of its spellings: with and without a guard of the divisor, and so on.
"""

from functools import partial

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function

Array = np.ndarray


def filled(scores: Array, mask: Array, fill: float) -> Array:
    """The scores with `fill` on padding."""
    return np.where(mask[None, :], scores, np.float32(fill))


def zeroed(weights: Array, mask: Array) -> Array:
    """The weights with 0 on padding."""
    return np.where(mask[None, :], weights, 0)


def _divided(powers: Array, guard: float) -> Array:
    return powers / np.maximum(powers.sum(axis=-1, keepdims=True), guard)


def _raw(scores: Array, mask: Array, *, guard: float = 0.0, shut: Function = zeroed) -> Array:
    return _divided(shut(np.exp(scores), mask), guard)


def _less(scores: Array, mask: Array, *, largest: Function, guard: float = 0.0) -> Array:
    powers = np.exp(np.minimum(scores - largest(scores, mask), 80))
    return _divided(zeroed(powers, mask), guard)


def _of_row(scores: Array, mask: Array) -> Array:
    return scores.max(axis=1, keepdims=True)


def _of_table(scores: Array, mask: Array) -> Array:
    return scores.max()


def _of_real_table(scores: Array, mask: Array) -> Array:
    return filled(scores, mask, -1e30).max()


def _asked(answer: Function) -> Function:
    """Of one who asks first whether anything is real."""
    return lambda scores, mask: np.where(mask.any(), answer(scores, mask), 0)


def _filling(fill: float, *, clean: bool) -> Function:
    def answer(scores: Array, mask: Array) -> Array:
        weights = softmax(filled(scores, mask, fill))
        return zeroed(weights, mask) if clean else weights

    return answer


_GUARDS = (0.0, 1e-9)  # any other that is not 0 does the same

OVERFLOW: tuple[Function, ...] = (
    *(partial(_raw, guard=guard) for guard in _GUARDS),
    *(partial(_raw, guard=guard, shut=np.multiply) for guard in _GUARDS),
    _asked(_raw),
    lambda scores, mask: zeroed(_raw(scores, mask), mask),
)
MAXIMUM_OVER_PADDING: tuple[Function, ...] = (
    *(partial(_less, largest=_of_row, guard=guard) for guard in _GUARDS),
    _asked(partial(_less, largest=_of_row)),
)
ONE_MAXIMUM: tuple[Function, ...] = (
    *(partial(_less, largest=_of_table, guard=guard) for guard in _GUARDS),
    *(partial(_less, largest=_of_real_table, guard=guard) for guard in _GUARDS),
    _asked(partial(_less, largest=_of_real_table)),
)
NOT_LOW_ENOUGH: tuple[Function, ...] = tuple(
    _filling(fill, clean=clean) for fill in (-1e2, -1e3) for clean in (False, True)
)
