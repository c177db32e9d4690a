"""Problem: how large the gradient is at every step that it passes on its way back."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps1.bank.norms_back_mistakes import WRONG, norms

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, steps: int, width: int, size: float) -> Case:
        recurrent = size * rng.normal(size=(width, width)) / np.sqrt(width)
        hidden, states = np.zeros(width), []
        for x in rng.normal(size=(steps, width)):
            hidden = np.tanh(0.7 * x + hidden @ recurrent)
            states.append(hidden)
        args = np.stack(states), recurrent, rng.normal(size=width) + 0.3
        return Case(label, tuple(arg.astype(np.float32) for arg in args))

    return [
        case("a small matrix", 5, 4, 0.6),
        case("a large matrix", 6, 3, 2.0),
        case("as many steps as numbers", 4, 4, 1.0),
        case("two steps", 2, 3, 1.0),
        case("one step", 1, 3, 1.0),
    ]


def _none_is_negative(args: Args, came: np.ndarray) -> str | None:
    t = int(came.argmin())
    return f"a norm is never negative: at {t} it is {number(came[t])}" if came[t] < 0 else None


def _ends_with_upstream(args: Args, came: np.ndarray) -> str | None:
    right = float(np.linalg.norm(args[2]))
    if abs(came[-1] - right) <= 1e-4 * max(1.0, right):
        return None
    return (
        f"nothing lies between the last state and L but upstream, so the last norm is that of "
        f"upstream, {number(right)}; it gives {number(came[-1])}"
    )


def _one_step_back(args: Args, came: np.ndarray) -> str | None:
    states, recurrent, upstream = args
    if len(states) < 2:
        return None
    right = float(np.linalg.norm(recurrent @ (upstream * (1 - states[-1] ** 2))))
    if abs(came[-2] - right) <= 1e-4 * max(1.0, right):
        return None
    return (
        f"one step back the gradient has passed one tanh and one matrix, and its norm is "
        f"{number(right)}; it gives {number(came[-2])}"
    )


def _by_scan(states: Array, recurrent: Array, upstream: Array) -> Array:
    def step(grad: Array, after: Array) -> Array:
        return recurrent @ ((1 - after**2) * grad), jnp.linalg.norm(grad)

    return jax.lax.scan(step, upstream, states, reverse=True)[1]


def _by_loop(states: Array, recurrent: Array, upstream: Array) -> Array:
    grad, found = upstream, [jnp.sqrt(jnp.sum(upstream**2))]
    for after in states[:0:-1]:
        grad = (grad * (1 - after**2)) @ recurrent.T
        found.append(jnp.sqrt(jnp.sum(grad**2)))
    return jnp.array(found[::-1])


def _by_jacobians(states: Array, recurrent: Array, upstream: Array) -> Array:
    jacobians = (1 - states[1:] ** 2)[:, :, None] * recurrent.T
    row, rows = upstream, [upstream]
    for jacobian in jacobians[::-1]:
        row = row @ jacobian
        rows.insert(0, row)
    return jnp.linalg.norm(jnp.stack(rows), axis=1)


def _by_pushes(states: Array, recurrent: Array, upstream: Array) -> Array:
    """Adds a push to every state and asks JAX for the gradient in the pushes."""
    sums = jnp.arctanh(states[1:]) - states[:-1] @ recurrent

    def loss(pushes: Array) -> Array:
        hidden = states[0] + pushes[0]
        for x, push in zip(sums, pushes[1:], strict=True):
            hidden = jnp.tanh(x + hidden @ recurrent) + push
        return hidden @ upstream

    return jnp.linalg.norm(jax.grad(loss)(jnp.zeros_like(states)), axis=-1)


norms_back = Problem(
    Exercise(
        name="norms_back",
        arguments=("states", "recurrent", "upstream"),
        wanted=(
            "states [T, D] (of a plain RNN), recurrent [D, D] and upstream [D] (dL/d(the last "
            "state)) to [T]: entry t is the norm of dL/d(states[t]), so the last is the norm of "
            "upstream."
        ),
        draw=_draw,
        reference=norms,
        properties=(
            Property("no norm is negative", _none_is_negative),
            Property("ends with the norm of upstream", _ends_with_upstream),
            Property("one step back", _one_step_back),
        ),
        wrong=WRONG,
        right=(_by_scan, _by_loop, _by_jacobians, _by_pushes),
        hint=(
            "Start with grad = upstream and walk from the last state to the first. On the way from "
            "states[t] to states[t - 1] the gradient passes the tanh that made states[t]: that is "
            "the second part of what `step_backward` gives. scan has reverse=True."
        ),
    )
)
