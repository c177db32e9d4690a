"""Runs the cases of test_sharding.py in a process of its own: devices are forced, and processes
joined, before JAX starts. Prints what it found as JSON on its last line.

    python sharded.py devices FOLDER
    python sharded.py cores FOLDER
    python sharded.py processes FOLDER ADDRESS COUNT NUMBER
"""

import functools
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import jax
import jax.numpy as jnp
from flax import nnx
from tiny import CopyStream, fresh, named, params_of

from course_lib.devices.sharding import (
    by_rows,
    data_mesh,
    mean_over,
    one_device_a_core,
    place,
    replicate,
    sentence_keys,
)
from course_lib.kernels.losses import target_tokens
from course_lib.search import Beam, Greedy, Sample, n_best
from course_lib.training.fit import Carry, NonFiniteLoss, fit, train_chunk
from course_lib.training.recipe import Recipe, optimizer
from course_lib.training.reinforce import Reinforce
from course_lib.training.scheduled_sampling import ScheduledSampling
from course_lib.training.schedules import Constant
from course_lib.training.teacher_forcing import teacher_forced
from course_lib.training.validation import loss_on
from course_lib.training.watching import KeepBest, Validation

STREAM = CopyStream(batch=8)
RECIPE = Recipe(steps=20, chunk=5, warmup=2)
# Dropout draws by the keys of the sentences.
SMALL = {"hidden": 8, "cell": "gru", "dropout": 0.3}
CASES = {
    "teacher forcing": ("luong_general", teacher_forced, {}),
    "scheduled sampling": ("luong_general", ScheduledSampling(Constant(0.5)), {}),
    "hard": ("luong_general", Reinforce(reward="to_go"), {"alignment": "hard"}),
}


@mean_over(lambda batch: jnp.ones((), int))
def mean_of_means(*args):
    """Wrong: every device's mean counts alike, whatever the number of its tokens."""
    return teacher_forced(*args)


@mean_over(target_tokens)
def nan_at_seven(model, batch, key, step):
    loss, accuracy = teacher_forced(model, batch, key, step)
    mine = batch.source.shape[0] == 8 or jax.lax.axis_index("data") == 2  # on one device of four
    return jnp.where((step == 7) & mine, jnp.nan, loss), accuracy


@dataclass(frozen=True)
class Interrupted:
    """`STREAM`, but at its chunk `at` the reader presses the stop button."""

    at: int

    def chunk(self, number, steps):
        if number == self.at:
            raise KeyboardInterrupt
        return STREAM.chunk(number, steps)

    def identity(self):
        return STREAM


def train(mesh, name="luong_general", objective=teacher_forced, changes=None, **options):
    """The losses and the parameters of one run, and the model's arrays' devices."""
    model = fresh(name, **SMALL, **(changes or {}))
    stream = options.pop("stream", STREAM)
    progress = options.pop("progress", False)
    history = fit(
        model, stream, RECIPE, objective=objective, mesh=mesh, progress=progress, **options
    )
    arrays = {name: leaf.tolist() for name, leaf in named(params_of(model)).items()}
    where = {str(leaf.sharding) for leaf in jax.tree.leaves(nnx.state(model, nnx.Param))}
    return {
        "loss": history.loss,
        "accuracy": history.accuracy,
        "stopped": history.stopped,
        "watched": {name: curve.points for name, curve in history.watched.items()},
        "kept": {name: [kept.step, kept.value] for name, kept in history.kept.items()},
        "params": arrays,
        "where": sorted(where),
    }


def unseen():
    """The loss on a batch that the stream does not hold."""
    return Validation(loss_on(CopyStream(batch=8, seed=5).one(0)))


def communication(mesh):
    """How often each kind of communication stands in the compiled chunk, by the loop around it."""
    graph, params = nnx.split(fresh("luong_general", **SMALL), nnx.Param)
    carry = Carry(params, optimizer(RECIPE).init(params), jnp.zeros((), int), jnp.zeros((), bool))
    batches = place(STREAM.chunk(0, RECIPE.chunk), mesh)
    lower = functools.partial(train_chunk.lower, graph, RECIPE, teacher_forced)
    lowered = lower(jax.random.key(0), replicate(carry, mesh), batches, mesh)
    kinds = r" (all-reduce|all-gather|all-to-all|reduce-scatter|collective-\w+)(?:-start)?\("
    inside, found = "", []
    for line in lowered.compile().as_text().splitlines():
        if line.endswith("{") and not line.startswith(" "):
            inside = line.split()[0]
        if match := re.search(kinds, line):
            found.append([match[1], inside])
    return found


