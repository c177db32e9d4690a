"""The mistakes that the bank of `looked_before` knows."""

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09b.sliding_end_mistakes import ENDS, FIXED
from course_lib.lessons.lesson_09b.sliding_ways import (
    around,
    convolved,
    ended,
    loop,
    of_features,
    of_neighbours,
    of_taps,
    of_weights,
    only,
    shifted,
    summed,
)

WRONG = (
    Misconception(
        "the filter turned round",
        "the filter is turned round, as np.convolve does: its first number meets the weight D "
        "positions before, alpha[j - D]",
        of_taps(lambda f: f[::-1]),
        also=(
            of_taps(lambda f: f[::-1, ::-1]),
            lambda a, f: convolved("full", turned=False)(a, f)[: len(a)],
            lambda a, f: convolved("full", turned=False)(a, f)[-len(a) :],
            lambda a, f: ended("wrap")(a, f[::-1]),
        ),
    ),
    Misconception(
        "only what comes after",
        "the filter begins at the position itself and sees only what comes after: its middle lies "
        "there, so it begins D positions before",
        shifted(lambda width: 0),
    ),
    Misconception(
        "only what came before",
        "the filter ends at the position itself and sees only what came before: its middle lies "
        "there, so it begins D positions before",
        shifted(lambda width: width - 1),
    ),
    Misconception(
        "one position off",
        "the filter lies one position too far to one side, or D is W or (W + 1) / 2: D is W // 2, "
        "and the middle of the filter meets the weight of the position itself",
        shifted(lambda width: width // 2 - 1),
        also=(
            shifted(lambda width: width // 2 + 1),
            shifted(lambda width: width),
            shifted(lambda width: -1),
        ),
    ),
    *ENDS,
    *FIXED,
    Misconception(
        "filters transposed",
        "the filters are turned round their diagonal, which fits only where W equals k: a filter "
        "is a column, filters[:, k]",
        of_neighbours(lambda n, f: n @ f.T),
    ),
    Misconception(
        "a row for each filter",
        "there is a row for each filter, [k, J], or was one when it was reshaped: a row for "
        "each position is wanted, [J, k]",
        of_features(lambda v: v.T),
        also=(of_features(lambda v: v.T.reshape(v.shape)),),
    ),
    Misconception(
        "only the middle",
        "each position sees its own weight alone: the filter takes D weights on either side, too",
        only(lambda d: d == 0),
    ),
    Misconception(
        "the middle left out",
        "the weight of the position itself is missing: d runs from -D to D, 0 among them",
        only(lambda d: d != 0),
    ),
    Misconception(
        "one side alone",
        "the weights on one side are missing: d runs from -D to D",
        only(lambda d: d <= 0),
        also=(only(lambda d: d >= 0), only(lambda d: d < 0), only(lambda d: d > 0)),
    ),
    Misconception(
        "the last tap missing",
        "the first or last number of the filter is never used: range() stops before its end, so it "
        "is range(-D, D + 1)",
        only(lambda d: d < d.max()),
        also=(
            only(lambda d: d > d.min()),
            only(lambda d: np.abs(d) < d.max()),
            summed(lambda far: range(-far, far)),
            summed(lambda far: range(1 - far, far + 1)),
            summed(lambda far: range(1 - far, far)),
        ),
    ),
    Misconception(
        "distances for indices",
        "filters[d] is read with d from -D to D, and -1 is the last number of the filter: it is "
        "filters[d + D]",
        of_taps(lambda f: np.roll(f, len(f) // 2, axis=0)),
        also=(of_taps(lambda f: np.roll(f, -(len(f) // 2), axis=0)),),
    ),
    Misconception(
        "filters added up",
        "the filter's numbers are added up and then multiplied, so it does not matter where the "
        "weights lie: each neighbour has a number of its own",
        lambda a, f: a[:, None] * f.sum(axis=0),
        also=(of_neighbours(lambda n, f: n.sum(axis=1)[:, None] * f.sum(axis=0)),),
    ),
    Misconception(
        "a mean",
        "the sum is divided by the width, by how many neighbours there are, or by what the filters "
        "sum to: it is the plain sum",
        lambda a, f: loop(a, f) / len(f),
        also=(
            lambda a, f: loop(a, f / f.sum(axis=0)),
            lambda a, f: loop(a, f / np.abs(f).sum(axis=0)),
            lambda a, f: loop(a, f) / f.shape[1],
            lambda a, f: loop(a, f) / len(a),
            lambda a, f: loop(a, f) / loop(np.ones(len(a)), np.ones((len(f), 1))),
        ),
    ),
    Misconception(
        "weights divided by their sum",
        "the weights are divided by their sum or go through a softmax again: they are used as they "
        "come, and all of them are 0 before the first step",
        of_weights(lambda a: a / a.sum()),
        also=(
            of_weights(lambda a: a / max(a.sum(), 1e-9)),
            of_weights(softmax),
            of_weights(lambda a: np.exp(a)),
        ),
    ),
    Misconception(
        "the largest weight alone",
        "only the largest weight counts: all weights around a position do",
        of_weights(lambda a: a * (a == a.max())),
        also=(
            of_weights(lambda a: 1.0 * (a == a.max())),
            of_neighbours(lambda n, f: (n[:, :, None] * f[None]).max(axis=1)),
            of_neighbours(lambda n, f: n.max(axis=1)[:, None] * f.max(axis=0)),
        ),
    ),
    Misconception(
        "added up along the source",
        "the weights are added up along the source first: each is used as it is",
        of_weights(np.cumsum),
        also=(of_features(lambda v: np.cumsum(v, axis=0)),),
    ),
    Misconception(
        "squashed",
        "a tanh, sigmoid or relu is put around the sum: the score does that later",
        of_features(np.tanh),
        also=(
            of_features(lambda v: np.maximum(v, 0)),
            of_features(lambda v: 1 / (1 + np.exp(-v))),
            of_features(softmax),
            of_features(lambda v: softmax(v, axis=0)),
        ),
    ),
    Misconception(
        "added for multiplied",
        "weights and filter are added: each weight is multiplied by its number of the filter",
        of_neighbours(lambda n, f: (n[:, :, None] + f[None]).sum(axis=1)),
    ),
    Misconception(
        "one number per position",
        "the k filters are added up, too: each gives a number of its own, [J, k]",
        of_features(lambda v: v.sum(axis=1)),
        also=(of_features(lambda v: v.mean(axis=1)), of_features(lambda v: v[:, 0])),
    ),
    Misconception(
        "one number per filter",
        "there is one number for each filter: each position has its own, [J, k]",
        of_features(lambda v: v.sum(axis=0)),
        also=(of_features(lambda v: v.mean(axis=0)), of_features(lambda v: v.max(axis=0))),
    ),
    Misconception(
        "not summed",
        "the neighbours are not summed, [J, W, k], or not multiplied at all, [J, W]: sum over W",
        of_neighbours(lambda n, f: n[:, :, None] * f[None]),
        also=(
            lambda a, f: around(a, len(f)),
            lambda a, f: a[:, None, None] * f[None],
        ),
    ),
)
