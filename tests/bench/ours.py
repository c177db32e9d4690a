"""The library's variants: optimiser steps by `train_chunk`, as `fit` calls it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.sharding import Mesh

from course_lib.data import Batch
from course_lib.devices.sharding import data_mesh, place, replicate
from course_lib.model.seq2seq import Seq2Seq
from course_lib.training.fit import Carry, Objective, train_chunk
from course_lib.training.recipe import Recipe, optimizer
from course_lib.training.teacher_forcing import teacher_forced

# A rate that stays the same over the few steps compared, as the peers have it.
RECIPE = Recipe(steps=1_000_000, warmup=0, chunk=10)

# The name of the library's row on a mesh, in every table that has one.
SPLIT = "the library, a device for each core"


def cores() -> Mesh | None:
    """The mesh of `SPLIT`; None where JAX has one device."""
    return data_mesh() if len(jax.devices()) > 1 else None


def trainer(
    model: Seq2Seq, data: Batch, *, dtype: str = "float32", mesh: Mesh | None = None
) -> Callable[[], np.ndarray]:
    """All the steps of `data` in one compiled call: their losses."""
    return in_parts(model, [data], dtype=dtype, mesh=mesh)


def one_a_call(model: Seq2Seq, data: Batch) -> Callable[[], np.ndarray]:
    """The same steps, each a call of its own."""
    count = data.source.shape[0]
    return in_parts(model, [jax.tree.map(lambda a, i=i: a[i : i + 1], data) for i in range(count)])


def in_parts(
    model: Seq2Seq,
    parts: Sequence[Batch],
    *,
    dtype: str = "float32",
    objective: Objective = teacher_forced,
    mesh: Mesh | None = None,
) -> Callable[[], np.ndarray]:
    """Stacked batches, each stack a call of its own, always from the same start: their losses."""
    recipe = replace(RECIPE, dtype=dtype)
    graph, params = nnx.split(model, nnx.Param)
    begin = Carry(params, optimizer(recipe).init(params), jnp.zeros((), int), jnp.zeros((), bool))
    root = jax.random.key(0)
    if mesh is not None:
        begin, parts = replicate(begin, mesh), [place(part, mesh) for part in parts]

    def train() -> np.ndarray:
        carry, losses = begin, []
        for part in parts:
            carry, (loss, _) = train_chunk(graph, recipe, objective, root, carry, part, mesh)
            losses.append(np.asarray(loss))
        return np.concatenate(losses)

    return train


def weights(model: Seq2Seq) -> dict[str, np.ndarray]:
    """A model's parameters by dotted name."""
    tree: Any = nnx.to_pure_dict(nnx.state(model, nnx.Param))
    leaves = jax.tree_util.tree_flatten_with_path(tree)[0]
    return {".".join(str(key.key) for key in path): np.asarray(leaf) for path, leaf in leaves}


def logits(model: Seq2Seq, source: jax.Array, inputs: jax.Array) -> np.ndarray:
    """Teacher-forced logits of a batch, [B, T, V]."""
    graph, params = nnx.split(model, nnx.Param)

    @jax.jit
    def run(params: Any, source: jax.Array, inputs: jax.Array) -> jax.Array:
        made = nnx.merge(graph, params)
        return jax.vmap(lambda x, y: made.forced(x, y)[0])(source, inputs)

    return np.asarray(run(params, source, inputs))
