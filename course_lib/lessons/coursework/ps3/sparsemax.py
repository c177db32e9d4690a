"""Problem: sparsemax, the weights that are exactly 0 for all but a few positions."""

from itertools import pairwise
from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps3.bank.sparsemax_mistakes import WRONG
from course_lib.lessons.coursework.ps3.bank.sparsemax_ways import projected

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, drops: list[float | None], start: float, tallest: float = 0.4) -> Case:
        """Scores that lie `drops` below the largest, shaken a little; None stands for padding."""
        real = np.array([drop is not None for drop in drops])
        below = np.array([drop or 0.0 for drop in drops])
        scores = start - below * rng.uniform(0.95, 1.05, len(drops))
        scores[~real] = start + rng.uniform(tallest / 2, tallest, (~real).sum())
        return Case(label, (scores.astype(np.float32), real))

    infinite = case("padding that is infinite", [None, 0.7, 0.0, None, 1.9], rng.uniform(0.5, 1))
    infinite.args[0][[0, 3]] = np.inf, -np.inf
    return [
        case("padding that scores high", [0.3, None, 2.0, 0.0, 0.5, None], rng.uniform(1.2, 1.8)),
        case("no padding, one far ahead", [1.9, 1.6, 0.0, 2.4], rng.uniform(1.2, 1.4)),
        case("negative scores, all near", [0.2, 0.0, 0.35, None], -rng.uniform(1.2, 1.8)),
        case("scores below 0", [None, 2.1, 0.0, 0.6, 1.5], -rng.uniform(0.6, 0.9)),
        infinite,
        Case("all alike", (np.full(4, rng.uniform(0.4, 0.8), np.float32), np.arange(4) < 3)),
        Case("nothing but padding", (rng.normal(size=3).astype(np.float32), np.zeros(3, bool))),
    ]


def _none_is_negative(args: Args, came: np.ndarray) -> str | None:
    j = int(came.argmin())
    return f"no weight is negative: at {j} it is {number(came[j])}" if came[j] < -1e-6 else None


def _nothing_on_padding(args: Args, came: np.ndarray) -> str | None:
    for j in np.flatnonzero(~args[1]):
        if came[j] != 0:
            return f"position {j} is padding, so its weight is 0; it is {number(came[j])}"
    return None


def _sums_to_one(args: Args, came: np.ndarray) -> str | None:
    if not args[1].any() or abs(came.sum() - 1) <= 1e-4:
        return None
    return f"the weights add up to 1; they add up to {number(came.sum())}"


def _differ_as_their_scores(args: Args, came: np.ndarray) -> str | None:
    scores, mask = args
    opened = np.flatnonzero(mask & (came > 1e-6))
    for a, b in pairwise(opened):
        right = scores[a] - scores[b]
        if abs(came[a] - came[b] - right) > 1e-4:
            return (
                f"positions {a} and {b} are both open, so their weights differ as their scores do, "
                f"by {number(right)}; they differ by {number(came[a] - came[b])}"
            )
    return None


def _by_sorting(scores: Array, mask: Array) -> Array:
    low = jnp.where(mask, scores, -1e9)
    ordered = -jnp.sort(-low)
    inside = 1 + jnp.arange(1, len(scores) + 1) * ordered > jnp.cumsum(ordered)
    tau = (jnp.where(inside, ordered, 0.0).sum() - 1) / inside.sum()
    return jnp.where(mask, jnp.maximum(scores - tau, 0.0), 0.0)


def _by_bisection(scores: Array, mask: Array) -> Array:
    scores = jnp.where(mask, scores, -jnp.inf)
    top = jnp.where(mask.any(), scores.max(), 0.0)
    low, high = top - 1, top
    for _ in range(40):
        tau = (low + high) / 2
        enough = jnp.maximum(scores - tau, 0.0).sum() >= 1
        low, high = jnp.where(enough, tau, low), jnp.where(enough, high, tau)
    return jnp.where(mask, jnp.maximum(scores - low, 0.0), 0.0)


def _by_rounds(scores: Array, mask: Array) -> Array:
    """Closes what is below the threshold of the open ones until nothing is."""
    scores, opened = np.asarray(scores), np.array(mask)
    while opened.any():
        tau = (scores[opened].sum() - 1) / opened.sum()
        if (scores[opened] > tau).all():
            return np.where(opened, scores - tau, 0.0)
        opened &= scores > tau
    return np.zeros(len(scores))


def _by_subsets(scores: Array, mask: Array) -> Array:
    """Each position's own share of what all higher ones leave."""
    safe = jnp.where(mask, scores, 0.0)
    over = (safe[:, None] >= safe[None, :] - 0.0) & mask[:, None]  # [i, j]: i is as high as j
    taken = jnp.where(over, safe[:, None] - safe[None, :], 0.0).sum(axis=0)
    opened = mask & (taken < 1)
    count = jnp.maximum(opened.sum(), 1)
    mean = jnp.where(opened, safe, 0.0).sum() / count
    return jnp.where(opened, safe - mean + 1 / count, 0.0)


sparsemax = Problem(
    Exercise(
        name="sparsemax",
        arguments=("scores", "mask"),
        wanted=(
            "scores [J] and mask [J] (True = real) to weights [J]: each real score less one common "
            "threshold, or 0 where that is negative, with the threshold for which they add up to "
            "1; 0 on padding, and zeros if all is padding."
        ),
        draw=_draw,
        reference=projected,
        properties=(
            Property("no weight is negative", _none_is_negative),
            Property("0 on padding", _nothing_on_padding),
            Property("the weights add up to 1", _sums_to_one),
            Property("open ones differ as their scores", _differ_as_their_scores),
        ),
        wrong=WRONG,
        right=(_by_sorting, _by_bisection, _by_rounds, _by_subsets),
        hint=(
            "Give padding a score far below all others and sort, the largest first. With cumsum "
            "you have the sum of the k largest for every k, so 1 + k z_k > sum is one line for all "
            "k. How many are True is how many are open; the threshold follows from their sum."
        ),
    )
)
