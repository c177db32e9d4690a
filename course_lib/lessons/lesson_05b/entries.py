"""What lesson 05b measures: a place without reading, windows of several widths, and feeding.

`window` is the half-width R of a window: it covers 2 R + 1 positions at most.
"""

from course_lib.lessons.recording.configured import REVERSAL
from course_lib.lessons.recording.record import Config

TASKS_OF_PLACE = ("word_reversal", "full_reversal", "copy")
HALF_WIDTHS = (10, 4, 6)
STEPS = 400
# Sentences of at most 50 tokens, as in the paper: there 21 positions are 21 of at most 50, too.
BASE: Config = {
    **REVERSAL,
    "embedding_start": 1.0,
    "changes": {},
    "lengths": [10, 50],
    "buckets": [50],
    "steps": STEPS,
    "test_sentences": 300,
}
# Small models on short sentences; `models.matching_hidden` gave the widths, and a test says that
# all models of a comparison are equally large.
SHORT: Config = {**BASE, "lengths": [6, 16], "buckets": [16]}
SORTED: Config = {**SHORT, "task": "sorting", "lengths": [6, 20], "buckets": [20]}
KERNEL_TIMES: Config = {"times": "kernels", "sources": [16, 64, 256, 512, 1024, 2048, 4096]}
STEP_TIMES: Config = {"times": "steps", "lengths": [10, 20, 40, 60]}
UNFED: Config = {"reads": ["token"]}


def local_p(task: str, window: int, **more: object) -> Config:
    """Local-p with nothing fed back, one bucket for all lengths."""
    changes = {**UNFED, "window": window}
    return {
        **BASE,
        "model": "luong_local_p",
        "hidden": 128,
        "task": task,
        "changes": changes,
    } | more


def fed_or_not(config: Config, row: str, fed: int, unfed: int) -> dict[str, Config]:
    """A row with feeding, as large as the same row without."""
    return {
        "fed": {**config, "model": row, "hidden": fed},
        "unfed": {**config, "model": row, "hidden": unfed, "changes": UNFED},
    }


# After that the window of the widest may shrink, and the model trains on for a few steps.
SHRINKS: Config = {"then": 4, "then_steps": 100}

ALL: dict[str, Config] = {
    **{
        f"local-p, {window}, {task}": local_p(task, window)
        for window in HALF_WIDTHS
        for task in TASKS_OF_PLACE
    },
    "local-p, 10, word_reversal": local_p("word_reversal", 10, **SHRINKS),
    "local-p, 10, fed, word_reversal": {
        **local_p("word_reversal", 10, hidden=112),
        "changes": {"window": 10},
    },
    # Where the number of the step is the place, and where it is not.
    **{
        f"{name}, {task}": {**SHORT, "model": row, "hidden": 64, "task": task, "changes": changes}
        for name, row, changes in (
            ("location", "luong_location", {}),
            ("local-m, 2", "luong_local_m", {"window": 2}),
        )
        for task in ("copy", "word_reversal")
    },
    # What the decoder is told of where it has looked.
    **{
        f"sorting, {alignment}, {fed}": {
            **config,
            "changes": {**config["changes"], "alignment": alignment},
        }
        for alignment in ("soft", "coverage")
        for fed, config in fed_or_not(SORTED, "luong_concat", 64, 72).items()
    },
    "times, kernels": KERNEL_TIMES,
    "times, steps": STEP_TIMES,
}
# Defined, and not recorded yet: the lesson shows none of them.
NOT_YET = (
    "local-p, 4, full_reversal",
    "local-p, 4, copy",
    *(f"local-p, 6, {task}" for task in TASKS_OF_PLACE),
    "local-p, 10, fed, word_reversal",
    "sorting, coverage, fed",
)
FURTHER: dict[str, Config] = {name: ALL[name] for name in NOT_YET}
ENTRIES: dict[str, Config] = {name: ALL[name] for name in ALL if name not in FURTHER}
