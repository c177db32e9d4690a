"""The mistakes that the bank of `by_bucket` knows, and the buckets that they change."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check
Inside = Callable[[float, float, float, bool], bool]


def _inside(value: float, low: float, high: float, last: bool) -> bool:
    return low <= value < high or (last and value == high)


def _row(values: Array, scores: Array, low: float, high: float) -> list[float]:
    """Of the values and scores in a bucket between two edges: how many, and both means."""
    count = len(values)
    if not count:
        return [0.0, 0.0, 0.0]
    return [count, sum(map(float, values)) / count, sum(map(float, scores)) / count]


def table(
    values: Array,
    scores: Array,
    edges: Array,
    *,
    inside: Inside = _inside,
    row: Callable[[Array, Array, float, float], list[float]] = _row,
) -> Array:
    """The table of `by_bucket`, one thing of it changed or none."""
    rows = []
    for k, (low, high) in enumerate(itertools.pairwise(edges)):
        mine = [i for i, one in enumerate(values) if inside(one, low, high, k == len(edges) - 2)]
        rows.append(row(np.asarray(values)[mine], np.asarray(scores)[mine], low, high))
    return np.array(rows, float)


def _inner(inside: Inside) -> Callable[..., Array]:
    return lambda *args: table(*args, inside=inside)


def _rows(row: Callable[..., list[float]]) -> Callable[..., Array]:
    return lambda *args: table(*args, row=row)


def _clipped(values: Array, scores: Array, edges: Array) -> Array:
    place = np.clip(np.digitize(values, edges) - 1, 0, len(edges) - 2)
    return np.array(
        [_row(values[place == k], scores[place == k], 0, 0) for k in range(len(edges) - 1)]
    )


def _one_more(values: Array, scores: Array, edges: Array) -> Array:
    """A bucket for each edge: the last one holds what lies at or above the last edge."""
    return table(values, scores, np.append(edges, np.inf))


def _equal_widths(values: Array, scores: Array, edges: Array) -> Array:
    return table(values, scores, np.linspace(edges[0], edges[-1], len(edges)))


def _running(values: Array, scores: Array, edges: Array) -> Array:
    def up_to(value: float, low: float, high: float, last: bool) -> bool:
        return edges[0] <= value < high or (last and value == high)

    return table(values, scores, edges, inside=up_to)


def _nan_if_empty(values: Array, scores: Array, *edges: float) -> list[float]:
    found = _row(values, scores, *edges)
    return found if found[0] else [0.0, np.nan, np.nan]


def _over_all(values: Array, scores: Array, edges: Array) -> Array:
    found = table(values, scores, edges)
    return np.stack([found[:, 0], found[:, 1], found[:, 0] * found[:, 2] / len(values)], axis=1)


def _shares(*args: Array) -> Array:
    found = table(*args)
    return np.stack([found[:, 0] / len(args[0]), found[:, 1], found[:, 2]], axis=1)


def _medians(values: Array, scores: Array, low: float, high: float) -> list[float]:
    if not len(values):
        return [0.0, 0.0, 0.0]
    return [len(values), float(np.median(values)), float(np.median(scores))]


WRONG = (
    Misconception(
        "both ends",
        "a value on an edge counts in two buckets: it belongs to the upper one alone",
        _inner(lambda value, low, high, last: low <= value <= high),
    ),
    Misconception(
        "the upper end",
        "a value on an edge goes to the lower bucket: it belongs to the upper one, "
        "low <= value < high",
        _inner(lambda value, low, high, last: low < value <= high),
        also=(_inner(lambda v, low, high, last: low < v < high or (v == high)),),
    ),
    Misconception(
        "neither end",
        "a value on an edge is in no bucket: it belongs to the upper one",
        _inner(lambda value, low, high, last: low < value < high),
    ),
    Misconception(
        "the last end left out",
        "a value on the very last edge is in no bucket: the last bucket holds both its ends",
        _inner(lambda value, low, high, last: low <= value < high),
    ),
    Misconception(
        "what lies outside taken in",
        "values below the first or above the last edge are put into the nearest bucket: they are "
        "in none",
        _clipped,
    ),
    Misconception(
        "empty buckets left out",
        "an empty bucket has no row: it has one of zeros, so that each row keeps its place",
        lambda *args: (found := table(*args))[found[:, 0] > 0],
    ),
    Misconception(
        "NaN in empty buckets",
        "the mean of nothing is NaN: an empty bucket has zeros",
        _rows(_nan_if_empty),
        also=(_rows(lambda v, s, a, b: _row(v, s, a, b) if len(v) else [np.nan] * 3),),
    ),
    Misconception(
        "columns exchanged",
        "the mean score stands before the mean value: count, mean value, mean score",
        lambda *args: table(*args)[:, [0, 2, 1]],
        also=(lambda *args: table(*args)[:, [1, 2, 0]], lambda *args: table(*args)[:, [2, 1, 0]]),
    ),
    Misconception(
        "scores summed",
        "the scores of a bucket are added up: their mean is wanted",
        _rows(lambda v, s, a, b: [*_row(v, s, a, b)[:2], float(sum(s))]),
        also=(_rows(lambda v, s, a, b: [len(v), float(sum(v)), float(sum(s))]),),
    ),
    Misconception(
        "divided by all",
        "the scores of a bucket are divided by the number of all values: by the bucket's own",
        _over_all,
    ),
    Misconception(
        "shares, not counts",
        "the first column has shares: how many there are is wanted",
        _shares,
    ),
    Misconception(
        "the bucket's middle",
        "the second column has the middle of the bucket: the mean of the values in it is wanted",
        _rows(lambda v, s, a, b: [len(v), (a + b) / 2 if len(v) else 0.0, _row(v, s, a, b)[2]]),
        also=(_rows(lambda v, s, a, b: [len(v), (a + b) / 2, _row(v, s, a, b)[2]]),),
    ),
    Misconception(
        "one bucket too many",
        "there is a bucket for each edge: between K + 1 edges there are K",
        _one_more,
    ),
    Misconception(
        "buckets that hold the ones before",
        "each bucket holds all values up to its upper edge: it begins at its lower one",
        _running,
    ),
    Misconception(
        "buckets of one width",
        "the buckets have all the same width: they lie between the edges that are given",
        _equal_widths,
    ),
    Misconception(
        "medians",
        "medians come out: means are wanted",
        _rows(_medians),
    ),
    Misconception(
        "table on its side",
        "the table lies on its side: a row for each bucket, [K, 3]",
        lambda *args: table(*args).T,
    ),
)
