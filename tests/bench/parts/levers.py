"""What each lever of the training step buys: the same step with it and without it."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np
from flax import nnx
from jaxtyping import Array, Float

from bench import ours
from bench.results import Table, must_agree
from bench.sizes import COURSE, Size, batches, model
from course_lib.experiments.decoding_speed import interleaved
from course_lib.models import Seq2Seq
from course_lib.scores import Additive, General
from course_lib.tasks import Batch
from course_lib.training import optimizer, teacher_forced

CHUNKS = (1, 10, 50)


class KeysEachStep(nnx.Module):
    """A score that projects its keys at every step, as tutorials do."""

    def __init__(self, score: Additive | General):
        self.score = score

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J E"]:
        return states

    def __call__(self, query: Float[Array, " D"], keys: Float[Array, "J E"]) -> Float[Array, " J"]:
        # The barrier keeps the compiler from doing what the lever does: lifting it out of the loop.
        query, keys = jax.lax.optimization_barrier((query, keys))
        return self.score(query, self.score.keys(keys))


def keys_each_step(row: str, size: Size) -> Seq2Seq:
    """The row, but for its keys."""
    made = model(row, size)
    made.decoder.alignment.score = KeysEachStep(made.decoder.alignment.score)
    return made


def by_nnx_jit(made: Seq2Seq, data: Batch) -> Callable[[], list[float]]:
    """The library's own step and optimiser, through `nnx.jit`, one step a call."""
    optimiser = nnx.Optimizer(made, optimizer(ours.RECIPE), wrt=nnx.Param)
    each = [jax.tree.map(lambda a, i=i: a[i], data) for i in range(data.source.shape[0])]
    key = jax.random.key(0)

    @nnx.jit
    def step(made: Seq2Seq, optimiser: nnx.Optimizer, batch: Batch) -> Array:
        loss, grads = nnx.value_and_grad(lambda m: teacher_forced(m, batch, key, 0)[0])(made)
        optimiser.update(made, grads)
        return loss

    return lambda: [float(step(made, optimiser, batch)) for batch in each]


def in_calls(made: Seq2Seq, data: Batch, chunk: int) -> Callable[[], np.ndarray]:
    """All steps of `data`, `chunk` of them a call."""
    count = data.source.shape[0]
    parts = [jax.tree.map(lambda a, i=i: a[i : i + chunk], data) for i in range(0, count, chunk)]
    return ours.in_parts(made, parts)


def measure_row(row: str, size: Size, chunks: Sequence[int], rounds: int) -> Table:
    """One table: every variant makes as many steps as the largest chunk has."""
    steps = max(chunks)
    data = batches(size, steps)
    calls: dict[str, Callable[[], Any]] = {}
    for chunk in chunks:
        plural = "s" if chunk > 1 else ""
        calls[f"{chunk} step{plural} a call"] = in_calls(model(row, size), data, chunk)
    ours_name = next(name for name in calls if name.startswith(f"{chunks[1]} "))
    calls["nnx.jit, one step a call"] = by_nnx_jit(model(row, size), data)
    calls[f"{ours_name}, keys at every step"] = in_calls(keys_each_step(row, size), data, chunks[1])
    wanted = calls[ours_name]()
    agreed = {name: must_agree(name, call(), wanted, 1e-3) for name, call in calls.items()}
    seconds = interleaved(calls, rounds)
    title = f"Levers of the training step, row {row}, {size}"
    return Table(title, "ms a step", seconds, ours_name, steps, [], agreed)


def measure(
    rounds: int | None = None,
    peers: bool = True,
    size: Size = COURSE,
    chunks: Sequence[int] = CHUNKS,
) -> list[Table]:
    """All tables of this part; its peers are the library itself, without a lever."""
    return [
        measure_row(row, size, chunks, rounds or 5)
        for row in ("bahdanau", "luong_general", "luong_general_unfed")
    ]
