"""Exercise: gradients clipped by their global norm."""

import jax
import jax.numpy as jnp
import numpy as np
import optax

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number

Array = np.ndarray
Pair = tuple[Array, Array]


def _draw_gradients(rng: np.random.Generator) -> list[Case]:
    def gradient(norm: float, *shape: int) -> Array:
        values = rng.normal(size=shape)
        return (norm * values / np.linalg.norm(values)).astype(np.float32)

    def case(label: str, first: float, second: float, limit: float, *shape: int) -> Case:
        return Case(label, (gradient(first, *shape), gradient(second, *shape), limit))

    nothing = np.zeros((2, 3), np.float32)
    return [
        case("one large, one small", 8.0, 0.5, 1.0, 3, 4),
        case("both large", 3.0, 4.0, 2.0, 4, 4),
        case("each below the limit, not both together", 0.8, 0.9, 1.0, 2, 5),
        case("well below the limit", 0.2, 0.3, 1.0, 3, 3),
        case("a limit below one", 0.6, 0.5, 0.25, 3, 2),
        Case("all zeros", (nothing, nothing.copy(), 1.0)),
    ]


def _norm(*arrays: Array) -> float:
    return float(np.sqrt(sum(np.sum(np.square(a, dtype=np.float64)) for a in arrays)))


def _loop(kernel: Array, recurrent: Array, limit: float) -> Array:
    squares = 0.0
    for value in [*kernel.ravel(), *recurrent.ravel()]:
        squares += float(value) ** 2
    factor = limit / squares**0.5 if squares > limit**2 else 1.0
    return np.stack([kernel * factor, recurrent * factor])


def _one_factor(args: Args, clipped: Array) -> str | None:
    before = np.stack(args[:2]).astype(np.float64)
    if not before.any():
        return None
    factor = (clipped * before).sum() / (before**2).sum()
    if np.abs(clipped - factor * before).max() < 1e-4 * max(np.abs(before).max(), 1.0):
        return None
    first, second = (_norm(new) / _norm(old) for new, old in zip(clipped, before, strict=True))
    if abs(first - second) > 1e-3:
        return (
            f"one factor for all keeps the gradient's direction: kernel has {number(first)} of its "
            f"norm left, recurrent {number(second)}"
        )
    return "one factor for all keeps the gradient's direction: its numbers shrink by different ones"


def _within_limit(args: Args, clipped: Array) -> str | None:
    limit = args[2]
    if (after := _norm(clipped)) > 1.0001 * limit:
        return f"the norm of all numbers together is at most {number(limit)}; it is {number(after)}"
    return None


def _small_untouched(args: Args, clipped: Array) -> str | None:
    before, limit = np.stack(args[:2]), args[2]
    if _norm(before) <= limit and np.abs(clipped - before).max() > 1e-4:
        return (
            f"a gradient below the limit stays as it is: its norm is {number(_norm(before))}, the "
            f"limit {number(limit)}, and afterwards it is {number(_norm(clipped))}"
        )
    return None


def _scaled(kernel: Array, recurrent: Array, factor: float | np.floating) -> Pair:
    return kernel * factor, recurrent * factor


def _least(limit: float, size: float | np.floating) -> float:
    return min(1.0, limit / max(float(size), 1e-12))


def _always(kernel: Array, recurrent: Array, limit: float) -> Pair:
    return _scaled(kernel, recurrent, np.float64(limit) / np.float64(_norm(kernel, recurrent)))


def _per_array(kernel: Array, recurrent: Array, limit: float) -> Pair:
    return kernel * _least(limit, _norm(kernel)), recurrent * _least(limit, _norm(recurrent))


def _with_optax(kernel: Array, recurrent: Array, limit: float) -> Pair:
    clip = optax.clip_by_global_norm(limit)
    pair = (jnp.asarray(kernel), jnp.asarray(recurrent))
    return clip.update(pair, clip.init(pair))[0]


