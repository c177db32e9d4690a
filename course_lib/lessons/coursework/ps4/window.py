"""Problem: attention weights in a soft window around a centre, in one softmax."""

from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps4.bank.window_mistakes import WRONG, near

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(
        label: str, real: list[int], centre: float, width: float, padding: float = 2.5
    ) -> Case:
        """Scores in sixty-fourths, so that float32 subtracts whole numbers from them exactly."""
        mask = np.array(real, bool)
        scores = np.round(rng.permutation(np.linspace(-1, 1, mask.size)) * 64) / 64
        scores = np.where(mask, scores, padding).astype(np.float32)
        return Case(label, (scores, np.float32(centre).reshape(()), width, mask))

    some = [1, 1, 0, 1, 0, 1, 1]
    return [
        case("padding at the end", [1, 1, 1, 1, 1, 0, 0], rng.uniform(2.2, 2.4), 1.5),
        case("no padding", [1] * 6, rng.uniform(3.3, 3.4), 0.8),
        case("padding in front", [0, 0, 1, 1, 1, 1], rng.uniform(1.2, 1.4), 1.5),
        case("padding in the middle", some, rng.uniform(1.6, 1.8), 2.5, np.inf),
        case("a centre before the first position", [1, 1, 1, 0], -1.0, 2.0, -np.inf),
        case("a centre far away", [1, 1, 1, 1, 0], 26.0, 1.0),
        case("nothing but padding", [0, 0, 0], 1.0, 1.5),
    ]


def _none_on_padding(args: Args, weights: np.ndarray) -> str | None:
    leaks = np.flatnonzero((weights != 0) & ~args[3])
    if not leaks.size:
        return None
    return f"position {leaks[0]} is padding, and gets the weight {number(weights[leaks[0]])}"


def _sum_to_one(args: Args, weights: np.ndarray) -> str | None:
    right = float(args[3].any())
    if abs(weights.sum() - right) <= 1e-4:
        return None
    return f"the weights sum to {number(weights.sum())}; wanted {right:g}"


def _neighbours_compare(args: Args, weights: np.ndarray) -> str | None:
    """The ratio of two real positions says score and bell, whatever all the others are."""
    scores, centre, width, mask = args
    real = np.flatnonzero(mask)
    for place, (a, b) in enumerate(pairwise(real)):
        far = ((place - centre) ** 2 - (place + 1 - centre) ** 2) / (2 * width**2)
        right = np.exp(float(scores[b]) - float(scores[a]) + far)
        if weights[a] > 1e-4 and weights[b] > 1e-4:
            came = float(weights[b]) / float(weights[a])
            if abs(came - right) > 1e-3 * right:
                return (
                    f"real positions number {place} and {place + 1} stand {abs(place - centre):.3g}"
                    f" and {abs(place + 1 - centre):.3g} from the centre; by their scores and the "
                    f"bell the second gets {number(right)} times the weight of the first, and here "
                    f"it gets {number(came)} times"
                )
    return None


def by_where(scores: Array, centre: Array, width: float, mask: Array) -> Array:
    far = jnp.cumsum(mask) - 1 - centre
    return jax.nn.softmax(jnp.where(mask, scores, 0.0) - far**2 / (2 * width**2), where=mask)


def _by_hand(scores: Array, centre: Array, width: float, mask: Array) -> Array:
    places = jnp.cumsum(mask.astype(jnp.int32)) - mask.astype(jnp.int32)
    total = jnp.where(mask, scores - 0.5 * jnp.square((places - centre) / width), -jnp.inf)
    top = jnp.where(mask.any(), total.max(), 0.0)
    lifted = jnp.exp(total - top)
    return lifted / jnp.maximum(lifted.sum(), 1e-9)


def _by_logs(scores: Array, centre: Array, width: float, mask: Array) -> Array:
    """As a product of experts: the logarithms of the softmax and of the bell, added."""
    places = jnp.cumsum(mask) - 1
    bell = -((places - centre) ** 2) / (2 * width**2)
    plain = jax.nn.log_softmax(jnp.where(mask, scores, -1e9))
    total = jnp.where(mask, plain + bell, -1e9)
    return jnp.where(mask, jnp.exp(total - jax.nn.logsumexp(total)), 0.0)


def _by_places(scores: Array, centre: Array, width: float, mask: Array) -> Array:
    real = np.flatnonzero(np.asarray(mask))
    weights = np.zeros(len(mask))
    if len(real):
        far = (np.arange(len(real)) - float(centre)) / width
        total = np.asarray(scores, np.float64)[real] - far**2 / 2
        lifted = np.exp(total - total.max())
        weights[real] = lifted / lifted.sum()
    return weights


window = Problem(
    Exercise(
        name="window",
        arguments=("scores", "centre", "width", "mask"),
        wanted=(
            "scores [J], a centre (a number), a width (a number above 0) and mask [J] (True = "
            "real) to weights [J]: over the real positions the softmax of score - (place - "
            "centre)^2 / (2 width^2), where place counts the real positions from 0; zero on "
            "padding."
        ),
        draw=_draw,
        reference=near,
        properties=(
            Property("nothing on padding", _none_on_padding),
            Property("sums to one", _sum_to_one),
            Property("score and bell", _neighbours_compare),
        ),
        wrong=WRONG,
        right=(by_where, _by_hand, _by_logs, _by_places),
        hint=(
            "jnp.cumsum(mask) - 1 counts the real positions. Take the squared distance off the "
            "score, and then one softmax over what is real: jax.nn.softmax has where=mask, and "
            "jnp.where(mask, scores, 0.0) first keeps infinite padding out."
        ),
    )
)
