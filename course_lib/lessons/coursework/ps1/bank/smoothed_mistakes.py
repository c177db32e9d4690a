"""The mistakes that the bank of `smoothed` knows."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check


def _windows(count: int, before: int, after: int) -> Array:
    """Which position [row] sees which [column]: from `before` ahead of it to `after` behind it."""
    ahead = np.arange(count) - np.arange(count)[:, None]
    return (ahead >= -before) & (ahead <= after)


def _means(values: Array, real: Array, near: Array, divisor: Array | None = None) -> Array:
    sums = (near * np.where(real, values, 0.0)).sum(axis=1)
    with np.errstate(all="ignore"):
        return sums / ((near & real).sum(axis=1) if divisor is None else divisor)


def _kept(values: Array, mask: Array, before: int, after: int) -> Array:
    means = _means(values, mask, _windows(len(values), before, after))
    return np.where(mask, means, 0.0)


def _around(values: Array, mask: Array, side: int) -> Array:
    far = np.abs(np.arange(len(values)) - np.arange(len(values))[:, None])
    near = np.minimum(far, len(values) - far) <= side
    return np.where(mask, _means(values, mask, near), 0.0)


def _multiplied(values: Array, mask: Array, side: int) -> Array:
    values, mask = np.asarray(values), np.asarray(mask)  # XLA makes a choice of bool * float
    near = _windows(len(values), side, side) & mask
    return np.where(mask, (near * values).sum(axis=1) / near.sum(axis=1), 0.0)


def _indexed(values: Array, mask: Array, side: int, places: Callable[[Array, int], Array]) -> Array:
    """The window by its indices, of which those outside of the row are moved by `places`."""
    values, mask = np.asarray(values), np.asarray(mask)
    index = np.arange(len(values))[:, None] + np.arange(-side, side + 1)
    index = np.clip(places(index, len(values)), 0, len(values) - 1)
    seen = np.where(mask[index], values[index], 0.0).sum(axis=1)
    return np.where(mask, seen / np.maximum(mask[index].sum(axis=1), 1), 0.0)


def _sliced(values: Array, mask: Array, side: int, nothing: float) -> Array:
    values, mask = np.asarray(values), np.asarray(mask)
    means = []
    for t in range(len(values)):
        near = slice(t - side, t + side + 1)
        seen = values[near][mask[near]]
        means.append(seen.mean() if seen.size else nothing)
    return np.where(mask, means, 0.0)


def _closed_up(values: Array, mask: Array, side: int) -> Array:
    means, kept = np.zeros(len(values)), np.asarray(values)[np.asarray(mask)]
    means[np.asarray(mask)] = _kept(kept, np.ones(len(kept), bool), side, side)
    return means


def _not_a_number(values: Array, mask: Array, side: int) -> Array:
    """NaN for padding, in every window that holds some."""
    values, mask = np.asarray(values), np.asarray(mask)
    near = _windows(len(values), side, side)
    with np.errstate(invalid="ignore"):
        clean = values * mask.astype(float)  # NaN where padding is infinite
    spoiled = (near & np.isnan(clean)).any(axis=1)
    return np.where(mask, np.where(spoiled, np.nan, _kept(values, mask, side, side)), 0.0)


WRONG = (
    Misconception(
        "mask ignored",
        "padding takes part like any real value: the mask is not used",
        lambda v, m, s: _means(v, np.ones_like(m), _windows(len(v), s, s)),
        also=(
            lambda v, m, s: np.where(m, _means(v, np.ones_like(m), _windows(len(v), s, s)), 0.0),
        ),
    ),
    Misconception(
        "mask inverted",
        "the padding is averaged and the real values are left out: True means real",
        lambda v, m, s: np.where(~m, _means(v, ~m, _windows(len(v), s, s)), 0.0),
        also=(
            lambda v, m, s: np.nan_to_num(_means(v, ~m, _windows(len(v), s, s))),
            lambda v, m, s: np.where(m, np.nan_to_num(_means(v, ~m, _windows(len(v), s, s))), 0.0),
        ),
    ),
    Misconception(
        "padding counted in the divisor",
        "padding is left out of the sum and not out of the count by which it is divided",
        lambda v, m, s: np.where(
            m,
            _means(v, m, _windows(len(v), s, s), _windows(len(v), s, s).sum(axis=1)),
            0.0,
        ),
    ),
    Misconception(
        "always divided by the full window",
        "every sum is divided by 2 side + 1, where the row's edge cuts the window too",
        lambda v, m, s: np.where(m, _means(v, m, _windows(len(v), s, s), 2 * s + 1), 0.0),
    ),
    Misconception(
        "round the corner",
        "the window goes on at the other end of the row (jnp.roll does that): the first "
        "position has nothing before it",
        _around,
    ),
    Misconception(
        "one side short",
        "the window ends one position early: range(a, b) and a:b leave b out",
        lambda v, m, s: _kept(v, m, s, s - 1),
        also=(lambda v, m, s: np.nan_to_num(_kept(v, m, s, s - 1)),),
    ),
    Misconception(
        "the past alone",
        "the window holds the positions before, and none of those after",
        lambda v, m, s: _kept(v, m, s, 0),
    ),
    Misconception(
        "the future alone",
        "the window holds the positions after, and none of those before",
        lambda v, m, s: _kept(v, m, 0, s),
    ),
    Misconception(
        "half the width",
        "`side` is taken for the whole width: it is how far the window reaches on each "
        "side, so there are 2 side + 1 positions in it",
        lambda v, m, s: _kept(v, m, s // 2, s // 2),
    ),
    Misconception(
        "padding not set to 0",
        "right where something is real; on padding it gives the mean of the neighbours",
        lambda v, m, s: _means(v, m, _windows(len(v), s, s)),
        also=(
            lambda v, m, s: np.nan_to_num(_means(v, m, _windows(len(v), s, s))),
            lambda v, m, s: (
                _means(v, m, near := _windows(len(v), s, s), 1)
                / np.maximum((near & m).sum(axis=1), 1)
            ),
        ),
    ),
    Misconception(
        "padding multiplied away",
        "padding is multiplied by 0, and infinity times 0 is NaN: choose with jnp.where",
        _multiplied,
        also=(_not_a_number,),
    ),
    Misconception(
        "summed",
        "nothing divides the sum",
        lambda v, m, s: np.where(m, _means(v, m, _windows(len(v), s, s), 1), 0.0),
    ),
    Misconception(
        "divided by all real values",
        "the sum of the window is divided by the number of real values in the whole row",
        lambda v, m, s: np.where(m, _means(v, m, _windows(len(v), s, s), m.sum()), 0.0),
    ),
    Misconception(
        "one mean for the row",
        "every position gets the mean of the whole row: the window is not used",
        lambda v, m, s: np.where(m, v[m].mean(), 0.0),
    ),
    Misconception(
        "short on both sides",
        "the window ends one position early on both sides: `side` positions away is still near, "
        "so the comparison is <=",
        lambda v, m, s: np.nan_to_num(_kept(v, m, s - 1, s - 1)),
        also=(lambda v, m, s: _kept(v, m, s - 1, s - 1),),
    ),
    Misconception(
        "the edge repeated",
        "an index outside of the row is moved to a position inside (JAX does so without a word, "
        "and a negative one counts from the end): nothing comes before the first position",
        lambda v, m, s: _indexed(v, m, s, lambda index, count: index),
        also=(
            lambda v, m, s: _indexed(
                v, m, s, lambda index, count: np.where(index < 0, index + count, index)
            ),
        ),
    ),
    Misconception(
        "a negative start",
        "the slice starts below 0, and a negative start counts from the end of the row: near the "
        "first position the window is empty. Take max(t - side, 0)",
        lambda v, m, s: _sliced(v, m, s, 0.0),
        also=(lambda v, m, s: _sliced(v, m, s, np.nan),),
    ),
    Misconception(
        "divided by the row",
        "the sum of the window is divided by the length of the row",
        lambda v, m, s: np.where(m, _means(v, m, _windows(len(v), s, s), len(v)), 0.0),
        also=(lambda v, m, s: _means(v, m, _windows(len(v), s, s), len(v)),),
    ),
    Misconception(
        "padding closed up",
        "the window counts real values alone, so it reaches across padding: `side` counts "
        "positions, padding too",
        _closed_up,
    ),
)
