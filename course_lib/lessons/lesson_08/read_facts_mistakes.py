"""The mistakes that the bank of `read_facts` knows, and the parts that they are made of."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking import softmaxes
from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function, Misconception
from course_lib.lessons.checking.softmaxes import filled, zeroed

Array = np.ndarray


Pair = tuple[Array, Array]


def loop(scores: Array, mask: Array, facts: Array) -> Pair:
    places = [j for j in range(len(scores)) if mask[j]]
    top = max(float(scores[j]) for j in places)
    powers = {j: np.exp(float(scores[j]) - top) for j in places}
    weights, context = np.zeros(len(scores)), np.zeros(facts.shape[1])
    for j, power in powers.items():
        weights[j] = power / sum(powers.values())
        context += weights[j] * facts[j]
    return context, weights


def _by(weigh: Function) -> Function:
    """The whole read by other weights, of which `weigh` makes a table of one row."""

    def answer(scores: Array, mask: Array, facts: Array) -> Pair:
        weights = weigh(scores[None], mask)[0]
        return weights @ facts, weights

    return answer


def _reads(read: Function) -> Function:
    """The right weights, by which another context is read."""

    def answer(scores: Array, mask: Array, facts: Array) -> tuple[Any, Array]:
        weights = loop(scores, mask, facts)[1]
        return read(weights, mask, facts), weights

    return answer


def _by_all(weigh: tuple[Function, ...]) -> tuple[Function, ...]:
    return tuple(_by(one) for one in weigh)


def _even(scores: Array, mask: Array) -> Array:
    return np.broadcast_to(mask / mask.sum(), scores.shape)


def _one_hot(scores: Array, mask: Array) -> Array:
    return np.eye(scores.shape[1])[filled(scores, mask, -np.inf).argmax(axis=1)]


def _softened(scores: Array, mask: Array, added: float) -> Array:
    powers = np.exp(filled(scores, mask, -np.inf) - filled(scores, mask, -np.inf).max())
    return powers / (powers.sum() + added)


WRONG = (
    Misconception(
        "mask ignored",
        "padding takes part like any real fact: the mask is not used",
        _by(lambda s, m: softmax(s)),
    ),
    Misconception(
        "mask inverted",
        "the padding gets all the weight and the real facts none: True means real",
        _by(lambda s, m: softmax(filled(s, ~m, -np.inf))),
        also=_by_all(
            (
                lambda s, m: np.nan_to_num(softmax(filled(s, ~m, -np.inf))),
                lambda s, m: softmax(filled(s, ~m, -1e9)),
            )
        ),
    ),
    Misconception(
        "score 0 for padding",
        "padding gets the score 0, and exp(0) is 1, not 0: it still takes its share",
        _by(lambda s, m: softmax(filled(s, m, 0.0))),
        also=_by_all((lambda s, m: zeroed(softmax(filled(s, m, 0.0)), m),)),
    ),
    Misconception(
        "padding not low enough",
        "a number such as -100 stands in for minus infinity: real scores may lie far below "
        "it, and then padding takes all the weight",
        _by(softmaxes.NOT_LOW_ENOUGH[0]),
        also=_by_all(softmaxes.NOT_LOW_ENOUGH[1:2]),
    ),
    Misconception(
        "a penalty too small",
        "a number such as 1000 is taken off the scores of padding: where they stand as far "
        "above the real ones, padding has its share all the same. Put minus infinity in "
        "their place by jnp.where",
        _by(lambda s, m: softmax(s - 1e3 * ~m)),
        also=_by_all(
            (
                lambda s, m: softmax(s - 1e2 * ~m),
                lambda s, m: zeroed(softmax(s - 1e3 * ~m), m),
            )
        ),
    ),
    Misconception(
        "a number added to the sum",
        "a number is added to the sum by which the weights are divided, so they sum to less "
        "than 1: at least one fact is real, and the sum is never 0",
        _by(lambda s, m: _softened(s, m, 0.01)),
        also=_by_all((lambda s, m: _softened(s, m, 0.1), lambda s, m: _softened(s, m, 1.0))),
    ),
    Misconception(
        "mask after the softmax",
        "the weights lose what padding had taken: the mask comes after the softmax, and "
        "nothing shares that weight out again",
        _by(lambda s, m: zeroed(softmax(s), m)),
    ),
    Misconception(
        "maximum over padding",
        "the largest score is looked for in the padding too. Where padding stands far above, "
        "exp of every real score is 0: take the maximum over the real facts (a softmax whose "
        "padding is set to 0 and divided out afterwards does the same)",
        _by(softmaxes.MAXIMUM_OVER_PADDING[0]),
        also=_by_all(softmaxes.MAXIMUM_OVER_PADDING[1:]),
    ),
    Misconception(
        "overflow",
        "large scores give NaN: exp(400) is infinite, and infinity divided by infinity is NaN; "
        "take the largest real score off first",
        _by(softmaxes.OVERFLOW[0]),
        also=_by_all(softmaxes.OVERFLOW[1:]),
    ),
    Misconception(
        "equal weights",
        "all real facts get the same weight: the scores are not used",
        _by(_even),
    ),
    Misconception(
        "all weight on one",
        "the fact with the highest score gets all the weight: that is hard attention, and a "
        "softmax gives each fact its share",
        _by(_one_hot),
    ),
    Misconception(
        "no exp",
        "each score is divided by the sum of the scores: the exponential is missing",
        _by(lambda s, m: zeroed(s, m) / zeroed(s, m).sum(axis=1, keepdims=True)),
    ),
    Misconception(
        "sigmoid",
        "each weight is a sigmoid of its score, and knows nothing of the others: a softmax "
        "divides one sum among them",
        _by(lambda s, m: zeroed(1 / (1 + np.exp(-s)), m)),
    ),
    Misconception(
        "mean of the facts",
        "the context is the plain mean of the facts: the weights are not used",
        _reads(lambda w, m, f: f[m].mean(axis=0)),
        also=(_reads(lambda w, m, f: f.mean(axis=0)),),
    ),
    Misconception(
        "the best fact alone",
        "the context is the fact with the largest weight: all of them are added, each times "
        "its weight",
        _reads(lambda w, m, f: f[w.argmax()]),
    ),
    Misconception(
        "divided by J",
        "the context is divided by the number of facts: the weights sum to 1 already",
        _reads(lambda w, m, f: w @ f / len(f)),
        also=(_reads(lambda w, m, f: w @ f / m.sum()),),
    ),
    Misconception(
        "padding read",
        "the weights come out right, and the context is read by weights that padding has a "
        "share of",
        lambda s, m, f: (softmax(s) @ f, loop(s, m, f)[1]),
    ),
    Misconception(
        "weights first",
        "weights and context have changed places: the context comes first",
        lambda s, m, f: loop(s, m, f)[::-1],
    ),
    Misconception(
        "wrong axis",
        "the weights meet the numbers of a fact, which fits only where E equals J: each fact, "
        "a row, has one weight, so it is weights @ facts",
        _reads(lambda w, m, f: jnp.asarray(f) @ jnp.asarray(w, jnp.float32)),
        also=(_reads(lambda w, m, f: jnp.asarray(w, jnp.float32) @ jnp.asarray(f).T),),
    ),
    Misconception(
        "not summed",
        "the context is still a table of one row per fact, [J, E]: nothing adds them up",
        _reads(lambda w, m, f: w[:, None] * f),
    ),
    Misconception(
        "the context alone",
        "one array comes out, the context: the weights are wanted beside it",
        lambda s, m, f: loop(s, m, f)[0],
    ),
)
