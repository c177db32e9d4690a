"""Exercise: accuracy by gap, the measure that the whole lesson rests on."""

import itertools

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, count: int, edges: list[int]) -> Case:
        # Every bucket has an example at its lower edge, right, and one inside, wrong: so every
        # bucket has something to count, and an edge that goes to the wrong bucket shows.
        on = edges[:-1]
        inside = [*(edge + 1 for edge in on), edges[-1] - 1]
        gaps = np.concatenate([on, rng.integers(edges[0], edges[-1], count), inside])
        right = np.concatenate(
            [
                np.ones(len(on), bool),
                rng.integers(0, 2, count).astype(bool),
                np.zeros(len(inside), bool),
            ]
        )
        order = rng.permutation(len(gaps))
        return Case(label, (right[order], gaps[order].astype(np.int32), np.array(edges, np.int32)))

    low = int(rng.integers(1, 4))
    return [
        case("three buckets", 40, [1, 10, 20, 40]),
        case("buckets of different sizes", 60, [low, low + 3, low + 30]),
        case("one bucket", 12, [1, 9]),
        case("few examples", 5, [1, 5, 9, 13, 20]),
    ]


def _between(args: Args, shares: Array) -> str | None:
    if (shares < -TOLERANCE).any() or (shares > 1 + TOLERANCE).any():
        return f"every entry is a share from 0 to 1; one is {number(shares.flat[shares.argmax()])}"
    return None


def _adds_up(args: Args, shares: Array) -> str | None:
    right, gaps, edges = args
    counts = np.histogram(gaps, [*edges[:-1], edges[-1] - 0.5])[0]
    total = float((shares * counts).sum())
    if abs(total - right.sum()) > 1e-3:
        return (
            f"shares times the counts of their buckets add up to {number(total)} right answers; "
            f"there are {int(right.sum())}"
        )
    return None


def _shares(right: Array, gaps: Array, edges: Array, inside) -> Array:
    shares = []
    for low, high in itertools.pairwise(edges):
        chosen = inside(gaps, low, high)
        shares.append(right[chosen].mean() if chosen.any() else 0.0)
    return np.array(shares)


def _mean(found: Array) -> float:
    return float(found.mean()) if found.size else np.nan


def _half_open(gaps: Array, low: int, high: int) -> Array:
    return (gaps >= low) & (gaps < high)


def _loop(right: Array, gaps: Array, edges: Array) -> list[float]:
    shares = []
    for low, high in itertools.pairwise(edges):
        found = [bool(r) for r, gap in zip(right, gaps, strict=True) if low <= gap < high]
        shares.append(sum(found) / len(found))
    return shares


def _of_all(right: Array, gaps: Array, edges: Array) -> Array:
    counts = _shares(np.ones(len(gaps)), gaps, edges, _half_open)
    return np.array([right[_half_open(gaps, a, b)].sum() for a, b in itertools.pairwise(edges)]) / (
        len(gaps) * counts
    )


accuracy_by_gap = Exercise(
    name="accuracy_by_gap",
    arguments=("right", "gaps", "edges"),
    wanted=(
        "right [B] (bool), gaps [B] (int) and edges [n + 1] (int) to n shares: of the examples "
        "with edges[k] <= gap < edges[k + 1], how many are right. No bucket is empty."
    ),
    draw=_draw,
    reference=_loop,
    properties=(Property("shares", _between), Property("adds up", _adds_up)),
    wrong=(
        Misconception(
            "share of all examples",
            "the right answers of a bucket are divided by the number of all examples, so that a "
            "small bucket looks bad",
            _of_all,
        ),
        Misconception(
            "upper edge included",
            "an example that stands on an edge counts in both buckets",
            lambda r, g, e: _shares(r, g, e, lambda g, a, b: (g >= a) & (g <= b)),
        ),
        Misconception(
            "lower edge left out",
            "an example on the lower edge of a bucket is in none or in the one before",
            lambda r, g, e: _shares(r, g, e, lambda g, a, b: (g > a) & (g <= b)),
        ),
        Misconception(
            "counts, not shares",
            "the right answers are counted, and not divided by the examples of their bucket",
            lambda r, g, e: np.array(
                [float(r[_half_open(g, a, b)].sum()) for a, b in itertools.pairwise(e)]
            ),
        ),
        Misconception(
            "up to the edge",
            "every bucket holds all shorter gaps too: a running share, which hides where it falls",
            lambda r, g, e: _shares(r, g, e, lambda g, a, b: g < b),
        ),
        Misconception(
            "wrong answers",
            "it is the share of the wrong answers: 1 minus what is asked for",
            lambda r, g, e: 1 - _shares(r, g, e, _half_open),
        ),
        Misconception(
            "one number for all",
            "every bucket has the mean over all: the gaps are not looked at",
            lambda r, g, e: np.full(len(e) - 1, r.mean()),
        ),
        Misconception(
            "both edges left out",
            "an example on the lower edge of a bucket is in none: a bucket holds its lower edge",
            lambda r, g, e: _shares(r, g, e, lambda g, a, b: (g > a) & (g < b)),
        ),
        Misconception(
            "from the edge on",
            "every bucket holds all longer gaps too: a bucket ends at its upper edge",
            lambda r, g, e: _shares(r, g, e, lambda g, a, b: g >= a),
        ),
        Misconception(
            "edges as positions",
            "the edges are used as positions in the array: they are gaps, and a mask finds the "
            "examples that have them",
            lambda r, g, e: np.array([_mean(r[a:b]) for a, b in itertools.pairwise(e)]),
        ),
        Misconception(
            "the lower edge alone",
            "only the gap on the lower edge counts: a bucket holds the gaps up to its upper edge",
            lambda r, g, e: np.array([r[g == a].mean() for a in e[:-1]]),
        ),
        Misconception(
            "how many are in the bucket",
            "it is the share of examples that lie in the bucket: how many of those are right?",
            lambda r, g, e: np.array(
                [_half_open(g, a, b).mean() for a, b in itertools.pairwise(e)]
            ),
        ),
        Misconception(
            "share of the right ones",
            "the right answers of a bucket are divided by all right answers: their own bucket "
            "is the whole",
            lambda r, g, e: (
                _shares(np.ones(len(g)), g, e, _half_open) * _of_all(r, g, e) * len(g) / r.sum()
            ),
        ),
    ),
    right=(
        lambda right, gaps, edges: _loop(np.asarray(right), np.asarray(gaps), np.asarray(edges)),
        lambda right, gaps, edges: jnp.array(
            [
                jnp.mean(jnp.asarray(right), where=jnp.asarray((gaps >= low) & (gaps < high)))
                for low, high in itertools.pairwise(edges)
            ]
        ),
        lambda right, gaps, edges: (
            np.histogram(gaps[right], [*edges[:-1], edges[-1] - 0.5])[0]
            / np.histogram(gaps, [*edges[:-1], edges[-1] - 0.5])[0]
        ),
    ),
    hint=(
        "For each two neighbouring edges: which examples lie between them, the lower edge included "
        "and the upper one not? Then the mean of `right` over those."
    ),
)
