"""What lesson 11 measures: the steps from Luong's row to the Transformer, one change at a time, all
with no more parameters than the first."""

from course_lib.lessons.recording.record import Config

LENGTHS = (8, 24)  # characters in a sentence of training
BEYOND = (25, 36)
EDGES = (8, 12, 16, 20, 25)
LONGER = (25, 29, 33, 37)
STEPS = 1000
BASE: Config = {
    "task": "word_reversal",
    "embedding": 64,
    "batch": 64,
    "lengths": list(LENGTHS),
    "buckets": [LENGTHS[1]],
    "steps": STEPS,
    "learning_rate": 3e-3,
    "warmup": 100,
    "clip": 1.0,
    "test_sentences": 500,
}
START: Config = {**BASE, "hidden": 128, "changes": {"score": "scaled_dot"}}
# Widths at which a step is no larger than the first row, and that four heads divide.
APART: Config = {
    **BASE,
    "hidden": 108,
    "changes": {"score": "scaled_dot", "alignment": "multi_head", "heads": 1},
}
HEADS: Config = {**APART, "changes": {**APART["changes"], "heads": 4}}
READER: Config = {
    **HEADS,
    "hidden": 92,
    "reading": {"layers": 2, "heads": 4, "inner": 1, "positions": True},
}
TRANSFORMER: Config = {**BASE, "transformer": {"width": 76, "heads": 4, "inner": 144, "layers": 2}}

ENTRIES: dict[str, Config] = {
    "self-attention reader": READER,
    "Transformer": TRANSFORMER,
    "LSTM reader": START,
}
# Steps between, and what the reader is without positions: to be run, and not recorded yet.
FURTHER: dict[str, Config] = {
    "keys and values apart": APART,
    "four heads": HEADS,
    "no positions": {**READER, "reading": {**READER["reading"], "positions": False}},
}
