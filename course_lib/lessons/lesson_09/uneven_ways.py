"""Losses of uneven weights, right and wrong, of which the bank of `uneven` is made."""

from collections.abc import Callable

import numpy as np

from course_lib.lessons.checking.bank import Function

Array = np.ndarray


def loop(weights: Array, real: Array, mask: Array) -> float:
    total = 0.0
    for j in range(weights.shape[1]):
        if mask[j]:
            had = sum(float(weights[t, j]) for t in range(len(weights)) if real[t])
            total += (1 - had) ** 2
    return total


def shares(weights: Array, real: Array) -> Array:
    return np.where(real[:, None], weights, 0).sum(axis=0)


def of_shares(left: Callable[..., Array]) -> Function:
    """The sum over real positions of something else: left(had [J], how many steps, positions)."""

    def answer(weights: Array, real: Array, mask: Array) -> float:
        return np.sum(np.where(mask, left(shares(weights, real), real.sum(), mask.sum()), 0))

    return answer


def of_weights(left: Callable[..., Array]) -> Function:
    """The same of something made of the real steps: left(weights [T real, J])."""
    return lambda weights, real, mask: np.sum(np.where(mask, left(weights[real]), 0))


def summed(terms: Callable[..., Array]) -> Function:
    """The sum over real positions of terms(weights, real, mask) [J]."""
    return lambda weights, real, mask: np.sum(np.where(mask, terms(weights, real, mask), 0))


def masked_by(mask_of: Function) -> Function:
    """The right sum over other steps and positions: mask_of(real, mask) gives both."""

    def answer(weights: Array, real: Array, mask: Array) -> float:
        steps, places = mask_of(real, mask)
        return np.sum(np.where(places, (1 - shares(weights, steps)) ** 2, 0))

    return answer


def divided(by: Callable[[Array, Array], float]) -> Function:
    return lambda weights, real, mask: loop(weights, real, mask) / by(real, mask)


def rows(weights: Array, real: Array, mask: Array) -> float:
    return np.sum(np.where(real, (1 - np.where(mask, weights, 0).sum(axis=1)) ** 2, 0))
