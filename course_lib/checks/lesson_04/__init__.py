"""The exercises of lesson 04, "Soft against hard attention": one file each."""

from course_lib.checks.lesson_04.baselines import advantages
from course_lib.checks.lesson_04.dictionary import look_up
from course_lib.checks.lesson_04.entropy import mean_entropy
from course_lib.checks.lesson_04.reinforce import reinforce_loss
from course_lib.checks.lesson_04.returns import reward_to_go
from course_lib.checks.lesson_04.sampling import sample_positions

__all__ = [
    "advantages",
    "look_up",
    "mean_entropy",
    "reinforce_loss",
    "reward_to_go",
    "sample_positions",
]
