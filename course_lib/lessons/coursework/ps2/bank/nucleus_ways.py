"""Which words are kept, rightly and wrongly, of which the bank of `nucleus` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any  # NumPy's in the bank, JAX's in a check


def ranked(p: Array) -> tuple[Array, Array, Array]:
    """The words from the likeliest on, their probabilities, and the sum of those before each."""
    order = np.argsort(-p, kind="stable")
    return order, p[order], np.cumsum(p[order]) - p[order]


def before(p: Array, share: float) -> Array:
    order, _, before = ranked(p)
    kept = np.zeros(len(p), bool)
    kept[order] = before < share
    return kept


def without_the_last(slack: float, least: int = 0) -> Callable[[Array, float], Array]:
    """The word with which the sum reaches `share` is left out, but so many are kept. Whether a sum
    of 1 is above a share of 1 hangs on the rounding: with a positive slack it is not."""

    def kept(p: Array, share: float) -> Array:
        order, ordered, before = ranked(p)
        kept = np.zeros(len(p), bool)
        kept[order] = before + ordered <= share + slack
        kept[order[:least]] = True
        return kept

    return kept


def one_more(p: Array, share: float) -> Array:
    order, _, before = ranked(p)
    kept = np.zeros(len(p), bool)
    kept[order[: int((before < share).sum()) + 1]] = True
    return kept


def least(p: Array, share: float) -> Array:
    return before_ascending(p, share, np.argsort(p, kind="stable"))


def as_they_stand(p: Array, share: float) -> Array:
    return before_ascending(p, share, np.arange(len(p)))


def before_ascending(p: Array, share: float, order: Array) -> Array:
    kept = np.zeros(len(p), bool)
    kept[order] = np.cumsum(p[order]) - p[order] < share
    return kept


def by_rank(p: Array, share: float) -> Array:
    """The mask in the order of likelihood, used for the words as they stand."""
    return ranked(p)[2] < share


def by_order(p: Array, share: float) -> Array:
    """The mask taken through `order` once more, not put back."""
    order, _, before = ranked(p)
    return (before < share)[order]


def by_count(rounded: Callable[[float], int]) -> Callable[[Array, float], Array]:
    def kept(p: Array, share: float) -> Array:
        mask = np.zeros(len(p), bool)
        mask[np.argsort(-p, kind="stable")[: rounded(share * len(p))]] = True
        return mask

    return kept
