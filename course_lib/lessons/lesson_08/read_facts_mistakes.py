"""The mistakes that the bank of `read_facts` knows, and the parts that they are made of."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function, Misconception
from course_lib.lessons.checking.softmax_mistakes import softmax_mistakes

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


WRONG = (
    *softmax_mistakes(_by, "fact"),
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
