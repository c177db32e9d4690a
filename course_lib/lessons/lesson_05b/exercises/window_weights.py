"""Exercise: local-m's weights, a softmax over the window around a centre."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_05b.as_parts import as_part, through_length
from course_lib.lessons.lesson_05b.window_weights_mistakes import WRONG, loop

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(
        label: str, sources: int, centre: int, half: int, length: int, level: float = 0.0
    ) -> Case:
        scores = (level + rng.normal(size=sources, scale=1.5)).astype(np.float32)
        return Case(label, (scores, centre, half, length))

    return [
        case("a window in the middle", 11, 5, 3, 11),
        case("a window over the source's start", 9, 1, 3, 9),
        case("a window over the source's end, with padding", 10, 6, 2, 8),
        case("a window of one position", 6, 3, 0, 6),
        case("a window larger than the source", 5, 2, 7, 4),
        case("a window beyond the source", 8, 7, 1, 5),
        case("scores of minus several hundreds", 8, 3, 2, 6, level=-500.0),
    ]


def _none_outside(args: Args, weights: Array) -> str | None:
    _, centre, half, length = args
    places = np.arange(len(weights))
    outside = (np.abs(places - centre) > half) | (places >= length)
    wrong = np.flatnonzero(outside & (np.abs(weights) > TOLERANCE))
    if not wrong.size:
        return None
    j = int(wrong[0])
    why = (
        "padding" if j >= length else f"{abs(j - centre)} from the centre {centre}, and R is {half}"
    )
    return f"position {j} is {why}: its weight must be 0 and is {number(weights[j])}"


def _some_inside(args: Args, weights: Array) -> str | None:
    _, centre, half, length = args
    for j in range(max(centre - half, 0), min(centre + half + 1, length)):
        if weights[j] <= 0:
            return (
                f"position {j} is {abs(j - centre)} from the centre {centre}, and R is {half}: it "
                f"is in the window, and its weight is {number(weights[j])}"
            )
    return None


def _sums_to_one(args: Args, weights: Array) -> str | None:
    _, centre, half, length = args
    total = float(weights.sum())
    if centre - half < length and abs(total - 1) > TOLERANCE:
        return f"the weights of the window sum to {number(total)}, not to 1"
    return None


window_weights = Exercise(
    name="window_weights",
    arguments=("scores", "centre", "half_width", "length"),
    wanted=(
        "scores [J], padded, a centre (int, from 0), a half-width R (int) and the source's true "
        "length (int) to weights [J]: the softmax over the real positions at most R from the "
        "centre, zero elsewhere, and zero everywhere if there is no such position."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("nothing outside the window", _none_outside),
        Property("all of the window", _some_inside),
        Property("sums to one", _sums_to_one),
    ),
    wrong=WRONG,
    right=(
        lambda scores, centre, half_width, length: jnp.nan_to_num(
            jax.nn.softmax(
                jnp.where(
                    (jnp.abs(jnp.arange(len(scores)) - centre) <= half_width)
                    & (jnp.arange(len(scores)) < length),
                    scores,
                    -jnp.inf,
                )
            )
        ),
        loop,
        lambda scores, centre, half_width, length: (
            lambda powers: powers / jnp.maximum(powers.sum(), 1e-30)
        )(
            jnp.exp(scores - scores.max())
            * (jnp.abs(jnp.arange(len(scores)) - centre) <= half_width)
            * (jnp.arange(len(scores)) < length)
        ),
    ),
    part=Part(
        goes="Parts(window_weights=...)",
        example=as_part,
        through=through_length,
    ),
    hint=(
        "Make a mask first and print it: jnp.abs(jnp.arange(J) - centre) <= half_width, and real. "
        "With R = 1 and the centre at 4 it holds positions 3, 4 and 5. Then the masked softmax."
    ),
)
