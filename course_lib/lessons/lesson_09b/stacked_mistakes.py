"""The mistakes that the bank of `stacked` knows."""

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09b.stacking_fill_mistakes import FILLS
from course_lib.lessons.lesson_09b.stacking_ways import (
    behind,
    grouped,
    loop,
    missing,
    of,
    rows_of,
    starting,
)

WRONG = (
    *FILLS,
    Misconception(
        "frames far apart",
        "frames that lie far apart stand in one row: the `stack` frames of a row are neighbours, "
        "so it is reshape(J, stack * M)",
        lambda frames, stack: rows_of(
            behind(frames, missing(frames, stack))
            .reshape(stack, -1, frames.shape[1])
            .swapaxes(0, 1)
        ),
    ),
    Misconception(
        "cut into `stack` rows",
        "there are `stack` rows: there are ceil(F / stack), each of `stack` frames",
        lambda frames, stack: behind(frames, missing(frames, stack)).reshape(stack, -1),
    ),
    Misconception(
        "band by band",
        "in a row the numbers of one band stand together: it holds one frame after the other, each "
        "whole",
        of(lambda groups: rows_of(groups.swapaxes(1, 2))),
    ),
    Misconception(
        "read down the columns",
        "the frames are read band by band, as reshape with order F or after .T does: one frame "
        "comes after the other, each whole",
        lambda frames, stack: behind(frames, missing(frames, stack)).reshape(
            (-1, stack * frames.shape[1]), order="F"
        ),
        also=(
            lambda frames, stack: behind(frames, missing(frames, stack)).T.reshape(
                -1, stack * frames.shape[1]
            ),
        ),
    ),
    Misconception(
        "bands stacked",
        "bands take the place of frames: the frames are the rows, frames[f]",
        lambda frames, stack: loop(frames.T, stack),
        also=(lambda frames, stack: loop(frames.T, stack).T,),
    ),
    Misconception(
        "mean of the frames",
        "the frames of a row are averaged or added: they stand side by side, and nothing is lost",
        of(lambda groups: groups.mean(axis=1)),
        also=(
            of(lambda groups: groups.sum(axis=1)),
            of(lambda groups: groups.max(axis=1)),
            of(lambda groups: groups.mean(axis=2)),
            lambda frames, stack: np.array(
                [frames[f : f + stack].mean(axis=0) for f in range(0, len(frames), stack)]
            ),
            of(lambda groups: np.tile(groups.mean(axis=1), (1, groups.shape[1]))),
        ),
    ),
    Misconception(
        "frames left out",
        "one frame of every `stack` is kept: all of them stand side by side",
        lambda frames, stack: frames[::stack],
        also=(
            lambda frames, stack: frames[stack - 1 :: stack],
            of(lambda groups: groups[:, -1]),
            of(lambda groups: rows_of(groups * (np.arange(groups.shape[1])[:, None] == 0))),
        ),
    ),
    Misconception(
        "one frame again and again",
        "one frame stands in a row several times: a row holds `stack` frames that follow each "
        "other",
        of(lambda groups: np.tile(groups[:, 0], (1, groups.shape[1]))),
        also=(
            lambda frames, stack: np.tile(frames, (1, stack)),
            lambda frames, stack: np.repeat(frames, stack, axis=1),
            of(lambda groups: np.repeat(groups[:, 0], groups.shape[1], axis=1)),
        ),
    ),
    Misconception(
        "overlapping",
        "a row begins at every frame: the next one begins `stack` frames further on",
        starting(lambda f, s: range(f)),
        also=(
            starting(lambda f, s: range(f - s + 1)),
            starting(lambda f, s: range(-(-f // s))),
            starting(lambda f, s: range(0, f, max(s - 1, 1))),
            starting(lambda f, s: range(0, f, max(s // 2, 1))),
        ),
    ),
    Misconception(
        "the first frame lost",
        "the first row begins with the second frame or later: frames count from 0",
        starting(lambda f, s: range(1, f + 1, s)),
        also=(
            starting(lambda f, s: range(s, f + s, s)),
            starting(lambda f, s: range(s, f, s)),
            starting(lambda f, s: range(1, f, s)),
        ),
    ),
    Misconception(
        "three axes",
        "the frames of a row are an axis of their own, [J, stack, M]: they are one row of stack * "
        "M numbers, by reshape",
        grouped,
        also=(of(lambda groups: groups.swapaxes(1, 2)), of(lambda groups: groups.swapaxes(0, 1))),
    ),
    Misconception(
        "one long row",
        "all numbers stand in one row: there is a row for every `stack` frames",
        of(lambda groups: groups.reshape(-1)),
        also=(
            of(lambda groups: groups.reshape(1, -1)),
            lambda frames, stack: frames.reshape(-1),
            lambda frames, stack: frames.reshape(1, -1),
        ),
    ),
    Misconception(
        "only filled",
        "the frames come out one by one, as they are or filled up with zeros: put `stack` of them "
        "side by side",
        lambda frames, stack: frames,
        also=(lambda frames, stack: behind(frames, missing(frames, stack)),),
    ),
    Misconception(
        "a column for each",
        "each group of frames is a column, [stack * M, J]: it is to be a row",
        of(lambda groups: rows_of(groups).T),
        also=(of(lambda groups: rows_of(groups).T.reshape(len(groups), -1)),),
    ),
    Misconception(
        "the latest frame first",
        "in a row the latest frame comes first: they keep their order",
        of(lambda groups: rows_of(groups[:, ::-1])),
        also=(
            of(lambda groups: rows_of(groups[:, ::-1, ::-1])),
            of(lambda groups: rows_of(groups[:, :, ::-1])),
        ),
    ),
    Misconception(
        "from the end",
        "the last row comes first: they keep their order",
        of(lambda groups: rows_of(groups[::-1])),
        also=(
            lambda frames, stack: loop(frames[::-1], stack),
            of(lambda g: rows_of(g)[::-1, ::-1]),
        ),
    ),
    Misconception(
        "F and stack exchanged",
        "a row holds F // stack frames, or as many as there are bands: it holds `stack` of them",
        lambda frames, stack: loop(frames, max(len(frames) // stack, 1)),
        also=(
            lambda frames, stack: loop(frames, frames.shape[1]),
            lambda frames, stack: loop(frames, stack + 1),
            lambda frames, stack: loop(frames, max(stack - 1, 1)),
            lambda frames, stack: loop(frames, 2),
            lambda frames, stack: loop(frames, 4),
        ),
    ),
)
