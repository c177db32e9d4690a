"""Lags: how long a token waits between being read and being written.

Source: the "minimal time lag" of Sutskever et al. 2014, section 3.3, counted.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int

from course_lib.data.task import LOWER_CASE, Pair, known_alignment
from course_lib.data.vocab import Vocab, check_vocab
from course_lib.devices import settings


class Lags(NamedTuple):
    """The lags of many pairs, in time steps.

    `each` pools those of all target tokens. `shortest` and `mean` are of one sentence, then
    averaged over the sentences.
    """

    each: Int[np.ndarray, " N"]
    shortest: float
    mean: float


def lags(pair: Pair, source: Vocab = LOWER_CASE, *, reverse: bool = False) -> Int[np.ndarray, " T"]:
    """For each target token, the time steps from reading its source token to writing it.

        lag_i = (J + i) - r(a_i),   r(j) = j, or J - 1 - j with `reverse`

    One clock runs through both halves: the encoder reads its J tokens at 0 to J - 1, in the
    source's order or from its end, and target token i is written at J + i. a_i is the source
    position it comes from. A lag of 1: read last, written first. `source` says what a source token
    is, by default a character. ValueError for a pair whose alignment is not known, whose target has
    no tokens, or has one that comes from nowhere.
    """
    check_vocab("source", source)
    settings.flag("reverse", reverse)
    places = np.array(known_alignment(pair))
    length, written = len(source.tokens(pair.source)), np.arange(places.size)
    if not written.size:
        raise ValueError(f"the target of {pair.source!r} has no {source.unit}s, so no lag")
    if places.min() < 0:
        raise ValueError(
            f"alignment must name a source position for all of {pair.target!r}, got -1"
        )
    read = length - 1 - places if reverse else places
    return length + written - read


def measure_lags(
    pairs: Sequence[Pair], source: Vocab = LOWER_CASE, *, reverse: bool = False
) -> Lags:
    """The lags of all pairs. ValueError for no pair, and as in `lags`."""
    pairs = settings.several("pairs", pairs, Pair, "a Pair", least=1)
    found = [lags(pair, source, reverse=reverse) for pair in pairs]
    shortest = float(np.mean([one.min() for one in found]))
    return Lags(np.concatenate(found), shortest, float(np.mean([one.mean() for one in found])))
