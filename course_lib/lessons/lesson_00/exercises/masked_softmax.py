"""Exercise: from the scores of one padded row to its weights."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.kernels.masks import masked_softmax as library_softmax
from course_lib.lessons.checking.bank import Args, Case, Function, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_00.masked_softmax_mistakes import WRONG, loop

Array = np.ndarray
_unreached = unreached(("scores", "mask"))


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: list[int], level: float = 0.0, padding: float = 0.0) -> Case:
        """Scores around `level`, no two of them alike; those of padding around another level."""
        mask = np.array(real, bool)
        apart = rng.permutation(np.linspace(-1.5, 1.5, mask.size)) + rng.uniform(-0.2, 0.2)
        scores = np.where(mask, level, padding) + apart + rng.uniform(-0.1, 0.1, mask.size)
        return Case(label, (scores.astype(np.float32), mask))

    some = [1, 1, 1, 0, 0]
    return [
        case("some padding", some, padding=2.5),
        case("no padding", [1] * 4),
        case("padding that is not at the end", [0, 1, 1, 0, 1, 1], padding=1.0),
        case("scores near 10000", some, 1e4),
        case("padding far above the real scores", some, padding=1e4),
        case("scores near -10000", some, -1e4),
        case("padding 20000 above the real scores", some, -1e4, 1e4),
        case("nothing but padding", [0] * 5),
        case("one real position", [0, 1, 0], padding=1.0),
    ]


def _negative(args: Args, weights: Array) -> str | None:
    if (weights < 0).any():
        return f"a weight cannot be negative: the smallest is {number(weights.min())}"
    return None


def _zero_on_padding(args: Args, weights: Array) -> str | None:
    leaks = np.flatnonzero((weights != 0) & ~args[1])
    if not leaks.size:
        return None
    return (
        f"position {leaks[0]} is padding, and its weight is {number(weights[leaks[0]])}, not "
        f"exactly 0"
    )


def _sum_to_one(args: Args, weights: Array) -> str | None:
    total = weights.sum()
    if not args[1].any() or abs(total - 1) <= TOLERANCE:
        return None
    return f"the weights of the real positions must sum to 1: yours sum to {number(total)}"


def _trains(student: Function, cases: Sequence[Case]) -> str | None:
    """What to say of an answer that is right and cannot be trained: a gradient with NaN in it, or
    none at all."""
    for case in cases:
        scores, mask = map(jnp.asarray, case.args)
        if len(scores) != 5:  # another shape is compiled anew, and has nothing new to tell
            continue
        try:
            slope = jax.grad(lambda e, m=mask: jnp.sum(student(e, m) ** 2))(scores)
        except Exception:  # it leaves JAX: `yours_or` tells
            return None
        if not np.isfinite(slope).all():
            return (
                f"Right, and its gradient is NaN for {case.label}, so a model that meets such "
                f"scores stops learning: an infinity on the way spoils the gradient, even where "
                f"jnp.where hides it afterwards. Put -1e30 where padding is before anything else, "
                f"and divide by jnp.maximum(the sum, 1e-30)."
            )
    return _unreached(student, cases)


def _plain(scores: Any, mask: Any) -> Any:
    return jnp.where(mask, jax.nn.softmax(jnp.where(mask, scores, -1e30)), 0.0)


def _by_exp(scores: Any, mask: Any) -> Any:
    able = jnp.where(mask, scores, -1e30)
    powers = jnp.exp(able - able.max()) * mask
    return powers / jnp.maximum(powers.sum(), 1e-30)


def _by_logarithm(scores: Any, mask: Any) -> Any:
    return jnp.where(mask, jnp.exp(jax.nn.log_softmax(jnp.where(mask, scores, -1e30))), 0.0)


masked_softmax = Exercise(
    name="masked_softmax",
    arguments=("scores", "mask"),
    wanted=(
        "scores [J] and mask [J] (True = real) to weights [J]: the softmax over the real "
        "positions, exactly 0 on padding, and zeros where everything is padding."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("no weight is negative", _negative),
        Property("padding gets exactly 0", _zero_on_padding),
        Property("weights sum to 1", _sum_to_one),
    ),
    wrong=WRONG,
    right=(
        _plain,
        _by_exp,
        _by_logarithm,
        library_softmax,
        lambda *args: loop(*map(np.asarray, args)),
    ),
    hint=(
        "jax.nn.softmax takes the largest score off by itself. What score gets the weight 0 from "
        "it, and how does that score come to stand on padding (jnp.where)? Then try a row in which "
        "all is padding: what comes out, and how do you mend that?"
    ),
    remark=_trains,
    part=Part(goes="the model's softmax", example=lambda scores, mask: (scores, mask)),
)
