"""Problem: is a system better, or was the test kind to it (Koehn 2004)?"""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps5.bank.paired_interval_mistakes import WRONG, gains, interval

Array = Any  # NumPy's in the bank, JAX's in a check
TESTS = 60


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, sentences: int, better: float, *, same: bool = False) -> Case:
        lengths = rng.integers(2, 20, sentences)
        lengths[:2] = 2, 19
        first = rng.binomial(lengths, 0.4)
        first[:2] = 2, 3
        second = first if same else np.minimum(rng.binomial(first, 1 - better), first)
        if not same:
            second[:2] = 0, 5  # better on the shortest, worse on the longest
        picks = rng.integers(0, sentences, (TESTS, sentences))
        return Case(label, (first, second.copy(), lengths, picks))

    often = case("resampled tests in which both are as good", 6, 0.3)
    first, second, lengths, picks = (one.copy() for one in often.args)
    first[2:4], second[2:4] = (1, 2), (1, 2)
    picks[:20] = rng.integers(2, 4, (20, 6))
    return [
        case("a small gain", 12, 0.2),
        case("a large gain", 9, 0.9),
        Case(often.label, (first, second, lengths, picks)),
        case("two systems that make the same errors", 5, 0.0, same=True),
    ]


def _low_is_not_above_high(_: Args, found: np.ndarray) -> str | None:
    if found[0] <= found[1] + 1e-6:
        return None
    return f"the lower end comes first; it gives {number(found[0])} and {number(found[1])}"


def _a_share(_: Args, found: np.ndarray) -> str | None:
    if -1e-6 <= found[2] <= 1 + 1e-6:
        return None
    return f"the third number is a share, from 0 to 1; it is {number(found[2])}"


def _within_what_was_seen(args: Args, found: np.ndarray) -> str | None:
    seen = gains(*args)
    if seen.min() - 1e-5 <= found[0] and found[1] <= seen.max() + 1e-5:
        return None
    return (
        f"the gains of these resampled tests lie between {number(seen.min())} and "
        f"{number(seen.max())}, and so do both ends; it gives {number(found[0])} and "
        f"{number(found[1])}"
    )


def _by_indexing(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
    words = lengths[picks].sum(axis=1)
    found = first[picks].sum(axis=1) / words - second[picks].sum(axis=1) / words
    found = np.where(np.abs(found) < 1e-12, 0.0, found)
    return np.append(np.percentile(found, [2.5, 97.5]), (found > 0).mean())


def _by_counts(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
    """How often each sentence was picked, times its numbers."""
    often = np.stack([np.bincount(row, minlength=len(first)) for row in picks])
    found = often @ (first - second) / (often @ lengths)
    return [*np.quantile(found, [0.025, 0.975]), np.count_nonzero(found > 0) / len(found)]


def _by_loop(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
    found, won = [], 0
    for row in picks:
        one, two, words = (sum(int(each[i]) for i in row) for each in (first, second, lengths))
        found.append((one - two) / words)
        won += two < one
    found.sort()

    def at(share: float) -> float:
        place = share * (len(found) - 1)
        low = int(place)
        return found[low] + (place - low) * (found[min(low + 1, len(found) - 1)] - found[low])

    return np.array([at(0.025), at(0.975), won / len(picks)])


def _by_vmap(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
    fewer, lengths = jnp.asarray(first - second), jnp.asarray(lengths)
    found = jax.vmap(lambda row: fewer[row].sum() / lengths[row].sum())(jnp.asarray(picks))
    ends = jnp.percentile(found, jnp.array([2.5, 97.5]))
    return jnp.append(ends, (found > 0).mean())


paired_interval = Problem(
    Exercise(
        name="paired_interval",
        arguments=("first", "second", "lengths", "picks"),
        wanted=(
            "first, second and lengths [N] (errors of two systems in each sentence, and its words) "
            "and picks [R, N] (in each row the sentences of one resampled test) to [3]: the 2.5 "
            "and the 97.5 percentile of the R gains (the first's error rate minus the second's), "
            "and the share of the gains that are above 0."
        ),
        draw=_draw,
        reference=interval,
        properties=(
            Property("the lower end comes first", _low_is_not_above_high),
            Property("the third number is a share", _a_share),
            Property("within the gains that were seen", _within_what_was_seen),
        ),
        wrong=WRONG,
        right=(_by_indexing, _by_counts, _by_loop, _by_vmap),
        hint=(
            "first[picks] is [R, N]: a row for each resampled test. Sum each row of errors and of "
            "lengths, divide, subtract. np.percentile(gains, [2.5, 97.5])."
        ),
        numpy=True,
    )
)
