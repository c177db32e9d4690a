"""The loss on unseen data, as a measure for `Validation`."""

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data.batches import Batch, check_batch, shift_right
from course_lib.devices import settings
from course_lib.devices.sharding import mean_over
from course_lib.kernels.losses import target_tokens, token_loss
from course_lib.training.objectives import Objective, Remembering, Stream


@mean_over(target_tokens)
def forced_without_dropout(
    model: Any, batch: Batch, key: Array, step: Int[Array, ""]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """The loss of teacher forcing, in nats a token, with nothing random in it: no dropout.

    Errors as in `teacher_forced`.
    """
    settings.having("model", model, ["forced"], "a Seq2Seq, such as build(...) makes")
    check_batch(batch)
    forced = jax.vmap(lambda source, inputs: model.forced(source, inputs)[0])
    return token_loss(forced(batch.source, shift_right(batch.target)), batch.target)


def loss_on(
    data: Any, objective: Objective | Remembering = forced_without_dropout, *, steps: int = 8
) -> Callable[[Any], float]:
    """A measure: a model's mean loss on `data`, the same data each time.

    `data` is a batch ([B, ...] arrays), a list of batches, or a `Stream`, of which the first
    `steps` batches are taken. The mean is over all that the objective's loss is a mean over (see
    `sharding.mean_over`); an objective that does not say counts every batch alike. Whatever it
    draws comes from the same key at every call. ValueError for data without a batch, and for what
    is no objective or no model.
    """
    settings.function("objective", objective)
    steps = settings.whole("steps", steps)
    if isinstance(data, Stream):
        stacked = data.chunk(0, steps)
        batches = [jax.tree.map(lambda a, i=i: a[i], stacked) for i in range(steps)]
    else:
        batches = data if isinstance(data, list) else [data]
    if not batches:
        raise ValueError("data must be one batch or more, got none")
    for batch in batches:
        arrays = jax.tree.leaves(batch)
        if not arrays or not all(getattr(array, "ndim", 0) for array in arrays):
            raise ValueError(f"data must be one batch or more, got {settings.short(batch)}")

    def measure(model: Any) -> float:
        settings.instance("model", model, nnx.Module, "a model, such as build(...) makes")
        graph, params = nnx.split(model, nnx.Param)
        found = [_weighed(graph, objective, params, batch) for batch in batches]
        return float(sum(total for total, _ in found) / sum(count for _, count in found))

    return measure


@functools.partial(jax.jit, static_argnames=("graph", "objective"))
def _weighed(graph: Any, objective: Any, params: Any, batch: Any) -> tuple[Array, Array]:
    """A batch's loss times the terms that it is a mean over, and their number."""
    model, key, step = nnx.merge(graph, params), jax.random.key(0), jnp.zeros((), int)
    if isinstance(objective, Remembering):
        loss, _ = objective(model, batch, key, step, objective.start())
    else:
        loss, _ = objective(model, batch, key, step)
    terms = getattr(objective, "terms", None)
    count = jnp.ones(()) if terms is None else jnp.asarray(terms(batch), float)
    return loss * count, count
