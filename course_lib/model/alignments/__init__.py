"""Alignments: where a decoder looks. Each one calls its score, or needs none.

`alignment` says what they all are, `ALIGNMENTS` is the table of them by name.
"""

from typing import Any

from course_lib.model.alignments.aligned import Aligned, attend
from course_lib.model.alignments.alignment import Alignment
from course_lib.model.alignments.coverage import Coverage
from course_lib.model.alignments.gated import Gated, gate
from course_lib.model.alignments.hard import HARD, HalfSoft, Hard, Looked, StraightThrough
from course_lib.model.alignments.heads import HeadWeights, MultiHead
from course_lib.model.alignments.hops import HOPS, Looks, ThreeHops, TwoHops, next_query
from course_lib.model.alignments.local import LOCAL, LocalM, LocalP
from course_lib.model.alignments.location_aware import LocationAware, location_features
from course_lib.model.alignments.soft import Soft
from course_lib.model.alignments.summary import Summary

ALIGNMENTS: dict[str, Any] = {
    "summary": Summary,
    "soft": Soft,
    "gated": Gated,
    **HARD,
    **LOCAL,
    "location_aware": LocationAware,
    "coverage": Coverage,
    "multi_head": MultiHead,
    **HOPS,
}

__all__ = [
    "ALIGNMENTS",
    "Aligned",
    "Alignment",
    "Coverage",
    "Gated",
    "HalfSoft",
    "Hard",
    "HeadWeights",
    "LocalM",
    "LocalP",
    "LocationAware",
    "Looked",
    "Looks",
    "MultiHead",
    "Soft",
    "StraightThrough",
    "Summary",
    "ThreeHops",
    "TwoHops",
    "attend",
    "gate",
    "location_features",
    "next_query",
]