def written(mesh):
    """What each search makes of six texts, in batches of four and of six."""
    model = fresh("luong_general", hidden=8)
    texts = ["ab", "c", "abc", "cab", "b", "bca"]
    return {
        f"{type(search).__name__} {batch}": [
            [[one.target, one.log_probability, one.weights.tolist()] for one in found]
            for found in n_best(model, texts, search=search, limit=6, batch=batch, mesh=mesh)
        ]
        for search in (Greedy(), Sample(seed=3), Beam(3))
        for batch in (4, 6)
    }


def refusal(call):
    """The error of a call that must be refused."""
    try:
        call()
    except (ValueError, RuntimeError) as error:
        return str(error)


def cores(folder):
    """Devices made of cores, in a process that has none but one yet."""
    mesh = one_device_a_core(3)
    return {
        "devices": [mesh.size, one_device_a_core(3).size, len(jax.devices())],
        "too late": refusal(lambda: one_device_a_core(2)),
    }


def devices(folder):
    mesh = data_mesh()
    found = {"devices": mesh.size, "communication": communication(mesh)}
    for case, (name, objective, changes) in CASES.items():
        found[case] = [train(m, name, objective, changes) for m in (None, mesh)]
    found["programs"] = train_chunk._cache_size()
    found["mean of means"] = train(mesh, objective=mean_of_means)
    path = folder / "run.npz"
    train(mesh, stream=Interrupted(2), checkpoint=path)
    found["interrupted"] = train(mesh, checkpoint=path, stop=lambda history: True)
    found["continued"] = train(mesh, checkpoint=path)
    try:
        train(mesh, objective=nan_at_seven)
    except NonFiniteLoss as error:
        found["not finite"] = [error.step, error.history.loss]

    found["watched"] = [train(m, watch=unseen(), watch_every=2) for m in (None, mesh)]
    found["uneven"] = refusal(lambda: train(mesh, stream=CopyStream(batch=6)))
    found["written"] = [written(None), written(mesh)]

    def weighed(matrix, rows):
        return by_rows(lambda matrix, rows: jnp.tanh(rows @ matrix), mesh)(matrix, rows)

    matrix, rows = jnp.arange(6.0).reshape(3, 2) / 6, jnp.arange(24.0).reshape(8, 3) / 24
    gradient = jax.jit(jax.grad(lambda *arrays: weighed(*arrays).sum()))
    alone = jax.grad(lambda matrix: jnp.tanh(rows @ matrix).sum())(matrix)
    found["by rows"] = {
        "value": jnp.abs(weighed(matrix, rows) - jnp.tanh(rows @ matrix)).max().item(),
        "gradient": jnp.abs(gradient(matrix, rows) - alone).max().item(),
        "uneven": refusal(lambda: weighed(matrix, rows[:6])),
    }

    def both(key):
        own = functools.partial(sentence_keys, count=2)
        split = jax.shard_map(own, mesh=mesh, in_specs=jax.P(), out_specs=jax.P("data"))
        return [jax.random.key_data(f).tolist() for f in (split(key), jax.random.split(key, 8))]

    found["keys"] = both(jax.random.key(3))
    return found


def processes(folder, address, count, number):
    jax.config.update("jax_cpu_collectives_implementation", "gloo")
    jax.distributed.initialize(address, int(count), int(number))
    mesh = one_device_a_core(1)  # of this process; the mesh is of both
    path = folder / "run.npz"
    first = train(mesh, stream=Interrupted(2), checkpoint=path)
    whole = train(mesh, checkpoint=path, progress=True)
    best = folder / f"best-{number}.npz"
    kept = train(mesh, watch=[unseen(), KeepBest(unseen(), highest=True, path=best)])
    del kept["params"]  # a pipe that nobody reads yet holds 64 kB
    alone = folder / f"alone-{number}.npz"
    if number == "0":
        alone.write_bytes(path.read_bytes())
    try:
        train(mesh, checkpoint=alone)
        refused = None
    except ValueError as error:
        refused = str(error)
    files = sorted(found.name for found in folder.glob("best-*"))
    return {
        "devices": mesh.size,
        "first": first,
        "whole": whole,
        "refused": refused,
        "kept": kept,
        "files": files,
    }


if __name__ == "__main__":
    jax.config.update("jax_disable_most_optimizations", True)  # as in conftest.py
    kind, folder, *rest = sys.argv[1:]
    print(
        json.dumps(
            {"devices": devices, "cores": cores, "processes": processes}[kind](Path(folder), *rest)
        )
    )
