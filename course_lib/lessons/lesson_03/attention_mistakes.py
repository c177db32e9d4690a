"""The mistakes that the bank of `attention` knows, and the loop that they change."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function, Misconception
from course_lib.lessons.checking.softmax_mistakes import softmax_mistakes

Array = np.ndarray
Pair = tuple[Any, Any]


def loop(query: Array, keys: Array, states: Array, mask: Array) -> Pair:
    """The context and the weights, a position at a time."""
    scores = {j: float(np.dot(query.astype(float), keys[j])) for j in np.flatnonzero(mask)}
    top = max(scores.values())
    powers = {j: np.exp(score - top) for j, score in scores.items()}
    weights, context = np.zeros(len(mask)), np.zeros(states.shape[1])
    for j, power in powers.items():
        weights[j] = power / sum(powers.values())
        context += weights[j] * states[j]
    return context, weights


def _weighed(weigh: Function) -> Function:
    """The right scores and another softmax, which makes a table of one row."""

    def answer(query: Array, keys: Array, states: Array, mask: Array) -> Pair:
        weights = weigh((keys @ query)[None], mask)[0]
        return weights @ states, weights

    return answer


def _scored(score: Function) -> Function:
    """Other scores, and all else right."""

    def answer(query: Array, keys: Array, states: Array, mask: Array) -> Pair:
        weights = softmax(np.where(mask, score(query, keys), -np.inf))
        return weights @ states, weights

    return answer


def _read(read: Function) -> Function:
    """The right weights, by which something else is read."""

    def answer(query: Array, keys: Array, states: Array, mask: Array) -> Pair:
        weights = loop(query, keys, states, mask)[1]
        return read(weights, keys, states, mask), weights

    return answer


def _cosine(query: Array, keys: Array) -> Array:
    return keys @ query / (np.linalg.norm(keys, axis=1) * np.linalg.norm(query))


def _keys_for_states(query: Array, keys: Array, states: Array, mask: Array) -> Pair:
    """Raises where the query is of another width than the states."""
    weights = softmax(np.where(mask, jnp.asarray(states) @ jnp.asarray(query), -np.inf))
    return weights @ states, weights


def _logarithms(real: Function = lambda mask: mask, padding: float | None = -np.inf) -> Function:
    """log_softmax in the place of the weights, over the positions that `real` takes for real ones;
    `padding` is what stands at padding afterwards, or None for what came out there."""

    def answer(query: Array, keys: Array, states: Array, mask: Array) -> Pair:
        with np.errstate(invalid="ignore"):
            scores = np.where(real(mask), keys @ query, -np.inf).astype(float)
            top = scores.max()
            found = scores - top - np.log(np.exp(scores - top).sum())
            found = found if padding is None else np.where(mask, found, padding)
            return found @ states, found

    return answer


WRONG = (
    # The score.
    Misconception(
        "scaled",
        "the scores are divided by the square root of the query's width: that is the scaled dot "
        "product of another paper (Vaswani et al. 2017)",
        _scored(lambda q, k: k @ q / np.sqrt(len(q))),
    ),
    Misconception(
        "cosine",
        "the scores are divided by the lengths of query and key: they are plain dot products",
        _scored(_cosine),
    ),
    Misconception(
        "negative score",
        "the position that fits worst gets the most weight: the scores have the wrong sign",
        _scored(lambda q, k: -(k @ q)),
    ),
    Misconception(
        "query added up first",
        "query and key are each added up before they meet: a dot product multiplies number by "
        "number first",
        _scored(lambda q, k: k.sum(axis=1) * q.sum()),
    ),
    Misconception(
        "query not used",
        "the keys are added up and the query is not used: every step would look at the same place",
        _scored(lambda q, k: k.sum(axis=1)),
    ),
    Misconception(
        "scored by the states",
        "the query meets the states: it meets the keys, and the states are what is read",
        _keys_for_states,
    ),
    *softmax_mistakes(_weighed, "position"),
    # What is read.
    Misconception(
        "keys read",
        "the context is made of the keys: they serve for the scores alone, and the states are read",
        _read(lambda w, k, h, m: w @ k),
    ),
    Misconception(
        "mean of the states",
        "the context is the plain mean of the states: the weights are not used",
        _read(lambda w, k, h, m: h[m].mean(axis=0)),
        also=(_read(lambda w, k, h, m: h.mean(axis=0)),),
    ),
    Misconception(
        "the best state alone",
        "the context is the state with the largest weight: all are added, each times its weight",
        _read(lambda w, k, h, m: h[w.argmax()]),
    ),
    Misconception(
        "divided by J",
        "the context is divided by the number of positions: the weights sum to 1 already",
        _read(lambda w, k, h, m: w @ h / len(h)),
        also=(_read(lambda w, k, h, m: w @ h / m.sum()),),
    ),
    Misconception(
        "wrong axis",
        "the weights meet the numbers of a state, which fits only where E equals J: each state, a "
        "row, has one weight, so it is weights @ states",
        _read(lambda w, k, h, m: jnp.asarray(h) @ jnp.asarray(w, jnp.float32)),
    ),
    Misconception(
        "not summed",
        "the context is still a table of one row per position, [J, E]: nothing adds them up",
        _read(lambda w, k, h, m: w[:, None] * h),
    ),
    Misconception(
        "logarithms of weights",
        "these are logarithms of weights: softmax, not log_softmax",
        _logarithms(),
        also=(
            _logarithms(padding=-1e9),
            _logarithms(padding=0.0),
            _logarithms(np.ones_like, None),
            _logarithms(np.ones_like, 0.0),
        ),
    ),
    Misconception(
        "weights first",
        "weights and context have changed places: the context comes first",
        lambda *args: loop(*args)[::-1],
    ),
    Misconception(
        "the context alone",
        "one array comes out, the context: the weights are wanted beside it",
        lambda *args: loop(*args)[0],
    ),
    Misconception(
        "scores given back",
        "the second array holds the scores: the weights are wanted, after the softmax",
        lambda q, k, h, m: (loop(q, k, h, m)[0], k @ q),
        also=(lambda q, k, h, m: (loop(q, k, h, m)[0], np.where(m, k @ q, -np.inf)),),
    ),
)
