"""Problem: the nearest matrix of low rank, as the two thin ones that it is made of."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps4.bank.thinned_mistakes import WRONG, nearest, product

Array = Any  # NumPy's in the bank, JAX's in a check
Two = tuple[Array, Array]


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, shape: tuple[int, int], values: list[float], rank: int) -> Case:
        """A matrix with about these singular values, in directions of its own."""
        left, right = (np.linalg.qr(rng.normal(size=(n, n)))[0] for n in shape)
        kept = np.array(values) * rng.uniform(0.97, 1.03, len(values))
        weight = (left[:, : len(kept)] * kept) @ right[: len(kept)]
        return Case(label, (weight.astype(np.float32), rank))

    return [
        case("wider states than keys", (5, 4), [3.0, 2.0, 1.2, 0.6], 2),
        case("as wide as the keys", (4, 4), [2.5, 1.8, 1.1, 0.5], 2),
        case("wider keys than states", (3, 5), [2.2, 1.5, 0.7], 2),
        case("rank 1", (4, 3), [2.0, 1.3, 0.6], 1),
        case("all but one direction", (6, 4), [1.9, 1.4, 1.0, 0.6], 3),
    ]


def _as_near_as_can_be(args: Args, came: np.ndarray) -> str | None:
    weight, rank = args
    values = np.linalg.svd(weight, compute_uv=False)
    best, left = np.sqrt((values[rank:] ** 2).sum()), np.linalg.norm(came - weight)
    if left <= best + 1e-3:
        return None
    return (
        f"two matrices of {rank} columns come as near to weight as {number(best)} (the root of the "
        f"sum of squares of what is left); these are {number(left)} away"
    )


def _no_larger_norm(args: Args, came: np.ndarray) -> str | None:
    whole, norm = np.linalg.norm(args[0]), np.linalg.norm(came)
    if norm <= whole * (1 + 1e-4):
        return None
    return f"the norm of the product is {number(norm)}, and that of weight only {number(whole)}"


def _by_svd(weight: Array, rank: int) -> Two:
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, :rank] * s[:rank], vt[:rank].T


def _by_roots(weight: Array, rank: int) -> Two:
    u, s, vt = jnp.linalg.svd(weight)
    root = jnp.sqrt(s[:rank])
    return u[:, :rank] * root, (root[:, None] * vt[:rank]).T


def _by_eigenvectors(weight: Array, rank: int) -> Two:
    _, vectors = jnp.linalg.eigh(weight.T @ weight)
    up = vectors[:, -rank:]
    return weight @ up, up


def _by_the_other_side(weight: Array, rank: int) -> Two:
    """From the states' side, and in NumPy."""
    weight = np.asarray(weight, np.float64)
    values, vectors = np.linalg.eigh(weight @ weight.T)
    down = vectors[:, np.argsort(-values)[:rank]]
    return down, weight.T @ down


thinned = Problem(
    Exercise(
        name="thinned",
        arguments=("weight", "rank"),
        wanted=(
            "weight [D, E] and a rank R (a whole number) to a tuple of two: down [D, R] and up "
            "[E, R], such that down @ up.T is as near to weight as it can be (by the sum of the "
            "squared differences)."
        ),
        draw=_draw,
        reference=nearest,
        reading=product,
        properties=(
            Property("no larger norm", _no_larger_norm),
            Property("as near as can be", _as_near_as_can_be),
        ),
        wrong=WRONG,
        right=(_by_svd, _by_roots, _by_eigenvectors, _by_the_other_side),
        hint=(
            "jnp.linalg.svd gives u, s and vt with weight = u @ diag(s) @ vt, the largest s "
            "first. Keep R columns of u and R rows of vt. Each singular value goes into one of "
            "the two, or its root into both."
        ),
    )
)
