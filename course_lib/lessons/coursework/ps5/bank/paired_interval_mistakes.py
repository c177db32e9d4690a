"""The mistakes that the bank of `paired_interval` knows, and the gains that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check
ENDS = (2.5, 97.5)  # percent


def gains(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
    """By how much the second error rate is lower, in each resampled test."""
    found = []
    for row in picks:
        words = sum(float(lengths[i]) for i in row)
        found.append(sum(float(first[i]) - float(second[i]) for i in row) / words)
    return np.array(found)


def told(found: Array, ends: Any = ENDS) -> Array:
    """Both ends of the interval, and the share of resampled tests that are won."""
    found = np.asarray(found, float)
    return np.array([*np.percentile(found, ends), np.mean(found > 0)])


def interval(*args: Array) -> Array:
    """The reference of `paired_interval`."""
    return told(gains(*args))


def _of(
    found: Callable[[Array, Array, Array, Array], Array], ends: Any = ENDS
) -> Callable[..., Array]:
    return lambda *args: told(found(*args), ends)


def _wins(share: Callable[[Array], float]) -> Callable[..., Array]:
    return lambda *args: np.array([*interval(*args)[:2], share(gains(*args))])


def _by_deviation(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
    found = gains(first, second, lengths, picks)
    ends = found.mean() + 1.96 * found.std() * np.array([-1, 1])
    return np.array([*ends, np.mean(found > 0)])


def _around_the_test(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
    found = gains(first, second, lengths, picks)
    own = (first.sum() - second.sum()) / lengths.sum()
    return np.array([*(own + 1.96 * found.std() * np.array([-1, 1])), np.mean(found > 0)])


def _two_intervals(crossed: bool) -> Callable[..., Array]:
    """Each system's own ends, subtracted: low from low, or, crossed, high from low."""

    def answer(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
        nothing = np.zeros_like(second)
        one, two = (told(gains(each, nothing, lengths, picks))[:2] for each in (first, second))
        won = interval(first, second, lengths, picks)[2]
        return np.append(one - (two[::-1] if crossed else two), won)

    return answer


def _unpaired(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
    """The second system gets other resampled tests than the first."""
    nothing = np.zeros_like(second)
    other = np.roll(picks, 1, axis=0)
    one = gains(first, nothing, lengths, picks)
    return told(one - gains(second, nothing, lengths, other))


def _relative(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
    one = first[picks].sum(axis=1)
    with np.errstate(all="ignore"):
        return told(np.where(one > 0, (one - second[picks].sum(axis=1)) / one, 0.0))


def _sentence_wins(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
    ends = interval(first, second, lengths, picks)[:2]
    return np.array([*ends, np.mean(first > second)])


def _along_sentences(first: Array, second: Array, lengths: Array, picks: Array) -> Array:
    return told((first[picks] - second[picks]).sum(axis=0) / lengths[picks].sum(axis=0))


WRONG = (
    Misconception(
        "mean of the sentences' rates",
        "each sentence's rate is taken, and then their mean, so that a short sentence counts as "
        "much as a long one: add up the errors, add up the lengths, and divide once",
        _of(lambda f, s, n, p: ((f - s) / n)[p].mean(axis=1)),
    ),
    Misconception(
        "the other sign",
        "the difference is taken the other way round: it is above 0 where the second system makes "
        "fewer errors",
        _of(lambda f, s, n, p: gains(s, f, n, p)),
    ),
    Misconception(
        "ends at 5 and 95",
        "the ends are the 5 and the 95 percentile, and hold 90 of 100 tests: 2.5 and 97.5",
        _of(gains, (5, 95)),
    ),
    Misconception(
        "ends of 0.025 percent",
        "np.percentile counts in percent: 2.5 and 97.5 (np.quantile takes 0.025 and 0.975)",
        _of(gains, (0.025, 0.975)),
    ),
    Misconception(
        "the whole test's length",
        "each resampled test is divided by the length of the first test: a resampled test has its "
        "own sentences and its own length",
        _of(lambda f, s, n, p: (f - s)[p].sum(axis=1) / n.sum()),
    ),
    Misconception(
        "errors per sentence",
        "the errors are divided by the number of sentences: the length in words is wanted",
        _of(lambda f, s, n, p: (f - s)[p].mean(axis=1)),
        also=(_of(lambda f, s, n, p: (f - s)[p].sum(axis=1)),),
    ),
    Misconception(
        "relative gain",
        "the gain is divided by the first system's errors: the difference of two error rates is "
        "wanted",
        _relative,
    ),
    Misconception(
        "ties are wins",
        "a resampled test in which both have the same rate counts as won: it is not",
        _wins(lambda found: float(np.mean(found >= 0))),
        also=(_wins(lambda found: float(np.mean((found > 0) + 0.5 * (found == 0)))),),
    ),
    Misconception(
        "wins of the first",
        "the share of tests that the first system wins comes out: the second's is wanted",
        _wins(lambda found: float(np.mean(found < 0))),
        also=(_wins(lambda found: float(np.mean(found <= 0))),),
    ),
    Misconception(
        "wins counted",
        "the number of tests won comes out: their share is wanted",
        _wins(lambda found: float(np.sum(found > 0))),
    ),
    Misconception(
        "sentences won",
        "the third number is the share of sentences that are won: it is that of resampled tests",
        _sentence_wins,
    ),
    Misconception(
        "by the standard deviation",
        "the ends are 1.96 standard deviations away: take the percentiles of the gains themselves",
        _by_deviation,
        also=(_around_the_test,),
    ),
    Misconception(
        "two intervals, subtracted",
        "each system has an interval of its own, and the ends are subtracted: subtract the rates "
        "within each resampled test, and take the percentiles of these gains",
        _two_intervals(False),
        also=(_two_intervals(True),),
    ),
    Misconception(
        "not the same tests",
        "the systems get different resampled tests: both get the same row of picks, or the luck of "
        "the draw is in the difference",
        _unpaired,
    ),
    Misconception(
        "no resampling",
        "the picks are not used: the percentiles are those of the sentences",
        _of(lambda f, s, n, p: (f - s) / n),
    ),
    Misconception(
        "along the wrong axis",
        "the sums go down the columns of picks: a row is one resampled test, so axis=1",
        _along_sentences,
    ),
    Misconception(
        "percent",
        "the gains are multiplied by 100: they are differences of rates, errors per word",
        lambda *args: interval(*args) * np.array([100, 100, 1]),
        also=(lambda *args: interval(*args) * 100,),
    ),
)
