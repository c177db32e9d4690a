"""Local and hard attention by the length of the source: what reads a window must not feel it."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np

from bench.results import Bar, Table
from course_lib import reading_cost
from course_lib.experiments.attention_speed import kernel_programs
from course_lib.experiments.decoding_speed import interleaved

LENGTHS = (16, 64, 256, 1024, 2048, 4096, 8192)
KINDS = ("soft", "local_p", "local_p_gathered")
NAMES = {"soft": "global", "local_p": "local, masked", "local_p_gathered": "local, gathered"}
QUERIES = 64


def waiting(program: Callable[[], Any]) -> Callable[[], Any]:
    """A call that returns when its result is there."""
    return lambda: jax.block_until_ready(program())


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


def measure_local(lengths: Sequence[int], part: str, rounds: int) -> Table:
    """Microseconds of a query by kind and length; `part` is forward or training."""
    programs = kernel_programs(lengths, kinds=KINDS, queries=QUERIES)
    calls = {
        f"{NAMES[kind]}, J {length}": waiting(programs[f"{part} {kind} {length}"])
        for kind in KINDS
        for length in lengths
    }
    seconds = interleaved(calls, rounds)

    def medians(kind: str) -> list[float]:
        return [float(np.median(seconds[f"{NAMES[kind]}, J {length}"])) for length in lengths]

    masked, gathered = medians("local_p"), medians("local_p_gathered")
    cross = crossover(lengths, masked, gathered)
    title = f"Local attention (local-p), {part}, one source, {QUERIES} queries one after the other"
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
            calls[f"{name}, J {length}"] = waiting(call)
    seconds = interleaved(calls, rounds)
    short, long = (float(np.median(seconds[f"hard, J {n}"])) for n in (lengths[0], lengths[-1]))
    bars = [Bar(f"hard, J {lengths[-1]} against {lengths[0]}", 3.0, long / short, at_least=False)]
    title = "Reading a context from given weights (soft) or a position (hard), B 64, width 128"
    return Table(title, "ms", seconds, f"hard, J {lengths[0]}", 1, bars)


def measure(
    rounds: int | None = None, peers: bool = True, lengths: Sequence[int] = LENGTHS
) -> list[Table]:
    """All tables of this part; it has no peers."""
    return [
        measure_local(lengths, "forward", rounds or 9),
        measure_local(lengths, "training", rounds or 5),
        measure_hard(lengths, rounds or 15),
    ]
