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
        right += (
            digit == truth.digit
            and place is not None
            and place.shape == ()
            and (float(place) == truth.place)
        )
    return right / len(truths)


one_look = Measured(
    name="one_look",
    draw=draw_shelves,
    measure=_found,
    # Measured: any box .13 to .16, padding read .26 to .27, the advantage turned round .00, the
    # reader of the set .86 to .89. Somebody who knows the signs by heart gets .91 to .94.
    steps=((0.35, 0.3), (0.5, 0.5), (0.68, 0.8), (0.8, 1.0)),
    says="{:.2f} of the answers to new shelves open the right box and say the digit in it.",
)
