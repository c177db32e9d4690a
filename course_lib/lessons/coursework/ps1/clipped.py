"""Problem: clipping the gradients of a whole model by their common norm."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.nested import place_in, shaped_like
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps1.bank.clipped_mistakes import WRONG, leaves, scaled

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, limit: float, norm: float, depth: int = 1) -> Case:
        arrays = [rng.uniform(0.3, 1.0, shape) for shape in [(3, 2), (2, 2), (2,), (4,)]]
        arrays = [one * rng.choice([-1.0, 1.0], one.shape) for one in arrays]
        length = np.sqrt(sum((one**2).sum() for one in arrays))
        first, second, third, fourth = ((one * norm / length).astype(np.float32) for one in arrays)
        cell = {"kernel": first, "recurrent": second, "bias": third}
        grads = {"readout": fourth, **({"cell": cell} if depth else cell)}
        grads = {"decoder": grads} if depth == 2 else grads
        return Case(label, (grads, limit))

    nothing = {"kernel": np.zeros((2, 3), np.float32), "bias": np.zeros(3, np.float32)}
    return [
        case("far above the limit", 1.0, float(rng.uniform(5, 9))),
        case("below the limit", 2.0, float(rng.uniform(0.8, 1.6))),
        case("a limit that is not 1", 0.5, float(rng.uniform(2, 3)), depth=0),
        case("dictionaries in dictionaries", 1.0, float(rng.uniform(2, 3)), depth=2),
        case("each array below the limit, all together above", 3.0, float(rng.uniform(3.3, 3.6))),
        Case("nothing but zeros", (nothing, 1.0)),
    ]


def _length(row: np.ndarray) -> float:
    return float(np.sqrt((row**2).sum()))


def _before(args: Args) -> np.ndarray:
    return np.concatenate([np.ravel(one) for one in leaves(args[0])])


def _within_the_limit(args: Args, row: np.ndarray) -> str | None:
    if _length(row) <= args[1] * (1 + 1e-4):
        return None
    return (
        f"the norm of all gradients together may be {args[1]:g} at most; it is {_length(row):.6g}"
    )


def _small_ones_stay(args: Args, row: np.ndarray) -> str | None:
    before = _before(args)
    if _length(before) > args[1] or np.abs(row - before).max() <= 1e-5:
        return None
    k = int(np.abs(row - before).argmax())
    return (
        f"the norm is {_length(before):.6g}, below the limit {args[1]:g}, so nothing changes; "
        f"{number(before[k])} became {number(row[k])}"
    )


def _direction_stays(args: Args, row: np.ndarray) -> str | None:
    before = _before(args)
    if not before.any():
        return None
    factors = row / before
    if factors.max() - factors.min() <= 1e-4 * np.abs(factors).max():
        return None
    return (
        f"every number is multiplied by the same factor, so that the direction stays; the factors "
        f"lie between {number(factors.min())} and {number(factors.max())}"
    )


def _reference(grads: Array, limit: float) -> Array:
    total = 0.0
    for array in leaves(grads):
        total += sum(float(value) ** 2 for value in np.ravel(array))
    return scaled(grads, limit / np.sqrt(total) if total > limit**2 else 1.0)


def _plain(grads: Array, limit: float) -> Array:
    norm = jnp.sqrt(sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(grads)))
    factor = jnp.where(norm > limit, limit / jnp.maximum(norm, 1e-30), 1.0)
    return jax.tree.map(lambda leaf: factor * leaf, grads)


def _by_optax(grads: Array, limit: float) -> Array:
    norm = optax.global_norm(grads)
    return jax.tree.map(lambda leaf: leaf / jnp.maximum(norm / limit, 1.0), grads)


def _by_clip(grads: Array, limit: float) -> Array:
    clip = optax.clip_by_global_norm(limit)
    return clip.update(grads, clip.init(grads))[0]


def _by_recursion(grads: Array, limit: float) -> Array:
    def squares(tree: Array) -> Array:
        if isinstance(tree, dict):
            return sum(squares(one) for one in tree.values())
        return float((np.asarray(tree) ** 2).sum())

    def times(tree: Array, factor: float) -> Array:
        if isinstance(tree, dict):
            return {key: times(one, factor) for key, one in tree.items()}
        return factor * tree

    norm = squares(grads) ** 0.5
    return times(grads, limit / norm) if norm > limit else grads


clipped = Problem(
    Exercise(
        name="clipped",
        arguments=("grads", "limit"),
        wanted=(
            "grads (a dict of arrays, and of dicts of arrays) and a number `limit` to a dict of "
            "the same keys and shapes: all multiplied by limit / norm where the norm of all "
            "numbers together is above the limit, and unchanged where it is not."
        ),
        draw=_draw,
        reference=_reference,
        reading=shaped_like(lambda args: args[0]),
        place=place_in(lambda args: args[0], "clipped"),
        properties=(
            Property("within the limit", _within_the_limit),
            Property("small gradients stay", _small_ones_stay),
            Property("the direction stays", _direction_stays),
        ),
        wrong=WRONG,
        right=(_plain, _by_optax, _by_clip, _by_recursion),
        hint=(
            "jax.tree.leaves(grads) is a list of all arrays: add their sums of squares and take "
            "one root. jax.tree.map multiplies them all by one factor, which is 1 below the limit."
        ),
    )
)
