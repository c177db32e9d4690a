"""A run with a checkpoint whose process is killed at random moments (SIGKILL) and started again.

    PYTHONPATH=.:tests python tests/killed.py 20 [SEED]

kills so many processes and prints as JSON at which steps they were continued, and whether the end
was that of a run that nobody killed, to the last bit.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import jax
import numpy as np
from tiny import STREAM, params_of, small

from course_lib.training import fit
from course_lib.training.recipe import Recipe


def train(path: str | None, steps: int) -> None:
    """Print the step after its first chunk, when all is compiled, and at the end a hash of the
    parameters and losses."""
    model, recipe = small(), Recipe(steps=steps, chunk=2, warmup=2)
    seen: list[int] = []

    def tell(model, history):
        seen.append(history.steps)
        if len(seen) == 2:
            print("at", history.steps, flush=True)

    history = fit(model, STREAM, recipe, watch=tell, checkpoint=path, save_every=1, progress=False)
    content = [np.asarray(leaf).tobytes() for leaf in jax.tree.leaves(params_of(model))]
    content.append(repr(history.loss).encode())
    print("end", hashlib.sha256(b"".join(content)).hexdigest(), flush=True)


def kill(count: int, seed: int, seconds: float = 0.3) -> dict[str, object]:
    """Kill `count` processes, each within so many seconds of its first step; let the last end."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path, steps = Path(folder) / "run.npz", []
        for _ in range(count):
            process = start(str(path), count)
            line = process.stdout.readline()
            steps.append(int(line.split()[1]))
            time.sleep(rng.uniform(0, seconds))
            process.kill()
            process.communicate()
        found, wanted = (end(start(name, count)) for name in (str(path), "-"))
    return {"continued at": steps, "same": found == wanted}


def start(path: str, kills: int) -> subprocess.Popen:
    # So many steps that none of those that are killed has done them all.
    command = [sys.executable, __file__, "run", path, str(200 + 100 * kills)]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def end(process: subprocess.Popen) -> str:
    return process.communicate(timeout=300)[0].split()[-1]


if __name__ == "__main__":
    jax.config.update("jax_disable_most_optimizations", True)  # as in conftest.py
    if sys.argv[1] == "run":
        train(None if sys.argv[2] == "-" else sys.argv[2], int(sys.argv[3]))
    else:
        given = [int(argument) for argument in sys.argv[1:]]
        print(json.dumps(kill(given[0], given[1] if len(given) > 1 else 0)))
