"""Problem: the gradient of one look, by hand: which scores a drawn position moves, and how far."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps3.bank.look_gradient_mistakes import WRONG, gradient

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: list[int], place: int, advantage: float) -> Case:
        mask = np.array(real, bool)
        scores = rng.permutation(np.linspace(-0.9, 1.1, len(real))) + rng.uniform(0.3, 0.5)
        scores[~mask] += 1.0
        best = int(np.where(mask, scores, -np.inf).argmax())
        if mask.sum() > 1 and best == place:  # so that the drawn place is not the likeliest
            lowest = int(np.where(mask, scores, np.inf).argmin())
            scores[[place, lowest]] = scores[[lowest, place]]
        given = scores.astype(np.float32), mask, place, round(float(advantage), 3)
        return Case(label, given)

    infinite = case("padding that is infinite", [0, 1, 1, 0, 1], 4, rng.uniform(1.5, 2.5))
    infinite.args[0][[0, 3]] = np.inf, -np.inf
    return [
        case("padding after the place", [1, 1, 1, 0, 0], 1, rng.uniform(1.5, 2.5)),
        case("padding before the place", [0, 1, 0, 1, 1], 3, rng.uniform(0.3, 0.6)),
        case("a look worse than usual", [1, 1, 1, 1], 2, -rng.uniform(1.5, 2.5)),
        infinite,
        case("one real position", [0, 1, 0], 1, rng.uniform(1.5, 2.5)),
    ]


def _nothing_on_padding(args: Args, came: np.ndarray) -> str | None:
    for j in np.flatnonzero(~args[1]):
        if abs(came[j]) > 1e-6:
            return (
                f"position {j} is padding, so nothing moves its score; it gives {number(came[j])}"
            )
    return None


def _adds_up_to_nothing(args: Args, came: np.ndarray) -> str | None:
    if abs(came.sum()) <= 1e-4:
        return None
    return (
        f"a number added to all scores changes no probability, so the gradient adds up to 0; it "
        f"adds up to {number(came.sum())}"
    )


def _others_give_way(args: Args, came: np.ndarray) -> str | None:
    _, mask, place, advantage = args
    if mask.sum() < 2:
        return None
    for j in np.flatnonzero(mask):
        sign = np.sign(advantage) * (1 if j == place else -1)
        if sign * came[j] <= 0:
            way = "up" if sign > 0 else "down"
            return (
                f"the look at {place} has the advantage {number(advantage)}, so the score at {j} "
                f"goes {way}; its gradient is {number(came[j])}"
            )
    return None


def _plain(scores: Array, mask: Array, place: int, advantage: float) -> Array:
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * (jax.nn.one_hot(place, len(scores)) - p)


def _by_where(scores: Array, mask: Array, place: int, advantage: float) -> Array:
    p = jax.nn.softmax(scores, where=mask)
    return jnp.where(jnp.arange(len(p)) == place, 1 - p, -p) * advantage


def _by_grad(scores: Array, mask: Array, place: int, advantage: float) -> Array:
    safe = jnp.where(mask, scores, -1e9)
    return jax.grad(lambda s: advantage * jax.nn.log_softmax(s)[place])(safe)


def _by_loop(scores: Array, mask: Array, place: int, advantage: float) -> Array:
    powers = [float(np.exp(s)) if real else 0.0 for s, real in zip(scores, mask, strict=True)]
    found = [-advantage * power / sum(powers) for power in powers]
    found[int(place)] += advantage
    return jnp.array(found)


look_gradient = Problem(
    Exercise(
        name="look_gradient",
        arguments=("scores", "mask", "place", "advantage"),
        wanted=(
            "scores [J], mask [J] (True = real), place (int, the position drawn) and advantage (a "
            "number) to [J]: the advantage times the gradient of log p(place) in the scores."
        ),
        draw=_draw,
        reference=gradient,
        properties=(
            Property("nothing on padding", _nothing_on_padding),
            Property("adds up to 0", _adds_up_to_nothing),
            Property("the drawn one against the others", _others_give_way),
        ),
        wrong=WRONG,
        right=(_plain, _by_where, _by_grad, _by_loop),
        hint=(
            "log p(z) is the score at z less the logarithm of the sum of exp(score) over the real "
            "positions. What is the derivative of that logarithm in the score at j? (You know it: "
            "it is a probability.)"
        ),
    )
)
