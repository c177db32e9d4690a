"""Exercise: where each word of a sentence looks among the words before it."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.kernels.masks import masked_softmax
from course_lib.lessons.checking.bank import Args, Case, Function, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_08.look_back_mistakes import WRONG, before_each, loop

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: list[int], level: float = 0.0, hidden: float | None = None) -> Case:
        """Scores around `level`; those that no word may see around another one, if given."""
        mask, size = np.array(real, bool), len(real)
        scores = level + rng.normal(size=(size, size), scale=1.5)
        if hidden is not None:
            scores = np.where(before_each(mask), scores, hidden + scores - level)
        return Case(label, (scores.astype(np.float32), mask))

    apart = case("rows far apart", [1] * 5)
    apart.args[0][...] += np.array([[0], [400], [-400], [0], [400]], np.float32)
    many = case("twelve words", [1] * 12)
    many.args[0][...] /= 3
    return [
        case("some padding", [1, 1, 1, 1, 0, 0], hidden=2.0),
        case("no padding", [1] * 4),
        case("padding that is not at the end", [0, 1, 0, 1, 1, 1]),
        case("scores of several hundreds", [1, 1, 1, 1, 0], 400.0, 0.0),
        case("what must not be seen far above the rest", [1, 1, 1, 0, 1, 1], 0.0, 400.0),
        case("scores of minus several hundreds", [1, 1, 1, 1, 0], -400.0, 0.0),
        apart,
        many,
        case("one word", [1]),
    ]


def _later(args: Args, weights: Array) -> str | None:
    for t, j in np.argwhere(weights != 0):
        if t == 0:
            return (
                f"nothing stands before word 0, so its row is all 0: {number(weights[0, j])} at {j}"
            )
        if j >= t:
            what = "itself" if j == t else f"word {j}, which comes later"
            return f"word {t} sees {what}, with weight {number(weights[t, j])}: wanted j < t alone"
    return None


def _padding(args: Args, weights: Array) -> str | None:
    for t, j in np.argwhere(weights != 0):
        if not args[1][j]:
            return f"word {j} is padding, and word {t} gives it {number(weights[t, j])}, not 0"
        if not args[1][t]:
            return f"word {t} is padding, and its row is not 0: {number(weights[t, j])} at {j}"
    return None


def _sum_to_one(args: Args, weights: Array) -> str | None:
    for t in np.flatnonzero(before_each(args[1]).any(axis=1)):
        if abs(weights[t].sum() - 1) > TOLERANCE:
            return f"the weights of word {t} must sum to 1: yours sum to {number(weights[t].sum())}"
    return None


_unreached = unreached(("scores", "real"))


def _gradient(student: Function, cases: Sequence[Case]) -> str | None:
    """What to say of an answer that is right and cannot be trained: a gradient with NaN in it, or
    none at all."""
    scores, real = cases[0].args
    try:
        slope = jax.grad(lambda e: jnp.sum(student(e, jnp.asarray(real)) ** 2))(jnp.asarray(scores))
    except Exception:  # it leaves JAX: `yours_or` tells
        return None
    if np.isfinite(slope).all():
        return _unreached(student, cases)
    return (
        "Right, and its gradient is NaN, so a model with it would not learn: the first row is 0 "
        "divided by 0, and mending the result afterwards does not mend the gradient. Divide by "
        "jnp.maximum(the sum, 1e-30)."
    )


def _plain(scores: Any, real: Any) -> Any:
    places = jnp.arange(len(real))
    seen = (places[None, :] < places[:, None]) & real[None, :] & real[:, None]
    return jnp.where(seen, jax.nn.softmax(jnp.where(seen, scores, -1e9), axis=1), 0.0)


def _by_exp(scores: Any, real: Any) -> Any:
    seen = jnp.tril(jnp.outer(real, real), -1)
    able = jnp.where(seen, scores, -1e30)
    powers = jnp.where(seen, jnp.exp(able - able.max(axis=1, keepdims=True)), 0.0)
    return powers / jnp.maximum(powers.sum(axis=1, keepdims=True), 1e-30)


look_back = Exercise(
    name="look_back",
    arguments=("scores", "real"),
    wanted=(
        "scores [J, J] of the words of one sentence (row t: how well each word j matches word t) "
        "and real [J] (False = padding) to weights [J, J]: row t is the softmax over the real "
        "words before t (j < t), exactly 0 elsewhere. A row with nothing to see is all 0: the "
        "first word's, and those of padding."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("nothing on itself or later", _later),
        Property("nothing on padding", _padding),
        Property("rows sum to 1", _sum_to_one),
    ),
    wrong=WRONG,
    right=(
        _plain,
        _by_exp,
        lambda scores, real: masked_softmax(scores, jnp.tril(jnp.outer(real, real), -1)),
        lambda *args: loop(*map(np.asarray, args)),
    ),
    hint=(
        "places = jnp.arange(len(real)); seen = (places[None, :] < places[:, None]) & "
        "real[None, :] & real[:, None]. Put -1e9 where it is False (jnp.where), take the softmax "
        "over axis 1, and put 0 where it is False once more: that mends the rows with nothing to "
        "see."
    ),
    remark=_gradient,
    part=Part(goes="Parts(look_back=...)", example=lambda *args: args),
)
