"""Exercise: a loss of attention weights that leave positions out."""

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
from course_lib.lessons.lesson_09.uneven_mistakes import WRONG
from course_lib.lessons.lesson_09.uneven_ways import loop

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, loop, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: list[int], mask: list[int]) -> Case:
        """Weights as a model gives them: 0 on padding, and steps of padding have some, too."""
        scores = rng.normal(size=(len(real), len(mask)), scale=1.5)
        weights = softmax(np.where(np.array(mask, bool), scores, -np.inf))
        return Case(label, (weights.astype(np.float32), np.array(real, bool), np.array(mask, bool)))

    exact = case("every position had its share", [1, 1, 1, 0], [1, 1, 1])
    exact.args[0][:3] = np.eye(3)[rng.permutation(3)]
    return [
        case("padding in both", [1, 1, 1, 0, 0], [1, 1, 1, 1, 0, 0, 0]),
        case("no padding", [1] * 4, [1] * 6),
        case("as many steps as positions", [1, 1, 1, 1, 0], [1, 1, 1, 0, 0]),
        case("more steps than positions", [1] * 6, [1] * 3),
        case("padding that is not at the end", [0, 1, 0, 1, 1], [1, 0, 1, 1]),
        case("one step", [1], [1, 1, 0]),
        exact,
    ]


def _not_negative(args: Args, loss: Array) -> str | None:
    if loss < -TOLERANCE:
        return f"a sum of squares is not negative: it is {number(loss)}"
    return None


def _what_cannot_be(args: Args, loss: Array) -> str | None:
    """J numbers that sum to J - T have squares of (J - T)^2 / J at least."""
    _, real, mask = args
    steps, positions = int(real.sum()), int(mask.sum())
    least = (positions - steps) ** 2 / positions
    if loss < least - 10 * TOLERANCE:
        return (
            f"the weights of {steps} real steps sum to {steps}, so that {positions} real positions "
            f"cannot all have had 1: the squares sum to {number(least)} at least, and it gives "
            f"{number(loss)}"
        )
    return None


def _product(weights: Any, real: Any, mask: Any) -> Any:
    had = real.astype(weights.dtype) @ weights
    return jnp.sum(mask * (1 - had) ** 2)


def _where(weights: Any, real: Any, mask: Any) -> Any:
    had = jnp.where(real[:, None], weights, 0.0).sum(axis=0)
    return jnp.where(mask, (1 - had) ** 2, 0.0).sum()


def _lacking(weights: Any, real: Any, mask: Any) -> Any:
    """Positions of padding get no weight, so that 0 of them is wanted."""
    lacking = mask - jnp.einsum("tj,t->j", weights, real.astype(float))
    return lacking @ lacking


def _mapped(weights: Any, real: Any, mask: Any) -> Any:
    each = jax.vmap(lambda column, there: there * (1 - jnp.vdot(column, real)) ** 2, in_axes=(1, 0))
    return jnp.sum(each(weights, mask))


uneven = Exercise(
    name="uneven",
    arguments=("weights", "real", "mask"),
    wanted=(
        "attention weights [T, J] (0 at positions of padding), real [T] (False = a step of padding "
        "in the target) and mask [J] (False = a position of padding in the source) to one number: "
        "the sum over the real positions of (1 - what the position had in all)^2, where it had the "
        "sum of its weights over the real steps."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("not negative", _not_negative),
        Property("what T steps cannot give", _what_cannot_be),
    ),
    wrong=WRONG,
    right=(
        _where,
        _product,
        _lacking,
        _mapped,
        lambda weights, real, mask: ((1 - weights[real][:, mask].sum(axis=0)) ** 2).sum(),
        lambda *args: loop(*map(np.asarray, args)),
    ),
    hint=(
        "had = jnp.where(real[:, None], weights, 0).sum(axis=0) is [J]: what each position had in "
        "all. Then (1 - had) ** 2, made 0 by jnp.where where mask is False, and the sum."
    ),
    remark=unreached(("weights", "real", "mask")),
    part=Part(goes="DoublyStochastic(loss=...)", example=lambda *args: args),
)
