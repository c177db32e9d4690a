"""Exercise: one step of Luong's decoder, which looks after its cell has moved."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.lesson_05.exercises.bahdanau_step import read, with_one_position, within_one

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, sources: int, width: int, token: int) -> Case:
        sizes = (width,), (token,), (sources, width), (width + token, width), (2 * width, width)
        previous, y, states, cell, mix = (rng.normal(size=size) for size in sizes)
        return Case(label, tuple(a.astype(np.float32) for a in (previous, y, states, cell, mix)))

    return [
        case("five source positions", 5, 4, 3),
        case("a token as wide as the state", 4, 3, 3),
        case("one source position", 1, 3, 2),
        case("many source positions", 9, 5, 4),
    ]


def _step(previous: Array, token: Array, states: Array, cell: Array, mix: Array) -> Array:
    state = np.zeros(len(previous))
    for value, row in zip([*previous, *token], cell, strict=True):
        state += np.float64(value) * row
    state = np.tanh(state)
    powers = [np.exp(np.dot(state, h)) for h in states]
    context = sum(power * h for power, h in zip(powers, states, strict=True)) / sum(powers)
    return np.tanh(sum(x * row for x, row in zip([*context, *state], mix, strict=True)))


def _cell(previous: Array, token: Array, cell: Array) -> Array:
    return np.tanh(np.concatenate([previous, token]) @ cell)


def _mixed(context: Array, state: Array, mix: Array) -> Array:
    return np.tanh(np.concatenate([context, state]) @ mix)


def _asked(state: Array, states: Array, mix: Array) -> Array:
    return _mixed(read(state, states), state, mix)


luong_step = Exercise(
    name="luong_step",
    arguments=("previous", "token", "states", "cell_weight", "mix_weight"),
    wanted=(
        "the previous state [D], the embedded previous token [M], the encoder's states [J, D], a "
        "cell's weight [D + M, D] and a mix's weight [2 D, D] to the attentional vector [D]: "
        "s_t = tanh([s_{t-1}; token] cell_weight), look with the dot score, then "
        "tanh([c_t; s_t] mix_weight)."
    ),
    draw=_draw,
    reference=_step,
    properties=(
        Property("between -1 and 1", within_one),
        Property("one position", with_one_position(_step, "the attentional vector")),
    ),
    wrong=(
        Misconception(
            "asked before the cell",
            "the state before the cell asks: that is Bahdanau's order; Luong asks with s_t, which "
            "has read the previous token already",
            lambda p, y, h, w, m: _mixed(read(p, h), _cell(p, y, w), m),
        ),
        Misconception(
            "mixed with the previous state",
            "the right state asks, and then the previous one is mixed with the context",
            lambda p, y, h, w, m: _mixed(read(_cell(p, y, w), h), p, m),
        ),
        Misconception(
            "cell left out",
            "the previous state both asks and is mixed: the cell never moves",
            lambda p, y, h, w, m: _mixed(read(p, h), p, m),
        ),
        Misconception(
            "joined in the wrong order",
            "state and context have changed places in the mix: the paper's order is [c; s]",
            lambda p, y, h, w, m: _mixed(_cell(p, y, w), read(_cell(p, y, w), h), m),
        ),
        Misconception(
            "no tanh in the mix",
            "the attentional vector is a product and no more: its tanh is missing",
            lambda p, y, h, w, m: np.concatenate([read(_cell(p, y, w), h), _cell(p, y, w)]) @ m,
        ),
        Misconception(
            "no tanh in the cell",
            "the state is a product and no more: the cell's tanh is missing",
            lambda p, y, h, w, m: _mixed(
                read(np.concatenate([p, y]) @ w, h), np.concatenate([p, y]) @ w, m
            ),
        ),
        Misconception(
            "scores for weights",
            "the scores weigh the states as they are: the softmax is missing",
            lambda p, y, h, w, m: _mixed((h @ _cell(p, y, w)) @ h, _cell(p, y, w), m),
        ),
        Misconception(
            "every position alike",
            "the context is the plain mean of the states: nothing is asked",
            lambda p, y, h, w, m: _mixed(h.mean(axis=0), _cell(p, y, w), m),
        ),
        Misconception(
            "state given back",
            "the cell's state comes out: what goes to the output is the attentional vector",
            lambda p, y, h, w, m: _cell(p, y, w),
        ),
        Misconception(
            "asked with the mix",
            "the attentional vector asks once more: the mix comes after the look, once",
            lambda p, y, h, w, m: _mixed(
                read(_mixed(read(_cell(p, y, w), h), _cell(p, y, w), m), h), _cell(p, y, w), m
            ),
        ),
        Misconception(
            "token first",
            "token and state have changed places in the cell: the rows of its weight are for "
            "[s; token]",
            lambda p, y, h, w, m: _asked(np.tanh(np.concatenate([y, p]) @ w), h, m),
        ),
        Misconception(
            "scaled",
            "the scores are divided by the square root of D: that is the scaled dot score",
            lambda p, y, h, w, m: _mixed(
                read(_cell(p, y, w) / np.sqrt(len(p)), h), _cell(p, y, w), m
            ),
        ),
        Misconception(
            "sigmoid in the cell",
            "the cell goes through a sigmoid, not a tanh",
            lambda p, y, h, w, m: _asked(1 / (1 + np.exp(-np.concatenate([p, y]) @ w)), h, m),
        ),
        Misconception(
            "the best position alone",
            "the context is the one state with the highest score, not the weighted mean of all",
            lambda p, y, h, w, m: _mixed(h[(h @ _cell(p, y, w)).argmax()], _cell(p, y, w), m),
        ),
        Misconception(
            "context given back",
            "the context comes out; it is still to be mixed with the state",
            lambda p, y, h, w, m: read(_cell(p, y, w), h),
        ),
    ),
    right=(
        lambda previous, token, states, cell_weight, mix_weight: (
            lambda state: jnp.tanh(
                jnp.concatenate([jax.nn.softmax(states @ state) @ states, state]) @ mix_weight
            )
        )(jnp.tanh(jnp.concatenate([previous, token]) @ cell_weight)),
        lambda previous, token, states, cell_weight, mix_weight: (
            lambda state: jnp.tanh(
                jax.nn.softmax(states @ state) @ states @ mix_weight[: len(previous)]
                + state @ mix_weight[len(previous) :]
            )
        )(jnp.tanh(previous @ cell_weight[: len(previous)] + token @ cell_weight[len(previous) :])),
    ),
    hint=(
        "Follow the path s_{t-1} -> s_t -> alpha_t -> c_t -> h~_t. Name the new state first; from "
        "then on the previous one is not needed any more."
    ),
)
