"""Exercise: local-p's weights, the softmax over a window times a Gaussian around its centre."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_05b.as_parts import as_part, through_length
from course_lib.lessons.lesson_05b.gaussian_weights_mistakes import WRONG, loop, over, within

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(
        label: str,
        sources: int,
        centre: float,
        half: int,
        length: int,
        spread: float = 1.5,
        level: float = 0.0,
    ) -> Case:
        scores = (level + rng.normal(size=sources, scale=spread)).astype(np.float32)
        return Case(label, (scores, centre, half, length))

    between = float(rng.uniform(4.2, 4.4))
    return [
        case("a centre between two positions", 10, between, 3, 10),
        case("a centre on a position", 9, 3.0, 2, 9),
        case("a window over the source's end", 8, 6.7, 3, 8),
        case("a window over the source's start", 8, -0.4, 3, 8),
        case("padding in the window", 9, 4.4, 3, 6),
        case("a wide window", 12, 5.6, 5, 12),
        case("equal scores", 9, 2.8, 3, 9, spread=0.0),
        case("a window of one to each side", 5, 1.2, 1, 5),
        case("scores of minus several hundreds", 8, 3.3, 2, 7, level=-500.0),
    ]


def _none_outside(args: Args, weights: Array) -> str | None:
    _, centre, half, length = args
    far = np.abs(np.arange(len(weights)) - centre)
    wrong = np.flatnonzero(~within(*args) & (np.abs(weights) > TOLERANCE))
    if not wrong.size:
        return None
    j = int(wrong[0])
    why = "padding" if j >= length else f"{number(far[j])} from the centre, and R is {half}"
    return f"position {j} is {why}: its weight must be 0 and is {number(weights[j])}"


def _all_of_the_window(args: Args, weights: Array) -> str | None:
    _, centre, half, _ = args
    wrong = np.flatnonzero(within(*args) & (weights <= 0))
    if wrong.size:
        j = int(wrong[0])
        return (
            f"position {j} is {number(abs(j - centre))} from the centre, and R is {half}: it is in "
            f"the window, and its weight is {number(weights[j])}"
        )
    return None


def _at_most_the_softmax(args: Args, weights: Array) -> str | None:
    plain = over(args[0], within(*args))
    wrong = np.flatnonzero(weights > plain + TOLERANCE)
    if wrong.size:
        j = int(wrong[0])
        return (
            f"the Gaussian is at most 1, so no weight exceeds its softmax over the window: "
            f"position {j} has {number(weights[j])}, and its softmax is {number(plain[j])}"
        )
    return None


def _highest_at_the_centre(args: Args, weights: Array) -> str | None:
    scores, centre, *_ = args
    nearest = int(np.abs(np.arange(len(weights)) - centre).argmin())
    highest = int(weights.argmax())
    if np.ptp(scores) == 0 and highest != nearest:
        return (
            f"with equal scores the position nearest to the centre {number(centre)} weighs most; "
            f"here it is position {highest}"
        )
    return None


def _by_softmax(scores: Any, centre: Any, half_width: Any, length: Any) -> Any:
    places = jnp.arange(len(scores))
    inside = (jnp.abs(places - centre) <= half_width) & (places < length)
    plain = jax.nn.softmax(scores, where=inside)
    return plain * jnp.exp(-2 * ((places - centre) / half_width) ** 2)


def _by_filling(scores: Any, centre: Any, half_width: Any, length: Any) -> Any:
    far = jnp.arange(len(scores)) - centre
    inside = jnp.logical_and(abs(far) <= half_width, jnp.arange(len(scores)) < length)
    plain = jax.nn.softmax(jnp.where(inside, scores, -1e9))
    return jnp.where(inside, plain * jnp.exp(-(far**2) / (2 * (half_width / 2) ** 2)), 0.0)


gaussian_weights = Exercise(
    name="gaussian_weights",
    arguments=("scores", "centre", "half_width", "length"),
    wanted=(
        "scores [J], padded, a centre p (float, from 0), a half-width R (int) and the source's "
        "true length (int) to weights [J]: the softmax over the real positions at most R from p, "
        "times exp(-(j - p)^2 / (2 sigma^2)) with sigma = R / 2; zero elsewhere."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("nothing outside the window", _none_outside),
        Property("all of the window", _all_of_the_window),
        Property("at most the softmax", _at_most_the_softmax),
        Property("highest at the centre", _highest_at_the_centre),
    ),
    wrong=WRONG,
    right=(_by_softmax, _by_filling, lambda *args: loop(*args)),
    hint=(
        "Three steps: far = arange(J) - centre; the softmax of the scores over |far| <= R, at real "
        "positions; times exp(-far^2 / (2 sigma^2)). Nothing is divided by its sum after that."
    ),
    part=Part(goes="Parts(gaussian_weights=...)", example=as_part, through=through_length),
)
