"""Problem: a step of a decoder in Luong's order, fed, with a window that walks."""

from typing import Any

import jax.numpy as jnp

from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps4.bank.luong_step_mistakes import WRONG, right
from course_lib.lessons.coursework.ps4.steps import cell, cell_by_parts, exercise, look, mix

Array = Any  # NumPy's in the bank, JAX's in a check


def _plain(params: Any, memory: Any, state: Any, token: Array) -> Any:
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre, weights, context = look(params, memory, state["centre"], hidden)
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights


def _by_a_copy(params: Any, memory: Any, state: Any, token: Array) -> Any:
    new = dict(state)
    new["hidden"] = cell(params, jnp.append(token, new["mixed"]), new["hidden"])
    new["centre"], weights, context = look(params, memory, new["centre"], new["hidden"])
    new["mixed"] = mix(params, context, new["hidden"])
    return new, weights


def _by_parts_of_the_kernel(params: Any, memory: Any, state: Any, token: Array) -> Any:
    """The kernel's rows for the token, and those for what is fed, each by itself."""
    hidden = cell_by_parts(params, token, state["mixed"], state["hidden"])
    centre, weights, context = look(params, memory, state["centre"], hidden)
    return {"mixed": mix(params, context, hidden), "centre": centre, "hidden": hidden}, weights


def _by_a_list(*args: Any) -> Any:
    """A list for the pair."""
    return [*_plain(*args)]


luong_step = Problem(
    exercise(
        "luong_step",
        right,
        "the new state",
        wrong=WRONG,
        right=(_plain, _by_a_copy, _by_parts_of_the_kernel, _by_a_list),
        hint=(
            "The same five lines as in problem 4, in another order: cell, moved, window, the "
            "weighted sum, mix. The cell reads state['mixed'], and all that follows takes what the "
            "cell gave."
        ),
    )
)
