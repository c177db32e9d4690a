"""Many optimiser steps in one compiled call: a scan over stacked batches.

A model is split once into what it is (`graph`) and what it learns (`params`). Nothing is donated:
the parameters before a chunk live until the ones after it are there.
"""

import functools
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from flax import nnx
from jax.sharding import Mesh
from jaxtyping import Array, Float, Int

from course_lib.devices import placing
from course_lib.training.objectives import Objective, Remembering
from course_lib.training.recipe import Recipe, optimizer


class Carry(NamedTuple):
    """What one step hands to the next; `halted` once a loss or gradient was not finite.

    `memory` is what a `Remembering` objective carries, None for any other.
    """

    params: Any
    moments: Any
    step: Int[Array, ""]
    halted: Array
    memory: Any = None


def first(params: Any, recipe: Recipe, objective: Objective | Remembering) -> Carry:
    """The carry before the first step."""
    memory = objective.start() if isinstance(objective, Remembering) else None
    moments = optimizer(recipe).init(params)
    return Carry(params, moments, jnp.zeros((), int), jnp.zeros((), bool), memory)


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

    value = placing.on(mesh).averaged(jax.value_and_grad(loss_of, has_aux=True), objective)

    def one(carry: Carry, batch: Any) -> tuple[Carry, tuple[Array, Array]]:
        key = jax.random.fold_in(root, carry.step)
        found, grads = value(carry.params, batch, key, carry.step, carry.memory)
        loss, (accuracy, memory) = found
        with jax.numpy_dtype_promotion("standard"):  # Optax raises a number to a whole power
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
