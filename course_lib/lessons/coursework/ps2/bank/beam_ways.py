"""What a beam keeps, rightly and wrongly, of which the bank of `shelved` is made."""

from typing import Any

import numpy as np

Array = Any  # NumPy's in the bank, JAX's in a check
END = 2


def best(values: Array, count: int) -> Array:
    """The places of the largest values, the largest first."""
    return np.argsort(-values, kind="stable")[:count]


def without_end(totals: Array) -> Array:
    totals = totals.copy()
    totals[:, END] = -np.inf
    return totals


def of_all(totals: Array, width: int) -> Array:
    """The best continuations [W, 2] of a table of sums, as (hypothesis, token)."""
    places = best(totals.reshape(-1), width)
    return np.stack([places // totals.shape[1], places % totals.shape[1]], axis=1)


def penalty(length: int, alpha: float) -> float:
    return ((5 + length) / 6) ** alpha


def by_width(totals: Array, width: int) -> Array:
    places = best(totals.reshape(-1), width)
    return np.stack([places // width, places % width], axis=1)


def end_column(table: Array) -> Array:
    return np.broadcast_to(np.arange(table.shape[1]) == END, table.shape)


def each_its_own(totals: Array, width: int) -> Array:
    return np.stack([np.arange(width), totals.argmax(axis=1)], axis=1)


def among_the_best(ended: Array, totals: Array) -> Array:
    chosen = of_all(totals, len(totals))
    there = [w for w, token in chosen if token == END]
    return np.where(np.isin(np.arange(len(totals)), there), ended, -np.inf)


def likeliest_ends(ended: Array, totals: Array) -> Array:
    return np.where(totals.argmax(axis=1) == END, ended, -np.inf)
