"""The mistakes that the bank of `left_out` knows."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check


def compared(
    rewards: Array, baseline: Callable[[Array, int], Any] = lambda r, n: np.delete(r, n).mean()
) -> Array:
    """Each reward less its baseline, which is given all rewards and its place."""
    rewards = np.asarray(rewards, np.float64)
    with np.errstate(all="ignore"):
        return np.array([one - baseline(rewards, n) for n, one in enumerate(rewards)])


def _with(baseline: Callable[[Array, int], Any]) -> Callable[[Array], Array]:
    return lambda rewards: compared(rewards, baseline)


def _spread(rewards: Array, little: float, ddof: int = 0) -> Array:
    rewards = np.asarray(rewards, np.float64)
    with np.errstate(all="ignore"):
        return (rewards - rewards.mean()) / (rewards.std(ddof=ddof) + little)


def _moving(rewards: Array) -> Array:
    """The baseline of lesson 04x, with a decay of 0.9."""
    found, baseline = [], 0.0
    for one in np.asarray(rewards, np.float64):
        found.append(one - baseline)
        baseline = 0.9 * baseline + 0.1 * one
    return np.array(found)


WRONG = (
    Misconception(
        "its own reward among them",
        "the baseline is the mean of all draws: it then depends on the draw that it is compared "
        "with. Leave that one out",
        _with(lambda r, n: r.mean()),
    ),
    Misconception(
        "others summed",
        "the sum of the others is taken off: it is their mean",
        _with(lambda r, n: np.delete(r, n).sum()),
    ),
    Misconception(
        "divided by N",
        "the sum of the others is divided by N: there are N - 1 of them",
        _with(lambda r, n: np.delete(r, n).sum() / len(r)),
    ),
    Misconception(
        "all summed, one fewer counted",
        "the sum of all rewards is divided by N - 1: the own reward must leave the sum, too",
        _with(lambda r, n: r.sum() / (len(r) - 1)),
    ),
    Misconception(
        "the baseline alone",
        "the mean of the others comes out: it is taken off the own reward",
        lambda r: np.asarray(r, np.float64) - compared(r),
    ),
    Misconception(
        "sign",
        "it is the baseline less the reward: a draw better than the others is to be above 0",
        lambda r: -compared(r),
    ),
    Misconception(
        "divided by the spread",
        "the advantages are divided by a standard deviation: that is another method",
        lambda r: _spread(r, 1e-8),
        also=(
            lambda r: _spread(r, 0.0),
            lambda r: _spread(r, 1e-6),
            lambda r: _spread(r, 1e-8, ddof=1),
            lambda r: _spread(r, 0.0, ddof=1),
            lambda r: compared(r) / (np.std(np.asarray(r, np.float64)) + 1e-8),
        ),
    ),
    Misconception(
        "earlier draws alone",
        "each draw is compared with the draws before it: all others count, those after it too",
        _with(lambda r, n: r[:n].mean() if n else 0.0),
        also=(_with(lambda r, n: r[:n].mean()), _with(lambda r, n: r[n - 1] if n else 0.0)),
    ),
    Misconception(
        "later draws alone",
        "each draw is compared with the draws after it: all others count, those before it too",
        _with(lambda r, n: r[n + 1 :].mean() if n + 1 < len(r) else 0.0),
        also=(_with(lambda r, n: r[n + 1 :].mean() if n + 1 < len(r) else np.nan),),
    ),
    Misconception(
        "brackets",
        "only the last term is divided by N - 1: put the sum of the others in brackets",
        _with(lambda r, n: r.sum() + r[n] / (len(r) - 1)),
        also=(_with(lambda r, n: r.sum() - r[n] / (len(r) - 1)),),
    ),
    Misconception(
        "median",
        "the median of the others is taken off: it is their mean",
        _with(lambda r, n: np.median(np.delete(r, n))),
        also=(_with(lambda r, n: np.median(r)),),
    ),
    Misconception(
        "best of the others",
        "the best of the others is taken off: it is their mean",
        _with(lambda r, n: np.delete(r, n).max()),
        also=(_with(lambda r, n: r.max()),),
    ),
    Misconception(
        "worst of the others",
        "the worst of the others is taken off: it is their mean",
        _with(lambda r, n: np.delete(r, n).min()),
        also=(_with(lambda r, n: r.min()),),
    ),
    Misconception(
        "nothing taken off",
        "the rewards come out as they are: take the mean of the others off",
        lambda r: np.asarray(r, np.float64),
    ),
    Misconception(
        "the first left out",
        "the same draw is left out for every one: each leaves itself out",
        _with(lambda r, n: r[1:].mean()),
        also=(_with(lambda r, n: r[:-1].mean()),),
    ),
    Misconception(
        "the neighbour alone",
        "each draw is compared with its neighbour alone (jnp.roll does that): all others count",
        _with(lambda r, n: r[n - 1]),
        also=(_with(lambda r, n: r[(n + 1) % len(r)]),),
    ),
    Misconception(
        "a moving average",
        "the baseline is a moving average over the draws, as in lesson 04x: here it is the mean "
        "of the others",
        _moving,
    ),
    Misconception(
        "divided by the baseline",
        "the reward is divided by the mean of the others: take it off",
        lambda r: np.asarray(r) / (np.asarray(r, np.float64) - compared(r)),
    ),
    Misconception(
        "shrunk instead of stretched",
        "the factor is (N - 1) / N, where the reward less the mean of all needs N / (N - 1)",
        lambda r: compared(r) * ((len(r) - 1) / len(r)) ** 2,
    ),
    Misconception(
        "one number",
        "one number comes out: an advantage for each draw is wanted, [N]",
        lambda r: compared(r).mean(),
        also=(lambda r: compared(r).sum(),),
    ),
)
