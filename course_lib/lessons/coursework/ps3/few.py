"""Problem: a trained reader that finds the digit, and opens a few boxes for it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.lessons.coursework.problem import Measured
from course_lib.lessons.coursework.ps3.shelves import Truth, draw_shelves, parts

FEW = 3  # boxes that may be open for an answer to count in full


def _opens_few(weights: np.ndarray | None, boxes: int) -> bool:
    if weights is None or weights.shape != (boxes,) or not np.isfinite(weights).all():
        return False
    return 1 <= int((weights != 0).sum()) <= FEW


def _found(answers: Sequence[Any], truths: Sequence[Truth]) -> float:
    """The share of right digits; with more than FEW boxes open, or weights that are none, an
    answer counts half."""
    total = 0.0
    for answer, truth in zip(answers, truths, strict=False):
        digit, weights = parts(answer)
        if digit != truth.digit:
            continue
        total += 1.0 if _opens_few(weights, truth.boxes) else 0.5
    return total / len(truths)


few = Measured(
    name="few",
    draw=draw_shelves,
    measure=_found,
    # Measured: a guess .10 at most, nothing learned about where to look .20, padding read .30, a
    # softmax .50, sparsemax .85 to .88.
    steps=((0.35, 0.3), (0.55, 0.6), (0.68, 0.8), (0.78, 1.0)),
    says=(
        "{:.2f} of the answers to new shelves are right (one with more than three boxes open "
        "counts half)."
    ),
)
