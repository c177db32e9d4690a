"""Exercise: Luong's attentional vector, what the context and the state make together."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, context: int, state: int, out: int) -> Case:
        sizes = (context,), (state,), (context + state, out)
        return Case(label, tuple(rng.normal(size=size).astype(np.float32) for size in sizes))

    blind = case("a weight that is zero in the state's rows", 4, 4, 5)
    blind.args[2][4:] = 0.0
    return [
        case("context and state of the same width", 5, 5, 5),
        case("a wider context", 6, 3, 4),
        case("a wider state", 2, 5, 3),
        blind,
        case("one number each", 1, 1, 2),
    ]


def _loop(context: Array, state: Array, weight: Array) -> Array:
    joined = [*context, *state]
    total = np.zeros(weight.shape[1])
    for value, row in zip(joined, weight, strict=True):
        total += np.float64(value) * row
    return np.tanh(total)


def _within_one(args: Args, vector: Array) -> str | None:
    if (np.abs(vector) > 1).any():
        worst = vector[np.abs(vector).argmax()]
        return f"a tanh lies between -1 and 1: one number is {number(worst)}"
    return None


def _deaf_to_zero_rows(args: Args, vector: Array) -> str | None:
    context, _, weight = args
    width = len(context)
    if weight[width:].any():
        return None
    wanted = np.tanh(context @ weight[:width])
    worst = int(np.abs(vector - wanted).argmax())
    if abs(vector[worst] - wanted[worst]) <= TOLERANCE:
        return None
    return (
        f"the last {len(weight) - width} rows of the weight are the state's and are zero here, so "
        f"the context alone decides: number {worst} is {number(vector[worst])} and must be "
        f"{number(wanted[worst])}"
    )


def _side(context: Array, state: Array) -> Array:
    return np.concatenate([context, state])


def _cut_in_two(answer: Function, features: jax.Array, weight: jax.Array) -> jax.Array:
    """A model has joined context and state before; where it is cut changes nothing."""
    context, state = jnp.split(features, [features.size // 2])
    return answer(context, state, weight)


attentional_vector = Exercise(
    name="attentional_vector",
    arguments=("context", "state", "weight"),
    wanted=(
        "a context [E], a state [D] and a weight [E + D, A] to the attentional vector [A], "
        "tanh([context; state] weight)."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("between -1 and 1", _within_one),
        Property("the first rows are the context's", _deaf_to_zero_rows),
    ),
    wrong=(
        Misconception(
            "joined in the wrong order",
            "state and context have changed places: the paper's order is [c; s], and the weight's "
            "rows are learned for one order",
            lambda c, s, w: np.tanh(_side(s, c) @ w),
        ),
        Misconception(
            "no tanh",
            "the tanh is missing: it is a product and no more, so no mixing of the two happens",
            lambda c, s, w: _side(c, s) @ w,
        ),
        Misconception(
            "tanh before the product",
            "the tanh is taken of context and state, and the product comes after it",
            lambda c, s, w: np.tanh(_side(c, s)) @ w,
        ),
        Misconception(
            "sigmoid",
            "all numbers are between 0 and 1: that is a sigmoid",
            lambda c, s, w: 1 / (1 + np.exp(-_side(c, s) @ w)),
        ),
        Misconception(
            "context left out",
            "only the state's rows of the weight are used: the context has no say",
            lambda c, s, w: np.tanh(s @ w[len(c) :]),
        ),
        Misconception(
            "state left out",
            "only the context's rows of the weight are used: the state has no say",
            lambda c, s, w: np.tanh(c @ w[: len(c)]),
        ),
        Misconception(
            "two tanhs",
            "each half goes through a tanh of its own before they are added",
            lambda c, s, w: np.tanh(c @ w[: len(c)]) + np.tanh(s @ w[len(c) :]),
        ),
        Misconception(
            "softmax",
            "the numbers sum to 1: a softmax makes weights or probabilities, and this is a vector",
            lambda c, s, w: np.exp(_side(c, s) @ w) / np.exp(_side(c, s) @ w).sum(),
        ),
        Misconception(
            "ReLU",
            "nothing is negative: a ReLU, not a tanh",
            lambda c, s, w: np.maximum(_side(c, s) @ w, 0),
        ),
        Misconception(
            "tanh before and after",
            "context and state go through a tanh of their own before the product: there is one "
            "tanh, after it",
            lambda c, s, w: np.tanh(np.tanh(_side(c, s)) @ w),
        ),
        Misconception(
            "multiplied",
            "the parts of context and state are multiplied, not added",
            lambda c, s, w: np.tanh((c @ w[: len(c)]) * (s @ w[len(c) :])),
        ),
    ),
    right=(
        lambda context, state, weight: jnp.tanh(jnp.concatenate([context, state]) @ weight),
        lambda context, state, weight: jnp.tanh(
            context @ weight[: len(context)] + state @ weight[len(context) :]
        ),
    ),
    hint=(
        "Three operations in this order: put the two side by side, context first; multiply by the "
        "weight; take the tanh of every number."
    ),
    part=Part(
        goes="Parts(attentional=...)",
        example=lambda context, state, weight: (np.concatenate([context, state]), weight),
        through=_cut_in_two,
    ),
)
