"""The mistakes with one side of the triangle that the bank of `mel_triangle` knows."""

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09b.triangle_ways import falls, halves, of_sides, of_weights, rises

SIDES = (
    Misconception(
        "only the rising side",
        "the falling side is missing: from the centre to right the weight falls to 0 again",
        of_sides(lambda up, down: np.clip(up, 0, 1)),
        also=(
            of_sides(lambda up, down: up),
            of_sides(lambda up, down: np.maximum(up, 0)),
            of_sides(lambda up, down: np.minimum(up, 1)),
            halves(rises, lambda m, *_: 0.0 * m),
            halves(rises, rises),
            lambda m, a, c, b: np.interp(m, [a, b], [0.0, 1.0]),
            halves(rises, lambda m, *_: 1.0 + 0.0 * m),
        ),
    ),
    Misconception(
        "only the falling side",
        "the rising side is missing: from left to the centre the weight rises from 0",
        of_sides(lambda up, down: np.clip(down, 0, 1)),
        also=(
            of_sides(lambda up, down: down),
            of_sides(lambda up, down: np.maximum(down, 0)),
            of_sides(lambda up, down: np.minimum(down, 1)),
            lambda m, a, c, b: np.where(m < c, 0.0, np.maximum(0, (b - m) / (b - c))),
            lambda m, a, c, b: np.where(m <= c, 0.0, np.maximum(0, (b - m) / (b - c))),
            halves(falls, falls),
            halves(lambda m, *_: 1.0 + 0.0 * m, falls),
        ),
    ),
    Misconception(
        "the falling side upside down",
        "from the centre to right the weight rises once more: there it falls from 1 to 0, (right - "
        "mels) / (right - centre)",
        halves(rises, lambda m, a, c, b: (m - c) / (b - c)),
        also=(
            lambda m, a, c, b: np.maximum(
                0, np.where(m <= c, (m - a) / (c - a), (m - c) / (b - c))
            ),
            halves(rises, lambda m, a, c, b: (m - b) / (b - c)),
            halves(rises, lambda m, a, c, b: (c - m) / (b - c)),
        ),
    ),
    Misconception(
        "the rising side upside down",
        "from left to the centre the weight falls: there it rises from 0 to 1, (mels - left) / "
        "(centre - left)",
        halves(lambda m, a, c, b: (c - m) / (c - a), falls),
        also=(
            lambda m, a, c, b: np.maximum(
                0, np.where(m <= c, (c - m) / (c - a), (b - m) / (b - c))
            ),
            halves(lambda m, a, c, b: (a - m) / (c - a), falls),
        ),
    ),
    Misconception(
        "upside down",
        "the weight is 0 at the centre and 1 at left and right: it is the other way round",
        halves(lambda m, a, c, b: (c - m) / (c - a), lambda m, a, c, b: (m - c) / (b - c)),
        also=(of_weights(lambda w: 1 - w),),
    ),
    Misconception(
        "both lines 0 at the centre",
        "both lines are 0 at the centre, so that the smaller one is never above 0: the rising one "
        "is (mels - left) / (centre - left), the falling one (right - mels) / (right - centre). If "
        "yours are these, np.minimum(0, ...) stands where np.maximum(0, ...) belongs",
        lambda m, a, c, b: np.maximum(0, np.minimum((c - m) / (c - a), (m - c) / (b - c))),
        also=(
            lambda m, a, c, b: np.minimum((c - m) / (c - a), (m - c) / (b - c)),
            lambda m, a, c, b: np.maximum(0, np.minimum((m - c) / (c - a), (c - m) / (b - c))),
            of_sides(lambda up, down: np.minimum(0, np.maximum(up, down))),
        ),
    ),
)
