"""Exercise: from weights to contexts, the weighted mean of the states."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw_weights(rng: np.random.Generator) -> list[Case]:
    def case(label: str, targets: int, sources: int, width: int) -> Case:
        weights = softmax(rng.normal(size=(targets, sources), scale=2.0)).astype(np.float32)
        return Case(label, (weights, rng.normal(size=(sources, width)).astype(np.float32)))

    hard = np.eye(5, dtype=np.float32)[rng.permutation(5)[:3]]
    return [
        case("more sources than targets", 3, 5, 4),
        case("as many sources as targets", 4, 4, 6),
        case("as many sources as the states are wide", 2, 6, 6),
        case("one target position", 1, 5, 4),
        case("one source position", 3, 1, 4),
        Case("all weight on one position", (hard, rng.normal(size=(5, 4)).astype(np.float32))),
    ]


def _read_loop(weights: Array, states: Array) -> Array:
    contexts = np.zeros((weights.shape[0], states.shape[1]))
    for t, row in enumerate(weights):
        for weight, state in zip(row, states, strict=True):
            contexts[t] += weight.astype(np.float64) * state
    return contexts


def _between_states(args: Args, contexts: Array) -> str | None:
    _, states = args
    low, high = states.min(axis=0) - 1e-4, states.max(axis=0) + 1e-4
    outside = np.argwhere((contexts < low) | (contexts > high))
    if not outside.size:
        return None
    t, e = outside[0]
    return (
        f"a weighted mean lies between the smallest and the largest: number {e} of context {t} is "
        f"{number(contexts[t, e])}, and the states hold {number(states[:, e].min())} to "
        f"{number(states[:, e].max())} there"
    )


def _one_hot_reads_one(args: Args, contexts: Array) -> str | None:
    weights, states = args
    for t, j in np.argwhere(weights == 1):
        gap = float(np.abs(contexts[t] - states[j]).max())
        if gap > TOLERANCE:
            return (
                f"row {t} puts all its weight on position {j}, so its context is that state; "
                f"it is {number(gap)} away from it"
            )
    return None


def _one_row(answer: Function, weights: jax.Array, states: jax.Array) -> jax.Array:
    return answer(weights[None], states)[0]


read_context = Exercise(
    name="read_context",
    arguments=("weights", "states"),
    wanted=(
        "weights [T, J] and states [J, E] to contexts [T, E]: for each target position the mean "
        "of the states, weighted by its row."
    ),
    draw=_draw_weights,
    reference=_read_loop,
    properties=(
        Property("a one-hot row reads one state", _one_hot_reads_one),
        Property("contexts lie between the states", _between_states),
    ),
    wrong=(
        Misconception(
            "summed over the targets",
            "one context comes out for the whole target: the sum runs over its positions too",
            lambda w, h: (w @ h).sum(axis=0),
        ),
        Misconception(
            "first row only",
            "one context comes out, that of the first target position",
            lambda w, h: w[0] @ h,
        ),
        Misconception(
            "divided by J",
            "every context is J times too small: the weights sum to 1 already, so a mean over the "
            "positions divides twice",
            lambda w, h: (w @ h) / h.shape[0],
        ),
        Misconception(
            "hard pick",
            "each context is the one state with the largest weight; the others are left out",
            lambda w, h: h[w.argmax(axis=1)],
        ),
        Misconception(
            "softmax twice",
            "the contexts are drawn towards the plain mean: a softmax is applied to weights that "
            "have been through one",
            lambda w, h: softmax(w) @ h,
        ),
        Misconception(
            "normalised over the targets",
            "each weight is divided by its column's sum: the columns now sum to 1, not the rows",
            lambda w, h: (w / w.sum(axis=0, keepdims=True)) @ h,
            also=(lambda w, h: np.nan_to_num(w / w.sum(axis=0, keepdims=True)) @ h,),
        ),
        Misconception(
            "weights transposed",
            "it fits only where T equals J, and reads a column of weights where a row is meant",
            lambda w, h: w.T @ h,
        ),
        Misconception(
            "weights ignored",
            "every target position gets the same context, the plain mean of the states",
            lambda w, h: np.tile(h.mean(axis=0), (w.shape[0], 1)),
        ),
        Misconception(
            "not summed",
            "the weighted states are all still there, [T, J, E]: nothing adds them up",
            lambda w, h: w[:, :, None] * h[None, :, :],
        ),
        Misconception(
            "states first",
            "the product is the wrong way round: the axis J of the weights must meet the axis J "
            "of the states",
            lambda w, h: jnp.asarray(h) @ jnp.asarray(w),
        ),
        Misconception(
            "weights squared",
            "each weight is used twice",
            lambda w, h: w**2 @ h,
        ),
        Misconception(
            "largest over the positions",
            "each number is the largest weighted one over the positions: they are added up",
            lambda w, h: (w[:, :, None] * h[None]).max(axis=1),
        ),
    ),
    right=(
        lambda weights, states: weights @ states,
        lambda weights, states: jnp.einsum("tj,je->te", weights, states),
        lambda weights, states: [(row[:, None] * np.asarray(states)).sum(0) for row in weights],
    ),
    hint=(
        "Write it for one target position first: multiply each state by its weight and add them "
        "up. For all rows at once that is a single matrix product; the axis J must disappear."
    ),
    part=Part(
        goes="Parts(read_context=...)",
        example=lambda weights, states: (weights[0], states),
        through=_one_row,
    ),
)
