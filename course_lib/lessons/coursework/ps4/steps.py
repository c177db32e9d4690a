"""What the problems `bahdanau_step` and `luong_step` share, and the notebook's parts."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.nested import place_in, shaped_like
from course_lib.lessons.coursework.ps4.bank.step_ways import SIGMA, draw, taken_apart, template
from course_lib.lessons.coursework.ps4.moved import by_softplus
from course_lib.lessons.coursework.ps4.window import by_where

Array = Any  # NumPy's in the bank, JAX's in a check


def _looks_at_what_is_real(args: Args, row: np.ndarray) -> str | None:
    weights, mask = taken_apart(args, row)[3], np.asarray(args[1]["mask"])
    if np.abs(weights[~mask]).max(initial=0.0) > 1e-6:
        return "padding gets some of the weight"
    if abs(weights.sum() - 1) > 1e-4:
        return f"the weights sum to {number(weights.sum())}; wanted 1"
    return None


def _properties(step: Callable[..., Any], who: str) -> tuple[Property, ...]:
    """who: the state that asks, "the old state"."""

    def _moves_the_centre(args: Args, row: np.ndarray) -> str | None:
        wanted, came = float(step(*args)[0]["centre"]), taken_apart(args, row)[0]
        if abs(wanted - came) <= 1e-4:
            return None
        return f"{who} moves the centre to {number(wanted)}; it gives {number(came)}"

    def _looks_where_it_should(args: Args, row: np.ndarray) -> str | None:
        wanted, came = step(*args)[1], taken_apart(args, row)[3]
        j = int(np.abs(wanted - came).argmax())
        if abs(wanted[j] - came[j]) <= 1e-4:
            return None
        return (
            f"{who} asks, and gives position {j} the weight {number(wanted[j])}; here it gets "
            f"{number(came[j])}"
        )

    return (
        Property("looks at what is real", _looks_at_what_is_real),
        Property("moves the centre", _moves_the_centre),
        Property("looks where it should", _looks_where_it_should),
    )


def exercise(name: str, step: Callable[..., Any], who: str, **bank: Any) -> Exercise:
    """The exercise on a step of this name; `bank` holds wrong and right answers, and the hint."""
    return Exercise(
        name=name,
        arguments=("params", "memory", "state", "token"),
        wanted=(
            "params and memory (dicts, as the notebook makes them), state (a dict: hidden [D], "
            "mixed [E], centre) and token [E] to a pair: the new state, and the weights [J]."
        ),
        draw=draw,
        reference=step,
        reading=shaped_like(template),
        place=place_in(template, "new", "weights"),
        properties=_properties(step, who),
        **bank,
    )


def cell(params: Any, inputs: Array, hidden: Array) -> Array:
    """The notebook's GRU, in JAX."""
    now, kept = inputs @ params["kernel"] + params["bias"], hidden @ params["recurrent"]
    (r, z, n), (u, v, w) = jnp.split(now, 3), jnp.split(kept, 3)
    update = jax.nn.sigmoid(z + v)
    return update * hidden + (1 - update) * jnp.tanh(n + jax.nn.sigmoid(r + u) * w)


def cell_by_parts(params: Any, token: Array, rest: Array, hidden: Array) -> Array:
    """`cell` of [token; rest], from the kernel's rows for the token and those for the rest."""
    half = len(token)
    bias = params["bias"] + token @ params["kernel"][:half]
    return cell({**params, "kernel": params["kernel"][half:], "bias": bias}, rest, hidden)


def mix(params: Any, context: Array, hidden: Array) -> Array:
    return jnp.tanh(jnp.concatenate([context, hidden]) @ params["mix"])


def look(params: Any, memory: Any, centre: Array, hidden: Array) -> tuple[Array, Array, Array]:
    """Centre, weights and context, where `hidden` asks."""
    centre = by_softplus(centre, hidden, params["push"], memory["length"])
    weights = by_where(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    return centre, weights, weights @ memory["states"]
