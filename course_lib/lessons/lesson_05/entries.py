"""What lesson 05 measures: rows and their widths, variants of rows, and tasks."""

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
}
# Rows that say nothing new at one of the two sizes, or have entries of their own.
ONLY_SHORT = (
    "cho",
    "luong_location_unfed",
)
ONLY_LONG = ("luong_scaled_dot", "luong_dot_unfed", "luong_concat_unfed")

EDGES = (10, 15, 21, 31, 41, 51, 60)  # buckets of source length: 10-14, 15-20, ... 51-60
BASE: Config = {**REVERSAL, "changes": {}}
# Small models on short sentences: rows on all three tasks, and every half-step.
SHORT: Config = {"lengths": [6, 16], "buckets": [16], "steps": 400, "test_sentences": 300}


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
    # From one paper to the other, and the rows on all tasks.
    **{
        f"{name}, word_reversal, short": entry(name, **SHORT)
        for name in ("luong_concat", "luong_general", "bahdanau", *VARIANTS)
    },
    **{
        f"{name}, {task}, short": entry(name, task, **SHORT)
        for task in ("copy", "full_reversal")
        for name in WIDTHS
        if name not in ONLY_LONG
    },
}
