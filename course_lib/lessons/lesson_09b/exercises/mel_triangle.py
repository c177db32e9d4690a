"""Exercise: one filter of a mel bank, a triangle over the frequencies of a transform."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.checking.telling import drawn_until_telling
from course_lib.lessons.lesson_09b.mel_triangle_mistakes import WRONG
from course_lib.lessons.lesson_09b.triangle_ways import loop

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, loop, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    def mels_of(count: int) -> Array:
        """Unequally far apart, from 0."""
        return np.concatenate([[0.0], np.cumsum(rng.uniform(40, 90, count - 1))])

    def case(label: str, count: int, *corners: float) -> Case:
        """Corners near these places in the row of frequencies, and right at those that are whole
        numbers."""
        mels = mels_of(count)
        moved = [
            place if isinstance(place, int) else place + rng.uniform(-0.1, 0.1) for place in corners
        ]
        return Case(label, (mels, *(float(np.interp(p, np.arange(count), mels)) for p in moved)))

    alike = case("both sides equally wide", 13, 2.5, 6.4, 10.3)
    mels, left, _, right = alike.args
    low, high = rng.uniform([70.0, 400.0], [90.0, 500.0]).tolist()
    one = Case("one frequency", (rng.uniform(190, 210, 1), low, 300.0, high))
    return [
        case("the right side wider", 16, 2.4, 5.6, 11.3),
        case("the left side wider", 14, 1.6, 8.3, 11.6),
        Case(alike.label, (mels, left, (left + right) / 2, right)),
        case("frequencies right at left, centre and right", 12, 2, 5, 9),
        case("the first filter, whose left is 0", 10, 0, 2.5, 6.4),
        case("the last filter, whose right is the last frequency", 9, 3.4, 5.6, 8),
        case("no frequency inside", 8, 3.2, 3.5, 3.8),
        one,
    ]


def _not_negative(args: Args, weights: Array) -> str | None:
    k = int(weights.argmin())
    if weights[k] < -TOLERANCE:
        return (
            f"no weight is negative: at {number(args[0][k])} mel it is {number(weights[k])}, with "
            f"{_corners(args)}"
        )
    return None


def _outside(args: Args, weights: Array) -> str | None:
    mels, left, _, right = args
    for mel, weight in zip(mels, weights, strict=True):
        if not left < mel < right and abs(weight) > TOLERANCE:
            return (
                f"the weight is 0 up to left and from right on: at {number(mel)} mel it is "
                f"{number(weight)}, with {_corners(args)}"
            )
    return None


def _at_most_one(args: Args, weights: Array) -> str | None:
    k = int(weights.argmax())
    if weights[k] > 1 + TOLERANCE:
        return (
            f"no weight is above 1, that of the centre: at {number(args[0][k])} mel it is "
            f"{number(weights[k])}, with {_corners(args)}"
        )
    return None


def _centre(args: Args, weights: Array) -> str | None:
    for mel, weight in zip(args[0], weights, strict=True):
        if mel == args[2] and abs(weight - 1) > TOLERANCE:
            return f"the weight at the centre is 1: it is {number(weight)}, with {_corners(args)}"
    return None


def _corners(args: Args) -> str:
    named = zip(("left", "centre", "right"), args[1:], strict=True)
    return ", ".join(f"{name} = {number(value)}" for name, value in named)


def _smaller(mels: Array, left: float, centre: float, right: float) -> Array:
    up, down = (mels - left) / (centre - left), (right - mels) / (right - centre)
    return np.maximum(0, np.minimum(up, down))


def _by_where(mels: Array, left: float, centre: float, right: float) -> Array:
    up, down = (mels - left) / (centre - left), (right - mels) / (right - centre)
    return np.where(mels < centre, up, down).clip(0, 1)


def _written(mels: Array, left: float, centre: float, right: float) -> Array:
    weights = np.zeros_like(mels)
    up, down = (mels >= left) & (mels <= centre), (mels > centre) & (mels <= right)
    weights[up] = (mels[up] - left) / (centre - left)
    weights[down] = 1 - (mels[down] - centre) / (right - centre)
    return weights


def _tent(mels: Array, left: float, centre: float, right: float) -> Array:
    width = jnp.where(mels < centre, centre - left, right - centre)
    return np.asarray(jnp.maximum(0, 1 - jnp.abs(mels - centre) / width))


mel_triangle = Exercise(
    name="mel_triangle",
    arguments=("mels", "left", "centre", "right"),
    wanted=(
        "mels [K], the mel value of each frequency of a transform, and three mel numbers, left < "
        "centre < right, to the weights [K] of one filter: 0 up to left, from there in a straight "
        "line to 1 at the centre, in a straight line to 0 at right, and 0 beyond. Left and right "
        "may be unequally far from the centre."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("not negative", _not_negative),
        Property("0 outside", _outside),
        Property("at most 1", _at_most_one),
        Property("1 at the centre", _centre),
    ),
    wrong=WRONG,
    right=(
        _smaller,
        _by_where,
        lambda mels, left, centre, right: np.interp(mels, [left, centre, right], [0, 1, 0]),
        _written,
        _tent,
        loop,
    ),
    hint=(
        "Two lines: (mels - left) / (centre - left) rises through 0 at left and 1 at the centre, "
        "and (right - mels) / (right - centre) falls through 1 at the centre and 0 at right. The "
        "triangle is the smaller one, np.minimum, and 0 where that is negative, np.maximum(0, ...)."
    ),
    numpy=True,
)
