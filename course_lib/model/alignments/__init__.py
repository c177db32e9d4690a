"""Alignments: where a decoder looks. Each one calls its score, or needs none.

An alignment takes one query and one prepared source and gives

    (context c_t, weights alpha_t, aux)

`aux` is for what some of them have to report (the log-probability of a sampled position, a
predicted centre), by name; `t` and `key` are for those that need the step's number or a random
key. The key is the sentence's: an alignment folds `t` in for a draw a step, and does not for one a
sentence.

Every one is made as `ALIGNMENTS[name](score, width=D, window=..., rngs=...)`: its score (None for
one that scores nothing), the width of a query, and the half-width of its window where it has one.
"""

from typing import Any

from course_lib.model.alignments.aligned import Aligned, attend
from course_lib.model.alignments.hard import HARD, HalfSoft, Hard, Looked, StraightThrough
from course_lib.model.alignments.local import LOCAL, LocalM, LocalP
from course_lib.model.alignments.soft import Soft
from course_lib.model.alignments.summary import Summary

ALIGNMENTS: dict[str, Any] = {"summary": Summary, "soft": Soft, **HARD, **LOCAL}

__all__ = [
    "ALIGNMENTS",
    "Aligned",
    "HalfSoft",
    "Hard",
    "LocalM",
    "LocalP",
    "Looked",
    "Soft",
    "StraightThrough",
    "Summary",
    "attend",
]
