"""Exercise: an LSTM reads a padded source; its last hidden state is all that the decoder gets."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_02.read_source_mistakes import WRONG, loop, step
from course_lib.model.cells import lstm_step

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: int, padding: int, width: int) -> Case:
        """Numbers of which none is near 0. Padding has gates, too: its embedding's and the bias."""
        shapes = (real + padding, 4 * width), (width, 4 * width)
        gates, recurrent = (
            rng.choice([-1, 1], shape) * rng.uniform(0.4, 1.4, shape) for shape in shapes
        )
        mask = np.arange(real + padding) < real
        return Case(label, (gates.astype(np.float32), mask, recurrent.astype(np.float32)))

    return [
        case("two positions of padding", 4, 2, 3),
        case("no padding", 5, 0, 4),
        case("one real character", 1, 3, 3),
        case("as many positions as gates", 6, 2, 2),
        case("a source of one character", 1, 0, 2),
    ]


def _within_one(args: Args, state: Array) -> str | None:
    worst = state.flat[np.abs(state).argmax()]
    if abs(worst) > 1 + TOLERANCE:
        return f"a hidden state lies between -1 and 1; one number is {number(worst)}"
    return None


def _one_character(args: Args, state: Array) -> str | None:
    gates, mask, recurrent = args
    zeros = np.zeros(len(recurrent))
    wanted = step(gates[0], zeros, zeros, recurrent)[0]
    if mask.sum() > 1 or np.abs(state - wanted).max() <= 1e-4:
        return None
    return (
        f"with one real character it is one step of the LSTM from zeros, whatever padding follows: "
        f"number 0 must be {number(wanted[0])}, and is {number(state[0])}"
    )


def _not_by_padding(args: Args, state: Array) -> str | None:
    gates, mask, recurrent = args
    if mask.all() or np.abs(state - loop(gates, mask, recurrent)).max() <= 1e-4:
        return None
    longer = loop(gates, np.ones_like(mask), recurrent)
    if np.abs(state - longer).max() <= 1e-4:
        return f"the state must stand still after {mask.sum()} real characters; padding moves it"
    return None


def _scanned(gates: Any, mask: Any, recurrent: Any) -> Any:
    def one(state: Any, at: Any) -> Any:
        now, real = at
        new = lstm_step(now, state[0], state[1], recurrent)
        return jax.tree.map(lambda a, b: jnp.where(real, a, b), new, state), None

    zeros = jnp.zeros(len(recurrent))
    return jax.lax.scan(one, (zeros, zeros), (gates, mask))[0][0]


def _looped(gates: Any, mask: Any, recurrent: Any) -> Any:
    hidden = memory = jnp.zeros(recurrent.shape[0])
    for j in range(gates.shape[0]):
        new, made = lstm_step(gates[j], hidden, memory, recurrent)
        hidden = mask[j] * new + (1 - mask[j]) * hidden
        memory = jnp.where(mask[j], made, memory)
    return hidden


def _picked(gates: Any, mask: Any, recurrent: Any) -> Any:
    """Runs on, and picks the last real state."""

    def one(state: Any, now: Any) -> Any:
        state = lstm_step(now, state[0], state[1], recurrent)
        return state, state[0]

    zeros = jnp.zeros(len(recurrent))
    return jax.lax.scan(one, (zeros, zeros), gates)[1][jnp.sum(mask) - 1]


read_source = Exercise(
    name="read_source",
    arguments=("gates", "mask", "recurrent"),
    wanted=(
        "gates [J, 4 D] (W x_j + b of each character), mask [J] (True = real; padding comes last) "
        "and recurrent [D, 4 D] to the hidden state [D] after the last real character."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("between -1 and 1", _within_one),
        Property("one character", _one_character),
        Property("padding moves nothing", _not_by_padding),
    ),
    wrong=WRONG,
    right=(_scanned, _looped, _picked, lambda *args: loop(*map(np.asarray, args))),
    hint=(
        "Carry (hidden, memory), from zeros. Each step makes a new pair by lstm_step; keep it "
        "where the position is real, else the old pair: jnp.where(real, new, old), "
        "for both. At the end give out the hidden one."
    ),
    remark=unreached(("gates", "mask", "recurrent")),
    part=Part(goes="your model's encoder", example=lambda *args: args),
)
