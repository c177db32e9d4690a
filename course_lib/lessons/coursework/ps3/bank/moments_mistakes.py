"""The mistakes that the bank of `moments` knows."""

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps3.bank.look_ways import every_look
from course_lib.lessons.coursework.ps3.bank.moments_ways import (
    both,
    carried,
    divided,
    even,
    multiplied,
    off_the_gradient,
    other,
    own,
    padding_looked_at,
    turned,
    turned_with_columns,
    unmasked,
    weighed,
)

WRONG = (
    Misconception(
        "all looks alike",
        "every real look counts the same: look z comes with the probability p(z)",
        other(shares=even),
    ),
    Misconception(
        "plain mean over J",
        "mean and variance are taken over the J rows, padding too: weigh each look with p(z)",
        other(shares=lambda s, m: np.full(len(s), 1 / len(s))),
        also=(other(shares=lambda s, m: np.full(len(s), 1 / len(s)), looks=padding_looked_at),),
    ),
    Misconception(
        "mean of the squares",
        "the second row is the mean of the squares: the square of the mean must come off",
        other(spread=lambda p, every, mean: p @ every**2),
    ),
    Misconception(
        "mean not squared",
        "the mean is taken off the mean of the squares: it is the square of the mean",
        other(spread=lambda p, every, mean: p @ every**2 - mean),
    ),
    Misconception(
        "absolute distances",
        "the distances from the mean are not squared",
        other(spread=lambda p, every, mean: p @ np.abs(every - mean)),
    ),
    Misconception(
        "summed without weights",
        "the looks are added up: weigh each with its probability p(z)",
        other(shares=lambda s, m: np.ones(len(s))),
        also=(
            other(shares=lambda s, m: np.asarray(m) * 1.0),
            other(shares=lambda s, m: np.ones(len(s)), looks=padding_looked_at),
        ),
    ),
    Misconception(
        "weighed and averaged",
        "the looks are weighed with p(z) and then divided by J: the probabilities add up to 1, so "
        "a sum is enough",
        divided,
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
        other(spread=lambda p, every, mean: np.sqrt(p @ (every - mean) ** 2)),
    ),
    Misconception(
        "summed over the wrong axis",
        "the sum with the weights p runs along the scores of one estimate: it runs along the "
        "looks, one estimate each",
        turned,
        also=(turned_with_columns,),
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
        multiplied,
    ),
    Misconception(
        "one variance for all",
        "the variances of all scores are added up: one for each score is wanted",
        other(spread=lambda p, every, mean: np.full(len(p), (p @ (every - mean) ** 2).sum())),
    ),
    Misconception(
        "baseline taken off the gradient",
        "the baseline is taken off the estimates: it is taken off the rewards, before they are "
        "multiplied",
        off_the_gradient,
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
        own,
    ),
    Misconception(
        "variance first",
        "the two rows stand in the wrong order: mean first, then variance",
        lambda *args: both(*args)[::-1],
    ),
    Misconception(
        "mask ignored",
        "padding is looked at like any real position: the mask is not used",
        unmasked,
    ),
    Misconception(
        "masked at the end alone",
        "padding is looked at, and set to 0 at the end: mask the scores",
        lambda s, m, r, b: np.where(m, unmasked(s, m, r, b), 0.0),
    ),
    Misconception(
        "mask inverted",
        "the looks are at the padding: True means real",
        lambda s, m, r, b: both(s, ~np.asarray(m), r, b),
    ),
    Misconception(
        "weights squared",
        "the probabilities are squared in the variance: each look counts with p(z)",
        other(spread=lambda p, every, mean: p**2 @ (every - mean) ** 2),
    ),
    Misconception(
        "square without a mean",
        "the square of the mean is taken for the variance: the mean of the squares is missing",
        other(spread=lambda p, every, mean: mean**2),
    ),
    Misconception(
        "divided by one fewer",
        "the variance is divided by the number of looks less 1: these are all looks with their "
        "probabilities, and no sample",
        other(spread=lambda p, every, mean: p @ (every - mean) ** 2 * len(p) / (len(p) - 1)),
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
        also=(weighed,),
    ),
    Misconception(
        "a wrong look_gradient",
        "mean and variance are those of estimates that are wrong already: look_gradient "
        "(problem 4) is not right yet, or what stands for it here",
        carried(lambda a, p: a * p[:, None] * (np.eye(len(p)) - p)),
        also=(
            carried(lambda a, p: a * np.diag(1 - p)),
            carried(lambda a, p: a * np.eye(len(p)) - p),
            carried(lambda a, p: np.eye(len(p)) - a * p),
            carried(lambda a, p: np.eye(len(p)) - p),
            carried(lambda a, p: -a * np.ones((len(p), 1)) * p),
            carried(lambda a, p: a * np.eye(len(p)) / np.where(p > 0, p, 1.0)),
        ),
    ),
    Misconception(
        "the mean alone",
        "one row comes out: mean and variance are wanted, [2, J]",
        lambda *args: both(*args)[0],
    ),
)
