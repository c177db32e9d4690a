"""Exercise: how far luck goes. The bootstrap interval of a share of right answers."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number

Array = np.ndarray
ENDS = (2.5, 97.5)  # percent


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, count: int, share: float, repeats: int) -> Case:
        right = np.zeros(count, bool)
        right[: round(share * count)] = True
        picks = rng.integers(0, count, (repeats, count)).astype(np.int32)
        return Case(label, (rng.permutation(right), picks))

    def uneven() -> Case:
        """The ends lie between two different shares, and the outermost shares are others."""
        while True:
            drawn = case("a hundred answers", 100, 0.7, 60)
            shares = np.sort(_shares(*drawn.args))
            if len(set(shares[:3])) == len(set(shares[-3:])) == 3:
                return drawn

    return [
        case("most are right", 30, 0.8, 200),
        case("few are right", 50, 0.2, 400),
        case("a small test", 12, 0.5, 300),
        case("all are right", 20, 1.0, 100),
        uneven(),
    ]


def _shares(right: Array, picks: Array) -> Array:
    return right.astype(float)[picks].mean(axis=1)


def _loop(right: Array, picks: Array) -> Array:
    shares = [sum(float(right[i]) for i in row) / len(row) for row in picks]
    return np.percentile(np.array(shares), ENDS)


def _shares_only(args: Args, ends: Array) -> str | None:
    if ends.min() < -1e-6 or ends.max() > 1 + 1e-6:
        return f"shares lie between 0 and 1; the ends are {number(ends[0])} and {number(ends[1])}"
    return None


def _low_first(args: Args, ends: Array) -> str | None:
    if ends[0] > ends[1] + 1e-6:
        return f"the lower end comes first; it gives {number(ends[0])} and {number(ends[1])}"
    return None


def _a_range(args: Args, ends: Array) -> str | None:
    right, _ = args
    if 0 < right.mean() < 1 and ends[1] - ends[0] < 1e-6:
        return f"the ends are the same, {number(ends[0])}: the repeats differ by luck"
    return None


def _by_formula(times: float, less: int = 0) -> Callable[[Array, Array], Array]:
    def answer(right: Array, picks: Array) -> Array:
        share = right.astype(float).mean()
        return share + times * np.sqrt(share * (1 - share) / (len(right) - less)) * np.array(
            [-1, 1]
        )

    return answer


def _at(method: Any) -> Callable[[Array, Array], Array]:
    return lambda right, picks: np.percentile(_shares(right, picks), ENDS, method=method)


def _at_whole_places(right: Array, picks: Array) -> Array:
    shares = np.sort(_shares(right, picks))
    return shares[[int(end / 100 * len(shares)) for end in ENDS]]


interval = Exercise(
    name="interval",
    arguments=("right", "picks"),
    wanted=(
        "right [N] (bool, which answers are right) and picks [R, N] (whole numbers: each row is a "
        "new test, N answers drawn from the N with repetition) to [2]: the 2.5 and the 97.5 "
        "percentile of the R shares of right answers. Between two shares a percentile is "
        "interpolated, as jnp.percentile does."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("shares", _shares_only),
        Property("the lower end first", _low_first),
        Property("a range", _a_range),
    ),
    wrong=(
        Misconception(
            "the other axis",
            "the mean is over the repeats, axis 0: then each answer has a share. A row of picks is "
            "one test, so take axis 1",
            lambda r, k: np.percentile(r.astype(float)[k].mean(axis=0), ENDS),
        ),
        Misconception(
            "summed",
            "the right answers of each test are counted, by sum: divide by N, as mean does",
            lambda r, k: np.percentile(r.astype(float)[k].sum(axis=1), ENDS),
        ),
        Misconception(
            "one mean",
            "a single mean comes out, twice: without an axis, mean() goes over all repeats at once",
            lambda r, k: np.percentile(r.astype(float)[k].mean(), ENDS),
        ),
        Misconception(
            "percent as shares",
            "percentiles are asked for as 0.025 and 0.975: np.percentile counts in percent, 2.5 "
            "and 97.5 (np.quantile in shares)",
            lambda r, k: np.percentile(_shares(r, k), [0.025, 0.975]),
        ),
        Misconception(
            "90 percent",
            "5 and 95 leave out a tenth: for 95 % cut off 2.5 % on each side",
            lambda r, k: np.percentile(_shares(r, k), [5, 95]),
        ),
        Misconception(
            "lowest and highest",
            "the lowest and the highest of all repeats come out: they grow apart the more repeats "
            "there are",
            lambda r, k: np.array([_shares(r, k).min(), _shares(r, k).max()]),
        ),
        Misconception(
            "mean and deviation",
            "mean plus and minus two standard deviations: near that, and past 1 where nearly all "
            "are right. Percentiles are asked for",
            lambda r, k: _shares(r, k).mean() + 2 * _shares(r, k).std() * np.array([-1, 1]),
            also=(
                lambda r, k: _shares(r, k).mean() + 1.96 * _shares(r, k).std() * np.array([-1, 1]),
            ),
        ),
        Misconception(
            "the formula",
            "the formula p plus and minus 1.96 sqrt(p (1 - p) / N), which does not use `picks`: "
            "take the percentiles of the R shares",
            _by_formula(1.96),
            also=(_by_formula(2), _by_formula(1.96, less=1), _by_formula(2, less=1)),
        ),
        Misconception(
            "not interpolated",
            "the ends are two of the R shares. Where a percentile lies between two shares it is "
            "interpolated, as jnp.percentile does without a `method`",
            _at("nearest"),
            also=(_at("lower"), _at("higher"), _at("inverted_cdf"), _at_whole_places),
        ),
        Misconception(
            "the spread of answers",
            "the percentiles of the answers themselves, which are 0 or 1: take those of the shares",
            lambda r, k: np.percentile(r.astype(float), ENDS),
            also=(lambda r, k: np.percentile(r.astype(float)[k], ENDS),),
        ),
        Misconception(
            "high end first",
            "the ends are the wrong way round",
            lambda r, k: _loop(r, k)[::-1],
        ),
        Misconception(
            "the picks themselves",
            "the percentiles are of the numbers in picks: so right[picks]",
            lambda r, k: np.percentile(k.mean(axis=1), ENDS),
        ),
        Misconception(
            "in percent",
            "the ends are in percent; shares were asked for, 0 to 1",
            lambda r, k: 100 * _loop(r, k),
        ),
    ),
    right=(
        lambda r, k: jnp.percentile(r[k].mean(axis=1), jnp.array(ENDS)),
        lambda r, k: jnp.quantile(
            jax.vmap(lambda row: jnp.mean(r[row].astype(jnp.float32)))(k), jnp.array([0.025, 0.975])
        ),
        lambda r, k: _loop(np.asarray(r), np.asarray(k)),
    ),
    hint=(
        "right[picks] has the answers of all new tests at once, [R, N]. Its mean over axis 1 gives "
        "R shares; jnp.percentile(shares, jnp.array([2.5, 97.5])) their ends."
    ),
)
