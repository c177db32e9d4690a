"""The mistakes that the bank of `look_gradient` knows."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps3.bank.look_ways import chances, one_hot

Array = Any  # NumPy's in the bank, JAX's in a check
Way = Callable[[Array, Array, float], Array]


def gradient(scores: Array, mask: Array, place: int, advantage: float) -> Array:
    return advantage * (one_hot(int(place), len(scores)) - chances(scores, mask))


def _of(way: Way) -> Callable[..., Array]:
    """Something else made of the one-hot place, the chances and the advantage."""

    def answer(scores: Array, mask: Array, place: int, advantage: float) -> Array:
        with np.errstate(all="ignore"):
            return way(one_hot(int(place), len(scores)), chances(scores, mask), float(advantage))

    return answer


def _unmasked(s: Array, m: Array, z: int, a: float) -> Array:
    return gradient(s, np.ones_like(np.asarray(m)), z, a)


def _scored_0(s: Array, m: Array, z: int, a: float) -> Array:
    return a * (one_hot(int(z), len(s)) - chances(s, m, 0.0))


def _closed_up(s: Array, m: Array, z: int, a: float) -> Array:
    real = np.asarray(m)
    return a * (((np.cumsum(real) - 1) == z) & real) - a * chances(s, m)


def _sigmoid(s: Array, m: Array, z: int, a: float) -> Array:
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-np.asarray(s, np.float64)))
    return np.where(m, a * (one_hot(int(z), len(s)) - p), 0.0)


def _powers(s: Array, m: Array, z: int, a: float) -> Array:
    powers = np.exp(np.where(m, np.asarray(s, np.float64), -np.inf))
    return a * (one_hot(int(z), len(s)) - powers)


WRONG = (
    Misconception(
        "turned round",
        "it is minus what is wanted, probability minus one-hot: here a good look must become "
        "likelier, so its own score goes up",
        lambda s, m, z, a: -gradient(s, m, z, a),
    ),
    Misconception(
        "mask ignored",
        "padding has a share of the probability: the mask is not used",
        _unmasked,
    ),
    Misconception(
        "masked at the end alone",
        "padding has taken a share of the probability before it is set to 0: mask the scores",
        lambda s, m, z, a: np.where(m, _unmasked(s, m, z, a), 0.0),
    ),
    Misconception(
        "mask inverted",
        "the probability is that of the padding: True means real",
        lambda s, m, z, a: gradient(s, ~np.asarray(m), z, a),
    ),
    Misconception(
        "padding scored 0",
        "padding gets the score 0, and exp(0) is 1: minus infinity is wanted",
        _scored_0,
        also=(lambda s, m, z, a: np.where(m, _scored_0(s, m, z, a), 0.0),),
    ),
    Misconception(
        "gradient of the probability",
        "it is the gradient of p(z), where that of log p(z) is wanted: there is no factor p(z)",
        _of(lambda hot, p, a: a * (p @ hot) * (hot - p)),
        also=(_of(lambda hot, p, a: a * p * (hot - p)),),
    ),
    Misconception(
        "opened box alone",
        "only the score of the opened position gets a gradient: the others go down by their "
        "probability",
        _of(lambda hot, p, a: a * hot * (1 - p)),
    ),
    Misconception(
        "advantage on one part",
        "the advantage multiplies one of the two parts: it stands in front of both, so brackets "
        "are missing",
        _of(lambda hot, p, a: a * hot - p),
        also=(_of(lambda hot, p, a: hot - a * p),),
    ),
    Misconception(
        "one over the probability",
        "it is the gradient of log p in p, one over p: the gradient in the scores is wanted",
        _of(lambda hot, p, a: a * hot / p),
        also=(_of(lambda hot, p, a: a * hot / np.where(p > 0, p, 1.0)),),
    ),
    Misconception(
        "advantage forgotten",
        "the advantage multiplies nothing",
        _of(lambda hot, p, a: hot - p),
    ),
    Misconception(
        "the loss itself",
        "one number comes out, advantage times log p(z): its gradient in the scores is wanted, [J]",
        _of(lambda hot, p, a: a * np.log(p @ hot)),
        also=(_of(lambda hot, p, a: -a * np.log(p @ hot)),),
    ),
    Misconception(
        "advantage added",
        "the advantage is added: it multiplies the gradient",
        _of(lambda hot, p, a: a + hot - p),
        also=(_of(lambda hot, p, a: np.where(p > 0, a + hot - p, 0.0)),),
    ),
    Misconception(
        "one score's number",
        "one number comes out, that of the drawn position: every score has its own, [J]",
        _of(lambda hot, p, a: a * (1 - p @ hot)),
    ),
    Misconception(
        "places counted without padding",
        "the place is counted among the real positions: it counts all of them, padding too",
        _closed_up,
    ),
    Misconception(
        "likeliest instead of drawn",
        "the likeliest position stands where the drawn one belongs: `place` is not used",
        _of(lambda hot, p, a: a * (one_hot(int(p.argmax()), len(p)) - p)),
    ),
    Misconception(
        "probability forgotten",
        "the drawn position gets the advantage and nothing is taken off: log p(z) has the sum "
        "over all positions in it, too",
        _of(lambda hot, p, a: a * hot),
    ),
    Misconception(
        "one-hot forgotten",
        "every position goes down by its probability, and the drawn one does not go up by 1",
        _of(lambda hot, p, a: -a * p),
        also=(_of(lambda hot, p, a: a * p),),
    ),
    Misconception(
        "even probabilities",
        "all real positions count as equally likely: the scores say how likely each is",
        lambda s, m, z, a: a * (one_hot(int(z), len(s)) - np.asarray(m) / np.sum(m)),
    ),
    Misconception(
        "sigmoid",
        "each score goes through a sigmoid of its own: the probabilities are a softmax",
        _sigmoid,
    ),
    Misconception(
        "exp without a sum",
        "exp(scores) stands for the probability: it is to be divided by its sum",
        _powers,
    ),
    Misconception(
        "sign of the advantage lost",
        "the advantage counts without its sign: where it is negative the look must become less "
        "likely",
        _of(lambda hot, p, a: abs(a) * (hot - p)),
    ),
    Misconception(
        "log of the probability",
        "log p is taken off the one-hot, where p is wanted: that is what is left of the log after "
        "the derivative",
        _of(lambda hot, p, a: a * (hot - np.log(p))),
    ),
)
