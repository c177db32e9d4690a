"""Lesson 02: greedy search against beams on one and the same model."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.analysis.metrics import exact_match
from course_lib.analysis.search_errors import Compared, tally
from course_lib.data import Pair
from course_lib.model.table import Seq2Seq
from course_lib.search import Beam, Greedy, Transduction, transduce_all


def compare_searches(
    model: Seq2Seq, pairs: Sequence[Pair], widths: Sequence[int]
) -> dict[str, Any]:
    """Greedy search and beams of each width, with and without length normalisation.

    exact: the share of sentences right in every character; log_probability: the mean of what the
    model gives to the whole sentence, in nats; length: the mean number of characters written.
    Beside greedy search: differ, the share of sentences that come out otherwise; higher and lower,
    the shares to which the model gives a higher or a lower probability than to greedy search's.
    """
    sources, gold = [pair.source for pair in pairs], [pair.target for pair in pairs]
    first = transduce_all(model, sources, search=Greedy())
    found: dict[str, Any] = {"sentences": len(pairs), "greedy": _quality(first, gold)}
    for width in widths:
        for penalty, name in ((0.0, f"beam {width}"), (1.0, f"beam {width}, normalised")):
            other = transduce_all(model, sources, search=Beam(width, penalty))
            counts = tally([Compared(*both) for both in zip(first, other, strict=True)])
            found[name] = {
                **_quality(other, gold),
                "differ": (len(pairs) - counts.same) / len(pairs),
                "higher": counts.higher / len(pairs),
                "lower": counts.lower / len(pairs),
            }
    return found


def _quality(written: Sequence[Transduction], gold: Sequence[str]) -> dict[str, float]:
    return {
        "exact": exact_match([one.target for one in written], gold),
        "log_probability": round(float(np.mean([one.log_probability for one in written])), 4),
        "length": float(np.mean([len(one.target) for one in written])),
    }
