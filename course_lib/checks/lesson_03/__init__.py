"""The exercises of lesson 03, "How much can one vector carry?": one file each."""

from course_lib.checks.lesson_03.alignment import gold_alignment
from course_lib.checks.lesson_03.bridge import first_state
from course_lib.checks.lesson_03.context import read_context
from course_lib.checks.lesson_03.matches import exact_match
from course_lib.checks.lesson_03.softmax import softmax_scores
from course_lib.checks.lesson_03.states import last_state

__all__ = [
    "exact_match",
    "first_state",
    "gold_alignment",
    "last_state",
    "read_context",
    "softmax_scores",
]
