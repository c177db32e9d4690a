"""Exercise: local-m's weights, a softmax over the window around a centre."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, sources: int, centre: int, half: int, length: int) -> Case:
        scores = rng.normal(size=sources, scale=1.5).astype(np.float32)
        return Case(label, (scores, centre, half, length))

    return [
        case("a window in the middle", 11, 5, 3, 11),
        case("a window over the source's start", 9, 1, 3, 9),
        case("a window over the source's end, with padding", 10, 6, 2, 8),
        case("a window of one position", 6, 3, 0, 6),
        case("a window larger than the source", 5, 2, 7, 4),
        case("a window beyond the source", 8, 7, 1, 5),
    ]


def _loop(scores: Array, centre: int, half_width: int, length: int) -> Array:
    weights = np.zeros(len(scores))
    for j in range(max(centre - half_width, 0), min(centre + half_width + 1, length)):
        weights[j] = np.exp(np.float64(scores[j]))
    total = weights.sum()
    return weights / total if total else weights


def _none_outside(args: Args, weights: Array) -> str | None:
    _, centre, half, length = args
    places = np.arange(len(weights))
    outside = (np.abs(places - centre) > half) | (places >= length)
    wrong = np.flatnonzero(outside & (np.abs(weights) > TOLERANCE))
    if not wrong.size:
        return None
    j = int(wrong[0])
    why = (
        "padding" if j >= length else f"{abs(j - centre)} from the centre {centre}, and D is {half}"
    )
    return f"position {j} is {why}: its weight must be 0 and is {number(weights[j])}"


def _some_inside(args: Args, weights: Array) -> str | None:
    _, centre, half, length = args
    for j in range(max(centre - half, 0), min(centre + half + 1, length)):
        if weights[j] <= 0:
            return (
                f"position {j} is {abs(j - centre)} from the centre {centre}, and D is {half}: it "
                f"is in the window, and its weight is {number(weights[j])}"
            )
    return None


def _sums_to_one(args: Args, weights: Array) -> str | None:
    _, centre, half, length = args
    total = float(weights.sum())
    if centre - half < length and abs(total - 1) > TOLERANCE:
        return f"the weights of the window sum to {number(total)}, not to 1"
    return None


def _over(scores: Array, inside: Array) -> Array:
    powers = np.exp(scores - scores.max()) * inside
    return powers / max(powers.sum(), 1e-30)


def _places(scores: Array, length: int) -> tuple[Array, Array]:
    places = np.arange(len(scores))
    return places, places < length


def _shifted(scores: Array, low: int, high: int, length: int) -> Array:
    """The softmax over positions low to high, both among them."""
    places, real = _places(scores, length)
    return _over(scores, real & (places >= low) & (places <= high))


def _wrapped(scores: Array, centre: int, half: int, length: int) -> Array:
    inside = np.zeros(len(scores), bool)
    inside[np.arange(centre - half, centre + half + 1) % len(scores)] = True
    return _over(scores, inside & _places(scores, length)[1])


def _moved_inside(scores: Array, centre: int, half: int, length: int) -> Array:
    low = min(max(centre - half, 0), max(length - 2 * half - 1, 0))
    return _shifted(scores, low, low + 2 * half, length)


def _inside(scores: Array, centre: int, half: int, length: int) -> Array:
    places, real = _places(scores, length)
    return real & (np.abs(places - centre) <= half)


def _empty_is_nan(scores: Array, centre: int, half: int, length: int) -> Array:
    powers = np.exp(scores) * _inside(scores, centre, half, length)
    return powers / powers.sum()


def _empty_is_even(scores: Array, centre: int, half: int, length: int) -> Array:
    return softmax(np.where(_inside(scores, centre, half, length), scores, np.float32(-1e9)))


window_weights = Exercise(
    name="window_weights",
    arguments=("scores", "centre", "half_width", "length"),
    wanted=(
        "scores [J], padded, a centre (int, from 0), a half-width D (int) and the source's true "
        "length (int) to weights [J]: the softmax over the real positions at most D from the "
        "centre, zero elsewhere, and zero everywhere if there is no such position."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("nothing outside the window", _none_outside),
        Property("all of the window", _some_inside),
        Property("sums to one", _sums_to_one),
    ),
    wrong=(
        Misconception(
            "right edge left out",
            "the window ends one position early: it holds centre + D, and a slice or a range must "
            "go one further",
            lambda e, c, d, n: _shifted(e, c - d, c + d - 1, n),
        ),
        Misconception(
            "left edge left out",
            "the window begins one position late: it holds centre - D",
            lambda e, c, d, n: _shifted(e, c - d + 1, c + d, n),
        ),
        Misconception(
            "both edges left out",
            "the window is two positions short: at most D from the centre means <=, not <",
            lambda e, c, d, n: _shifted(e, c - d + 1, c + d - 1, n),
        ),
        Misconception(
            "one position too far",
            "the window is one position too far right: the library's centre counts from 0",
            lambda e, c, d, n: _shifted(e, c + 1 - d, c + 1 + d, n),
        ),
        Misconception(
            "half of D to each side",
            "the window is D wide in all: D is what it has to *each* side, 2 D + 1 in all",
            lambda e, c, d, n: _shifted(e, c - d // 2, c + d // 2, n),
        ),
        Misconception(
            "from the centre on",
            "the window begins at the centre: it reaches D to each side of it",
            lambda e, c, d, n: _shifted(e, c, c + 2 * d, n),
        ),
        Misconception(
            "wrapped around",
            "a window over the source's start goes on at its end: a negative index counts from "
            "behind",
            _wrapped,
        ),
        Misconception(
            "moved inside",
            "a window that hangs over an end is pushed back into the source, and reaches further "
            "than D from its centre",
            _moved_inside,
        ),
        Misconception(
            "padding looked at",
            "padding inside the window takes part",
            lambda e, c, d, n: _over(e, _inside(e, c, d, len(e))),
        ),
        Misconception(
            "window ignored",
            "the softmax is over the whole source",
            lambda e, c, d, n: _over(e, _places(e, n)[1]),
        ),
        Misconception(
            "window after the softmax",
            "the softmax is over the whole source and cut to the window afterwards: what is left "
            "sums to less than 1",
            lambda e, c, d, n: _over(e, _places(e, n)[1]) * _inside(e, c, d, n),
        ),
        Misconception(
            "score 0 outside",
            "positions outside the window get the score 0, and exp(0) is 1",
            lambda e, c, d, n: softmax(e * _inside(e, c, d, n)),
        ),
        Misconception(
            "an empty window gives NaN",
            "where no real position is in the window, zero is divided by zero",
            _empty_is_nan,
        ),
        Misconception(
            "an empty window looks everywhere",
            "where no real position is in the window, all of them are alike to a softmax over "
            "large negative scores, and padding too gets its share",
            _empty_is_even,
        ),
        Misconception(
            "no softmax",
            "the scores of the window come out as they are: the softmax is missing",
            lambda e, c, d, n: np.where(_inside(e, c, d, n), e, 0),
        ),
        Misconception(
            "equal weights",
            "every position of the window weighs alike: the scores have no say",
            lambda e, c, d, n: _over(0 * e, _inside(e, c, d, n)),
        ),
    ),
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
        _loop,
        lambda scores, centre, half_width, length: (
            lambda powers: powers / jnp.maximum(powers.sum(), 1e-30)
        )(
            jnp.exp(scores)
            * (jnp.abs(jnp.arange(len(scores)) - centre) <= half_width)
            * (jnp.arange(len(scores)) < length)
        ),
    ),
    hint=(
        "Make a mask first and print it: jnp.abs(jnp.arange(J) - centre) <= half_width, and real. "
        "With D = 1 and the centre at 4 it holds positions 3, 4 and 5. Then the masked softmax."
    ),
)
