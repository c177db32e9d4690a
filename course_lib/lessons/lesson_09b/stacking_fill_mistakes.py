"""The mistakes with what is missing in the last row that the bank of `stacked` knows."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09b.stacking_ways import (
    behind,
    filled,
    filled_with,
    missing,
    side_by_side,
    starting,
    whole,
)

FILLS = (
    Misconception(
        "the rest cut off",
        "the frames that make no whole row are cut off: they are the last row, filled up with "
        "zeros",
        lambda frames, stack: side_by_side(whole(frames, stack), stack),
    ),
    Misconception(
        "a row too many",
        "where the frames come out even there is a row of zeros more: -F % stack frames are "
        "missing, which is 0 there",
        lambda frames, stack: side_by_side(behind(frames, stack - len(frames) % stack), stack),
    ),
    Misconception(
        "filled in front",
        "the zeros come first: they come behind the last frame, so that the rows begin with the "
        "first one",
        filled(lambda frames, count: np.pad(frames, ((count, 0), (0, 0)))),
        also=(filled(lambda f, n: np.pad(f, ((n // 2, n - n // 2), (0, 0)))),),
    ),
    Misconception(
        "the last row filled in front",
        "the zeros of the last row stand before its frames: they come behind the last frame",
        lambda frames, stack: side_by_side(
            np.concatenate(
                [
                    whole(frames, stack),
                    np.zeros((missing(frames, stack), frames.shape[1])),
                    frames[len(whole(frames, stack)) :],
                ]
            ),
            stack,
        ),
    ),
    Misconception(
        "filled with frames",
        "the last row is filled up with frames, the last one again or those from the start: it is "
        "filled with zeros",
        filled(lambda frames, count: np.pad(frames, ((0, count), (0, 0)), "edge")),
        also=(
            filled(lambda frames, count: np.resize(frames, (len(frames) + count, frames.shape[1]))),
            filled(lambda frames, count: np.pad(frames, ((0, count), (0, 0)), "symmetric")),
            filled(lambda frames, count: np.concatenate([frames, frames[:1].repeat(count, 0)])),
            filled(
                lambda frames, count: np.concatenate(
                    [frames, frames.mean(axis=0, keepdims=True).repeat(count, 0)]
                )
            ),
        ),
    ),
    Misconception(
        "filled with another number",
        "the last row is filled with another number: it is filled with zeros",
        filled_with(-100.0),
        also=(
            *map(filled_with, (1.0, -1.0, np.nan)),
            filled(
                lambda frames, count: np.pad(
                    frames, ((0, count), (0, 0)), constant_values=frames.min()
                )
            ),
        ),
    ),
    Misconception(
        "the last row begins earlier",
        "the last row holds the last `stack` frames, some of which the row before has already: it "
        "begins where that one ends, and is filled with zeros",
        starting(lambda f, s: [max(0, min(j, f - s)) for j in range(0, f, s)]),
    ),
    Misconception(
        "bands filled",
        "zeros are put behind the bands, or behind both: they are put behind the frames alone, "
        "jnp.pad(frames, ((0, missing), (0, 0)))",
        lambda frames, stack: np.pad(frames, ((0, 0), (0, missing(frames, stack)))),
        also=(
            lambda frames, stack: np.pad(frames, ((0, 0), (0, (stack - 1) * frames.shape[1]))),
            lambda frames, stack: side_by_side(np.pad(frames, (0, missing(frames, stack))), stack),
            lambda frames, stack: np.pad(frames, (0, missing(frames, stack))).reshape(
                -1, stack * frames.shape[1]
            ),
        ),
    ),
    Misconception(
        "32 bands",
        "the number of bands is written down: it is frames.shape[1]",
        lambda frames, stack: jnp.asarray(
            behind(np.asarray(frames), missing(frames, stack))
        ).reshape(-1, stack * 32),
    ),
)
