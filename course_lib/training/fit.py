"""Training: `fit`, many optimiser steps in one compiled call.

A model is split once into what it is (`graph`) and what it learns (`params`); a chunk of steps is a
scan over stacked batches. Nothing is donated: the last chunk's parameters live until the next ones
exist, so an interrupt or a loss that is not finite costs at most one chunk, or nothing.
"""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jax.sharding import Mesh
from jaxtyping import Array, Float, Int

from course_lib.devices import sharding
from course_lib.training import checkpoints
from course_lib.training.progress import Bar
from course_lib.training.recipe import Recipe, optimizer
from course_lib.training.teacher_forcing import teacher_forced

# A loss of one batch: (model, batch, key, step) -> (loss, token accuracy). Any model and any batch
# will do, as long as they fit each other.
Objective = Callable[[Any, Any, Array, Array], tuple[Array, Array]]


@runtime_checkable
class Remembering(Protocol):
    """An objective that carries arrays of its own from step to step, such as a moving average.

    `start` gives the first of them; the call gives (loss, (token accuracy, the next ones)). They
    are part of a checkpoint, like the optimiser's moments.
    """

    def start(self) -> Any: ...
    def __call__(
        self, model: Any, batch: Any, key: Array, step: Array, memory: Any
    ) -> tuple[Array, tuple[Array, Any]]: ...


class Carry(NamedTuple):
    """What one step hands to the next; `halted` once a loss or gradient was not finite.

    `memory` is what a `Remembering` objective carries, None for any other.
    """

    params: Any
    moments: Any
    step: Int[Array, ""]
    halted: Array
    memory: Any = None


@functools.partial(jax.jit, static_argnames=("graph", "recipe", "objective", "mesh"))
def train_chunk(
    graph: Any,
    recipe: Recipe,
    objective: Objective | Remembering,
    root: Array,
    carry: Carry,
    batches: Any,
    mesh: Mesh | None = None,
) -> tuple[Carry, tuple[Float[Array, " steps"], Float[Array, " steps"]]]:
    """A chunk of optimiser steps: the new carry, and each step's loss and token accuracy.

    Step t draws from the key `root` folded with t. The recipe's own seed plays no part here, so
    that all seeds can share one compiled program. With a `mesh`, each of its devices computes its
    own rows of every batch.
    """
    transform = optimizer(recipe)

    def loss_of(
        params: Any, batch: Any, key: Array, step: Array, memory: Any
    ) -> tuple[Array, tuple[Array, Any]]:
        model = nnx.merge(graph, cast(params, recipe.dtype))
        if isinstance(objective, Remembering):
            return objective(model, batch, key, step, memory)
        loss, accuracy = objective(model, batch, key, step)
        return loss, (accuracy, memory)

    def one(carry: Carry, batch: Any) -> tuple[Carry, tuple[Array, Array]]:
        key = jax.random.fold_in(root, carry.step)
        value = jax.value_and_grad(loss_of, has_aux=True)
        if mesh is not None:
            value = sharding.averaged(value, sharding.terms_of(objective), mesh)
        found, grads = value(carry.params, batch, key, carry.step, carry.memory)
        loss, (accuracy, memory) = found
        updates, moments = transform.update(grads, carry.moments, carry.params)
        params = optax.apply_updates(carry.params, updates)
        fine = jnp.isfinite(loss) & jnp.isfinite(optax.global_norm(grads)) & ~carry.halted
        # From the first bad step on, nothing changes any more: the carry holds the last good one.
        new = Carry(params, moments, carry.step + 1, ~fine, memory)
        kept = carry._replace(halted=~fine)
        return jax.tree.map(lambda a, b: jnp.where(fine, a, b), new, kept), (loss, accuracy)

    return jax.lax.scan(one, carry, batches)


def cast(params: Any, dtype: str) -> Any:
    """The parameters in the type of the arithmetic."""
    return jax.tree.map(lambda leaf: leaf.astype(dtype), params)


@runtime_checkable
class Stream(Protocol):
    """Training data: chunk `number` as stacked batches, always the same for the same number.

    A batch is a pytree that counts its real `tokens` (see `tasks.Batch`).
    """

    def chunk(self, number: int, steps: int) -> Any: ...


@dataclass
class History:
    """What a training run saw: one loss (nats a token) and token accuracy a step.

    `seconds` of wall clock, compilation included. `stopped` says why it ended: "finished", "early",
    "interrupted" or "not finite".
    """

    loss: list[float]
    accuracy: list[float]
    seconds: float = 0.0
    stopped: str = "finished"

    @property
    def steps(self) -> int:
        return len(self.loss)


