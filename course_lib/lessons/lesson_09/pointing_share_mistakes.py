"""The mistakes that the bank of `pointing_share` knows."""

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09.place_mistakes import of_places
from course_lib.lessons.lesson_09.pointing_ways import (
    DOWN_EACH_PATCH,
    ONE_FOR_ALL,
    WEIGHTS_INSIDE,
    any_of,
    centre,
    covers,
    covers_half_open,
    hits,
    nearest,
    of_regions,
    placed_by,
    squares,
)

WRONG = (
    *of_places(hits),
    Misconception(
        "the middle of the box",
        "it is asked where the middle of the box lies: the middle of the patch has to lie in the "
        "box",
        squares(covers),
        also=(nearest, squares(covers_half_open)),
    ),
    Misconception(
        "the weight in the box",
        "the weight of the patches in the box is averaged: the question is whether the largest one "
        "is among them",
        WEIGHTS_INSIDE[0],
        also=WEIGHTS_INSIDE[1:],
    ),
    Misconception(
        "more than half of the weight",
        "a word counts where the patches in its box have more than half of the weight: the "
        "question is whether the largest one is among them",
        of_regions(lambda w, r: np.mean((w * r).sum(axis=1) > 0.5)),
        also=(of_regions(lambda w, r: np.mean((w * r).max(axis=1) > 0.5)),),
    ),
    Misconception(
        "the middle of all weight",
        "the weighted mean of all places is compared, which may lie where no weight is: the patch "
        "with the largest weight is asked for",
        centre,
        also=(hits(top=lambda w: np.round(w @ np.arange(w.shape[1])).astype(int)),),
    ),
    Misconception(
        "all heavy patches",
        "a word counts where any of its heavier patches lies in the box: only the one with the "
        "largest weight is asked for",
        of_regions(lambda w, r: np.mean(((w > 1 / w.shape[1]) & r).any(axis=1))),
        also=(any_of(3),),
    ),
    Misconception(
        "the smallest",
        "it is the smallest weight, and the largest is asked for",
        hits(top=lambda weights: weights.argmin(axis=1)),
    ),
    Misconception(
        "the second largest",
        "it is the second-largest weight, or either of two, and the largest is asked for",
        hits(top=lambda weights: np.argsort(weights, axis=1)[:, -2]),
        also=(any_of(2),),
    ),
    Misconception(
        "one patch for all",
        "the largest weight is looked for among all words at once: each word has a row",
        ONE_FOR_ALL[0],
        also=ONE_FOR_ALL[1:],
    ),
    Misconception(
        "over the words",
        "the largest weight is looked for down each patch, over the words: each word has a row, "
        "argmax(axis=1)",
        DOWN_EACH_PATCH[0],
        also=DOWN_EACH_PATCH[1:],
    ),
    Misconception(
        "numbered from 1",
        "the patches are numbered from 1: the first one is patch 0",
        hits(top=lambda weights: weights.argmax(axis=1) + 1),
        also=(placed_by(lambda j, columns, rows: (j // columns + 1, j % columns + 1)),),
    ),
    Misconception(
        "the size of the box",
        "it is the share of all patches whose middle lies in the box, which is what guessing "
        "gives: only the patch with the largest weight is asked for",
        of_regions(lambda w, r: np.mean(r)),
    ),
    Misconception(
        "a count",
        "the words are counted: their share is asked for, so divide by N",
        of_regions(lambda w, r: np.sum(r[np.arange(len(w)), w.argmax(axis=1)])),
        also=(of_regions(lambda w, r: np.sum(r[np.arange(len(w)), w.argmax(1)]) / w.shape[1]),),
    ),
    Misconception(
        "the share of misses",
        "it is the share of the words that miss: one minus what is asked for",
        of_regions(lambda w, r: 1 - np.mean(r[np.arange(len(w)), w.argmax(axis=1)])),
    ),
    Misconception(
        "a number per word",
        "there is one answer for each word: their share is asked for, the mean of all",
        of_regions(lambda w, r: r[np.arange(len(w)), w.argmax(axis=1)]),
    ),
)
