"""The mistakes that the bank of `next_weights` knows."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import sigmoid, softmax
from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09b.looking_ways import (
    of_inner,
    of_scored,
    of_scores,
    of_terms,
    of_weights,
    scores,
)

WRONG = (
    Misconception(
        "by content alone",
        "the features are left out, so that nothing tells where the last look was: they are added "
        "inside the tanh, as features @ V",
        of_terms(lambda q, h, f: q + h),
    ),
    Misconception(
        "by the place alone",
        "the keys are left out, so that nothing tells what stands at a place: they are added "
        "inside the tanh",
        of_terms(lambda q, h, f: q + f),
        also=(of_terms(lambda q, h, f: f),),
    ),
    Misconception(
        "the query left out",
        "the query is left out, so that the decoder cannot say what it wants: it is added inside "
        "the tanh",
        of_terms(lambda q, h, f: h + f),
    ),
    Misconception(
        "the features after the tanh",
        "V f is added behind the tanh: it is a third term inside it",
        of_scored(lambda q, h, f, v: (np.tanh(q + h) + f) @ v),
        also=(of_scored(lambda q, h, f, v: np.tanh(q + h) @ v + f.sum(axis=1)),),
    ),
    Misconception(
        "a tanh each",
        "the terms go through a tanh each: there is one, around their sum",
        of_scored(lambda q, h, f, v: (np.tanh(q + h) + np.tanh(f)) @ v),
        also=(
            of_scored(lambda q, h, f, v: (np.tanh(q) + np.tanh(h) + np.tanh(f)) @ v),
            of_scored(lambda q, h, f, v: np.tanh(np.tanh(q + h) + f) @ v),
        ),
    ),
    Misconception(
        "no tanh",
        "the tanh is missing: the query adds the same number to all positions then, and the "
        "softmax does not see it",
        of_inner(lambda inner, v: inner @ v),
    ),
    Misconception(
        "tanh on the score",
        "the tanh is taken of the finished score: it stands inside, before v",
        of_inner(lambda inner, v: np.tanh(inner @ v)),
        also=(of_inner(lambda inner, v: np.tanh(np.tanh(inner) @ v)),),
    ),
    Misconception(
        "another curve",
        "sigmoid or relu stands where tanh belongs",
        of_inner(lambda inner, v: sigmoid(inner) @ v),
        also=(of_inner(lambda inner, v: np.maximum(inner, 0) @ v),),
    ),
    Misconception(
        "multiplied",
        "the terms are multiplied: they are added",
        of_terms(lambda q, h, f: q * h * f),
        also=(
            of_terms(lambda q, h, f: (q + h) * f),
            of_terms(lambda q, h, f: q * h + f),
            of_scored(lambda q, h, f, v: (np.tanh(q + h) * f) @ v),
        ),
    ),
    Misconception(
        "a dot product",
        "the score is a dot product of query and keys: here it is v . tanh(...)",
        of_scored(lambda q, h, f, v: (h + f) @ q),
        also=(of_scored(lambda q, h, f, v: h @ q + f @ v),),
    ),
    Misconception(
        "v left out",
        "the K numbers of a position are added up as they are: each is multiplied by its number "
        "of v",
        of_inner(lambda inner, v: np.tanh(inner).sum(axis=1)),
        also=(of_inner(lambda inner, v: np.tanh(inner).mean(axis=1)),),
    ),
    Misconception(
        "no softmax",
        "these are the scores: the weights are their softmax",
        scores,
    ),
    Misconception(
        "a sigmoid for the softmax",
        "every position goes through a sigmoid for itself: the softmax makes weights that sum to 1",
        of_scores(sigmoid),
        also=(of_scores(lambda e: sigmoid(e) / sigmoid(e).sum()),),
    ),
    Misconception(
        "not normalised",
        "the exponentials are not divided by their sum, or the scores are divided without them: "
        "the softmax does both",
        of_scores(np.exp),
        also=(
            of_scores(lambda e: np.exp(e - e.max())),
            of_scores(lambda e: e / e.sum()),
            of_scores(lambda e: np.abs(e) / np.abs(e).sum()),
            of_weights(np.log),
        ),
    ),
    Misconception(
        "softmax of the negative scores",
        "the best position gets the least weight: the sign is wrong",
        of_scores(lambda e: softmax(-e)),
    ),
    Misconception(
        "the best position alone",
        "all weight goes to the best position, or its number comes out: wanted are the weights of "
        "all, by a softmax",
        of_scores(lambda e: (e == e.max()) * 1.0),
        also=(of_scores(np.argmax),),
    ),
    Misconception(
        "scaled",
        "the scores are divided by the square root of K: here they are not",
        of_inner(lambda inner, v: np.tanh(inner) @ v / np.sqrt(len(v))),
        also=(of_inner(lambda inner, v: np.tanh(inner) @ v / len(v)),),
    ),
    Misconception(
        "softmax along the units",
        "the softmax runs over the K numbers of a position, or before v: it runs over the J scores",
        lambda q, h, f, V, v: softmax(np.tanh(q + h + f @ V)) @ v,
        also=(
            lambda q, h, f, V, v: softmax(np.tanh(q + h + f @ V), axis=0) @ v,
            lambda q, h, f, V, v: softmax(np.tanh(q + h + f @ V) * v, axis=0).sum(axis=1),
        ),
    ),
    Misconception(
        "a table",
        "a number for each position and unit comes out: `@ v` makes one of the K numbers of a "
        "position",
        lambda q, h, f, V, v: np.tanh(q + h + f @ V),
        also=(
            lambda q, h, f, V, v: np.tanh(q + h + f @ V) * v,
            lambda q, h, f, V, v: softmax(np.tanh(q + h + f @ V) * v, axis=0),
            lambda q, h, f, V, v: softmax(np.tanh(q + h + f @ V) * v),
        ),
    ),
    Misconception(
        "V turned round",
        "V is turned round, which fits only where k equals K: it is features @ V",
        lambda q, h, f, V, v: softmax(np.tanh(q + h + f @ V.T) @ v),
    ),
    Misconception(
        "V on the left",
        "V @ features has no fitting axes: each row of features is multiplied by V, features @ V",
        # Raised by JAX, for the exception is all that it is known by.
        lambda q, h, f, V, v: jnp.asarray(q + h) + jnp.asarray(V) @ jnp.asarray(f),
    ),
    Misconception(
        "without V",
        "the features are added as they are: V makes K numbers of k, features @ V",
        lambda q, h, f, V, v: softmax(np.tanh(q + h + f) @ v),
    ),
    Misconception(
        "one number",
        "one number comes out: each of the J positions has its weight",
        of_weights(np.sum),
        also=(of_weights(np.max), of_scores(np.sum)),
    ),
)
