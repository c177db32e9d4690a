"""The mistakes that the bank of `multi_head` knows, and the loop that they change."""

from typing import Any

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function, Misconception
from course_lib.lessons.checking.softmax_mistakes import softmax_mistakes

Array = np.ndarray
Pair = tuple[Any, Any]


def loop(query: Array, keys: Array, values: Array, mask: Array, heads: int) -> Pair:
    """What is found and the weights, a head and a position at a time."""
    wide, read = len(query) // heads, values.shape[1] // heads
    found, weights = np.zeros(values.shape[1]), np.zeros((heads, len(mask)))
    for head in range(heads):
        mine, own = slice(head * wide, (head + 1) * wide), slice(head * read, (head + 1) * read)
        scores = {
            j: float(np.dot(query[mine].astype(float), keys[j, mine])) / np.sqrt(wide)
            for j in np.flatnonzero(mask)
        }
        top = max(scores.values())
        powers = {j: np.exp(score - top) for j, score in scores.items()}
        for j, power in powers.items():
            weights[head, j] = power / sum(powers.values())
            found[own] += weights[head, j] * values[j, own]
    return found, weights


def in_heads(rows: Array, heads: int) -> Array:
    """[J, K] as [H, J, K / H]."""
    return np.swapaxes(np.asarray(rows, float).reshape(len(rows), heads, -1), 0, 1)


def scores_of(query: Array, keys: Array, heads: int) -> Array:
    """q_h . k_hj, [H, J], without the scale."""
    return np.einsum("hk,hjk->hj", query.astype(float).reshape(heads, -1), in_heads(keys, heads))


def found_by(weights: Array, values: Array, heads: int) -> Array:
    return np.einsum("hj,hjv->hv", weights, in_heads(values, heads)).reshape(-1)


def _over_real(scores: Array, mask: Array) -> Array:
    return softmax(np.where(mask, scores, -np.inf))


