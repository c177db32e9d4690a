"""The mistakes that the bank of `moments` knows."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps3.bank.look_ways import chances, every_look

Array = Any  # NumPy's in the bank, JAX's in a check


def both(
    scores: Array,
    mask: Array,
    rewards: Array,
    baseline: float,
    *,
    looks: Callable[..., Array] = every_look,
    shares: Callable[[Array, Array], Array] = chances,
    spread: Callable[[Array, Array, Array], Array] = lambda p, every, mean: p @ (every - mean) ** 2,
) -> Array:
    p, every = shares(scores, mask), looks(scores, mask, rewards, baseline)
    with np.errstate(all="ignore"):
        mean = p @ every
        return np.stack([mean, spread(p, every, mean)])


def _other(**changed: Any) -> Callable[..., Array]:
    return lambda *args: both(*args, **changed)


def _even(scores: Array, mask: Array) -> Array:
    return np.asarray(mask) / np.sum(mask)


def _own(s: Array, m: Array, r: Array, b: float) -> Array:
    """Each score as if its own look alone moved it."""
    p, r = chances(s, m), np.where(m, np.asarray(r, np.float64), 0.0)
    mean = p * (r - b)
    return np.stack([mean, p * (r - b) ** 2 - mean**2])


def _turned(s: Array, m: Array, r: Array, b: float) -> Array:
    """The sum runs along the scores, not along the looks."""
    p, every = chances(s, m), every_look(s, m, r, b)
    mean = every @ p
    return np.stack([mean, (every - mean) ** 2 @ p])


def _turned_with_columns(s: Array, m: Array, r: Array, b: float) -> Array:
    p, every = chances(s, m), every_look(s, m, r, b)
    mean = every @ p
    return np.stack([mean, (every - mean[:, None]) ** 2 @ p])


def _off_the_gradient(s: Array, m: Array, r: Array, b: float) -> Array:
    return both(s, m, r, b, looks=lambda s, m, r, b: every_look(s, m, r, 0.0) - b)


def _multiplied(s: Array, m: Array, r: Array, b: float) -> Array:
    p = chances(s, m)
    with np.errstate(all="ignore"):
        every = (np.asarray(r, np.float64) - b)[:, None] * (np.eye(len(p)) - p)
        mean = p @ every
        return np.stack([mean, p @ (every - mean) ** 2])


def _unmasked(s: Array, m: Array, r: Array, b: float) -> Array:
    with np.errstate(all="ignore"):
        return both(s, np.ones_like(np.asarray(m)), r, b)


def _shown(found: Array, mask: Array) -> Array:
    return np.where(mask, found, 0.0)


def _padding_looked_at(s: Array, m: Array, r: Array, b: float) -> Array:
    """Looks at padding are paid 0, and the baseline comes off."""
    gains = np.where(m, np.asarray(r, np.float64), 0.0) - b
    return gains[:, None] * (np.eye(len(gains)) - chances(s, m))


def _divided(s: Array, m: Array, r: Array, b: float) -> Array:
    """Means over axis 0 of what the probabilities have weighed already."""
    p, every = chances(s, m)[:, None], every_look(s, m, r, b)
    mean = (p * every).mean(axis=0)
    return np.stack([mean, (p * (every - mean) ** 2).mean(axis=0)])


def _weighed(s: Array, m: Array, r: Array, b: float) -> Array:
    return chances(s, m)[:, None] * every_look(s, m, r, b)


def _carried(slope: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    """Right, with estimates that come out of another look_gradient."""

    def looks(s: Array, m: Array, r: Array, b: float) -> Array:
        p, gains = chances(s, m), np.where(m, np.asarray(r, np.float64) - b, 0.0)
        return slope(gains[:, None], p)

    return _other(looks=looks)


WRONG = (
    Misconception(
        "all looks alike",
        "every real look counts the same: look z comes with the probability p(z)",
        _other(shares=_even),
    ),
    Misconception(
        "plain mean over J",
        "mean and variance are taken over the J rows, padding too: weigh each look with p(z)",
        _other(shares=lambda s, m: np.full(len(s), 1 / len(s))),
        also=(_other(shares=lambda s, m: np.full(len(s), 1 / len(s)), looks=_padding_looked_at),),
    ),
    Misconception(
        "mean of the squares",
        "the second row is the mean of the squares: the square of the mean must come off",
        _other(spread=lambda p, every, mean: p @ every**2),
    ),
    Misconception(
        "mean not squared",
        "the mean is taken off the mean of the squares: it is the square of the mean",
        _other(spread=lambda p, every, mean: p @ every**2 - mean),
    ),
    Misconception(
        "absolute distances",
        "the distances from the mean are not squared",
        _other(spread=lambda p, every, mean: p @ np.abs(every - mean)),
    ),
    Misconception(
        "summed without weights",
        "the looks are added up: weigh each with its probability p(z)",
        _other(shares=lambda s, m: np.ones(len(s))),
        also=(
            _other(shares=lambda s, m: np.asarray(m) * 1.0),
            _other(shares=lambda s, m: np.ones(len(s)), looks=_padding_looked_at),
        ),
    ),
    Misconception(
        "weighed and averaged",
        "the looks are weighed with p(z) and then divided by J: the probabilities add up to 1, so "
        "a sum is enough",
        _divided,
        also=(
            lambda *args: both(*args) / len(args[0]),
            lambda *args: both(*args) / np.sum(args[1]),
        ),
    ),
    Misconception(
        "in one row",
        "mean and variance stand one after the other, [2 J]: stack them as two rows, [2, J]",
        lambda *args: both(*args).ravel(),
    ),
    Misconception(
        "standard deviation",
        "a root is taken: the variance is wanted",
        _other(spread=lambda p, every, mean: np.sqrt(p @ (every - mean) ** 2)),
    ),
    Misconception(
        "summed over the wrong axis",
        "the sum with the weights p runs along the scores of one estimate: it runs along the "
        "looks, one estimate each",
        _turned,
        also=(_turned_with_columns,),
    ),
    Misconception(
        "baseline forgotten",
        "the baseline is not taken off the rewards, so the variance is that without one",
        lambda s, m, r, b: both(s, m, r, 0.0),
    ),
    Misconception(
        "baseline added",
        "the baseline is added to the rewards: take it off",
        lambda s, m, r, b: both(s, m, r, -b),
    ),
    Misconception(
        "padding multiplied away",
        "the reward of padding is multiplied by a probability of 0, and infinity times 0 is NaN: "
        "choose with jnp.where before you multiply",
        _multiplied,
    ),
    Misconception(
        "one variance for all",
        "the variances of all scores are added up: one for each score is wanted",
        _other(spread=lambda p, every, mean: np.full(len(p), (p @ (every - mean) ** 2).sum())),
    ),
    Misconception(
        "baseline taken off the gradient",
        "the baseline is taken off the estimates: it is taken off the rewards, before they are "
        "multiplied",
        _off_the_gradient,
    ),
    Misconception(
        "axes swapped",
        "mean and variance stand in columns, [J, 2]: stack them as two rows, [2, J]",
        lambda *args: both(*args).T,
    ),
    Misconception(
        "only its own look counts",
        "a score is moved by its own look alone: every other look moves it too, down by its "
        "probability",
        _own,
    ),
    Misconception(
        "variance first",
        "the two rows stand in the wrong order: mean first, then variance",
        lambda *args: both(*args)[::-1],
    ),
    Misconception(
        "mask ignored",
        "padding is looked at like any real position: the mask is not used",
        _unmasked,
    ),
    Misconception(
        "masked at the end alone",
        "padding is looked at, and set to 0 at the end: mask the scores",
        lambda s, m, r, b: _shown(_unmasked(s, m, r, b), m),
    ),
    Misconception(
        "mask inverted",
        "the looks are at the padding: True means real",
        lambda s, m, r, b: both(s, ~np.asarray(m), r, b),
    ),
    Misconception(
        "weights squared",
        "the probabilities are squared in the variance: each look counts with p(z)",
        _other(spread=lambda p, every, mean: p**2 @ (every - mean) ** 2),
    ),
    Misconception(
        "square without a mean",
        "the square of the mean is taken for the variance: the mean of the squares is missing",
        _other(spread=lambda p, every, mean: mean**2),
    ),
    Misconception(
        "divided by one fewer",
        "the variance is divided by the number of looks less 1: these are all looks with their "
        "probabilities, and no sample",
        _other(spread=lambda p, every, mean: p @ (every - mean) ** 2 * len(p) / (len(p) - 1)),
        also=(
            lambda s, m, r, b: both(s, m, r, b) * np.array([[1.0], [np.sum(m) / (np.sum(m) - 1)]]),
        ),
    ),
    Misconception(
        "turned round",
        "the estimates have the wrong sign: the gradient of log p(z) is one-hot minus p",
        lambda *args: both(*args) * np.array([[-1.0], [1.0]]),
    ),
    Misconception(
        "not averaged",
        "the estimates of all looks come out, [J, J]: their mean and variance are wanted, [2, J]",
        every_look,
        also=(_weighed,),
    ),
    Misconception(
        "a wrong look_gradient",
        "mean and variance are those of estimates that are wrong already: look_gradient "
        "(problem 4) is not right yet, or what stands for it here",
        _carried(lambda a, p: a * p[:, None] * (np.eye(len(p)) - p)),
        also=(
            _carried(lambda a, p: a * np.diag(1 - p)),
            _carried(lambda a, p: a * np.eye(len(p)) - p),
            _carried(lambda a, p: np.eye(len(p)) - a * p),
            _carried(lambda a, p: np.eye(len(p)) - p),
            _carried(lambda a, p: -a * np.ones((len(p), 1)) * p),
            _carried(lambda a, p: a * np.eye(len(p)) / np.where(p > 0, p, 1.0)),
        ),
    ),
    Misconception(
        "the mean alone",
        "one row comes out: mean and variance are wanted, [2, J]",
        lambda *args: both(*args)[0],
    ),
)
