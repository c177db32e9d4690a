"""What lesson 03 measures: one vector against attention, by how long the sentences of training
were; the excuses of the one vector; and what a small start does to a model that attends."""

from course_lib.lessons.recording.configured import REVERSAL
from course_lib.lessons.recording.record import Config

SHORTEST = 4
LONGEST = (12, 20, 30)  # characters in the longest sentence of training
BEYOND = 60
# Buckets of source length, three lengths each; those of a training end at its longest sentence.
EDGES = (*range(SHORTEST, 32, 3), 41, 51, 61)

RATE = 3e-3
RATES = (1e-3, RATE, 1e-2)
STEPS = 800
BASE: Config = {**REVERSAL, "embedding_start": 1.0, "steps": STEPS, "learning_rate": RATE}
# `matching_hidden` gave the sizes with which a row is as large as luong_general with 128.
ONE: Config = {**BASE, "model": "init_state", "hidden": 168}
ATTENDS: Config = {**BASE, "model": "luong_general", "hidden": 128}
HIDDEN = (84, 168, 256)


def to(longest: int, config: Config) -> Config:
    """A configuration on sentences up to `longest` characters."""
    buckets = [edge for edge in (12, 20, 30, 40, 60) if edge <= longest]
    return {**config, "lengths": [SHORTEST, longest], "buckets": buckets}


def edges(longest: int) -> tuple[int, ...]:
    """The edges of the buckets of source length up to `longest` characters."""
    return (*(edge for edge in EDGES if edge <= longest), longest + 1)


ONE_30, ATTENDS_30 = to(30, ONE), to(30, ATTENDS)
# Scores by a dot product divided by the root of its width: at the start they are all alike.
SCALED: Config = {**BASE, "model": "luong_scaled_dot", "hidden": 132}

ENTRIES: dict[str, Config] = {
    **{f"one vector, to {n}": to(n, ONE) for n in LONGEST},
    **{f"attention, to {n}": to(n, ATTENDS) for n in reversed(LONGEST)},
    # The excuses: badly optimised, too short, too small, and no easy sentences first (lesson 01).
    **{
        f"one vector, to 30, rate {rate:g}": {**ONE_30, "learning_rate": rate}
        for rate in RATES
        if rate != RATE
    },
    "one vector, to 30, 3x steps": {**ONE_30, "steps": 3 * STEPS},
    # How the table of embedded tokens starts: as the library did once, and as it does.
    "scaled dot, to 30, old start": {**to(30, SCALED), "embedding_start": "glorot"},
    "one vector, to 30, one direction": {**ONE_30, "hidden": 152, "directions": 1},
    "one vector, to 30, width 84": {**ONE_30, "hidden": 84},
    "scaled dot, to 30": to(30, SCALED),
    "one vector, to 30, short first": {**ONE_30, "first": [12, 20]},
    "one vector, to 30, width 256": {**ONE_30, "hidden": 256},
}
