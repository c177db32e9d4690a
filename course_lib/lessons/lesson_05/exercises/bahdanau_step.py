"""Exercise: one step of Bahdanau's decoder, which looks before its cell moves."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.lesson_05.pieces import bahdanau_step as library
from course_lib.lessons.lesson_05.step_mistakes import drawn, halves, joined, one_position, pair

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, positions: int, state: int, token: int, width: int) -> Case:
        functions = drawn(rng, positions, state, width, token + width, state + token + width)
        previous, read = (rng.normal(size=size).astype(np.float32) for size in (state, token))
        return Case(label, (previous, read, *functions))

    return [
        case("five source positions", 5, 4, 3, 6),
        case("state, token and context of one width", 4, 4, 4, 4),
        case("one source position", 1, 3, 2, 3),
    ]


def _join(*parts: Any) -> Any:
    return jnp.concatenate(parts)


def _loop(previous: Any, token: Any, look: Any, move: Any, mix: Any) -> Any:
    context = np.asarray(look(previous), np.float64)
    inputs = np.array([*token, *context], np.float32)
    features = np.array([*previous, *token, *context], np.float32)
    return np.asarray(move(previous, inputs)), np.asarray(mix(features))


def _wired(cell: Any = None, said: Any = None, ask: Any = None) -> Any:
    """A step with another wiring: what asks, what the cell reads, and what the readout reads, each
    from (s_{t-1}, y, c) or, for the readout, from s_t as well."""
    ask = ask or (lambda s, y: s)
    cell = cell or (lambda s, y, c: _join(y, c))
    said = said or (lambda s, y, c, new: _join(s, y, c))

    def step(s: Any, y: Any, look: Any, move: Any, mix: Any) -> Any:
        context = look(ask(s, y))
        state = move(s, cell(s, y, context))
        return state, mix(said(s, y, context, state))

    return pair(step)


def _after(s: Any, y: Any, look: Any, move: Any, mix: Any) -> Any:
    context = look(move(s, _join(y, jnp.zeros_like(look(s)))))
    return move(s, _join(y, context)), mix(_join(s, y, context))


def _twice(s: Any, y: Any, look: Any, move: Any, mix: Any) -> Any:
    state = move(s, _join(y, look(s)))
    return state, mix(_join(s, y, look(state)))


def _twice_new(s: Any, y: Any, look: Any, move: Any, mix: Any) -> Any:
    state = move(s, _join(y, look(s)))
    return state, mix(_join(state, y, look(state)))


bahdanau_step = Exercise(
    name="bahdanau_step",
    arguments=("previous", "token", "look", "move", "mix"),
    wanted=(
        "the previous state s_{t-1} [D], the embedded previous token [M] and three functions, look "
        "(a query [D] to the context [E]), move (s_{t-1} and the cell's inputs [M + E] to s_t) and "
        "mix ([D + M + E] to [A]), to a pair: the new state s_t [D], and mix([s_{t-1}; token; "
        "c_t])."
    ),
    draw=_draw,
    reference=_loop,
    reading=joined,
    properties=(
        Property("one position", one_position(_loop)),
        Property("both results", halves(_loop)),
    ),
    wrong=(
        Misconception(
            "asked after the cell",
            "the cell moves first and the state after it asks: that is Luong's order; Bahdanau "
            "asks with s_{t-1}, so that the cell can read the context of its own step",
            pair(_after),
        ),
        Misconception(
            "looked twice",
            "the new state looks once more, and the output reads that second context: there is one "
            "look per step",
            pair(_twice),
            also=(pair(_twice_new),),
        ),
        Misconception(
            "the new state read out",
            "the output is made of the new state. That is how eq. 4 of the paper reads; its "
            "appendix A.2.2, which says what the layer computes, has s_{t-1}, and so has this "
            "exercise",
            _wired(said=lambda s, y, c, new: _join(new, y, c)),
        ),
        Misconception(
            "context before the token",
            "token and context have changed places in the cell's input: the cell's weights are for "
            "[token; c]",
            _wired(cell=lambda s, y, c: _join(c, y)),
        ),
        Misconception(
            "token first in the output",
            "token and state have changed places in the output: its weights are for [s; token; c]",
            _wired(said=lambda s, y, c, new: _join(y, s, c)),
        ),
        Misconception(
            "context first in the output",
            "the context stands first in the output: its weights are for [s; token; c]",
            _wired(said=lambda s, y, c, new: _join(c, s, y)),
            also=(_wired(said=lambda s, y, c, new: _join(c, y, s)),),
        ),
        Misconception(
            "context before the token in the output",
            "token and context have changed places in the output: its weights are for "
            "[s; token; c]",
            _wired(said=lambda s, y, c, new: _join(s, c, y)),
        ),
        Misconception(
            "asked with the token",
            "the previous token asks where to look, not the previous state",
            _wired(ask=lambda s, y: y),
        ),
        Misconception(
            "context not read by the cell",
            "the cell reads zeros in the place of the context: the state moves as if there were no "
            "source",
            _wired(cell=lambda s, y, c: _join(y, jnp.zeros_like(c))),
        ),
        Misconception(
            "token not read by the cell",
            "the cell reads zeros in the place of the token",
            _wired(cell=lambda s, y, c: _join(jnp.zeros_like(y), c)),
        ),
        Misconception(
            "the token alone",
            "the cell reads the token and no context: Bahdanau's reads both, [token; c]",
            _wired(cell=lambda s, y, c: y),
        ),
        Misconception(
            "the context alone",
            "the cell reads the context and no token: Bahdanau's reads both, [token; c]",
            _wired(cell=lambda s, y, c: c),
        ),
        Misconception(
            "the state read twice",
            "the previous state is among the cell's inputs: `move` gets it as its first argument",
            _wired(cell=lambda s, y, c: _join(s, y, c)),
        ),
        Misconception(
            "moved from the context",
            "the cell moves from the context, not from s_{t-1}",
            pair(
                lambda s, y, look, move, mix: (
                    move(look(s), _join(y, look(s))),
                    mix(_join(s, y, look(s))),
                )
            ),
        ),
        Misconception(
            "the old state given back",
            "the state that comes out is s_{t-1}: the cell's result is not used",
            pair(lambda s, y, look, move, mix: (s, mix(_join(s, y, look(s))))),
        ),
        Misconception(
            "the other way round",
            "what the output is made of comes first: the new state must come first",
            pair(lambda *args: tuple(library(*args))[::-1]),
        ),
        Misconception(
            "context given back",
            "the context comes out where the features of the output are asked for",
            pair(lambda s, y, look, move, mix: (move(s, _join(y, look(s))), look(s))),
        ),
        Misconception(
            "not mixed",
            "the output's parts come out side by side: they have still to go through `mix`",
            pair(lambda s, y, look, move, mix: (move(s, _join(y, look(s))), _join(s, y, look(s)))),
        ),
        Misconception(
            "one more tanh",
            "the new state goes through a tanh of its own: `move` is the whole cell",
            pair(
                lambda s, y, look, move, mix: (
                    jnp.tanh(move(s, _join(y, look(s)))),
                    mix(_join(s, y, look(s))),
                )
            ),
        ),
    ),
    right=(
        library,
        lambda previous, token, look, move, mix: (
            move(previous, jnp.hstack([token, look(previous)])),
            mix(jnp.hstack([previous, token, look(previous)])),
        ),
        lambda previous, token, look, move, mix: (
            lambda read: [move(previous, read), mix(jnp.append(previous, read))]
        )(jnp.append(token, look(previous))),
    ),
    hint=(
        "Follow the path s_{t-1} -> c_t -> s_t. First context = look(previous). Then the cell: "
        "move(previous, jnp.concatenate([token, context])). Then mix what the output reads."
    ),
    part=Part(goes="the step of Bahdanau's decoder", example=lambda *args: args),
)
