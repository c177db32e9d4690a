"""What lesson 05 measures: rows and their widths, variants of rows, tasks, and the timings."""

from typing import Any

from course_lib.lessons.recording.configured import REVERSAL
from course_lib.lessons.recording.record import Config

# The widths with which each row is as large as luong_general with 128, and with 64:
# `models.matching_hidden` gave them, and a test says that they are within a few percent.
WIDTHS = {
    "static_context": (164, 84),
    "static_context_token": (152, 76),
    "init_state": (168, 80),
    "cho": (144, 72),
    "simple": (140, 72),
    "shared_input": (132, 64),
    "bahdanau": (124, 60),
    "bahdanau_article": (132, 64),
    "luong_dot": (132, 64),
    "luong_scaled_dot": (132, 64),
    "luong_general": (128, 64),
    "luong_concat": (124, 64),
    "luong_location": (128, 64),
    "luong_dot_unfed": (152, 76),
    "luong_general_unfed": (148, 72),
    "luong_concat_unfed": (140, 68),
    "luong_location_unfed": (148, 72),
    "luong_context_feed": (128, 64),
    "luong_local_m": (128, 64),
    "luong_local_p": (124, 64),
    "luong_local_p_renormalised": (124, 64),
    "luong_local_p_uncut": (124, 64),
}
# Variants that are no rows of the table: a row, what changes, and their widths.
VARIANTS: dict[str, tuple[str, Config, tuple[int, int]]] = {
    # From luong_concat to bahdanau, one change more each.
    "+ context fed": ("luong_concat", {"reads": ["token", "previous_context"]}, (124, 64)),
    "+ attends before": (
        "luong_concat",
        {"reads": ["token", "context"], "attends": "before"},
        (124, 64),
    ),
    "+ deep output": ("bahdanau", {"mix": "tanh"}, (124, 60)),
    # Bahdanau's other half-steps.
    "bahdanau, deep output, unmixed": ("bahdanau", {"mix": "none"}, (132, 64)),
    "bahdanau, one direction": ("bahdanau", {"directions": 1}, (116, 60)),
    "luong_general, one direction": ("luong_general", {"directions": 1}, (120, 60)),
    # Local-p whose window does not feed what it saw back into what places the window.
    "luong_local_p, unfed": ("luong_local_p", {"reads": ["token"]}, (144, 72)),
}
# Rows that say nothing new at one of the two sizes, or have entries of their own.
ONLY_SHORT = (
    "cho",
    "luong_location_unfed",
    "luong_local_p",
    "luong_local_p_renormalised",
    "luong_local_p_uncut",
)
LOCAL_SHORT = (
    "luong_local_m",
    "luong_local_p",
    "luong_local_p_renormalised",
    "luong_local_p_uncut",
)
ONLY_LONG = ("luong_scaled_dot", "luong_dot_unfed", "luong_concat_unfed")

EDGES = (10, 15, 21, 31, 41, 51, 60)  # buckets of source length: 10-14, 15-20, ... 51-60
BASE: Config = {**REVERSAL, "changes": {}}
MIXED: Config = {"buckets": [60]}
LOCAL_TASKS = {"": "word_reversal", ", copy": "copy", ", full_reversal": "full_reversal"}
# Small models on short sentences: rows on all three tasks, and every half-step.
SHORT: Config = {"lengths": [6, 16], "buckets": [16], "steps": 400, "test_sentences": 300}
FIXED: Config = {**SHORT, "lengths": [16, 16]}
RUNS: Config = {**SHORT, "lengths": [10, 40], "buckets": [40]}
PATHS: Config = {**SHORT, "lengths": [4, 12], "buckets": [12], "steps": 2000}
KERNEL_TIMES: Config = {"times": "kernels", "sources": [16, 64, 256, 512, 1024, 2048, 4096]}
STEP_TIMES: Config = {"times": "steps", "lengths": [10, 20, 40, 60]}


def entry(name: str, task: str = "word_reversal", **sizes: Any) -> Config:
    """The configuration of a row or a variant; a smaller model where `sizes` are given."""
    row, changes, widths = VARIANTS.get(name) or (name, {}, WIDTHS[name])
    changes = dict(changes)
    directions = changes.pop("directions", 1 if name == "cho" else 2)
    width = widths[1 if sizes else 0]
    where = {"task": task, "model": row, "changes": changes, "directions": directions}
    return {**BASE, **where, "hidden": width, **sizes}


ENTRIES: dict[str, Config] = {
    # The rows on word reversal, 10 to 60 characters.
    **{name: entry(name) for name in WIDTHS if name not in ONLY_SHORT},
    "bahdanau, one direction": entry("bahdanau, one direction"),
    # What is local, on the other two tasks at that length.
    **{
        f"luong_local_m, {task}": entry("luong_local_m", task) for task in ("copy", "full_reversal")
    },
    # A predicted centre is learned from batches that mix all lengths, and not from ten of one
    # length bucket after the other. With feeding, its gradients explode.
    **{
        f"luong_local_p, unfed{suffix}{more}": {
            **entry("luong_local_p, unfed", task),
            **MIXED,
            "steps": steps,
        }
        for more, steps in {"": 800, ", 1600 steps": 1600}.items()
        for suffix, task in LOCAL_TASKS.items()
    },
    **{
        f"luong_local_p_uncut{suffix}": entry("luong_local_p_uncut", task)
        for suffix, task in LOCAL_TASKS.items()
    },
    "luong_local_p, unfed, in buckets": entry("luong_local_p, unfed"),
    "luong_local_p": {**entry("luong_local_p"), **MIXED},
    # Where a position's number is enough: copying, and reversal of one known length.
    "luong_location, copy": entry("luong_location", "copy"),
    **{
        f"{name}, full_reversal, length 16": entry(name, "full_reversal", **FIXED)
        for name in ("luong_location", "luong_general")
    },
    # What only feeding tells: runs of equal letters, and links to follow.
    **{
        f"{name}, runs": entry(name, "runs", **RUNS)
        for name in ("luong_general", "luong_general_unfed", "luong_location", "bahdanau")
    },
    **{
        f"{name}, links": entry(name, "links", **PATHS)
        for name in ("luong_general", "luong_general_unfed", "luong_context_feed")
    },
    # From one paper to the other, and the rows on all tasks.
    **{
        f"{name}, word_reversal, short": entry(name, **SHORT)
        for name in ("luong_concat", "luong_general", "bahdanau", *LOCAL_SHORT, *VARIANTS)
    },
    **{
        f"{name}, {task}, short": entry(name, task, **SHORT)
        for task in ("copy", "full_reversal")
        for name in WIDTHS
        if name not in ONLY_LONG
    },
    "times, kernels": KERNEL_TIMES,
    "times, steps": STEP_TIMES,
}
