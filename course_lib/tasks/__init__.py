"""Tasks: what a model must learn to rewrite. One file a task; `TASKS` is the table of them."""

from course_lib.tasks.copying import COPY
from course_lib.tasks.full_reversal import FULL_REVERSAL
from course_lib.tasks.links import LINKS
from course_lib.tasks.runs import RUNS
from course_lib.tasks.task import Batch, Batches, Pair, Task, pairs_to_batch
from course_lib.tasks.word_reversal import WORD_REVERSAL

TASKS = {task.name: task for task in (WORD_REVERSAL, COPY, FULL_REVERSAL, RUNS, LINKS)}

__all__ = [
    "COPY",
    "FULL_REVERSAL",
    "LINKS",
    "RUNS",
    "TASKS",
    "WORD_REVERSAL",
    "Batch",
    "Batches",
    "Pair",
    "Task",
    "pairs_to_batch",
]