class NonFiniteLoss(ValueError):
    """A loss or a gradient was not finite. The model keeps the last good parameters."""

    def __init__(self, step: int, history: History):
        self.step, self.history = step, history
        super().__init__(
            f"the loss or its gradient was not finite at step {step}; the model keeps the "
            f"parameters from before that step. Try a smaller learning rate, or look at the batch"
        )


def fit(
    model: nnx.Module,
    stream: Stream,
    recipe: Recipe | None = None,
    *,
    objective: Objective | Remembering = teacher_forced,
    stop: Callable[[History], bool] | None = None,
    checkpoint: str | Path | None = None,
    save_every: int = 10,
    mesh: Mesh | None = None,
    name: str = "",
    progress: bool = True,
) -> History:
    """Train `model` in place by `recipe` and tell how it went.

    `objective` is what it learns by; the default is a `Seq2Seq` under teacher forcing.
    `stop` is asked after every chunk and ends the run early. With a `checkpoint` path the run is
    saved every `save_every` chunks and at its end, and a path that exists is continued, to exactly
    the parameters of a run that was never interrupted. Interrupting the kernel ends the run and
    keeps what was learned.

    With a `mesh` (`sharding.data_mesh()`) each device computes its own rows of every batch: the
    same run, up to rounding. Where the mesh spans several processes all of them call `fit` with the
    same arguments and get the same history; the first shows the bar and writes the checkpoint.
    There `stop` must decide by losses and accuracies, and all processes must be interrupted: those
    that are not would wait for the others.

    Raises `NonFiniteLoss` at the first loss or gradient that is not finite, and ValueError if the
    checkpoint is damaged, of another run, or asked for a model without a `spec` to build it from;
    if the mesh does not divide the batch; or if it cannot train by this objective.
    """
    recipe = recipe or Recipe()
    leads = mesh is None or jax.process_index() == 0
    if mesh is not None:
        sharding.terms_of(objective)
    graph, params = nnx.split(model, nnx.Param)
    carry = Carry(
        params,
        optimizer(recipe).init(params),
        jnp.zeros((), int),
        jnp.zeros((), bool),
        objective.start() if isinstance(objective, Remembering) else None,
    )
    history = History([], [])
    run = {
        "recipe": repr(recipe),
        "data": repr(stream),
        "objective": getattr(objective, "__qualname__", repr(objective)),
    }
    spec = getattr(model, "spec", None)
    if checkpoint is not None and spec is None:
        raise ValueError(f"a {type(model).__name__} has no spec, so no checkpoint can hold it")
    if checkpoint is not None and Path(checkpoint).exists():
        saved = checkpoints.load_run(checkpoint, spec, run, carry)
        carry, history = saved.carry, History(saved.loss, saved.accuracy, saved.seconds)
    if mesh is not None:
        sharding.meet(history.steps)
        carry = sharding.replicate(carry, mesh)
    program, root = replace(recipe, seed=0), jax.random.key(recipe.seed)
    began, before = time.perf_counter(), history.seconds
    bar = Bar(recipe.steps, name or "training", start=history.steps, show=progress and leads)
    try:
        while history.steps < recipe.steps and not (stop and history.steps and stop(history)):
            batches = stream.chunk(history.steps // recipe.chunk, recipe.chunk)
            split = batches if mesh is None else sharding.place(batches, mesh)
            following, seen = train_chunk(graph, program, objective, root, carry, split, mesh)
            loss, accuracy = (np.asarray(values) for values in seen)
            good = int(following.step) - history.steps
            history.loss += loss[:good].tolist()
            history.accuracy += accuracy[:good].tolist()
            history.seconds = before + time.perf_counter() - began
            carry = following
            if carry.halted:
                history.stopped = "not finite"
                raise NonFiniteLoss(history.steps, history)
            bar.advance(recipe.chunk, batches.tokens, loss, accuracy)
            if checkpoint and leads and history.steps // recipe.chunk % save_every == 0:
                checkpoints.save_run(checkpoint, spec, run, carry, history)
        history.stopped = "finished" if history.steps == recipe.steps else "early"
    except KeyboardInterrupt:
        history.stopped = "interrupted"
        # It may have come between the two: tell only of the steps that are in the parameters.
        del history.loss[int(carry.step) :], history.accuracy[int(carry.step) :]
    finally:
        nnx.update(model, carry.params if mesh is None else sharding.fetch(carry.params))
        bar.close(history.stopped)
    if checkpoint and leads and history.steps:
        checkpoints.save_run(checkpoint, spec, run, carry, history)
    if mesh is not None:
        sharding.meet(history.steps)  # what the first wrote, the others can read from here on
    return history
