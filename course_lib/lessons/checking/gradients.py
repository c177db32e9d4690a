"""Exercises of which the gradient is judged: a loss may have any value, as long as it teaches."""

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function
from course_lib.lessons.checking.running import Paper, number

# It comes where a student's code leaves JAX; its text is about tracers, not about that code.
LEFT_JAX = jax.errors.JAXTypeError


def gradient_of(function: Function, places: Sequence[int]) -> Function:
    """The function that gives the gradient of `function`, which gives one number, as one row.

    The row holds the parts for the arguments at `places`, one after the other, each row by row.
    A function that lives in another process takes its gradient there (`gradient_at`).
    """
    if (elsewhere := getattr(function, "gradient_at", None)) is not None:
        return elsewhere(tuple(places))

    def gradient(*args: Any) -> jax.Array:
        try:
            parts = jax.grad(function, argnums=tuple(places))(*args)
        except LEFT_JAX as error:
            raise TypeError(
                "no gradient can be taken, because a value leaves JAX on the way; use jnp, not np, "
                "and no float()"
            ) from error
        return jnp.concatenate([jnp.ravel(part) for part in parts])

    return gradient


def split_gradient(args: Args, places: Sequence[int], row: np.ndarray) -> list[np.ndarray]:
    """The row of `gradient_of` as one array for each argument, shaped like it."""
    shapes = [np.shape(args[place]) for place in places]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    parts = np.split(row, ends[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def unreached(arguments: Sequence[str]) -> Callable[[Function, Sequence[Case]], str | None]:
    """What to say of a right answer that does not teach (`Exercise.remark`): the arguments of
    which its gradient is 0, or None."""

    def said(student: Function, cases: Sequence[Case]) -> str | None:
        args = cases[0].args
        places = [k for k, arg in enumerate(args) if getattr(arg, "dtype", None) == np.float32]

        def of_floats(*floats: jax.Array) -> jax.Array:
            given = [jnp.asarray(arg) if isinstance(arg, np.ndarray) else arg for arg in args]
            for place, one in zip(places, floats, strict=True):
                given[place] = one
            leaves = jax.tree.leaves(student(*given))
            return jnp.sum(jnp.stack([jnp.sum(leaf**2) for leaf in leaves]))

        try:
            floats = [jnp.asarray(args[place]) for place in places]
            with contextlib.redirect_stdout(Paper()):
                slopes = jax.grad(of_floats, argnums=tuple(range(len(places))))(*floats)
        except Exception:  # it leaves JAX: `yours_or` tells
            return None
        still = [arguments[k] for k, slope in zip(places, slopes, strict=True) if not slope.any()]
        if not still:
            return None
        return (
            f"Right, and no gradient reaches {' and '.join(still)}, so a model could not learn "
            f"through it: is there a stop_gradient?"
        )

    return said


def difference(arguments: Sequence[str], places: Sequence[int]) -> Callable[..., str]:
    """How a gradient differs from the right one, told by argument and place in it."""

    def told(args: Args, value: np.ndarray, reference: np.ndarray) -> str:
        pairs = zip(
            split_gradient(args, places, value.astype(float)),
            split_gradient(args, places, reference.astype(float)),
            strict=True,
        )
        gaps = [(np.abs(came - right), came, right) for came, right in pairs]
        k = int(np.argmax([gap.max(initial=0.0) for gap, _, _ in gaps]))
        gap, came, right = gaps[k]
        worst = np.unravel_index(int(np.argmax(gap)), gap.shape)
        at = f" at {[int(i) for i in worst]}" if worst else ""
        return (
            f"its gradient in {arguments[places[k]]}{at} is {number(came[worst])} where "
            f"{number(right[worst])} is right"
        )

    return told
