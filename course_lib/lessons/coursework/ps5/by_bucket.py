"""Problem: a score by length, or by anything else, with how many there were."""

from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps5.bank.by_bucket_mistakes import WRONG, table

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, values: Sequence[float | int], edges: Sequence[float | int]) -> Case:
        scores = rng.permutation(np.linspace(0.05, 0.95, len(values)) ** 2)
        order = rng.permutation(len(values))
        given = np.array(values, float)[order], scores[order], np.array(edges, float)
        return Case(label, tuple(one.astype(np.float32) for one in given))

    return [
        case("lengths between the edges", [3, 4, 4.5, 7, 7.5, 9, 12, 13, 14], [2, 6, 8, 16]),
        case("values on the edges", [4, 4, 6.5, 8, 8, 9, 10, 12, 12], [4, 8, 10, 12]),
        case("an empty bucket", [1, 1.5, 2.5, 7.25, 8, 8], [0, 3, 6, 9]),
        case("values outside", [-3, 0.5, 1.25, 2.25, 2.5, 7, 9], [0, 1, 2, 3]),
        case("one bucket", [0.25, 0.5, 0.8], [0, 1]),
        case("an empty bucket at the end", [1, 1.2, 2.5, 3.1, 3], [1, 2, 4, 8, 16]),
    ]


def _counts_fit(args: Args, found: np.ndarray) -> str | None:
    values, _, edges = args
    right = int(((values >= edges[0]) & (values <= edges[-1])).sum())
    came = float(found[:, 0].sum())
    if abs(came - right) < 1e-4:
        return None
    return (
        f"each value between the first and the last edge is in one bucket, {right} in all; the "
        f"counts add up to {number(came)}"
    )


def _means_lie_inside(args: Args, found: np.ndarray) -> str | None:
    edges = args[2]
    for k, (count, mean, _) in enumerate(found):
        if count and not edges[k] - 1e-4 <= mean <= edges[k + 1] + 1e-4:
            return (
                f"the mean value of bucket {k} lies between its edges, {number(edges[k])} and "
                f"{number(edges[k + 1])}; it is {number(mean)}"
            )
    return None


def _by_masks(values: Array, scores: Array, edges: Array) -> Array:
    rows = []
    for k in range(len(edges) - 1):
        inside = (edges[k] <= values) & (values < edges[k + 1])
        if k == len(edges) - 2:
            inside |= values == edges[-1]
        n = inside.sum()
        rows.append([n, values[inside].mean(), scores[inside].mean()] if n else [0, 0, 0])
    return np.array(rows, float)


def _by_search(values: Array, scores: Array, edges: Array) -> Array:
    count = len(edges) - 1
    place: Array = np.searchsorted(edges, values, side="right") - 1
    place = np.where(values == edges[-1], count - 1, place)
    real = (place >= 0) & (place < count)
    sums = [
        np.bincount(place[real], weights=each[real], minlength=count)
        for each in (np.ones_like(values), values, scores)
    ]
    return np.stack([sums[0], *(each / np.maximum(sums[0], 1) for each in sums[1:])], axis=1)


def _by_histogram(values: Array, scores: Array, edges: Array) -> Array:
    counts = np.histogram(values, edges)[0]
    first, second = (np.histogram(values, edges, weights=each)[0] for each in (values, scores))
    with np.errstate(all="ignore"):
        found = np.stack([counts, first / counts, second / counts], axis=1)
    return np.nan_to_num(found)


def _by_product(values: Array, scores: Array, edges: Array) -> Array:
    low, high = jnp.asarray(edges[:-1])[:, None], jnp.asarray(edges[1:])[:, None]
    last = jnp.arange(len(edges) - 1)[:, None] == len(edges) - 2
    inside = (low <= values) & ((values < high) | (last & (values == high)))
    sums = inside.astype(jnp.float32) @ jnp.stack([jnp.ones(len(values)), values, scores], axis=1)
    return sums.at[:, 1:].divide(jnp.maximum(sums[:, :1], 1))


by_bucket = Problem(
    Exercise(
        name="by_bucket",
        arguments=("values", "scores", "edges"),
        wanted=(
            "values and scores [N] and rising edges [K + 1] to a table [K, 3]: for each bucket how "
            "many values lie in it, their mean, and the mean of their scores; zeros for an empty "
            "one. A bucket holds its lower edge and not its upper one; the last holds both."
        ),
        draw=_draw,
        reference=table,
        properties=(
            Property("each value in one bucket", _counts_fit),
            Property("means between the edges", _means_lie_inside),
        ),
        wrong=WRONG,
        right=(_by_masks, _by_search, _by_histogram, _by_product),
        hint=(
            "inside = (edges[k] <= values) & (values < edges[k + 1]), and in the last bucket also "
            "values == edges[-1]. values[inside].mean() of nothing is NaN: look at the count first."
        ),
        numpy=True,
    )
)
