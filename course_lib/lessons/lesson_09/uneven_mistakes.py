"""The mistakes that the bank of `uneven` knows, and the parts that they are made of."""

from collections.abc import Callable

import numpy as np

from course_lib.lessons.checking.bank import Function, Misconception

Array = np.ndarray


def loop(weights: Array, real: Array, mask: Array) -> float:
    total = 0.0
    for j in range(weights.shape[1]):
        if mask[j]:
            had = sum(float(weights[t, j]) for t in range(len(weights)) if real[t])
            total += (1 - had) ** 2
    return total


def _had(weights: Array, real: Array) -> Array:
    return np.where(real[:, None], weights, 0).sum(axis=0)


def _of_had(left: Callable[..., Array]) -> Function:
    """The sum over real positions of something else: left(had [J], how many steps, positions)."""

    def answer(weights: Array, real: Array, mask: Array) -> float:
        return np.sum(np.where(mask, left(_had(weights, real), real.sum(), mask.sum()), 0))

    return answer


def _of_weights(left: Callable[..., Array]) -> Function:
    """The same of something made of the real steps: left(weights [T real, J])."""
    return lambda weights, real, mask: np.sum(np.where(mask, left(weights[real]), 0))


def _masked(mask_of: Function) -> Function:
    """The right sum over other steps and positions: mask_of(real, mask) gives both."""

    def answer(weights: Array, real: Array, mask: Array) -> float:
        steps, places = mask_of(real, mask)
        return np.sum(np.where(places, (1 - _had(weights, steps)) ** 2, 0))

    return answer


def _divided(by: Callable[[Array, Array], float]) -> Function:
    return lambda weights, real, mask: loop(weights, real, mask) / by(real, mask)


def _rows(weights: Array, real: Array, mask: Array) -> float:
    return np.sum(np.where(real, (1 - np.where(mask, weights, 0).sum(axis=1)) ** 2, 0))


