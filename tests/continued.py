"""A run with a stream and an objective of its own, as a student's notebook has them. Prints as JSON
how it went, and the parameters it ended with.

    python continued.py PATH STOP OBJECTIVE SCALE [PATH STOP OBJECTIVE SCALE ...]

does one run after the other and prints a line for each. It stops after STOP steps; SCALE is a
variable that the objective called `partial` is made with, the one called `global` reads, and no
other.
"""

import functools
import json
import sys

import jax
from tiny import RECIPE, CopyStream, named, params_of, small

from course_lib.training.fit import fit
from course_lib.training.teacher_forcing import teacher_forced

SCALE = 1.0


class Mine:
    """A stream with no `repr` of its own."""

    def __init__(self, source):
        self.source = source

    def chunk(self, number, steps):
        return self.source.chunk(number, steps)


def scaled(model, batch, key, step, scale):
    loss, accuracy = teacher_forced(model, batch, key, step)
    return scale * loss, accuracy


def by_global(model, batch, key, step):
    return scaled(model, batch, key, step, SCALE)


def run(path, stop, kind):
    objective = {"partial": functools.partial(scaled, scale=SCALE), "global": by_global}[kind]
    model = small()
    try:
        history = fit(
            model,
            Mine(CopyStream()),
            RECIPE,
            objective=objective,
            stop=lambda history: history.steps >= stop,
            checkpoint=None if path == "-" else path,
            progress=False,
        )
    except ValueError as error:
        return {"refused": str(error)}
    params = {name: leaf.tolist() for name, leaf in named(params_of(model)).items()}
    return {"loss": history.loss, "stopped": history.stopped, "params": params}


if __name__ == "__main__":
    jax.config.update("jax_disable_most_optimizations", True)  # as in conftest.py
    for path, stop, kind, scale in zip(*[iter(sys.argv[1:])] * 4, strict=True):
        SCALE = float(scale)
        print(json.dumps(run(path, int(stop), kind)))
