"""The mistakes that the bank of `supporting_share` knows, and the parts that they are made of."""

from collections.abc import Callable

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = np.ndarray


def real(weights: Array, counts: Array) -> Array:
    return np.arange(weights.shape[1])[None] < np.asarray(counts)[:, None]


def tops(weights: Array, counts: Array, place: int = -1) -> Array:
    """Where the largest real weight lies, or with -2 the second-largest."""
    return np.argsort(np.where(real(weights, counts), weights, -1.0), axis=1)[:, place]


def among(top: Array, supporting: Array) -> Array:
    return np.any(supporting == np.asarray(top)[:, None], axis=1)


def _with(choose: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    return lambda w, n, s: np.mean(among(choose(w, n), s))


def _marked(weights: Array, supporting: Array) -> Array:
    """[N, J]: 1 at the supporting facts."""
    places = np.arange(weights.shape[1])[None, None]
    return np.any(np.asarray(supporting)[:, :, None] == places, axis=1).astype(np.float32)


def _heavy(weights: Array, supporting: Array) -> Array:
    """Whether a supporting fact has more than half of the weight by itself."""
    return np.any(weights * _marked(weights, supporting) > 0.5, axis=1)


def _indexed(weights: Array, counts: Array, supporting: Array) -> Array:
    """[N]: the weight of the supporting facts, the filling -1 taken as an index like the others."""
    return np.array([row[wanted].sum() for row, wanted in zip(weights, supporting, strict=True)])


def _indexed_real(weights: Array, counts: Array, supporting: Array) -> Array:
    """The same, of the real columns alone."""
    triples = zip(weights, counts, supporting, strict=True)
    return np.array([row[:count][wanted].sum() for row, count, wanted in triples])


WRONG = (
    Misconception(
        "the largest over padding",
        "columns of padding are looked at too: only the first counts[n] of a row are real",
        _with(lambda w, n: w.argmax(axis=1)),
    ),
    Misconception(
        "the last fact left out",
        "the last real fact is never looked at: counts[n] is how many there are, so they are "
        "weights[n, :counts[n]], without a - 1",
        _with(lambda w, n: tops(w, np.asarray(n) - 1)),
    ),
    Misconception(
        "-1 is the last column",
        "the filling -1 is taken as an index, and that is the last column: -1 is no fact",
        lambda w, n, s: np.mean(among(tops(w, n), np.where(s < 0, w.shape[1] - 1, s))),
        also=(
            lambda w, n, s: np.mean(
                among(tops(w, n), np.where(s < 0, np.asarray(n)[:, None] - 1, s))
            ),
        ),
    ),
    Misconception(
        "-1 is the first column",
        "the filling -1 is made 0 and then counts as fact 0: -1 is no fact",
        lambda w, n, s: np.mean(among(tops(w, n), np.maximum(s, 0))),
    ),
    Misconception(
        "the first supporting fact alone",
        "only the first supporting fact of a question is compared: any of them will do",
        lambda w, n, s: np.mean(tops(w, n) == s[:, 0]),
    ),
    Misconception(
        "the last supporting fact alone",
        "only the last column of supporting is compared: any of them will do",
        lambda w, n, s: np.mean(tops(w, n) == s[:, -1]),
    ),
    Misconception(
        "all supporting facts needed",
        "a question counts only if all its supporting facts are hit, and one largest weight "
        "cannot lie on two: any of them will do",
        lambda w, n, s: np.mean(np.all((s == tops(w, n)[:, None]) | (s < 0), axis=1)),
        also=(lambda w, n, s: np.mean(np.all(s == tops(w, n)[:, None], axis=1)),),
    ),
    Misconception(
        "pairs counted",
        "the mean runs over all pairs of a question and a supporting fact: count questions",
        lambda w, n, s: np.mean(s == tops(w, n)[:, None]),
        also=(lambda w, n, s: np.sum(s == tops(w, n)[:, None]) / np.sum(s >= 0),),
    ),
    Misconception(
        "the weight itself",
        "the weight on the supporting facts is averaged: the question is whether the largest "
        "one lies there",
        lambda w, n, s: np.mean(np.sum(w * _marked(w, s), axis=1)),
        also=(
            lambda w, n, s: np.mean(np.max(w * _marked(w, s), axis=1)),
            lambda w, n, s: np.mean(_indexed(w, n, s)),
            lambda w, n, s: np.mean(_indexed_real(w, n, s)),
        ),
    ),
    Misconception(
        "more than half of the weight",
        "a question counts where its supporting facts have more than half of the weight: the "
        "question is whether the largest one lies there",
        lambda w, n, s: np.mean(np.sum(w * _marked(w, s), axis=1) > 0.5),
        also=(
            lambda w, n, s: np.mean(_heavy(w, s)),
            lambda w, n, s: np.mean(_indexed(w, n, s) > 0.5),
            lambda w, n, s: np.mean(_indexed_real(w, n, s) > 0.5),
        ),
    ),
    Misconception(
        "numbered from 1",
        "the facts are numbered from 1: the first one is fact 0",
        _with(lambda w, n: tops(w, n) + 1),
    ),
    Misconception(
        "one too early",
        "the fact before the one with the largest weight is compared",
        _with(lambda w, n: np.where(tops(w, n) > 0, tops(w, n) - 1, -2)),
    ),
    Misconception(
        "the smallest",
        "it is the smallest weight, and the largest is asked for",
        _with(lambda w, n: np.where(real(w, n), w, 9.0).argmin(axis=1)),
    ),
    Misconception(
        "the second largest",
        "it is the second-largest weight, and the largest is asked for",
        _with(lambda w, n: tops(w, n, -2)),
    ),
    Misconception(
        "one of the two largest",
        "a question counts where one of its two largest weights lies on a supporting fact",
        lambda w, n, s: np.mean(among(tops(w, n), s) | among(tops(w, n, -2), s)),
    ),
    Misconception(
        "one question for all",
        "the largest weight is looked for down a column, among the questions: each question "
        "has a row",
        lambda w, n, s: np.mean(
            [int(t) in row for t, row in zip(w.argmax(axis=0), s.tolist(), strict=False)]
        ),
    ),
    Misconception(
        "a count",
        "the questions are counted: their share is asked for, so divide by N",
        lambda w, n, s: np.sum(among(tops(w, n), s)).astype(float),
    ),
    Misconception(
        "the share of misses",
        "it is the share of the questions that miss: one minus what is asked for",
        lambda w, n, s: 1 - np.mean(among(tops(w, n), s)),
    ),
)
