"""Exercise: one step of Luong's decoder, which looks after its cell has moved."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.lesson_05.pieces import luong_step as library
from course_lib.lessons.lesson_05.step_mistakes import drawn, halves, joined, one_position, pair

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, positions: int, state: int, token: int, width: int) -> Case:
        functions = drawn(rng, positions, state, width, token + state, width + state)
        sizes = state, state, token
        arrays = (rng.normal(size=size).astype(np.float32) for size in sizes)
        return Case(label, (*arrays, *functions))

    return [
        case("five source positions", 5, 4, 3, 6),
        case("state, token and context of one width", 4, 4, 4, 4),
        case("one source position", 1, 3, 2, 3),
    ]


def _join(*parts: Any) -> Any:
    return jnp.concatenate(parts)


def _loop(previous: Any, fed: Any, token: Any, look: Any, move: Any, mix: Any) -> Any:
    state = np.asarray(move(previous, np.array([*token, *fed], np.float32)))
    features = np.array([*np.asarray(look(state)), *state], np.float32)
    return state, np.asarray(mix(features))


def _wired(cell: Any = None, ask: Any = None, said: Any = None, back: Any = None) -> Any:
    """A step with another wiring: what the cell reads, of (s_{t-1}, h~, y); what asks, of these and
    s_t; what is mixed, of (c, s_t, s_{t-1}, h~); and what comes out of (s_t, h~_t, c, s_{t-1})."""
    cell = cell or (lambda s, f, y: _join(y, f))
    ask = ask or (lambda s, f, y, new: new)
    said = said or (lambda c, new, s, f: _join(c, new))
    back = back or (lambda new, mixed, c, s: (new, mixed))

    def step(s: Any, f: Any, y: Any, look: Any, move: Any, mix: Any) -> Any:
        state = move(s, cell(s, f, y))
        context = look(ask(s, f, y, state))
        return back(state, mix(said(context, state, s, f)), context, s)

    return pair(step)


def _bahdanaus(s: Any, f: Any, y: Any, look: Any, move: Any, mix: Any) -> Any:
    state = move(s, _join(y, look(s)))
    return state, mix(_join(look(s), state))


def _asks_again(s: Any, f: Any, y: Any, look: Any, move: Any, mix: Any) -> Any:
    state = move(s, _join(y, f))
    return state, mix(_join(look(mix(_join(look(state), state))), state))


luong_step = Exercise(
    name="luong_step",
    arguments=("previous", "fed", "token", "look", "move", "mix"),
    wanted=(
        "the previous state s_{t-1} [D], the attentional vector of the step before [D], the "
        "embedded previous token [M] and three functions, look (a query [D] to the context [E]), "
        "move (s_{t-1} and the cell's inputs [M + D] to s_t) and mix ([E + D] to [D]), to a pair: "
        "the new state s_t [D], and the attentional vector mix([c_t; s_t])."
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
            "asked before the cell",
            "the state before the cell asks: that is Bahdanau's order; Luong asks with s_t, which "
            "has read the previous token already",
            _wired(ask=lambda s, f, y, new: s),
        ),
        Misconception(
            "mixed with the previous state",
            "the right state asks, and then the previous one is mixed with the context",
            _wired(said=lambda c, new, s, f: _join(c, s)),
        ),
        Misconception(
            "the previous state asked and mixed",
            "the previous state both asks and is mixed: what the cell makes is not used for the "
            "output",
            _wired(ask=lambda s, f, y, new: s, said=lambda c, new, s, f: _join(c, s)),
        ),
        Misconception(
            "joined in the wrong order",
            "state and context have changed places in the mix: the paper's order is [c; s]",
            _wired(said=lambda c, new, s, f: _join(new, c)),
        ),
        Misconception(
            "fed vector before the token",
            "the token and the vector that is fed back have changed places in the cell's input: "
            "its weights are for [token; h~]",
            _wired(cell=lambda s, f, y: _join(f, y)),
        ),
        Misconception(
            "Bahdanau's cell",
            "the cell reads the context of its own step: that is Bahdanau's; Luong's reads the "
            "attentional vector of the step before",
            pair(_bahdanaus),
        ),
        Misconception(
            "the state fed back",
            "the cell reads s_{t-1} where the attentional vector of the step before belongs: "
            "`move` gets the state as its first argument",
            _wired(cell=lambda s, f, y: _join(y, s)),
        ),
        Misconception(
            "nothing fed back",
            "the cell reads zeros in the place of the vector that is fed back: that is the row "
            "without input feeding",
            _wired(cell=lambda s, f, y: _join(y, jnp.zeros_like(f))),
        ),
        Misconception(
            "the token alone",
            "the cell reads the token and nothing that is fed back: it reads [token; h~]",
            _wired(cell=lambda s, f, y: y),
        ),
        Misconception(
            "moved from what is fed back",
            "state and attentional vector have changed places: the cell moves from s_{t-1}, and "
            "reads h~_{t-1}",
            pair(
                lambda s, f, y, look, move, mix: (lambda new: (new, mix(_join(look(new), new))))(
                    move(f, _join(y, s))
                )
            ),
        ),
        Misconception(
            "asked with what is fed back",
            "the attentional vector of the step before asks: the new state must ask",
            _wired(ask=lambda s, f, y, new: f),
        ),
        Misconception(
            "asked with the token",
            "the previous token asks where to look, not the new state",
            _wired(ask=lambda s, f, y, new: y),
        ),
        Misconception(
            "mixed with what is fed back",
            "the attentional vector of the step before is mixed with the context, not the new "
            "state",
            _wired(said=lambda c, new, s, f: _join(c, f)),
        ),
        Misconception(
            "asked with the mix",
            "the attentional vector asks once more: the mix comes after the look, once",
            pair(_asks_again),
        ),
        Misconception(
            "the old state given back",
            "the state that comes out is s_{t-1}: it must be the cell's new one",
            _wired(back=lambda new, mixed, c, s: (s, mixed)),
        ),
        Misconception(
            "the other way round",
            "the attentional vector comes first: the new state must come first",
            _wired(back=lambda new, mixed, c, s: (mixed, new)),
        ),
        Misconception(
            "the mix for the state",
            "the attentional vector comes out twice: the first result is the cell's new state",
            _wired(back=lambda new, mixed, c, s: (mixed, mixed)),
        ),
        Misconception(
            "context given back",
            "the context comes out; it is still to be mixed with the state",
            _wired(back=lambda new, mixed, c, s: (new, c)),
        ),
        Misconception(
            "state given back twice",
            "the state comes out twice: what goes to the output is the attentional vector",
            _wired(back=lambda new, mixed, c, s: (new, new)),
        ),
        Misconception(
            "one more tanh",
            "the attentional vector goes through a tanh of its own: `mix` has one already",
            _wired(back=lambda new, mixed, c, s: (new, jnp.tanh(mixed))),
        ),
    ),
    right=(
        library,
        lambda previous, fed, token, look, move, mix: (
            lambda state: [state, mix(jnp.hstack([look(state), state]))]
        )(move(previous, jnp.hstack([token, fed]))),
        lambda previous, fed, token, look, move, mix: (
            move(previous, jnp.append(token, fed)),
            mix(
                jnp.append(
                    look(move(previous, jnp.append(token, fed))),
                    move(previous, jnp.append(token, fed)),
                )
            ),
        ),
    ),
    hint=(
        "Follow the path s_{t-1} -> s_t -> c_t -> h~_t. First state = move(previous, "
        "jnp.concatenate([token, fed])); from then on the previous one is not needed any more."
    ),
    part=Part(goes="the step of Luong's decoder", example=lambda *args: args),
)
