"""The mistakes that the bank of `pointing_share` knows."""

from operator import le, lt

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09.pointing_ways import (
    A_HALF_OFF,
    DOWN_EACH_PATCH,
    LESSONS_NUMBERS,
    ONE_FOR_ALL,
    SOME_EDGES,
    WEIGHTS_INSIDE,
    any_of,
    at_point,
    boxed,
    centre,
    common,
    covers,
    covers_half_open,
    either,
    hits,
    inside,
    nearest,
    of_regions,
    placed_by,
    squares,
    whole,
    without,
)

WRONG = (
    Misconception(
        "numbered down the columns",
        "the patches are numbered down each column: they are numbered row by row, so patch j is in "
        "row j // columns and column j % columns",
        placed_by(lambda j, columns, rows: (j % rows, j // rows)),
    ),
    Misconception(
        "divided by the rows",
        "the number of a patch is divided by how many rows there are: a row holds `columns` "
        "patches, so it is divmod(j, columns)",
        placed_by(lambda j, columns, rows: (j // rows, j % rows)),
    ),
    Misconception(
        "down and across exchanged",
        "down and across are exchanged, in the patch or in the box: the row goes with top and "
        "bottom, the column with left and right, and a box is (top, left, bottom, right)",
        placed_by(lambda j, columns, rows: (j % columns, j // columns)),
    ),
    Misconception(
        "the corner",
        "the corner of the patch is compared with the box: its middle is size / 2 further down and "
        "across",
        at_point(lambda r, c, size, stride: (r * stride, c * stride)),
        also=(
            at_point(lambda r, c, size, stride: (r * stride + size, c * stride + size)),
            squares(lambda y, x, s, a, b, c, d: (a < y) & (y < c) & (b < x) & (x < d)),
            squares(lambda y, x, s, a, b, c, d: (a <= y) & (y < c) & (b <= x) & (x < d)),
        ),
    ),
    Misconception(
        "half a stride",
        "a stride or half of one is added: a patch has size pixels to a side, so its middle is "
        "size / 2 from its corner",
        at_point(lambda r, c, size, stride: ((r + 0.5) * stride, (c + 0.5) * stride)),
        also=(at_point(lambda r, c, size, stride: ((r + 1) * stride, (c + 1) * stride)),),
    ),
    Misconception(
        "brackets",
        "brackets stand in another place: the middle is at r * stride + size / 2, of which size "
        "alone is halved, and r alone is multiplied",
        at_point(lambda r, c, size, stride: ((r + size / 2) * stride, (c + size / 2) * stride)),
        also=(at_point(lambda r, c, s, d: ((r * d + s) / 2, (c * d + s) / 2)),),
    ),
    Misconception(
        "the lesson's numbers",
        "8, 4 or 8 columns is written out, as the lesson's images have them: columns, size and "
        "stride are arguments",
        LESSONS_NUMBERS[0],
        also=LESSONS_NUMBERS[1:],
    ),
    Misconception(
        "a fraction of a row",
        "j / columns gives a fraction: the row is j // columns, a whole number",
        placed_by(lambda j, columns, rows: (j / columns, j % columns)),
    ),
    Misconception(
        "taken for a square",
        "the grid is taken for a square, or for one row: a row holds `columns` patches",
        placed_by(lambda j, columns, rows: np.divmod(j, int((rows * columns) ** 0.5))),
        also=(placed_by(lambda j, columns, rows: np.divmod(j, rows * columns)),),
    ),
    Misconception(
        "a half lost",
        "the middle is up to half a pixel off, by size // 2 or by (size - 1) / 2, the centre of a "
        "pixel: the edges of a box lie between pixels, so it is at size / 2",
        at_point(lambda r, c, size, stride: (r * stride + size // 2, c * stride + size // 2)),
        also=A_HALF_OFF,
    ),
    Misconception(
        "size for the stride",
        "patch (r, c) is taken to begin at (r * size, c * size): patches overlap, and begin stride "
        "pixels from each other",
        at_point(lambda r, c, size, stride: ((r + 0.5) * size, (c + 0.5) * size)),
        also=(
            at_point(lambda r, c, size, stride: (r * size, c * size)),
            at_point(lambda r, c, size, stride: (r * size + stride / 2, c * size + stride / 2)),
        ),
    ),
    Misconception(
        "stride forgotten",
        "row and column of the patch are compared with pixels: times stride, they are pixels",
        at_point(lambda r, c, size, stride: (r, c)),
        also=(at_point(lambda r, c, size, stride: (r + size / 2, c + size / 2)),),
    ),
    Misconception(
        "height and width of the box",
        "the last two numbers of a box are taken for its height and width: they are its bottom and "
        "right edges",
        boxed(lambda a, b, c, d: (a, b, a + c, b + d)),
        also=(boxed(lambda a, b, c, d: (b, a, b + d, a + c)),),
    ),
    Misconception(
        "the box's numbers in another order",
        "the numbers of a box are taken for (top, bottom, left, right): they are (top, left, "
        "bottom, right)",
        boxed(lambda a, b, c, d: (a, c, b, d)),
        also=(boxed(lambda a, b, c, d: (c, a, d, b)),),
    ),
    Misconception(
        "the edge left out",
        "a middle on the edge of the box does not count: it is <= and not <",
        hits(within=without(0, 1, 2, 3)),
        also=tuple(hits(within=without(*edges)) for edges in SOME_EDGES),
    ),
    Misconception(
        "one direction alone",
        "only one direction is compared: a middle lies in the box if it does down and across",
        hits(within=lambda y, x, boxes: inside(y, boxes[:, 1], boxes)),
        also=(hits(within=lambda y, x, boxes: inside(boxes[:, 0], x, boxes)), hits(within=either)),
    ),
    Misconception(
        "one side of the box",
        "only two edges of the box are compared: a middle in it lies between left and right, and "
        "between top and bottom",
        hits(within=lambda y, x, b: (b[:, 0] <= y) & (b[:, 1] <= x)),
        also=(hits(within=lambda y, x, b: (y <= b[:, 2]) & (x <= b[:, 3])),),
    ),
    Misconception(
        "a patch that touches",
        "a patch counts that has a pixel in common with the box: its middle has to lie there",
        common(lt, lt),
        also=(common(le, le), common(le, lt), common(lt, le)),
    ),
    Misconception(
        "a patch within",
        "a patch counts only if all of it lies in the box: its middle has to lie there",
        whole(le, le),
        also=(whole(lt, lt), whole(le, lt), whole(lt, le), whole(le, le, 1)),
    ),
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
