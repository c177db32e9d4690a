"""Right and wrong windows, of which the bank of `smoothed` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any  # NumPy's in the bank, JAX's in a check


def windows(count: int, before: int, after: int) -> Array:
    """Which position [row] sees which [column]: from `before` ahead of it to `after` behind it."""
    ahead = np.arange(count) - np.arange(count)[:, None]
    return (ahead >= -before) & (ahead <= after)


def means(values: Array, real: Array, near: Array, divisor: Array | None = None) -> Array:
    sums = (near * np.where(real, values, 0.0)).sum(axis=1)
    with np.errstate(all="ignore"):
        return sums / ((near & real).sum(axis=1) if divisor is None else divisor)


def kept(values: Array, mask: Array, before: int, after: int) -> Array:
    found = means(values, mask, windows(len(values), before, after))
    return np.where(mask, found, 0.0)


def around(values: Array, mask: Array, side: int) -> Array:
    far = np.abs(np.arange(len(values)) - np.arange(len(values))[:, None])
    near = np.minimum(far, len(values) - far) <= side
    return np.where(mask, means(values, mask, near), 0.0)


def multiplied(values: Array, mask: Array, side: int) -> Array:
    values, mask = np.asarray(values), np.asarray(mask)  # XLA makes a choice of bool * float
    near = windows(len(values), side, side) & mask
    return np.where(mask, (near * values).sum(axis=1) / near.sum(axis=1), 0.0)


def indexed(values: Array, mask: Array, side: int, places: Callable[[Array, int], Array]) -> Array:
    """The window by its indices, of which those outside of the row are moved by `places`."""
    values, mask = np.asarray(values), np.asarray(mask)
    index = np.arange(len(values))[:, None] + np.arange(-side, side + 1)
    index = np.clip(places(index, len(values)), 0, len(values) - 1)
    seen = np.where(mask[index], values[index], 0.0).sum(axis=1)
    return np.where(mask, seen / np.maximum(mask[index].sum(axis=1), 1), 0.0)


def sliced(values: Array, mask: Array, side: int, nothing: float) -> Array:
    values, mask = np.asarray(values), np.asarray(mask)
    found = []
    for t in range(len(values)):
        near = slice(t - side, t + side + 1)
        seen = values[near][mask[near]]
        found.append(seen.mean() if seen.size else nothing)
    return np.where(mask, found, 0.0)


def closed_up(values: Array, mask: Array, side: int) -> Array:
    found, real = np.zeros(len(values)), np.asarray(values)[np.asarray(mask)]
    found[np.asarray(mask)] = kept(real, np.ones(len(real), bool), side, side)
    return found


def not_a_number(values: Array, mask: Array, side: int) -> Array:
    """NaN for padding, in every window that holds some."""
    values, mask = np.asarray(values), np.asarray(mask)
    near = windows(len(values), side, side)
    with np.errstate(invalid="ignore"):
        clean = values * mask.astype(float)  # NaN where padding is infinite
    spoiled = (near & np.isnan(clean)).any(axis=1)
    return np.where(mask, np.where(spoiled, np.nan, kept(values, mask, side, side)), 0.0)
