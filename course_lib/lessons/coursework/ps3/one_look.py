"""Problem: a trained reader that opens one box, the right one."""

from collections.abc import Sequence
from typing import Any

from course_lib.lessons.coursework.problem import Measured
from course_lib.lessons.coursework.ps3.shelves import Truth, draw_shelves, parts


def _found(answers: Sequence[Any], truths: Sequence[Truth]) -> float:
    """The share of answers that open the right box and say what is in it."""
    right = 0
    for answer, truth in zip(answers, truths, strict=False):
        digit, place = parts(answer)
        right += digit == truth.digit and place is not None and place.shape == () and (
            float(place) == truth.place
        )
    return right / len(truths)


one_look = Measured(
    name="one_look",
    draw=draw_shelves,
    measure=_found,
    steps=((0.3, 0.3), (0.5, 0.5), (0.7, 0.8), (0.82, 1.0)),
    says="{:.2f} of the answers to new shelves open the right box and say the digit in it",
)
