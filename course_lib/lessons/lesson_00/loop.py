"""The training loop of lesson 00, in plain JAX and Optax: all that `training.fit` does at heart."""

from collections.abc import Callable
from typing import Any

import jax
import optax


def train_steps(
    loss: Callable[[Any, Any], jax.Array],
    optimizer: optax.GradientTransformation,
    params: Any,
    batches: Any,
) -> tuple[Any, jax.Array]:
    """One step of the optimiser for each batch: the trained parameters, and the loss [N] of each
    batch before its step.

    `loss(params, batch)` is one number. `params` is any pytree of arrays; `batches` one whose
    arrays have N batches along their first axis.

    >>> import jax.numpy as jnp
    >>> far = lambda place, target: (place - target) ** 2
    >>> place, losses = train_steps(far, optax.sgd(0.5), jnp.array(8.0), jnp.array([2.0, 3.0]))
    >>> float(place), losses.tolist()
    (3.0, [36.0, 1.0])
    """

    def step(carry: tuple[Any, Any], batch: Any) -> tuple[tuple[Any, Any], jax.Array]:
        params, memory = carry
        value, grads = jax.value_and_grad(loss)(params, batch)
        updates, memory = optimizer.update(grads, memory, params)
        return (optax.apply_updates(params, updates), memory), value

    (params, _), losses = jax.lax.scan(step, (params, optimizer.init(params)), batches)
    return params, losses
