"""What lesson 06 measures: all rows, a corrector of real misspellings, words in context."""

from course_lib.data.spelling.misspellings import ranked
from course_lib.lessons.recording.record import Config

ROWS = (
    "static_context", "static_context_token", "init_state", "simple", "shared_input", "bahdanau",
    "bahdanau_article", "luong_dot", "luong_scaled_dot", "luong_general", "luong_general_hard",
)  # fmt: skip
BASE: Config = {
    "kind": "rows",
    "model": "luong_general",
    "hidden": 128,
    "embedding": 64,
    "batch": 64,
    "steps": 2000,
    "learning_rate": 3e-3,
    "warmup": 50,
    "clip": 1.0,
    "test_sentences": 500,
}
# Buckets of the source's length, and the longest target in each: a word of the list has at most 10
# letters, and a misspelling takes at most two of them away.
WORDS: Config = {
    **BASE, "words": 1000, "phrase": [1, 1], "lengths": [2, 14], "buckets": [14],
    "target_buckets": [10],
}  # fmt: skip
PHRASES: Config = {
    **BASE, "words": 1000, "phrase": [3, 3], "lengths": [8, 36], "buckets": [24, 36],
    "target_buckets": [30, 32],
}  # fmt: skip
CORRECTOR: Config = {
    **BASE, "kind": "corrector", "words": len(ranked()), "real": 0.5, "lengths": [2, 14],
    "buckets": [14], "target_buckets": [10], "valid": 1000,
}  # fmt: skip
CONTEXT: Config = {
    **BASE, "kind": "context", "lengths": [8, 40], "buckets": [28, 40], "target_buckets": [30, 42],
    "steps": 800,
}  # fmt: skip
IMMEDIATE: Config = {"reward": "immediate", "baseline": "moving", "entropy": 0.01}


def _row(name: str, base: Config) -> Config:
    """A row, as large as Luong's; with its own way to learn where it has one."""
    config = {**base, "model": name}
    if name != base["model"]:
        config["as_large_as"] = base["model"]
    if name == "luong_general_hard":
        config["reinforce"] = IMMEDIATE
    return config


ALL_ROWS: dict[str, Config] = {
    **{f"words, {name}": _row(name, WORDS) for name in ROWS},
    **{f"phrases, {name}": _row(name, PHRASES) for name in ROWS},
}
ENTRIES: dict[str, Config] = {
    "corrector": CORRECTOR,
    "context": CONTEXT,
    "context, init_state": _row("init_state", CONTEXT),
}
