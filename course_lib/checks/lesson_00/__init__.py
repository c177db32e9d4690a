"""The exercises of lesson 00, "Start here": one file each."""

from course_lib.checks.lesson_00.averages import running_average
from course_lib.checks.lesson_00.clipping import clip_by_global_norm
from course_lib.checks.lesson_00.means import masked_mean
from course_lib.checks.lesson_00.products import batch_scores

__all__ = ["batch_scores", "clip_by_global_norm", "masked_mean", "running_average"]