def _with_tree(kernel: Array, recurrent: Array, limit: float) -> list[jax.Array]:
    norm = jnp.sqrt(sum(jnp.sum(jnp.square(leaf)) for leaf in (kernel, recurrent)))
    factor = jnp.minimum(1.0, limit / jnp.maximum(norm, 1e-12))
    return jax.tree.map(lambda leaf: leaf * factor, [jnp.asarray(kernel), jnp.asarray(recurrent)])


clip_by_global_norm = Exercise(
    name="clip_by_global_norm",
    arguments=("kernel", "recurrent", "limit"),
    wanted=(
        "the gradients of two parameter arrays, kernel [I, D] and recurrent [I, D], and the limit "
        "(float) to the pair (kernel, recurrent): scaled by one factor where the norm of all their "
        "numbers together is above the limit, untouched otherwise."
    ),
    draw=_draw_gradients,
    reference=_loop,
    properties=(
        Property("one factor for all", _one_factor),
        Property("within the limit", _within_limit),
        Property("below the limit untouched", _small_untouched),
    ),
    wrong=(
        Misconception(
            "clipped per array",
            "each array is clipped by its own norm: the large one shrinks, the small one stays, "
            "and the step points elsewhere. Take one norm over all the arrays",
            _per_array,
        ),
        Misconception(
            "clipped per number",
            "each number is cut off at plus and minus the limit: that is clipping by value, and it "
            "turns the gradient",
            lambda k, r, c: (np.clip(k, -c, c), np.clip(r, -c, c)),
        ),
        Misconception(
            "always scaled to the limit",
            "small gradients are blown up to the limit: the factor must never be above 1",
            _always,
            also=(lambda k, r, c: _scaled(k, r, c / max(_norm(k, r), 1e-12)),),
        ),
        Misconception(
            "no square root",
            "the sum of the squares is used as the norm: its square root is missing",
            lambda k, r, c: _scaled(k, r, _least(c, _norm(k, r) ** 2)),
        ),
        Misconception(
            "norms added",
            "the norms of the two arrays are added: add their squares, and take the root once",
            lambda k, r, c: _scaled(k, r, _least(c, _norm(k) + _norm(r))),
        ),
        Misconception(
            "largest number",
            "the factor comes from the largest single number, not from the norm of all",
            lambda k, r, c: _scaled(k, r, _least(c, max(np.abs(k).max(), np.abs(r).max()))),
        ),
        Misconception(
            "mean of the squares",
            "the squares are averaged, not summed: a larger model would be clipped later",
            lambda k, r, c: _scaled(k, r, _least(c, _norm(k, r) / (2 * k.size) ** 0.5)),
        ),
        Misconception(
            "maximum for minimum",
            "large gradients stay and small ones grow: it takes the larger of 1 and limit / norm, "
            "not the smaller",
            lambda k, r, c: _scaled(k, r, max(1.0, c / max(_norm(k, r), 1e-12))),
        ),
        Misconception(
            "dropped",
            "a gradient above the limit becomes zero: it should become shorter",
            lambda k, r, c: _scaled(k, r, float(_norm(k, r) <= c)),
        ),
        Misconception(
            "absolute values",
            "the absolute values are added: a norm is the root of the sum of the squares",
            lambda k, r, c: _scaled(k, r, _least(c, np.abs(k).sum() + np.abs(r).sum())),
        ),
        Misconception(
            "first array only",
            "the norm is that of the first array alone: the second one is scaled and not counted",
            lambda k, r, c: _scaled(k, r, _least(c, _norm(k))),
        ),
    ),
    right=(
        _with_optax,
        _with_tree,
        lambda kernel, recurrent, limit: _loop(np.asarray(kernel), np.asarray(recurrent), limit),
    ),
    hint=(
        "Three lines: the root of the sum of all squares in both arrays, the factor min(1, limit / "
        "norm) with a guard against a norm of 0, and both arrays times that factor."
    ),
)
