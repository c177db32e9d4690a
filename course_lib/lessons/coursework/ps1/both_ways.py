"""Problem: what stands at a position, read from the left and from the right."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps1.bank.both_ways_mistakes import WRONG
from course_lib.lessons.coursework.ps1.bank.reading_ways import both

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: list[int], width: int) -> Case:
        def matrix() -> np.ndarray:
            return (rng.normal(size=(width, width)) / np.sqrt(width)).astype(np.float32)

        inputs = rng.normal(size=(len(real), width)).astype(np.float32)
        return Case(label, (inputs, np.array(real, bool), matrix(), matrix()))

    return [
        case("padding at the end", [1, 1, 1, 0, 0], 3),
        case("no padding", [1] * 4, 3),
        case("as many positions as numbers", [1, 1, 1, 0], 4),
        case("padding in the middle", [1, 0, 1, 1, 0, 1, 1], 3),
        case("one real position", [0, 1, 0], 2),
    ]


def _zero_on_padding(args: Args, rows: np.ndarray) -> str | None:
    leaks = np.flatnonzero((rows != 0).any(axis=1) & ~args[1])
    return f"position {leaks[0]} is padding, and its row is not zeros" if leaks.size else None


def _starts_at_both_ends(args: Args, rows: np.ndarray) -> str | None:
    inputs, mask, _, _ = args
    width = inputs.shape[1]
    real = np.flatnonzero(mask)
    ends = (("first", real[0], slice(0, width)), ("last", real[-1], slice(width, None)))
    for name, j, half in ends:
        right, came = np.tanh(inputs[j]), rows[j, half]
        d = int(np.abs(came - right).argmax())
        if abs(came[d] - right[d]) > 1e-4:
            which = "left half" if name == "first" else "right half"
            return (
                f"the {name} real position, {j}, is where one direction starts from zeros: the "
                f"{which} of its row is tanh of its input. Number {d} of that is "
                f"{number(right[d])}, and it gives {number(came[d])}"
            )
    return None


def _by_two_scans(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    def read(recurrent: Array, backwards: bool) -> Array:
        def step(hidden: Array, now: Array) -> Array:
            x, real = now
            hidden = jnp.where(real, jnp.tanh(x + hidden @ recurrent), hidden)
            return hidden, hidden

        return jax.lax.scan(step, jnp.zeros(len(recurrent)), (inputs, mask), reverse=backwards)[1]

    rows = jnp.concatenate([read(forward, False), read(backward, True)], axis=1)
    return jnp.where(mask[:, None], rows, 0.0)


def _by_flipping(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    def read(inputs: Array, mask: Array, recurrent: Array) -> Array:
        hidden, rows = jnp.zeros(recurrent.shape[0]), []
        for x, real in zip(inputs, mask, strict=True):
            hidden = jnp.where(real, jnp.tanh(x + hidden @ recurrent), hidden)
            rows.append(hidden)
        return jnp.array(rows)

    right = jnp.flip(read(jnp.flip(inputs, 0), jnp.flip(mask), backward), 0)
    return jnp.hstack([read(inputs, mask, forward), right]) * mask[:, None]


def _by_vmap(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    def read(inputs: Array, mask: Array, recurrent: Array) -> Array:
        def step(hidden: Array, now: Array) -> Array:
            hidden = jnp.where(now[1], jnp.tanh(now[0] + hidden @ recurrent), hidden)
            return hidden, hidden

        return jax.lax.scan(step, jnp.zeros(inputs.shape[1]), (inputs, mask))[1]

    two = jax.vmap(read)(
        jnp.stack([inputs, inputs[::-1]]),
        jnp.stack([mask, mask[::-1]]),
        jnp.stack([forward, backward]),
    )
    return jnp.where(mask[:, None], jnp.concatenate([two[0], two[1, ::-1]], axis=-1), 0)


def _by_places(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    inputs, mask = np.asarray(inputs), np.asarray(mask)
    rows = np.zeros((len(inputs), 2 * inputs.shape[1]))
    places = np.flatnonzero(mask)
    for half, order, recurrent in ((0, places, forward), (1, places[::-1], backward)):
        hidden = np.zeros(inputs.shape[1])
        for j in order:
            hidden = np.tanh(inputs[j] + hidden @ np.asarray(recurrent))
            rows[j, half * len(hidden) : (half + 1) * len(hidden)] = hidden
    return rows


both_ways = Problem(
    Exercise(
        name="both_ways",
        arguments=("inputs", "mask", "forward", "backward"),
        wanted=(
            "inputs [J, D], mask [J] (True = real), forward [D, D] and backward [D, D] to [J, 2 D]:"
            " row j holds the state after reading from the left up to j, then the state after "
            "reading from the right down to j; zeros on padding."
        ),
        draw=_draw,
        reference=both,
        properties=(
            Property("zeros on padding", _zero_on_padding),
            Property("each direction starts from zeros", _starts_at_both_ends),
        ),
        wrong=WRONG,
        right=(_by_two_scans, _by_flipping, _by_vmap, _by_places),
        hint=(
            "Reading from the right is reading inputs[::-1] with mask[::-1]. What comes out is in "
            "the order of reading, so it must be turned round once more."
        ),
    )
)
