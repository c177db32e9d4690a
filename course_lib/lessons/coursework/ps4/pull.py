"""Problem: the gradient of a loss in the centre of a soft window, by hand."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps4.bank.pull_mistakes import WRONG, slope

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, heights: list[float], width: float, padding: tuple[int, int]) -> Case:
        """Weights of about these heights, with so many positions of padding in front and behind."""
        lifted = np.array(heights) * rng.uniform(0.95, 1.05, len(heights))
        upstream = rng.choice([-1.0, 1.0]) * np.linspace(-1.0, 1.4, len(heights)) ** 3
        upstream += rng.uniform(0.6, 0.9) + rng.uniform(-0.1, 0.1, len(heights))
        weights = np.pad(lifted / lifted.sum(), padding)
        upstream = np.pad(upstream, padding, constant_values=0.7)
        return Case(label, (weights.astype(np.float32), upstream.astype(np.float32), width))

    return [
        case("a window of five", [1.0, 3.0, 5.0, 2.0, 0.6], 1.5, (0, 0)),
        case("a narrow window", [4.0, 7.0, 1.0, 0.4], 0.6, (0, 0)),
        case("padding at the end", [5.0, 3.0, 1.0, 0.5], 2.0, (0, 3)),
        case("padding in front", [1.0, 2.0, 5.0, 3.0], 1.5, (2, 0)),
        case("two peaks", [6.0, 1.0, 0.5, 1.0, 4.0], 2.5, (0, 1)),
        case("all on one position", [1.0], 1.2, (2, 3)),
    ]


def _no_pull_on_a_constant(args: Args, came: np.ndarray) -> str | None:
    """Weights on one position cannot be moved by a small step of the centre."""
    weights = args[0]
    if weights.max() < 1 or abs(came) <= 1e-5:
        return None
    return (
        "all the weight lies on one position, and a small step of the centre changes nothing: the "
        f"gradient is 0; it gives {number(came)}"
    )


def _its_side(args: Args, came: np.ndarray) -> str | None:
    weights, upstream, _ = args
    places = np.arange(len(weights))
    with_places = weights @ (upstream * places) - (weights @ upstream) * (weights @ places)
    if abs(with_places) < 1e-4 or np.sign(with_places) == np.sign(came):
        return None
    side = "grows" if with_places > 0 else "falls"
    return (
        f"where the window looks, upstream {side} from left to right, so that a step to the right "
        f"makes the loss {'larger' if with_places > 0 else 'smaller'}; the gradient that it gives "
        f"is {number(came)}"
    )


def _plain(weights: Array, upstream: Array, width: float) -> Array:
    places = jnp.arange(len(weights))
    far = places - weights @ places
    return (upstream * weights * far).sum() / width**2


def _by_the_softmax(weights: Array, upstream: Array, width: float) -> Array:
    into_scores = weights * (upstream - jnp.vdot(weights, upstream))
    return into_scores @ jnp.arange(len(weights)) / width**2


def _by_grad(weights: Array, upstream: Array, width: float) -> Array:
    """Lets JAX do it, from scores that give these weights when the centre is at 0."""
    places = jnp.arange(len(weights))
    seen = weights > 0
    scores = jnp.log(jnp.where(seen, weights, 1.0)) + places**2 / (2 * width**2)

    def loss(centre: Array) -> Array:
        total = scores - (places - centre) ** 2 / (2 * width**2)
        return jax.nn.softmax(total, where=seen) @ jnp.where(seen, upstream, 0.0)

    return jax.grad(loss)(0.0)


def _by_jacobian(weights: Array, upstream: Array, width: float) -> Array:
    jacobian = jnp.diag(weights) - weights[:, None] * weights[None, :]
    return jnp.einsum("j,jk,k->", upstream, jacobian, jnp.arange(len(weights)) / width**2)


pull = Problem(
    Exercise(
        name="pull",
        arguments=("weights", "upstream", "width"),
        wanted=(
            "weights [J] (what `window` gave), upstream [J] (dL/d(weights)) and the width (a "
            "number) to one number: dL/d(centre)."
        ),
        draw=_draw,
        reference=slope,
        properties=(
            Property("nothing to gain on one position", _no_pull_on_a_constant),
            Property("the right side", _its_side),
        ),
        wrong=WRONG,
        right=(_plain, _by_the_softmax, _by_grad, _by_jacobian),
        hint=(
            "Two steps. Back through a softmax, what comes to total j is weights[j] * "
            "(upstream[j] - the mean of upstream under the weights). And total j is score - "
            "(j - centre)^2 / (2 width^2): what is its slope in the centre? What is the same for "
            "all j drops out."
        ),
    )
)
