"""Runs that are interrupted at random moments, as by Ctrl+C or a notebook's stop button.

    PYTHONPATH=.:tests python tests/interrupted.py 300 [SEED]

interrupts so many runs (every third of them twice), goes on with every fourth from its checkpoint,
and prints as JSON how they ended. The garbage collector, in whose callback an exception would be
lost, is called all the time.
"""

import gc
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import jax
from tiny import STREAM, params_of, same, small

from course_lib.training import fit
from course_lib.training.recipe import Recipe

RECIPE = Recipe(steps=120, chunk=2, warmup=2)


def interrupt(count: int, seed: int) -> dict[str, int]:
    """How often each ending was seen. All but "interrupted" and "before" are faults."""
    states = {0: params_of(small())}

    def keep(model, history):
        states[history.steps] = params_of(model)

    train(small())  # to compile
    whole = train(small(), watch=keep)
    began = time.perf_counter()
    train(small())
    length = time.perf_counter() - began
    rng, seen = (
        random.Random(seed),
        dict.fromkeys(("interrupted", "before", "lost", "wrong state", "wrong end"), 0),
    )
    for number in range(count):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "run.npz" if number % 4 == 0 else None
            ending = once(states, whole, rng.uniform(0, length), number % 3 == 0, path)
        seen[ending] += 1
    return seen


def once(states, whole, delay, twice, path) -> str:
    sent = []

    def press():
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    model = small()
    presses = [threading.Timer(delay + 0.005 * i, press) for i in range(1 + twice)]
    try:
        for timer in presses:
            timer.start()
        history = train(model, checkpoint=path)
        ended = time.perf_counter()
        for timer in presses:
            timer.cancel()
            timer.join()
    except KeyboardInterrupt:  # it came when no run was on
        for timer in presses:
            timer.cancel()
            timer.join()
        return "before"
    if not sent or sent[0] > ended:
        return "before"
    if history.stopped != "interrupted":
        return "lost"
    if not same(params_of(model), states[history.steps]):
        return "wrong state"
    if history.loss != whole.loss[: history.steps]:
        return "wrong state"
    if path is not None and path.exists():
        model = small(seed=9)
        if train(model, checkpoint=path).loss != whole.loss:
            return "wrong end"
        if not same(params_of(model), states[RECIPE.steps]):
            return "wrong end"
    return "interrupted"


def train(model, **options):
    return fit(model, STREAM, RECIPE, progress=False, **options)


if __name__ == "__main__":
    jax.config.update("jax_disable_most_optimizations", True)  # as in conftest.py
    gc.set_threshold(20)
    given = [int(argument) for argument in sys.argv[1:]]
    print(json.dumps(interrupt(given[0], given[1] if len(given) > 1 else 0)))
