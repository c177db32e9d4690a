"""Exercise: a plain RNN over one sentence, every hidden state of it."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_01.rnn_states_mistakes import WRONG, loop

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, steps: int, width: int) -> Case:
        """Numbers of which none is near 0, so that what is left out shows at once."""
        shapes = (steps, width), (width,), (width, width)
        inputs, first, recurrent = (
            rng.choice([-1, 1], shape) * rng.uniform(0.3, 1.2, shape) for shape in shapes
        )
        recurrent = recurrent / np.sqrt(width)
        return Case(label, tuple(one.astype(np.float32) for one in (inputs, first, recurrent)))

    zeros = case("a first state of zeros", 4, 3)
    zeros.args[1][:] = 0.0
    return [
        case("five words", 5, 4),
        zeros,
        case("one word", 1, 3),
        case("as many words as numbers in the state", 4, 4),
        case("two words", 2, 5),
    ]


def _after_one_word(args: Args, states: Array) -> str | None:
    inputs, first, recurrent = args
    wanted = np.tanh(inputs[0] + first @ recurrent)
    worst = int(np.abs(states[0] - wanted).argmax())
    if abs(states[0, worst] - wanted[worst]) <= TOLERANCE:
        return None
    return (
        f"row 0 is the state after word 0, tanh(inputs[0] + first @ recurrent): number {worst} of "
        f"it is {number(states[0, worst])}, and {number(wanted[worst])} is right"
    )


def _each_from_the_one_before(args: Args, states: Array) -> str | None:
    inputs, _, recurrent = args
    for t in range(1, len(inputs)):
        wanted = np.tanh(inputs[t] + states[t - 1] @ recurrent)
        if np.abs(states[t] - wanted).max() > 1e-4:
            return f"row {t} does not follow from row {t - 1} and the input of word {t}"
    return None


def _scanned(inputs: Any, first: Any, recurrent: Any) -> Any:
    def step(hidden: Any, x: Any) -> tuple[Any, Any]:
        hidden = jnp.tanh(x + hidden @ recurrent)
        return hidden, hidden

    return jax.lax.scan(step, first, inputs)[1]


def _stacked(inputs: Any, first: Any, recurrent: Any) -> Any:
    states: list[Any] = []
    for x in inputs:
        states.append(jnp.tanh(x + recurrent.T @ (states[-1] if states else first)))
    return jnp.stack(states)


def _filled_in(inputs: Any, first: Any, recurrent: Any) -> Any:
    states = jnp.zeros_like(inputs)
    for t in range(len(inputs)):
        first = jnp.tanh(inputs[t] + jnp.sum(first[:, None] * recurrent, axis=0))
        states = states.at[t].set(first)
    return states


def _one_word(
    answer: Function, gates: jax.Array, hidden: jax.Array, recurrent: jax.Array
) -> jax.Array:
    """A cell's step is a sentence of one word."""
    return jnp.asarray(answer(gates[None], hidden, recurrent))[0]


rnn_states = Exercise(
    name="rnn_states",
    arguments=("inputs", "first", "recurrent"),
    wanted=(
        "inputs [J, D] (W x_t + b of each word), the state first [D] before the first word and "
        "recurrent [D, D] to all hidden states [J, D]: row t is the state after word t."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("the first word", _after_one_word),
        Property("each state from the one before", _each_from_the_one_before),
    ),
    wrong=WRONG,
    right=(
        _scanned,
        _stacked,
        _filled_in,
        lambda *args: loop(*map(np.asarray, args)),
    ),
    hint=(
        "Row 0 comes from inputs[0], `first` and `recurrent`. Which state does row 1 need in the "
        "place of `first`? Keep the newest state under one name, collect all of them in a list, "
        "and jnp.stack makes [J, D] of it."
    ),
    remark=unreached(("inputs", "first", "recurrent")),
    part=Part(
        goes="Parts(rnn_step=...)",
        example=lambda inputs, first, recurrent: (inputs[0], first, recurrent),
        through=_one_word,
    ),
)
