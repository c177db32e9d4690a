"""The exercises of lesson 01, "What a plain RNN cannot do": one file each."""

from course_lib.checks.lesson_01.gaps import accuracy_by_gap
from course_lib.checks.lesson_01.lstm import lstm_step
from course_lib.checks.lesson_01.radius import rescale
from course_lib.checks.lesson_01.sequences import run_batch

__all__ = ["accuracy_by_gap", "lstm_step", "rescale", "run_batch"]
