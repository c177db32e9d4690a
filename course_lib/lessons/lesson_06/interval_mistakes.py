"""The mistakes that the bank of `interval` knows, and the right answer that they are made of."""

from collections.abc import Callable
from functools import cache
from typing import Any

import jax
import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = np.ndarray
ENDS = (2.5, 97.5)  # percent


def shares(right: Array, picks: Array) -> Array:
    return right.astype(float)[picks].mean(axis=1)


def by_hand(right: Array, picks: Array) -> Array:
    found = [sum(float(right[i]) for i in row) / len(row) for row in picks]
    return np.percentile(np.array(found), ENDS)


def _by_formula(times: float, less: int = 0) -> Callable[[Array, Array], Array]:
    def answer(right: Array, picks: Array) -> Array:
        share = right.astype(float).mean()
        return share + times * np.sqrt(share * (1 - share) / (len(right) - less)) * np.array(
            [-1, 1]
        )

    return answer


def _at(method: Any) -> Callable[[Array, Array], Array]:
    return lambda right, picks: np.percentile(shares(right, picks), ENDS, method=method)


def _at_whole_places(right: Array, picks: Array) -> Array:
    found = np.sort(shares(right, picks))
    return found[[int(end / 100 * len(found)) for end in ENDS]]


def _mean(right: Array, picks: Array) -> float:
    return float(right.astype(float).mean())


def _mean_of_shares(right: Array, picks: Array) -> float:
    return float(shares(right, picks).mean())


def _by_deviation(
    times: float, centre: Callable[[Array, Array], float]
) -> Callable[[Array, Array], Array]:
    return lambda r, k: centre(r, k) + times * shares(r, k).std() * np.array([-1, 1])


@cache
def _of_jax(shape: tuple[int, ...], count: int) -> Array:
    return np.asarray(jax.random.randint(jax.random.key(0), shape, 0, count))


def _of_own(draws: Callable[[Array, Array], Array]) -> Callable[[Array, Array], Array]:
    return lambda r, k: np.percentile(shares(r, draws(r, k)), ENDS)


WRONG = (
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
        lambda r, k: np.percentile(shares(r, k), [0.025, 0.975]),
    ),
    Misconception(
        "90 percent",
        "5 and 95 leave out a tenth: for 95 % cut off 2.5 % on each side",
        lambda r, k: np.percentile(shares(r, k), [5, 95]),
    ),
    Misconception(
        "lowest and highest",
        "the lowest and the highest of all repeats come out: they grow apart the more repeats "
        "there are",
        lambda r, k: np.array([shares(r, k).min(), shares(r, k).max()]),
    ),
    Misconception(
        "mean and deviation",
        "mean plus and minus two standard deviations: near that, and past 1 where nearly all are "
        "right. Percentiles are asked for",
        _by_deviation(2.0, _mean_of_shares),
        also=(
            _by_deviation(1.96, _mean_of_shares),
            _by_deviation(2.0, _mean),
            _by_deviation(1.96, _mean),
        ),
    ),
    Misconception(
        "turned round the mean",
        "twice the mean minus the percentiles: that is another bootstrap interval. Return the "
        "percentiles themselves",
        lambda r, k: 2 * _mean(r, k) - by_hand(r, k)[::-1],
        also=(lambda r, k: 2 * _mean_of_shares(r, k) - by_hand(r, k)[::-1],),
    ),
    Misconception(
        "wrong ones counted",
        "the share of *wrong* answers is taken: right is True where an answer is right",
        lambda r, k: np.percentile(shares(1 - r.astype(int), k), ENDS),
        also=(lambda r, k: np.percentile(shares(~r, k), ENDS),),
    ),
    Misconception(
        "each answer once",
        "an answer that is drawn twice counts once (np.unique, or a set): the repetition belongs "
        "to the test",
        lambda r, k: np.percentile([r[np.unique(row)].mean() for row in k], ENDS),
    ),
    Misconception(
        "rounded",
        "the ends are rounded to two places: leave them as they are",
        lambda r, k: np.round(by_hand(r, k), 2),
    ),
    Misconception(
        "draws of its own",
        "`picks` is not used: its rows are the new tests; draw none of your own",
        _of_own(lambda r, k: np.random.default_rng(0).integers(0, len(r), k.shape)),
        also=(
            _of_own(lambda r, k: np.random.default_rng(0).choice(len(r), k.shape)),
            _of_own(lambda r, k: np.random.default_rng(42).integers(0, len(r), k.shape)),
            _of_own(lambda r, k: _of_jax(k.shape, len(r))),
        ),
    ),
    Misconception(
        "the formula",
        "the formula p plus and minus 1.96 sqrt(p (1 - p) / N), which does not use `picks`: "
        "take the percentiles of the R shares",
        _by_formula(1.96),
        also=(_by_formula(2.0), _by_formula(1.96, less=1), _by_formula(2.0, less=1)),
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
        lambda r, k: by_hand(r, k)[::-1],
    ),
    Misconception(
        "the picks themselves",
        "the percentiles are of the numbers in picks: so right[picks]",
        lambda r, k: np.percentile(k.mean(axis=1), ENDS),
    ),
    Misconception(
        "in percent",
        "the ends are in percent; shares were asked for, 0 to 1",
        lambda r, k: 100 * by_hand(r, k),
    ),
)
