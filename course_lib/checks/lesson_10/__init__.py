"""The exercises of lesson 10, "Fast attention": one file each."""

from course_lib.checks.lesson_10.exponentials import scores_from_exponentials
from course_lib.checks.lesson_10.gradient import query_gradient
from course_lib.checks.lesson_10.order import projected_contexts
from course_lib.checks.lesson_10.roofline import shortest_time

__all__ = [
    "projected_contexts",
    "query_gradient",
    "scores_from_exponentials",
    "shortest_time",
]
