"""Timing calls in turns, so that a change of the machine's speed meets all of them alike."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import jax
import numpy as np
from jaxtyping import Float

from course_lib.devices import settings


def in_turns(
    calls: Mapping[str, Callable[[], Any]], rounds: int
) -> dict[str, Float[np.ndarray, " rounds"]]:
    """Seconds of each call in each of the `rounds`, in which all are called one after the other.

    A call ends when the arrays that it returns are there. Each is called once before, to compile,
    which is not counted. Compare calls of one round: a ratio for each, then the median.
    ValueError without a round, and for what is no function.
    """
    rounds = settings.whole("rounds", rounds)
    for name, call in settings.instance("calls", calls, Mapping, "functions by name").items():
        settings.function(f"calls[{name!r}]", call)
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        jax.block_until_ready(call())
    for _ in range(rounds):
        for name, call in calls.items():
            began = time.perf_counter()
            jax.block_until_ready(call())
            seconds[name].append(time.perf_counter() - began)
    return {name: np.array(taken) for name, taken in seconds.items()}


def medians(seconds: Mapping[str, Float[np.ndarray, " rounds"]]) -> dict[str, float]:
    """The median over the rounds, for each call. ValueError for what is not as in `in_turns`."""
    settings.instance("seconds", seconds, Mapping, "the numbers of `in_turns`")
    rows = {
        name: settings.numeric(f"seconds of {name}", v, "rounds") for name, v in seconds.items()
    }
    return {name: float(np.median(taken)) for name, taken in rows.items()}