def _weighed(weigh: Function) -> Function:
    """The right scores and another softmax, which makes a table of one row."""

    def answer(query: Array, keys: Array, values: Array, mask: Array, heads: int) -> Pair:
        scores = scores_of(query, keys, heads) / np.sqrt(len(query) // heads)
        scores = scores.astype(np.float32)  # in which exp of several hundreds overflows
        weights = np.stack([np.asarray(weigh(row[None], mask))[0] for row in scores])
        return found_by(weights, values, heads), weights

    return answer


def _scored(score: Function) -> Function:
    """Other scores [H, J], and all else right."""

    def answer(query: Array, keys: Array, values: Array, mask: Array, heads: int) -> Pair:
        weights = _over_real(score(query, keys, heads), mask)
        return found_by(weights, values, heads), weights

    return answer


def _read(read: Function) -> Function:
    """The right weights, by which something else is read."""

    def answer(query: Array, keys: Array, values: Array, mask: Array, heads: int) -> Pair:
        weights = loop(query, keys, values, mask, heads)[1]
        return read(weights, keys, values, heads), weights

    return answer


def _interleaved(query: Array, keys: Array, heads: int) -> Array:
    parts = keys.astype(float).reshape(len(keys), -1, heads)
    size = len(query) // heads
    return np.einsum("kh,jkh->hj", query.reshape(-1, heads), parts) / np.sqrt(size)


def _cut_across(query: Array, keys: Array, heads: int) -> Array:
    parts = keys.astype(float).reshape(heads, len(keys), -1)
    size = len(query) // heads
    return np.einsum("hk,hjk->hj", query.reshape(heads, -1), parts) / np.sqrt(size)


def _one_for_all(query: Array, keys: Array, heads: int) -> Array:
    scores = keys.astype(float) @ query / np.sqrt(len(query))
    return np.broadcast_to(scores, (heads, len(keys)))


def _one_softmax(query: Array, keys: Array, values: Array, mask: Array, heads: int) -> Pair:
    scores = scores_of(query, keys, heads) / np.sqrt(len(query) // heads)
    weights = softmax(np.where(mask, scores, -np.inf), axis=None)
    return found_by(weights, values, heads), weights


def _over_heads(query: Array, keys: Array, values: Array, mask: Array, heads: int) -> Pair:
    scores = scores_of(query, keys, heads) / np.sqrt(len(query) // heads)
    weights = np.where(mask, softmax(scores, axis=0), 0.0)
    return found_by(weights, values, heads), weights


WRONG = (
    # The heads.
    Misconception(
        "every H-th number",
        "a head gets every H-th number of the query and of the keys: head 0 has the first K / H "
        "numbers, side by side. Reshape to [H, K / H], not to [K / H, H]",
        _scored(_interleaved),
    ),
    Misconception(
        "keys cut across",
        "the keys are reshaped to [H, J, K / H], which cuts through the rows: numbers of one "
        "position land in another one's key. Reshape to [J, H, K / H]",
        _scored(_cut_across),
    ),
    Misconception(
        "values cut across",
        "the values are reshaped to [H, J, V / H], which cuts through the rows: reshape to "
        "[J, H, V / H]",
        _read(
            lambda w, k, v, n: np.einsum(
                "hj,hjv->hv", w, np.asarray(v, float).reshape(n, len(v), -1)
            ).reshape(-1)
        ),
    ),
    Misconception(
        "one head for all",
        "all heads have the same weights, those of the whole query: each head scores with its own "
        "part",
        _scored(_one_for_all),
    ),
    Misconception(
        "one softmax",
        "one softmax goes over all heads together: each head shares out its own sum of 1",
        _one_softmax,
    ),
    Misconception(
        "softmax over heads",
        "the softmax runs over the heads: each head weighs the positions",
        _over_heads,
    ),
    Misconception(
        "values interleaved",
        "what the heads found is shuffled: the heads stand side by side, head 0 first",
        _read(lambda w, k, v, n: np.einsum("hj,hjv->vh", w, in_heads(v, n)).reshape(-1)),
    ),
    Misconception(
        "heads averaged",
        "every head reads all of the values, and the mean of that is given: a head reads its own "
        "part",
        _read(lambda w, k, v, n: w.mean(axis=0) @ v),
    ),
    # The score.
    Misconception(
        "not scaled",
        "the scores are not divided by the square root of a head's width, K / H",
        _scored(scores_of),
    ),
    Misconception(
        "scaled by the whole width",
        "the scores are divided by the square root of K: a head's query has K / H numbers",
        _scored(lambda q, k, n: scores_of(q, k, n) / np.sqrt(len(q))),
    ),
    Misconception(
        "scaled without the root",
        "the scores are divided by K / H itself: take its square root",
        _scored(lambda q, k, n: scores_of(q, k, n) / (len(q) // n)),
    ),
    Misconception(
        "scaled by the heads",
        "the scores are divided by the square root of the number of heads: of the width of one, "
        "K / H",
        _scored(lambda q, k, n: scores_of(q, k, n) / np.sqrt(n)),
    ),
    *softmax_mistakes(_weighed, "position"),
    # What is read.
    Misconception(
        "values not weighed",
        "what is found is the sum of the values: each counts by its weight",
        _read(lambda w, k, v, n: v.sum(axis=0)),
        also=(_read(lambda w, k, v, n: v.mean(axis=0)),),
    ),
    Misconception(
        "keys read",
        "what is found is made of the keys: they serve for the scores alone",
        _read(lambda w, k, v, n: found_by(w, k, n)),
    ),
    Misconception(
        "heads not joined",
        "what is found is still a table of one row per head: lay the heads side by side, "
        ".reshape(-1)",
        _read(lambda w, k, v, n: np.einsum("hj,hjv->hv", w, in_heads(v, n))),
    ),
    Misconception(
        "weights first",
        "the weights come first: what is found comes first",
        lambda *args: loop(*args)[::-1],
    ),
    Misconception(
        "found alone",
        "one array comes out: the weights of the heads are wanted beside it",
        lambda *args: loop(*args)[0],
    ),
    Misconception(
        "weights averaged",
        "the weights are the mean of the heads': those of each head are wanted, [H, J]",
        lambda *args: (loop(*args)[0], loop(*args)[1].mean(axis=0)),
    ),
)
