"""The mistakes that the bank of `mel_triangle` knows."""

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09b.triangle_side_mistakes import SIDES
from course_lib.lessons.lesson_09b.triangle_ways import (
    at,
    between,
    falls,
    halves,
    hertz,
    loop,
    mel,
    of_sides,
    of_weights,
    rises,
    tent,
)

WRONG = (
    Misconception(
        "not clipped at 0",
        "both lines run on below 0 outside the triangle: what is negative becomes 0, by "
        "np.maximum(0, ...)",
        of_sides(np.minimum),
    ),
    Misconception(
        "the size of what is negative",
        "the absolute value is taken where the lines are below 0: outside the triangle the weight "
        "is 0",
        of_sides(lambda up, down: np.abs(np.minimum(up, down))),
    ),
    *SIDES,
    Misconception(
        "a box",
        "every frequency between left and right gets the same weight: it rises to the centre and "
        "falls again",
        lambda m, a, c, b: between(a, m, b) * 1.0,
        also=(
            lambda m, a, c, b: between(a, m, b),
            of_weights(lambda w: (w > 0) * 1.0),
            of_weights(lambda w: w > 0),
            of_weights(lambda w: np.round(w)),
        ),
    ),
    Misconception(
        "divided by the whole width",
        "both slopes are divided by right - left: each side is divided by its own width, centre - "
        "left or right - centre, so that the centre has 1",
        lambda m, a, c, b: np.maximum(0, np.minimum(m - a, b - m) / (b - a)),
        also=(halves(lambda m, a, c, b: (m - a) / (b - a), lambda m, a, c, b: (b - m) / (b - a)),),
    ),
    Misconception(
        "not divided",
        "the distance from left or right is the weight, in mels: divide it by the width of the "
        "side, so that the centre has 1",
        lambda m, a, c, b: np.maximum(0, np.minimum(m - a, b - m)),
        also=(halves(lambda m, a, c, b: m - a, lambda m, a, c, b: b - m),),
    ),
    Misconception(
        "one width for both sides",
        "both sides are as wide as one of them, or as the half of both: left and right may be "
        "unequally far from the centre, and each side has a width of its own",
        tent(lambda a, c, b: c - a),
        also=(
            tent(lambda a, c, b: b - c),
            lambda m, a, c, b: np.where(between(a, m, b), 1 - np.abs(m - c) / (c - a), 0.0),
            lambda m, a, c, b: np.where(between(a, m, b), 1 - np.abs(m - c) / (b - c), 0.0),
            tent(lambda a, c, b: (b - a) / 2),
            tent(lambda a, c, b: b - a),
            tent(lambda a, c, b: max(c - a, b - c)),
            tent(lambda a, c, b: min(c - a, b - c)),
            lambda m, a, c, b: np.maximum(0, np.minimum(m - a, b - m) / (c - a)),
            lambda m, a, c, b: np.maximum(0, np.minimum(m - a, b - m) / (b - c)),
            lambda m, a, c, b: np.maximum(0, np.minimum(1, np.minimum(m - a, b - m) / (c - a))),
            halves(rises, lambda m, a, c, b: 1 - (m - c) / (c - a)),
            halves(lambda m, a, c, b: 1 - (c - m) / (b - c), falls),
        ),
    ),
    Misconception(
        "widths exchanged",
        "the rising side is divided by right - centre and the falling one by centre - left: it is "
        "the other way round",
        lambda m, a, c, b: np.maximum(0, np.minimum((m - a) / (b - c), (b - m) / (c - a))),
        also=(halves(lambda m, a, c, b: (m - a) / (b - c), lambda m, a, c, b: (b - m) / (c - a)),),
    ),
    Misconception(
        "max for min",
        "the larger of the two lines is taken, which is never below 1 between left and right: "
        "the smaller one is the triangle",
        of_sides(lambda up, down: np.maximum(0, np.maximum(up, down))),
        also=(of_sides(np.maximum), of_sides(lambda up, down: np.clip(np.maximum(up, down), 0, 1))),
    ),
    Misconception(
        "max and min exchanged",
        "np.minimum(0, ...) keeps what is below 0 and drops the triangle itself: it is np.maximum",
        of_sides(lambda up, down: np.minimum(0, np.minimum(up, down))),
    ),
    Misconception(
        "lines added",
        "the two lines are added: at every frequency one of them counts, the smaller one",
        of_sides(lambda up, down: np.maximum(0, up) + np.maximum(0, down)),
        also=(
            of_sides(lambda up, down: up + down),
            of_sides(lambda up, down: np.maximum(0, up + down)),
            of_sides(lambda up, down: np.clip(up, 0, 1) + np.clip(down, 0, 1)),
            of_sides(lambda up, down: np.maximum(0, up + down - 1)),
            of_sides(lambda up, down: np.maximum(0, up - down)),
        ),
    ),
    Misconception(
        "lines multiplied",
        "the two lines are multiplied: at every frequency one of them counts, the smaller one",
        of_sides(lambda up, down: np.maximum(0, up) * np.maximum(0, down)),
        also=(of_sides(np.multiply), of_sides(lambda up, down: np.maximum(0, up * down))),
    ),
    Misconception(
        "an area of 1",
        "the weights are divided so that the triangle's area or their sum is 1: here the centre "
        "has 1",
        lambda m, a, c, b: loop(m, a, c, b) * 2 / (b - a),
        also=(
            of_weights(lambda w: w / w.sum()),
            of_weights(lambda w: w / max(w.sum(), 1e-9)),
            of_weights(lambda w: w / max(np.sqrt((w**2).sum()), 1e-9)),
            of_weights(lambda w: w / len(w)),
        ),
    ),
    Misconception(
        "the largest made 1",
        "the weights are divided by the largest of them: 1 is the weight at the centre, where "
        "there may be no frequency",
        of_weights(lambda w: w / w.max()),
        also=(
            of_weights(lambda w: w / max(w.max(), 1e-9)),
            lambda m, a, c, b: np.where(
                np.arange(len(m)) == np.abs(m - c).argmin(), 1.0, loop(m, a, c, b)
            ),
        ),
    ),
    Misconception(
        "the centre in the middle",
        "the top lies half-way between left and right: it lies at centre",
        at(lambda m, a, c, b: (m, a, (a + b) / 2, b)),
    ),
    Misconception(
        "the centre left out",
        "a frequency right at the centre gets 0: it belongs to one of the two sides, so one of the "
        "comparisons with the centre is <= or >=",
        lambda m, a, c, b: np.where(m == c, 0, loop(m, a, c, b)),
    ),
    Misconception(
        "the centre twice",
        "a frequency right at the centre is counted on both sides, and gets 2: one of the "
        "comparisons with the centre is < or >",
        lambda m, a, c, b: np.where(m == c, 2, loop(m, a, c, b)),
    ),
    Misconception(
        "a bell",
        "the weight follows a curve: its sides are straight lines",
        of_weights(lambda w: (1 - np.cos(np.pi * w)) / 2),
        also=(
            of_weights(lambda w: w**2),
            of_weights(np.sqrt),
            of_weights(lambda w: np.sin(np.pi * w / 2)),
            lambda m, a, c, b: np.exp(-(((m - c) / (b - a)) ** 2)),
            lambda m, a, c, b: np.exp(-(((m - c) / (b - a)) ** 2) / 2),
        ),
    ),
    Misconception(
        "places for mels",
        "the numbers of the frequencies, 0, 1, 2, ..., stand where their mel values belong",
        at(lambda m, a, c, b: (np.arange(len(m)), a, c, b)),
    ),
    Misconception(
        "in hertz",
        "the triangle has straight sides in hertz: all four arguments are mel values already, and "
        "are used as they are",
        at(lambda *args: tuple(map(hertz, args))),
        also=(
            at(lambda *args: tuple(map(mel, args))),
            at(lambda m, a, c, b: (mel(m), a, c, b)),
            at(lambda m, a, c, b: (m, mel(a), mel(c), mel(b))),
            at(lambda m, a, c, b: (hertz(m), a, c, b)),
        ),
    ),
    Misconception(
        "the frequencies inside alone",
        "only the weights between left and right come out: every frequency has one, and outside it "
        "is 0",
        of_weights(lambda w: w[w > 0]),
        also=(lambda m, a, c, b: loop(m, a, c, b)[between(a, m, b)],),
    ),
    Misconception(
        "one number",
        "one number comes out: each of the K frequencies has its weight",
        of_weights(np.sum),
        also=(of_weights(np.mean), of_weights(np.max)),
    ),
)
