"""Problem: the gradient that comes back through sparsemax, by hand."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps3.bank.sparse_back_mistakes import WRONG, back

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, weights: list[float]) -> Case:
        shares = np.array(weights) * rng.uniform(0.9, 1.1, len(weights))
        shares = shares / max(shares.sum(), 1e-9)
        upstream = rng.permutation(np.linspace(0.6, 2.4, len(weights)))
        upstream = upstream * rng.choice([-1.0, 1.0], len(weights)) + rng.uniform(-0.1, 0.1)
        return Case(label, (shares.astype(np.float32), upstream.astype(np.float32)))

    return [
        case("three of six are open", [0.0, 0.6, 0.0, 0.1, 0.3, 0.0]),
        case("two of five are open", [0.8, 0.0, 0.0, 0.0, 0.2]),
        case("all are open", [0.2, 0.5, 0.3]),
        case("one is open", [0.0, 0.0, 1.0, 0.0]),
        case("none is open", [0.0, 0.0, 0.0]),
    ]


def _closed_get_nothing(args: Args, came: np.ndarray) -> str | None:
    for j in np.flatnonzero(args[0] == 0):
        if abs(came[j]) > 1e-6:
            return f"position {j} is closed, so its gradient is 0; it is {number(came[j])}"
    return None


def _adds_up_to_nothing(args: Args, came: np.ndarray) -> str | None:
    if abs(came.sum()) <= 1e-4:
        return None
    return (
        f"a number added to all scores changes no weight, so the gradients add up to 0; they add "
        f"up to {number(came.sum())}"
    )


def _plain(weights: Array, upstream: Array) -> Array:
    opened = weights > 0
    mean = jnp.where(opened, upstream, 0.0).sum() / jnp.maximum(opened.sum(), 1)
    return jnp.where(opened, upstream - mean, 0.0)


def _by_matrix(weights: Array, upstream: Array) -> Array:
    opened = jnp.sign(weights)
    jacobian = jnp.diag(opened) - jnp.outer(opened, opened) / jnp.maximum(opened.sum(), 1.0)
    return upstream @ jacobian


def _by_index(weights: Array, upstream: Array) -> Array:
    places = np.flatnonzero(np.asarray(weights))
    if not len(places):
        return jnp.zeros(len(weights))
    mine = upstream[places]
    return jnp.zeros(len(weights)).at[places].set(mine - mine.mean())


def _by_vjp(weights: Array, upstream: Array) -> Array:
    """Through the threshold of the open ones, which stay the same: JAX's own reverse mode."""
    opened = weights > 0

    def of_scores(scores: Array) -> Array:
        tau = (jnp.where(opened, scores, 0.0).sum() - 1) / jnp.maximum(opened.sum(), 1)
        return jnp.where(opened, scores - tau, 0.0)

    return jax.vjp(of_scores, weights)[1](upstream)[0]


sparse_back = Problem(
    Exercise(
        name="sparse_back",
        arguments=("weights", "upstream"),
        wanted=(
            "weights [J] (which came out of sparsemax) and upstream [J] (dL/d(weights)) to "
            "dL/d(scores) [J]; zeros if no position is open."
        ),
        draw=_draw,
        reference=back,
        properties=(
            Property("a closed position gets no gradient", _closed_get_nothing),
            Property("the gradients add up to 0", _adds_up_to_nothing),
        ),
        wrong=WRONG,
        right=(_plain, _by_matrix, _by_index, _by_vjp),
        hint=(
            "Write weight i as z_i - tau with tau = (sum over the open z - 1) / count. What is "
            "d tau / d z_j for an open j, and for a closed one? Then dL/dz_j is upstream_j less "
            "d tau / d z_j times the sum of upstream over the open positions."
        ),
    )
)
