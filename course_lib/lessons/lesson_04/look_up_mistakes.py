"""The mistakes that the bank of `look_up` knows, and the parts that they are made of."""

import numpy as np

from course_lib.lessons.checking import softmaxes
from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function, Misconception
from course_lib.lessons.checking.softmaxes import zeroed

Array = np.ndarray


def reference(queries: Array, keys: Array, values: Array, mask: Array) -> Array:
    contexts = np.zeros((queries.shape[0], values.shape[1]))
    real = mask.nonzero()[0]
    for t, query in enumerate(queries.astype(np.float64)):
        scores = [float(sum(query * keys[j])) for j in real]
        powers = [np.exp(score - max(scores)) for score in scores]
        for j, power in zip(real, powers, strict=True):
            contexts[t] += power / sum(powers) * values[j]
    return contexts


def _scores(queries: Array, keys: Array) -> Array:
    return queries @ keys.T


def _unit_length(vectors: Array) -> Array:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def _filled(queries: Array, keys: Array, mask: Array, fill: float) -> Array:
    return softmaxes.filled(_scores(queries, keys), mask, fill)


def _reading(weights: Function) -> Function:
    """A look-up with these weights."""
    return lambda q, k, v, m: weights(_scores(q, k), m) @ v


def _picked(q: Array, k: Array, v: Array, m: Array) -> Array:
    return np.where(m.any(), v[_filled(q, k, m, -np.inf).argmax(axis=1)], 0)


WRONG = (
    Misconception(
        "softmax over the targets",
        "the weights of a position sum to 1 over the queries, and those of a query do not: the "
        "softmax runs over the wrong axis",
        lambda q, k, v, m: zeroed(softmax(_scores(q, k), axis=0), m) @ v,
    ),
    Misconception(
        "mask after the softmax",
        "the contexts lose what padding had taken: the mask comes after the softmax, and "
        "nothing shares that weight out again",
        lambda q, k, v, m: zeroed(softmax(_scores(q, k)), m) @ v,
        also=(lambda q, k, v, m: softmax(_scores(q, k)) @ (v * m[:, None]),),
    ),
    Misconception(
        "mask ignored",
        "what stands on padding is read like the rest: the mask is not used",
        lambda q, k, v, m: softmax(_scores(q, k)) @ v,
    ),
    Misconception(
        "score 0 for padding",
        "padding gets the score 0, and exp(0) is 1, not 0: it still takes its share",
        lambda q, k, v, m: softmax(_filled(q, k, m, 0.0)) @ v,
        also=(lambda q, k, v, m: zeroed(softmax(_filled(q, k, m, 0.0)), m) @ v,),
    ),
    Misconception(
        "summed over the targets",
        "one context comes out for all the queries together: the sum runs over them too",
        lambda q, k, v, m: reference(q, k, v, m).sum(axis=0),
        also=(
            lambda q, k, v, m: softmax(_filled(q, k, m, -np.inf)).sum(axis=0) @ v,
            lambda q, k, v, m: np.tile(reference(q, k, v, m).sum(axis=0), (q.shape[0], 1)),
        ),
    ),
    Misconception(
        "keys read",
        "the weights average the keys: keys say where to look, values what is read there",
        lambda q, k, v, m: reference(q, k, k, m),
        also=(lambda q, k, v, m: softmax(_filled(q, k, m, -np.inf)) @ k,),
    ),
    Misconception(
        "no softmax",
        "the values are weighted by the scores themselves, which are negative or large as it "
        "comes: the softmax is missing",
        lambda q, k, v, m: zeroed(_scores(q, k), m) @ v,
    ),
    Misconception(
        "hard pick",
        "each context is the one value with the best key; the others are left out",
        _picked,
        also=(lambda q, k, v, m: v[_filled(q, k, m, -np.inf).argmax(axis=1)],),
    ),
    Misconception(
        "scaled",
        "the scores are divided by the square root of K: that is scaled dot-product attention; "
        "here the dot product itself is asked for",
        lambda q, k, v, m: reference(q / np.sqrt(np.float64(q.shape[1])), k, v, m),
    ),
    Misconception(
        "overflow",
        "scores above 100 give NaN: exp(100) is more than a float32 holds, and infinity "
        "divided by infinity is NaN",
        _reading(softmaxes.OVERFLOW[0]),
        also=tuple(map(_reading, softmaxes.OVERFLOW[1:])),
    ),
    Misconception(
        "all padding gives NaN",
        "right while there is something to read; with nothing, every score is minus infinity "
        "and the row is 0 divided by 0",
        lambda q, k, v, m: softmax(_filled(q, k, m, -np.inf)) @ v,
    ),
    Misconception(
        "all padding gives equal weights",
        "a large negative number stands in for minus infinity; where every position has it, "
        "they all come out equal, and padding is read",
        lambda q, k, v, m: softmax(_filled(q, k, m, -1e9)) @ v,
    ),
    Misconception(
        "mask inverted",
        "padding is read and the real positions are not: True means real here (PyTorch's "
        "key_padding_mask is the other way round)",
        lambda q, k, v, m: reference(q, k, v, ~m),
        also=(
            lambda q, k, v, m: softmax(_filled(q, k, ~m, -np.inf)) @ v,
            lambda q, k, v, m: softmax(_filled(q, k, ~m, -1e9)) @ v,
        ),
    ),
    Misconception(
        "whole table",
        "all the weights of all queries together sum to 1: each query has its own softmax, "
        "along the positions",
        lambda q, k, v, m: softmax(_filled(q, k, m, -np.inf), axis=None) @ v,
        also=(
            lambda q, k, v, m: softmax(_filled(q, k, m, -1e9), axis=None) @ v,
            lambda q, k, v, m: zeroed(softmax(_filled(q, k, m, -1e9), axis=None), m) @ v,
        ),
    ),
    Misconception(
        "cosine",
        "queries and keys are divided by their lengths, which makes a cosine of the dot product",
        lambda q, k, v, m: reference(_unit_length(q), _unit_length(k), v, m),
    ),
    Misconception(
        "maximum over padding",
        "the largest score of a row is looked for in its padding too. Where padding scores "
        "far above, exp of every real score is 0: take the maximum over the real positions",
        _reading(softmaxes.MAXIMUM_OVER_PADDING[0]),
        also=tuple(map(_reading, softmaxes.MAXIMUM_OVER_PADDING[1:])),
    ),
    Misconception(
        "one maximum for all queries",
        "one largest score is taken off the whole table. Where another query scores far "
        "above, exp of every score of this one is 0: each row has its own maximum",
        _reading(softmaxes.ONE_MAXIMUM[0]),
        also=tuple(map(_reading, softmaxes.ONE_MAXIMUM[1:])),
    ),
    Misconception(
        "padding not low enough",
        "a number such as -100 stands in for minus infinity: real scores may lie far below "
        "it, and then padding is read and nothing else",
        _reading(softmaxes.NOT_LOW_ENOUGH[0]),
        also=tuple(map(_reading, softmaxes.NOT_LOW_ENOUGH[1:])),
    ),
)
