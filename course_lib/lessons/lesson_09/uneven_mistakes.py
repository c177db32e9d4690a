"""The mistakes that the bank of `uneven` knows."""

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09.uneven_ways import (
    divided,
    loop,
    masked_by,
    of_shares,
    of_weights,
    rows,
    shares,
    summed,
)

WRONG = (
    Misconception(
        "summed over the positions",
        "the weights of each step are summed, and those sum to 1 anyway: sum those of each "
        "position, over the steps, axis 0",
        rows,
        also=(
            lambda weights, real, mask: np.sum((1 - (weights * real[:, None]).sum(axis=1)) ** 2),
            lambda weights, real, mask: np.sum(
                np.where(real, 1 - np.where(mask, weights, 0).sum(axis=1), 0)
            ),
        ),
    ),
    Misconception(
        "summed over all",
        "steps and positions are summed, or averaged, at once, into one number: first the sum over "
        "the steps alone, axis 0",
        lambda w, real, mask: mask.sum() * (1 - shares(w, real).sum()) ** 2,
        also=(
            lambda w, real, mask: mask.sum() * (1 - w.sum()) ** 2,
            lambda w, real, mask: len(mask) * (1 - shares(w, real).sum()) ** 2,
            lambda w, real, mask: (1 - shares(w, real).sum()) ** 2,
            lambda w, real, mask: (1 - w.sum()) ** 2,
            lambda w, real, mask: mask.sum() * (1 - w.mean()) ** 2,
        ),
    ),
    Misconception(
        "not squared",
        "what a position lacks is not squared, so that one which had too much makes up for one "
        "that had too little",
        of_shares(lambda had, t, j: 1 - had),
        also=(of_shares(lambda had, t, j: had - 1),),
    ),
    Misconception(
        "absolute value",
        "the absolute value is taken: the square is wanted",
        of_shares(lambda had, t, j: np.abs(1 - had)),
    ),
    Misconception(
        "only what is lacking",
        "only positions that had too little count: one that had more than 1 counts, too",
        of_shares(lambda had, t, j: np.maximum(1 - had, 0) ** 2),
        also=(
            of_shares(lambda had, t, j: np.maximum(1 - had, 0)),
            of_shares(lambda had, t, j: np.maximum(had - 1, 0) ** 2),
            of_shares(lambda had, t, j: np.minimum(had, 1)),
        ),
    ),
    Misconception(
        "steps of padding counted",
        "the weights of padding steps count, too: only those where real is True are summed",
        masked_by(lambda real, mask: (np.ones_like(real), mask)),
    ),
    Misconception(
        "padding gives 1",
        "every step of padding gives each position a weight of 1: it gives 0",
        summed(lambda w, real, mask: (1 - np.where(real[:, None], w, 1).sum(axis=0)) ** 2),
    ),
    Misconception(
        "positions of padding counted",
        "positions of padding count, which never get a weight and lack 1 each: only those where "
        "mask is True are summed",
        masked_by(lambda real, mask: (real, np.ones_like(mask))),
        also=(lambda w, real, mask: np.mean((1 - shares(w, real)) ** 2),),
    ),
    Misconception(
        "nothing masked",
        "steps and positions of padding both count: real and mask say which are there",
        masked_by(lambda real, mask: (np.ones_like(real), np.ones_like(mask))),
        also=(lambda w, real, mask: np.mean((1 - w.sum(axis=0)) ** 2),),
    ),
    Misconception(
        "masks inverted",
        "what is padding is summed, and what is real is not: True means real",
        masked_by(lambda real, mask: (~real, mask)),
        also=(
            masked_by(lambda real, mask: (real, ~mask)),
            masked_by(lambda real, mask: (~real, ~mask)),
        ),
    ),
    Misconception(
        "masks exchanged",
        "real is used for the positions and mask for the steps: real [T] belongs to the steps of "
        "the target, mask [J] to the positions of the source",
        masked_by(lambda real, mask: (mask, real)),
    ),
    Misconception(
        "divided by the positions",
        "the mean over the positions is taken: it is their sum",
        divided(lambda real, mask: mask.sum()),
        also=(divided(lambda real, mask: len(mask)),),
    ),
    Misconception(
        "divided by the steps",
        "the sum is divided by the number of steps, which the objective does later: it is the sum "
        "alone",
        divided(lambda real, mask: real.sum()),
        also=(
            divided(lambda real, mask: len(real)),
            divided(lambda real, mask: len(real) * len(mask)),
            divided(lambda real, mask: real.sum() * mask.sum()),
        ),
    ),
    Misconception(
        "a factor",
        "there is a factor before the sum, 1/2 or the number of steps: the plain sum is wanted",
        divided(lambda real, mask: 2.0),
        also=(divided(lambda real, mask: 1 / real.sum()),),
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
        of_weights(lambda w: 1 - (w**2).sum(axis=0)),
        also=(
            of_weights(lambda w: (1 - (w**2).sum(axis=0)) ** 2),
            of_weights(lambda w: (w**2).sum(axis=0)),
            of_shares(lambda had, t, j: 1 - had**2),
        ),
    ),
    Misconception(
        "one less each weight",
        "each weight is taken from 1 by itself: first the weights of a position are summed over "
        "the steps",
        of_weights(lambda w: ((1 - w) ** 2).sum(axis=0)),
        also=(
            of_weights(lambda w: (1 - w).sum(axis=0) ** 2),
            lambda w, real, mask: np.sum((1 - w) ** 2),
        ),
    ),
    Misconception(
        "a mean over the steps",
        "the weights of a position are averaged over the steps: they are summed, so that even "
        "shares give 1",
        of_shares(lambda had, t, j: (1 - had / t) ** 2),
        also=(
            lambda w, real, mask: np.sum(np.where(mask, (1 - shares(w, real) / len(real)) ** 2, 0)),
            lambda w, real, mask: np.sum(np.where(mask, (1 - w.mean(axis=0)) ** 2, 0)),
        ),
    ),
    Misconception(
        "T / J wanted of each",
        "each position shall have had T / J, as much as is there: the loss asks for 1",
        of_shares(lambda had, t, j: (t / j - had) ** 2),
        also=(summed(lambda w, real, mask: (len(real) / len(mask) - shares(w, real)) ** 2),),
    ),
    Misconception(
        "1 / J wanted of each",
        "each position shall have had 1 / J: the loss asks for 1",
        of_shares(lambda had, t, j: (1 / j - had) ** 2),
        also=(
            summed(lambda w, real, mask: (1 / len(mask) - shares(w, real)) ** 2),
            of_shares(lambda had, t, j: (1 / j - had / t) ** 2),
        ),
    ),
    Misconception(
        "T wanted of each",
        "each position shall have had T, one for each step: the loss asks for 1 in all",
        of_shares(lambda had, t, j: t - had),
        also=(summed(lambda w, real, mask: (len(real) - shares(w, real)) ** 2),),
    ),
    Misconception(
        "the 1 forgotten",
        "the sums themselves are squared: it is 1 less each sum that is",
        of_shares(lambda had, t, j: had**2),
        also=(of_shares(lambda had, t, j: had),),
    ),
    Misconception(
        "a product",
        "the weights of a position are multiplied over the steps: they are summed",
        of_weights(lambda w: np.prod(1 - w, axis=0)),
        also=(
            of_weights(lambda w: np.prod(1 - w, axis=0) ** 2),
            of_weights(lambda w: (1 - np.prod(w, axis=0)) ** 2),
        ),
    ),
    Misconception(
        "the largest alone",
        "only the largest weight of a position counts: the weights of all steps are summed",
        of_weights(lambda w: (1 - w.max(axis=0)) ** 2),
        also=(of_weights(lambda w: 1 - w.max(axis=0)),),
    ),
    Misconception(
        "the last step alone",
        "only one step is looked at: the weights of all steps are summed",
        of_weights(lambda w: (1 - w[-1]) ** 2),
        also=(
            of_weights(lambda w: (1 - w[0]) ** 2),
            lambda w, real, mask: np.sum(np.where(mask, (1 - w[-1]) ** 2, 0)),
        ),
    ),
    Misconception(
        "a variance",
        "it is how far the sums of the positions lie from their mean: from 1 is asked for",
        lambda w, real, mask: np.var(shares(w, real)),
        also=(
            lambda w, real, mask: np.sum(
                np.where(mask, (shares(w, real) - shares(w, real).mean()) ** 2, 0)
            ),
            lambda w, real, mask: np.var(shares(w, real)[mask]),
        ),
    ),
    Misconception(
        "summed before the square",
        "what the positions lack is summed and then squared: square each of them first",
        lambda w, real, mask: np.sum(np.where(mask, 1 - shares(w, real), 0)) ** 2,
    ),
    Misconception(
        "one number per position",
        "there is one number for each position: they are summed",
        lambda w, real, mask: np.where(mask, (1 - shares(w, real)) ** 2, 0),
        also=(
            lambda w, real, mask: np.where(mask, 1 - shares(w, real), 0),
            lambda w, real, mask: (1 - shares(w, real)) ** 2,
        ),
    ),
    Misconception(
        "negative",
        "it is the negative of what is asked for: a loss is to be made small",
        lambda *args: -loop(*args),
    ),
)
