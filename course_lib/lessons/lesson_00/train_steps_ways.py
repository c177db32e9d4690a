"""The walk of which the mistakes in the bank of `train_steps` are variations.

A walk is written in NumPy: a loss of the bank comes with its slope, worked out by hand.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import optax

from course_lib.lessons.checking.bank import Function

Array = np.ndarray
Params = dict[str, Any]
Batch = dict[str, Any]


def squared(params: Params, batch: Batch) -> Any:
    """The mean squared error of a line."""
    gap = batch["inputs"] @ params["weight"] + params["bias"] - batch["target"]
    return (gap**2).mean()


def patient(params: Params, batch: Batch) -> Any:
    """The mean of sqrt(1 + error squared), to which one large error matters less."""
    gap = batch["inputs"] @ params["weight"] + params["bias"] - batch["target"]
    return ((1 + gap**2) ** 0.5).mean()


def _squared_slope(params: Params, batch: Batch) -> Array:
    gap = batch["inputs"] @ params["weight"] + params["bias"] - batch["target"]
    return 2 * gap


def _patient_slope(params: Params, batch: Batch) -> Array:
    gap = batch["inputs"] @ params["weight"] + params["bias"] - batch["target"]
    return gap / np.sqrt(1 + gap**2)


_SLOPES: dict[Function, Function] = {squared: _squared_slope, patient: _patient_slope}


def slope(loss: Function, params: Params, batch: Batch) -> Params:
    """The gradient of one of the bank's losses."""
    outer = _SLOPES[loss](params, batch)
    return {
        "bias": outer.mean(),
        "weight": (outer[:, None] * batch["inputs"]).mean(axis=0),
    }


def momentum(rate: float, kept: float) -> optax.GradientTransformation:
    """Gradient descent with a memory: m = kept m + g, and the update is -rate m."""

    def init(params: Params) -> Params:
        return {name: 0 * value for name, value in params.items()}

    def update(grads: Params, memory: Params, params: Any = None) -> tuple[Params, Params]:
        memory = {name: kept * memory[name] + grads[name] for name in grads}
        return {name: -rate * value for name, value in memory.items()}, memory

    return optax.GradientTransformation(init, update)


def batch_at(batches: Batch, n: int) -> Batch:
    return {name: value[n] for name, value in batches.items()}


def added(params: Params, updates: Params, factor: float = 1.0) -> Params:
    return {name: params[name] + factor * np.asarray(updates[name]) for name in params}


Move = Callable[[Params, Params, Params], Params]  # of params, gradient and updates: the new ones


def _by_updates(params: Params, grads: Params, updates: Params) -> Params:
    return added(params, updates)


def walk(
    loss: Function,
    optimizer: optax.GradientTransformation,
    params: Params,
    batches: Batch,
    *,
    order: Callable[[int], Sequence[int]] = range,
    move: Move = _by_updates,
    remembers: bool = True,
    told_after: bool = False,
    from_start: bool = False,
) -> tuple[Params, Array, Params]:
    """The parameters after all steps, the loss of each step in the order of the steps, and the
    parameters before the last step. The rest says how a mistake differs."""
    start = before = params
    memory = optimizer.init(params)
    losses = []
    for n in order(len(batches["target"])):
        batch = batch_at(batches, n)
        before, at = params, start if from_start else params
        grads = slope(loss, at, batch)
        if not remembers:
            memory = optimizer.init(start)
        updates, memory = optimizer.update(grads, memory, params)
        params = move(params, grads, updates)
        losses.append(float(loss(params if told_after else at, batch)))
    return params, np.array(losses, np.float32), before


def loop(*args: Any) -> tuple[Params, Array]:
    """What is right."""
    return walk(*args)[:2]
