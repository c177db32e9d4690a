"""Exercise: one step of Bahdanau's decoder, which looks before its cell moves."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def read(query: Array, states: Array) -> Array:
    """The context of a query under the dot score."""
    return softmax(states @ query) @ states


def within_one(args: Args, vector: Array) -> str | None:
    """A sentence if numbers that went through a tanh are not between -1 and 1."""
    if (np.abs(vector) > 1).any():
        worst = vector[np.abs(vector).argmax()]
        return f"a tanh lies between -1 and 1: one number is {number(worst)}"
    return None


def with_one_position(
    reference: Callable[..., Array], vector_name: str
) -> Callable[..., str | None]:
    """A property: where there is nothing to choose, the rest of the step can be worked out."""

    def broken(args: Args, vector: Array) -> str | None:
        if len(args[2]) > 1:
            return None
        wanted = reference(*args)
        worst = int(np.abs(vector - wanted).argmax())
        if abs(vector[worst] - wanted[worst]) <= TOLERANCE:
            return None
        return (
            f"a source of one position leaves nothing to choose: the context is that state. Then "
            f"number {worst} of {vector_name} is {number(wanted[worst])}; here it is "
            f"{number(vector[worst])}"
        )

    return broken


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, sources: int, width: int, token: int) -> Case:
        sizes = (width,), (token,), (sources, width), (2 * width + token, width)
        previous, y, states, weight = (rng.normal(size=size) for size in sizes)
        weight *= 0.5
        return Case(label, tuple(a.astype(np.float32) for a in (previous, y, states, weight)))

    return [
        case("five source positions", 5, 4, 3),
        case("a token as wide as the state", 4, 4, 4),
        case("one source position", 1, 3, 3),
        case("many source positions", 9, 5, 2),
    ]


def _step(previous: Array, token: Array, states: Array, weight: Array) -> Array:
    previous = previous.astype(np.float64)
    powers = [np.exp(sum(a * b for a, b in zip(previous, state, strict=True))) for state in states]
    context = sum(power * state for power, state in zip(powers, states, strict=True)) / sum(powers)
    return np.tanh(
        sum(x * row for x, row in zip([*previous, *token, *context], weight, strict=True))
    )


def _moved(previous: Array, token: Array, context: Array, weight: Array) -> Array:
    return np.tanh(np.concatenate([previous, token, context]) @ weight)


def _cell_first(previous: Array, token: Array, weight: Array) -> Array:
    return _moved(previous, token, np.zeros_like(previous), weight)


bahdanau_step = Exercise(
    name="bahdanau_step",
    arguments=("previous", "token", "states", "weight"),
    wanted=(
        "the previous state s_{t-1} [D], the embedded previous token [M], the encoder's states "
        "[J, D] and a weight [D + M + D, D] to the new state [D]: look with the dot score, then "
        "tanh([s_{t-1}; token; c_t] weight)."
    ),
    draw=_draw,
    reference=_step,
    properties=(
        Property("between -1 and 1", within_one),
        Property("one position", with_one_position(_step, "the new state")),
    ),
    wrong=(
        Misconception(
            "asked after the cell",
            "the cell moves first and the state after it asks: that is Luong's order; Bahdanau "
            "asks with s_{t-1}, so that the cell can read the context of its own step",
            lambda p, y, h, w: _moved(p, y, read(_cell_first(p, y, w), h), w),
            also=(
                lambda p, y, h, w: _moved(
                    _cell_first(p, y, w), y, read(_cell_first(p, y, w), h), w
                ),
            ),
        ),
        Misconception(
            "asked with the token",
            "the previous token asks where to look, not the previous state",
            lambda p, y, h, w: _moved(p, y, read(y, h), w),
        ),
        Misconception(
            "context before the token",
            "token and context have changed places: the rows of the weight are for [s; token; c]",
            lambda p, y, h, w: np.tanh(np.concatenate([p, read(p, h), y]) @ w),
        ),
        Misconception(
            "context first",
            "state and context have changed places: the rows of the weight are for [s; token; c]",
            lambda p, y, h, w: _moved(read(p, h), y, p, w),
        ),
        Misconception(
            "no tanh",
            "the cell's tanh is missing, so states can grow without bound from step to step",
            lambda p, y, h, w: np.concatenate([p, y, read(p, h)]) @ w,
        ),
        Misconception(
            "scores for weights",
            "the scores weigh the states as they are: the softmax is missing",
            lambda p, y, h, w: _moved(p, y, (h @ p) @ h, w),
        ),
        Misconception(
            "every position alike",
            "the context is the plain mean of the states: nothing is asked",
            lambda p, y, h, w: _moved(p, y, h.mean(axis=0), w),
        ),
        Misconception(
            "the best position alone",
            "the context is the one state with the highest score, not the weighted mean of all",
            lambda p, y, h, w: _moved(p, y, h[(h @ p).argmax()], w),
        ),
        Misconception(
            "context not read",
            "the context is not read by the cell: the state moves as if there were no source",
            lambda p, y, h, w: _cell_first(p, y, w),
        ),
        Misconception(
            "context given back",
            "the context comes out, and not the state that the cell makes of it",
            lambda p, y, h, w: read(p, h),
        ),
        Misconception(
            "token first",
            "token and state have changed places: the rows of the weight are for [s; token; c]",
            lambda p, y, h, w: np.tanh(np.concatenate([y, p, read(p, h)]) @ w),
        ),
        Misconception(
            "scaled",
            "the scores are divided by the square root of D: that is the scaled dot score",
            lambda p, y, h, w: _moved(p, y, read(p / np.sqrt(len(p)), h), w),
        ),
        Misconception(
            "sigmoid",
            "the cell goes through a sigmoid, not a tanh",
            lambda p, y, h, w: 1 / (1 + np.exp(-np.concatenate([p, y, read(p, h)]) @ w)),
        ),
        Misconception(
            "token not read",
            "the cell does not read the token: its rows of the weight are not used",
            lambda p, y, h, w: _moved(p, np.zeros_like(y), read(p, h), w),
        ),
    ),
    right=(
        lambda previous, token, states, weight: jnp.tanh(
            jnp.concatenate([previous, token, jax.nn.softmax(states @ previous) @ states]) @ weight
        ),
        lambda previous, token, states, weight: jnp.tanh(
            previous @ weight[: len(previous)]
            + token @ weight[len(previous) : -len(previous)]
            + jnp.einsum("j,je->e", jax.nn.softmax(jnp.einsum("je,e->j", states, previous)), states)
            @ weight[-len(previous) :]
        ),
    ),
    hint=(
        "Follow the path s_{t-1} -> alpha_t -> c_t -> s_t. Scores: states @ previous. Then a "
        "softmax, then the weighted mean of the states, and only then the cell."
    ),
)
