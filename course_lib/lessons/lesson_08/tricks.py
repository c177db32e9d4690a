"""Lesson 08: what the cheapest trick gets, the place of the last fact, whoever it is about."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.data import Pair
from course_lib.lessons.lesson_08.reading import babi, tests
from course_lib.lessons.recording.record import Config


def last_fact(pairs: Sequence[Pair]) -> dict[str, float]:
    """The share of the questions whose answer the last fact names (`exact`), and of those that it
    supports (`supporting`): somebody else may have gone to the same place."""
    names = [pair.target in pair.source.facts[-1] for pair in pairs]
    supports = [
        pair.alignment is not None and pair.alignment[0] == len(pair.source.facts) - 1
        for pair in pairs
    ]
    return {"exact": float(np.mean(names)), "supporting": float(np.mean(supports))}


def measure(config: Config) -> dict[str, Any]:
    """`last_fact` for all stories that the readers are asked about."""
    sets = {**tests(config), "babi": babi()}
    return {name: last_fact(pairs) if pairs else None for name, pairs in sets.items()}