WRONG = (
    Misconception(
        "summed over the positions",
        "the weights of each step are summed, and those sum to 1 anyway: sum those of each "
        "position, over the steps, axis 0",
        _rows,
        also=(
            lambda weights, real, mask: np.sum((1 - (weights * real[:, None]).sum(axis=1)) ** 2),
            lambda weights, real, mask: np.sum(
                np.where(real, 1 - np.where(mask, weights, 0).sum(axis=1), 0)
            ),
        ),
    ),
    Misconception(
        "not squared",
        "what a position lacks is not squared, so that one which had too much makes up for one "
        "that had too little",
        _of_had(lambda had, t, j: 1 - had),
        also=(_of_had(lambda had, t, j: had - 1),),
    ),
    Misconception(
        "absolute value",
        "the absolute value is taken: the square is wanted",
        _of_had(lambda had, t, j: np.abs(1 - had)),
    ),
    Misconception(
        "only what is lacking",
        "only positions that had too little count: one that had more than 1 counts, too",
        _of_had(lambda had, t, j: np.maximum(1 - had, 0) ** 2),
        also=(
            _of_had(lambda had, t, j: np.maximum(1 - had, 0)),
            _of_had(lambda had, t, j: np.maximum(had - 1, 0) ** 2),
            _of_had(lambda had, t, j: np.minimum(had, 1)),
        ),
    ),
    Misconception(
        "steps of padding counted",
        "the weights of padding steps count, too: only those where real is True are summed",
        _masked(lambda real, mask: (np.ones_like(real), mask)),
    ),
    Misconception(
        "positions of padding counted",
        "positions of padding count, which never get a weight and lack 1 each: only those where "
        "mask is True are summed",
        _masked(lambda real, mask: (real, np.ones_like(mask))),
    ),
    Misconception(
        "nothing masked",
        "steps and positions of padding both count: real and mask say which are there",
        _masked(lambda real, mask: (np.ones_like(real), np.ones_like(mask))),
    ),
    Misconception(
        "masks inverted",
        "what is padding is summed, and what is real is not: True means real",
        _masked(lambda real, mask: (~real, mask)),
        also=(
            _masked(lambda real, mask: (real, ~mask)),
            _masked(lambda real, mask: (~real, ~mask)),
        ),
    ),
    Misconception(
        "masks exchanged",
        "real is used for the positions and mask for the steps: real [T] belongs to the steps of "
        "the target, mask [J] to the positions of the source",
        _masked(lambda real, mask: (mask, real)),
    ),
    Misconception(
        "divided by the positions",
        "the mean over the positions is taken: it is their sum",
        _divided(lambda real, mask: mask.sum()),
        also=(_divided(lambda real, mask: len(mask)),),
    ),
    Misconception(
        "divided by the steps",
        "the sum is divided by the number of steps, which the objective does later: it is the sum "
        "alone",
        _divided(lambda real, mask: real.sum()),
        also=(
            _divided(lambda real, mask: len(real)),
            _divided(lambda real, mask: len(real) * len(mask)),
            _divided(lambda real, mask: real.sum() * mask.sum()),
        ),
    ),
    Misconception(
        "halved",
        "there is a factor before the sum: the plain sum is wanted",
        _divided(lambda real, mask: 2.0),
    ),
    Misconception(
        "a root",
        "the root of the sum is taken: the sum of the squares is wanted",
        lambda *args: np.sqrt(loop(*args)),
    ),
    Misconception(
        "squared before the sum",
        "each weight is squared before the steps are summed: first the sum over the steps, then 1 "
        "less that, then the square",
        _of_weights(lambda w: 1 - (w**2).sum(axis=0)),
        also=(
            _of_weights(lambda w: (1 - (w**2).sum(axis=0)) ** 2),
            _of_weights(lambda w: (w**2).sum(axis=0)),
            _of_had(lambda had, t, j: 1 - had**2),
        ),
    ),
    Misconception(
        "one less each weight",
        "each weight is taken from 1 by itself: first the weights of a position are summed over "
        "the steps",
        _of_weights(lambda w: ((1 - w) ** 2).sum(axis=0)),
        also=(_of_weights(lambda w: (1 - w).sum(axis=0) ** 2),),
    ),
    Misconception(
        "a mean over the steps",
        "the weights of a position are averaged over the steps: they are summed, so that even "
        "shares give 1",
        _of_had(lambda had, t, j: (1 - had / t) ** 2),
        also=(
            lambda weights, real, mask: np.sum(
                np.where(mask, (1 - _had(weights, real) / len(real)) ** 2, 0)
            ),
        ),
    ),
    Misconception(
        "T / J wanted of each",
        "each position shall have had T / J, as much as is there: the loss asks for 1",
        _of_had(lambda had, t, j: (t / j - had) ** 2),
        also=(
            lambda weights, real, mask: np.sum(
                np.where(mask, (len(real) / len(mask) - _had(weights, real)) ** 2, 0)
            ),
        ),
    ),
    Misconception(
        "1 / J wanted of each",
        "each position shall have had 1 / J: the loss asks for 1",
        _of_had(lambda had, t, j: (1 / j - had) ** 2),
        also=(
            lambda weights, real, mask: np.sum(
                np.where(mask, (1 / len(mask) - _had(weights, real)) ** 2, 0)
            ),
            _of_had(lambda had, t, j: (1 / j - had / t) ** 2),
        ),
    ),
    Misconception(
        "T wanted of each",
        "each position shall have had T, one for each step: the loss asks for 1 in all",
        _of_had(lambda had, t, j: t - had),
        also=(
            lambda weights, real, mask: np.sum(
                np.where(mask, (len(real) - _had(weights, real)) ** 2, 0)
            ),
        ),
    ),
    Misconception(
        "the 1 forgotten",
        "the sums themselves are squared: it is 1 less each sum that is",
        _of_had(lambda had, t, j: had**2),
        also=(_of_had(lambda had, t, j: had),),
    ),
    Misconception(
        "a product",
        "the weights of a position are multiplied over the steps: they are summed",
        _of_weights(lambda w: np.prod(1 - w, axis=0)),
        also=(
            _of_weights(lambda w: np.prod(1 - w, axis=0) ** 2),
            _of_weights(lambda w: (1 - np.prod(w, axis=0)) ** 2),
        ),
    ),
    Misconception(
        "the largest alone",
        "only the largest weight of a position counts: the weights of all steps are summed",
        _of_weights(lambda w: (1 - w.max(axis=0)) ** 2),
        also=(_of_weights(lambda w: 1 - w.max(axis=0)),),
    ),
    Misconception(
        "the last step alone",
        "only one step is looked at: the weights of all steps are summed",
        _of_weights(lambda w: (1 - w[-1]) ** 2),
        also=(_of_weights(lambda w: (1 - w[0]) ** 2),),
    ),
    Misconception(
        "summed before the square",
        "what the positions lack is summed and then squared: square each of them first",
        lambda w, real, mask: np.sum(np.where(mask, 1 - _had(w, real), 0)) ** 2,
    ),
    Misconception(
        "one number per position",
        "there is one number for each position: they are summed",
        lambda w, real, mask: np.where(mask, (1 - _had(w, real)) ** 2, 0),
        also=(
            lambda w, real, mask: np.where(mask, 1 - _had(w, real), 0),
            lambda w, real, mask: (1 - _had(w, real)) ** 2,
        ),
    ),
    Misconception(
        "negative",
        "it is the negative of what is asked for: a loss is to be made small",
        lambda *args: -loop(*args),
    ),
)
