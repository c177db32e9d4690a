"""Problem: a step of a decoder in Bahdanau's order, with a window that walks."""

from typing import Any

import jax.numpy as jnp

from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps4.bank.bahdanau_step_mistakes import WRONG, right
from course_lib.lessons.coursework.ps4.steps import cell, cell_by_parts, exercise, look, mix

Array = Any  # NumPy's in the bank, JAX's in a check


def _plain(params: Any, memory: Any, state: Any, token: Array) -> Any:
    centre, weights, context = look(params, memory, state["centre"], state["hidden"])
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights


def _by_a_copy(params: Any, memory: Any, state: Any, token: Array) -> Any:
    new = dict(state)
    new["centre"], weights, context = look(params, memory, new["centre"], new["hidden"])
    new["hidden"] = cell(params, jnp.append(token, context), new["hidden"])
    new["mixed"] = mix(params, context, new["hidden"])
    return new, weights


def _by_parts_of_the_kernel(params: Any, memory: Any, state: Any, token: Array) -> Any:
    """The kernel's rows for the token, and those for the context, each by itself."""
    centre, weights, context = look(params, memory, state["centre"], state["hidden"])
    hidden = cell_by_parts(params, token, context, state["hidden"])
    return {"mixed": mix(params, context, hidden), "centre": centre, "hidden": hidden}, weights


def _by_a_list(*args: Any) -> Any:
    """A list for the pair."""
    return [*_plain(*args)]


bahdanau_step = Problem(
    exercise(
        "bahdanau_step",
        right,
        "the old state",
        wrong=WRONG,
        right=(_plain, _by_a_copy, _by_parts_of_the_kernel, _by_a_list),
        hint=(
            "Five lines in this order: moved, window, the weighted sum of the states, cell, mix. "
            "The first two take state['hidden'], and mix takes what the cell gave."
        ),
    )
)
