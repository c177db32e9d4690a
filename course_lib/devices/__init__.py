"""More than one core or chip; compiled programs on disk; timing."""

from course_lib.devices.compile_cache import keep_for_lesson, keep_programs
from course_lib.devices.sharding import (
    by_rows,
    data_mesh,
    mean_over,
    one_device_a_core,
    sentence_keys,
)
from course_lib.devices.timing import in_turns, medians

__all__ = [
    "by_rows",
    "data_mesh",
    "in_turns",
    "keep_for_lesson",
    "keep_programs",
    "mean_over",
    "medians",
    "one_device_a_core",
    "sentence_keys",
]
