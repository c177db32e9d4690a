"""The exercises of lesson 05, "Bahdanau against Luong": one file each."""

from course_lib.checks.lesson_05.additive import additive_scores
from course_lib.checks.lesson_05.attentional import attentional_vector
from course_lib.checks.lesson_05.bahdanau import bahdanau_step
from course_lib.checks.lesson_05.gaussian import gaussian_weights
from course_lib.checks.lesson_05.location import location_weights
from course_lib.checks.lesson_05.luong import luong_step
from course_lib.checks.lesson_05.maxout import maxout
from course_lib.checks.lesson_05.window import window_weights

__all__ = [
    "additive_scores",
    "attentional_vector",
    "bahdanau_step",
    "gaussian_weights",
    "location_weights",
    "luong_step",
    "maxout",
    "window_weights",
]
