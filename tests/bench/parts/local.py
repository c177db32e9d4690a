"""Local and hard attention by the length of the source: what reads a window must not feel it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bench.results import Bar, Table
from course_lib.devices.timing import in_turns
from course_lib.lessons.lesson_04 import reading_cost
from course_lib.lessons.lesson_05b.attention_speed import kernel_programs

LENGTHS = (16, 64, 256, 512, 1024, 2048, 4096)
KINDS = ("soft", "local_p_masked", "local_p_gathered")
NAMES = {"soft": "global", "local_p_masked": "local, masked", "local_p_gathered": "local, gathered"}
QUERIES = 64
BATCH = 16


def crossover(lengths: Sequence[int], masked: Sequence[float], gathered: Sequence[float]) -> float:
    """The length from which on the gathered form is the faster one at all lengths measured.

    Between two of them, it is where the two lines cross on logarithmic axes. Infinite if it is
    slower at the last one.
    """
    lead = np.log(np.array(masked) / np.array(gathered))  # above 0: gathered is faster
    if lead[-1] <= 0:
        return float("inf")
    slower = np.flatnonzero(lead <= 0)
    if not len(slower):
        return float(lengths[0])
    i = int(slower[-1])
    share = -lead[i] / (lead[i + 1] - lead[i])
    low, high = np.log(lengths[i]), np.log(lengths[i + 1])
    return float(np.exp(low + share * (high - low)))


def measure_local(lengths: Sequence[int], part: str, rounds: int, batch: int | None) -> Table:
    """Milliseconds of a query of each source by kind and length; `part` is forward or training."""
    programs = kernel_programs(lengths, kinds=KINDS, queries=QUERIES, batch=batch)
    calls = {
        f"{NAMES[kind]}, J {length}": programs[f"{part} {kind} {length}"]
        for kind in KINDS
        for length in lengths
    }
    seconds = in_turns(calls, rounds)

    def medians(kind: str) -> list[float]:
        return [float(np.median(seconds[f"{NAMES[kind]}, J {length}"])) for length in lengths]

    masked, gathered = medians("local_p_masked"), medians("local_p_gathered")
    cross = crossover(lengths, masked, gathered)
    sources = "one source" if batch is None else f"{batch} sources at once"
    title = f"Local attention (local-p), {part}, {sources}, {QUERIES} queries one after the other"
    notes = [
        f"gathered is the faster form from J {cross:,.0f} on",
        f"gathered, J {lengths[-1]} against {lengths[0]}: {gathered[-1] / gathered[0]:.2f} times",
    ]
    first = f"{NAMES['local_p_gathered']}, J {lengths[0]}"
    return Table(title, "ms a query", seconds, first, QUERIES, [], {}, notes)


def measure_hard(lengths: Sequence[int], rounds: int) -> Table:
    """A context for a batch of 64: the mean of all states, or the one that was drawn."""
    calls: dict[str, Callable[[], Any]] = {}
    for length in lengths:
        for name, call in reading_cost.contexts(length, 64, 128).items():
            calls[f"{name}, J {length}"] = call
    seconds = in_turns(calls, rounds)
    short, long = (float(np.median(seconds[f"hard, J {n}"])) for n in (lengths[0], lengths[-1]))
    bars = [Bar(f"hard, J {lengths[-1]} against {lengths[0]}", 3.0, long / short, at_least=False)]
    title = "Reading a context from given weights (soft) or a position (hard), B 64, width 128"
    return Table(title, "ms", seconds, f"hard, J {lengths[0]}", 1, bars)


def measure(
    rounds: int | None = None, peers: bool = True, lengths: Sequence[int] = LENGTHS
) -> list[Table]:
    """All tables of this part; it has no peers."""
    return [
        *(
            measure_local(lengths, part, rounds or 5, batch)
            for batch in (None, BATCH)
            for part in ("forward", "training")
        ),
        measure_hard(lengths, rounds or 15),
    ]
