"""The mistakes that the bank of `smoothed` knows."""

from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps1.bank.window_ways import (
    around,
    closed_up,
    indexed,
    kept,
    means,
    multiplied,
    not_a_number,
    sliced,
    windows,
)

Array = Any  # NumPy's in the bank, JAX's in a check

WRONG = (
    Misconception(
        "mask ignored",
        "padding takes part like any real value: the mask is not used",
        lambda v, m, s: means(v, np.ones_like(m), windows(len(v), s, s)),
        also=(lambda v, m, s: np.where(m, means(v, np.ones_like(m), windows(len(v), s, s)), 0.0),),
    ),
    Misconception(
        "mask inverted",
        "the padding is averaged and the real values are left out: True means real",
        lambda v, m, s: np.where(~m, means(v, ~m, windows(len(v), s, s)), 0.0),
        also=(
            lambda v, m, s: np.nan_to_num(means(v, ~m, windows(len(v), s, s))),
            lambda v, m, s: np.where(m, np.nan_to_num(means(v, ~m, windows(len(v), s, s))), 0.0),
        ),
    ),
    Misconception(
        "padding counted in the divisor",
        "padding is left out of the sum and not out of the count by which it is divided",
        lambda v, m, s: np.where(
            m,
            means(v, m, windows(len(v), s, s), windows(len(v), s, s).sum(axis=1)),
            0.0,
        ),
    ),
    Misconception(
        "always divided by the full window",
        "every sum is divided by 2 side + 1, where the row's edge cuts the window too",
        lambda v, m, s: np.where(m, means(v, m, windows(len(v), s, s), 2 * s + 1), 0.0),
    ),
    Misconception(
        "round the corner",
        "the window goes on at the other end of the row (jnp.roll does that): the first "
        "position has nothing before it",
        around,
    ),
    Misconception(
        "one side short",
        "the window ends one position early: range(a, b) and a:b leave b out",
        lambda v, m, s: kept(v, m, s, s - 1),
        also=(lambda v, m, s: np.nan_to_num(kept(v, m, s, s - 1)),),
    ),
    Misconception(
        "the past alone",
        "the window holds the positions before, and none of those after",
        lambda v, m, s: kept(v, m, s, 0),
    ),
    Misconception(
        "the future alone",
        "the window holds the positions after, and none of those before",
        lambda v, m, s: kept(v, m, 0, s),
    ),
    Misconception(
        "half the width",
        "`side` is taken for the whole width: it is how far the window reaches on each "
        "side, so there are 2 side + 1 positions in it",
        lambda v, m, s: kept(v, m, s // 2, s // 2),
    ),
    Misconception(
        "padding not set to 0",
        "right where something is real; on padding it gives the mean of the neighbours",
        lambda v, m, s: means(v, m, windows(len(v), s, s)),
        also=(
            lambda v, m, s: np.nan_to_num(means(v, m, windows(len(v), s, s))),
            lambda v, m, s: (
                means(v, m, near := windows(len(v), s, s), 1)
                / np.maximum((near & m).sum(axis=1), 1)
            ),
        ),
    ),
    Misconception(
        "padding multiplied away",
        "padding is multiplied by 0, and infinity times 0 is NaN: choose with jnp.where",
        multiplied,
        also=(not_a_number,),
    ),
    Misconception(
        "summed",
        "nothing divides the sum",
        lambda v, m, s: np.where(m, means(v, m, windows(len(v), s, s), 1), 0.0),
    ),
    Misconception(
        "divided by all real values",
        "the sum of the window is divided by the number of real values in the whole row",
        lambda v, m, s: np.where(m, means(v, m, windows(len(v), s, s), m.sum()), 0.0),
    ),
    Misconception(
        "one mean for the row",
        "every position gets the mean of the whole row: the window is not used",
        lambda v, m, s: np.where(m, v[m].mean(), 0.0),
    ),
    Misconception(
        "short on both sides",
        "the window ends one position early on both sides: `side` positions away is still near, "
        "so the comparison is <=",
        lambda v, m, s: np.nan_to_num(kept(v, m, s - 1, s - 1)),
        also=(lambda v, m, s: kept(v, m, s - 1, s - 1),),
    ),
    Misconception(
        "the edge repeated",
        "an index outside of the row is moved to a position inside (JAX does so without a word, "
        "and a negative one counts from the end): nothing comes before the first position",
        lambda v, m, s: indexed(v, m, s, lambda index, count: index),
        also=(
            lambda v, m, s: indexed(
                v, m, s, lambda index, count: np.where(index < 0, index + count, index)
            ),
        ),
    ),
    Misconception(
        "a negative start",
        "the slice starts below 0, and a negative start counts from the end of the row: near the "
        "first position the window is empty. Take max(t - side, 0)",
        lambda v, m, s: sliced(v, m, s, 0.0),
        also=(lambda v, m, s: sliced(v, m, s, np.nan),),
    ),
    Misconception(
        "divided by the row",
        "the sum of the window is divided by the length of the row",
        lambda v, m, s: np.where(m, means(v, m, windows(len(v), s, s), len(v)), 0.0),
        also=(lambda v, m, s: means(v, m, windows(len(v), s, s), len(v)),),
    ),
    Misconception(
        "padding closed up",
        "the window counts real values alone, so it reaches across padding: `side` counts "
        "positions, padding too",
        closed_up,
    ),
    Misconception(
        "count taken for the end",
        "the first so many positions are taken for real, as many as are real: padding may stand "
        "anywhere",
        lambda v, m, s: kept(v, np.arange(len(m)) < np.sum(m), s, s),
    ),
)
