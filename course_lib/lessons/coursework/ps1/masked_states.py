"""Problem: the states of a plain RNN that holds still on padding."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps1.bank.masked_states_mistakes import WRONG, states

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: list[int], width: int) -> Case:
        recurrent = rng.normal(size=(width, width)) / np.sqrt(width)
        inputs = rng.normal(size=(len(real), width))
        given = inputs.astype(np.float32), np.array(real, bool), recurrent.astype(np.float32)
        return Case(label, given)

    infinite = case("padding that is infinite", [1, 1, 0, 1, 0], 3)
    infinite.args[0][~infinite.args[1]] = np.inf
    no_number = case("padding that is not a number", [0, 1, 0, 1], 2)
    no_number.args[0][~no_number.args[1]] = np.nan
    return [
        case("padding at the end", [1, 1, 1, 0, 0], 3),
        case("no padding", [1] * 4, 4),
        case("padding at the start", [0, 0, 1, 1, 1], 3),
        case("padding in the middle", [1, 0, 0, 1, 0, 1], 3),
        infinite,
        no_number,
        case("nothing but padding", [0, 0, 0], 2),
    ]


def _held(args: Args, came: np.ndarray) -> str | None:
    mask = args[1]
    before = np.concatenate([np.zeros((1, came.shape[1])), came[:-1]])
    moved = np.abs(came - before).max(axis=1)
    for j in np.flatnonzero(~mask):
        if moved[j] > 1e-5:
            what = "the state is zeros" if not mask[:j].any() else f"row {j} equals row {j - 1}"
            return f"position {j} is padding, so {what}; a number of it differs by {moved[j]:.3g}"
    return None


def _first_step(args: Args, came: np.ndarray) -> str | None:
    inputs, mask, _ = args
    if not mask.any():
        return None
    j = int(mask.argmax())
    right = np.tanh(inputs[j])
    d = int(np.abs(came[j] - right).argmax())
    if abs(came[j, d] - right[d]) <= 1e-4:
        return None
    return (
        f"the first real position is {j}: the state before it is zeros, so row {j} is tanh of its "
        f"input. Number {d} of it is {number(right[d])}, and it gives {number(came[j, d])}"
    )


def _by_scan(inputs: Array, mask: Array, recurrent: Array) -> Array:
    def step(hidden: Array, now: Array) -> Array:
        x, real = now
        hidden = jnp.where(real, jnp.tanh(x + hidden @ recurrent), hidden)
        return hidden, hidden

    return jax.lax.scan(step, jnp.zeros(len(recurrent)), (inputs, mask))[1]


def _by_cond(inputs: Array, mask: Array, recurrent: Array) -> Array:
    def step(hidden: Array, now: Array) -> Array:
        x, real = now
        read = lambda old: jnp.tanh(x + old @ recurrent)  # noqa: E731 (as a student writes it)
        hidden = jax.lax.cond(real, read, lambda old: old, hidden)
        return hidden, hidden

    return jax.lax.scan(step, jnp.zeros_like(recurrent[0]), (inputs, mask))[1]


def _by_loop(inputs: Array, mask: Array, recurrent: Array) -> Array:
    hidden, rows = jnp.zeros(inputs.shape[1]), []
    for x, real in zip(inputs, mask, strict=True):
        if real:
            hidden = jnp.tanh(x + hidden @ recurrent)
        rows.append(hidden)
    return jnp.stack(rows)


def _by_places(inputs: Array, mask: Array, recurrent: Array) -> Array:
    """The real positions alone, then each row looks up the last one of them."""
    inputs, mask, recurrent = map(np.asarray, (inputs, mask, recurrent))
    rows = [np.zeros(len(recurrent))]
    for x in inputs[mask]:
        rows.append(np.tanh(x + rows[-1] @ recurrent))
    return np.stack(rows)[np.cumsum(mask)]


masked_states = Problem(
    Exercise(
        name="masked_states",
        arguments=("inputs", "mask", "recurrent"),
        wanted=(
            "inputs [J, D], mask [J] (True = real) and recurrent [D, D] to the states [J, D]: "
            "zeros before the first position; a real one makes a step; padding keeps the state."
        ),
        draw=_draw,
        reference=states,
        properties=(
            Property("padding holds the state", _held),
            Property("starts from zeros", _first_step),
        ),
        wrong=WRONG,
        right=(_by_scan, _by_cond, _by_loop, _by_places),
        hint=(
            "scan takes a pair of arrays, (inputs, mask), and hands your step a pair. Compute the "
            "next state in any case, and let jnp.where(real, ...) choose between it and the old."
        ),
    )
)
