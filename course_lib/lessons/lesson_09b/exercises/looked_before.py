"""Exercise: what filters find in the weights of the step before, around each position."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.checking.telling import drawn_until_telling
from course_lib.lessons.lesson_09b.looked_before_mistakes import WRONG
from course_lib.lessons.lesson_09b.sliding_ways import loop

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, loop, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    def case(label: str, positions: int, width: int, filters: int) -> Case:
        """Weights of which none is small, and filters none of whose numbers is near 0."""
        weights = softmax(rng.permutation(positions) / 3 + rng.uniform(0, 0.1, positions))
        taps = rng.choice([-1, 1], (width, filters)) * rng.uniform(0.4, 1.6, (width, filters))
        return Case(label, (weights.astype(np.float32), taps.astype(np.float32)))

    first = case("the first step, before which nothing was looked at", 4, 3, 2)
    first.args[0][:] = 0.0
    one = case("all weight on one position", 7, 5, 2)
    one.args[0][:] = np.eye(7)[3]
    many = case("the weights of several steps, added up", 6, 3, 2)
    many.args[0][...] *= 3
    return [
        case("three weights around each position", 7, 3, 2),
        case("five weights around each position", 8, 5, 4),
        one,
        case("as many filters as they are wide", 5, 3, 3),
        case("filters wider than the source", 3, 5, 2),
        case("filters of one weight", 4, 1, 3),
        many,
        first,
        case("one position", 1, 3, 2),
    ]


def _nothing(args: Args, features: Array) -> str | None:
    if args[0].any() or not features.any():
        return None
    j, k = np.argwhere(features != 0)[0]
    return (
        f"nothing was looked at yet, all weights are 0, so all features are 0: at position {j} "
        f"filter {k} gives {number(features[j, k])}"
    )


def _one(args: Args, features: Array) -> str | None:
    """All weight on one position: its own features are the filters' middle, its neighbours' ..."""
    weights, filters = args
    if np.count_nonzero(weights) != 1 or len(weights) == 1:
        return None
    top, middle = int(weights.argmax()), len(filters) // 2
    for d in (0, *(side * far for far in range(1, middle + 1) for side in (-1, 1))):
        wanted = filters[d + middle, 0] * weights[top]
        if abs(features[top - d, 0] - wanted) > TOLERANCE:
            return (
                f"all weight lies on position {top}, which is j + d for j = {top - d} and d = {d}: "
                f"there filter 0 gives filters[d + D, 0] = {number(wanted)}, and it gives "
                f"{number(features[top - d, 0])}"
            )
    return None


def _padded(weights: Any, filters: Any) -> Any:
    middle = len(filters) // 2
    padded = jnp.pad(weights, middle)
    return jnp.stack([padded[j : j + len(filters)] @ filters for j in range(len(weights))])


def _taps(weights: Any, filters: Any) -> Any:
    padded = jnp.pad(weights, len(filters) // 2)
    return sum(padded[w : w + len(weights), None] * filters[None, w] for w in range(len(filters)))


def _indexed(weights: Any, filters: Any) -> Any:
    middle = len(filters) // 2
    places = jnp.arange(len(weights))[:, None] + jnp.arange(-middle, middle + 1)[None]
    inside = (places >= 0) & (places < len(weights))
    return jnp.where(inside, weights[jnp.where(inside, places, 0)], 0.0) @ filters


def _convolved(weights: Any, filters: Any) -> Any:
    """A convolution turns its filter round: so it is turned round before."""
    middle = len(filters) // 2

    def one(taps: Any) -> Any:
        return jnp.convolve(weights, taps[::-1])[middle : middle + len(weights)]

    return jax.vmap(one, in_axes=1, out_axes=1)(filters)


def _banded(weights: Any, filters: Any) -> Any:
    """As a table of which filter's number each position has for each weight."""
    middle, places = len(filters) // 2, jnp.arange(len(weights))
    apart = places[None, :] - places[:, None] + middle
    inside = (apart >= 0) & (apart < len(filters))
    return jnp.einsum("jik,i,ji->jk", filters[jnp.clip(apart, 0, 2 * middle)], weights, inside)


looked_before = Exercise(
    name="looked_before",
    arguments=("weights", "filters"),
    wanted=(
        "the attention weights [J] of the step before and k filters, [W, k], of an odd width W = "
        "2 D + 1, to features [J, k]: for position j and filter k the sum over d from -D to D of "
        "filters[d + D, k] times the weight at position j + d, where weights beyond both ends are "
        "0."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("nothing before the first step", _nothing),
        Property("all weight on one position", _one),
    ),
    wrong=WRONG,
    right=(
        _padded,
        _taps,
        _indexed,
        _convolved,
        _banded,
        lambda *args: loop(*map(np.asarray, args)),
    ),
    hint=(
        "padded = jnp.pad(weights, D) puts D zeros before and behind, so that the W weights around "
        "position j are padded[j : j + W]. Multiply those by the filters, padded[j : j + W] @ "
        "filters is [k], and jnp.stack the rows of all positions."
    ),
    remark=unreached(("weights", "filters")),
    part=Part(goes="Parts(location_features=...)", example=lambda *args: args),
)
