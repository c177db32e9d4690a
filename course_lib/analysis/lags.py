"""Lags: how long a character waits between being read and being written.

Source: the "minimal time lag" of Sutskever et al. 2014, section 3.3, counted.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int

from course_lib.data.task import Pair


class Lags(NamedTuple):
    """The lags of many pairs, in time steps.

    `each` pools those of all target characters. `shortest` and `mean` are of one sentence, then
    averaged over the sentences.
    """

    each: Int[np.ndarray, " N"]
    shortest: float
    mean: float


def lags(pair: Pair, *, reverse: bool = False) -> Int[np.ndarray, " T"]:
    """For each target character, the time steps from reading its source character to writing it.

        lag_i = (J + i) - r(a_i),   r(j) = j, or J - 1 - j with `reverse`

    One clock runs through both halves: the encoder reads its J characters at 0 to J - 1, in the
    source's order or from its end, and target character i is written at J + i. a_i is the source
    position it comes from. A lag of 1: read last, written first. ValueError for a pair without
    target characters.
    """
    length, written = len(pair.source), np.arange(len(pair.alignment))
    if not written.size:
        raise ValueError(f"the target of {pair.source!r} has no characters, so no lag")
    places = np.array(pair.alignment)
    read = length - 1 - places if reverse else places
    return length + written - read


def measure_lags(pairs: Sequence[Pair], *, reverse: bool = False) -> Lags:
    """The lags of all pairs. ValueError for no pair, or one without target characters."""
    if not pairs:
        raise ValueError("wanted at least one pair to measure lags, got none")
    found = [lags(pair, reverse=reverse) for pair in pairs]
    shortest = float(np.mean([one.min() for one in found]))
    return Lags(np.concatenate(found), shortest, float(np.mean([one.mean() for one in found])))
