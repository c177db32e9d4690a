"""What lesson 05a measures: both papers' decoders, the steps between them, and the rows around."""

from typing import Any

from course_lib.lessons.recording.configured import REVERSAL
from course_lib.lessons.recording.record import Config

STEPS = 480
EVERY = 40  # training steps from one look at unseen sentences to the next
# Short sentences, small models and few steps: what differs is how soon a row learns.
BASE: Config = {
    **REVERSAL,
    "embedding_start": 1.0,
    "lengths": [6, 16],
    "buckets": [16],
    "steps": STEPS,
    "every": EVERY,
    "seen": 200,
    "test_sentences": 400,
    "changes": {},
}


def row(name: str, hidden: int, directions: int = 2, **changes: Any) -> Config:
    """A row of the table, or a variant of one, with the width that makes it as large as
    luong_general with 64 (`model.matching_hidden`)."""
    sizes = {"model": name, "hidden": hidden, "directions": directions}
    return {**BASE, **sizes, "changes": changes}


TOKEN_AND_CONTEXT = ["token", "context"]
# From Luong's paper, with the additive score, to Bahdanau's: one decision more each.
PATH: dict[str, Config] = {
    "luong_concat": row("luong_concat", 64),
    "+ context fed": row("luong_concat", 64, reads=["token", "previous_context"]),
    "+ attends before": row("luong_concat", 64, reads=TOKEN_AND_CONTEXT, attends="before"),
    "+ deep output": row("bahdanau", 60, mix="tanh"),
    "bahdanau": row("bahdanau", 60),
}
ENTRIES: dict[str, Config] = {
    "bahdanau": PATH["bahdanau"],
    "luong_general": row("luong_general", 64),
    "bahdanau, one direction": row("bahdanau", 60, directions=1),
    "luong_general, one direction": row("luong_general", 60, directions=1),
    **PATH,
    "luong_general_unfed": row("luong_general_unfed", 72),
    "luong_context_feed": row("luong_context_feed", 64),
    "luong_dot": row("luong_dot", 64),
    "bahdanau_article": row("bahdanau_article", 64),
    "bahdanau, eq. 4": row("bahdanau", 60, readout=["state", "token", "context"]),
    "shared_input": row("shared_input", 64),
    "simple": row("simple", 72),
    "init_state": row("init_state", 80),
}
