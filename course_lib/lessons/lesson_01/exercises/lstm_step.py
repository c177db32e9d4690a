"""Exercise: one step of an LSTM, from the gates' sums to the new memory and hidden state."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_01.lstm_step_mistakes import WRONG, step

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def normal(*shape: int, scale: float = 1.5) -> Array:
        return (scale * rng.normal(size=shape)).astype(np.float32)

    def shut(width: int) -> Array:
        gates = normal(4, width)
        gates[0] = -30.0  # nothing is let in
        gates[1] = 30.0  # nothing is forgotten
        return gates.ravel()

    return [
        Case("an ordinary step", (normal(4 * 5), normal(5))),
        Case("a large memory", (normal(4 * 4), normal(4, scale=3.0))),
        Case("an empty memory", (normal(4 * 3), np.zeros(3, np.float32))),
        Case("input gate shut, forget gate open", (shut(4), normal(4))),
        Case("a state of one number", (normal(4), normal(1))),
    ]


def _loop(gates: Array, memory: Array) -> list[list[float]]:
    width = len(memory)
    hidden, new = [], []
    for k in range(width):
        i, f, g, o = (float(gates[block * width + k]) for block in range(4))
        kept = float(memory[k]) / (1 + np.exp(-f))
        new.append(kept + np.tanh(g) / (1 + np.exp(-i)))
        hidden.append(np.tanh(new[-1]) / (1 + np.exp(-o)))
    return [hidden, new]


def _hidden_within_one(args: Args, state: Array) -> str | None:
    worst = state[0].flat[np.abs(state[0]).argmax()]
    if abs(worst) > 1 + TOLERANCE:
        return f"row 0, the hidden state, must lie between -1 and 1; one number is {number(worst)}"
    return None


def _memory_kept(args: Args, state: Array) -> str | None:
    gates, memory = args
    i, f, _, _ = np.split(gates, 4)
    if (i < -20).all() and (f > 20).all() and np.abs(state[1] - memory).max() > 1e-3:
        return (
            f"with the input gate shut and the forget gate open the memory must stay as it is: it "
            f"was {number(memory[0])} and became {number(state[1][0])}"
        )
    return None


def _few(args: Args, state: Array) -> str | None:
    _, memory = args
    bound = np.abs(memory) + 1 + TOLERANCE
    if (np.abs(state[1]) > bound).any():
        return "a memory can grow by 1 at most in one step: both gates and the tanh are below 1"
    return None


def _with_recurrence(
    answer: Function,
    gates: jax.Array,
    hidden: jax.Array,
    memory: jax.Array,
    recurrent: jax.Array,
) -> tuple[jax.Array, jax.Array]:
    """A cell's step has the two parts of the gates' sums still apart."""
    new = answer(gates + hidden @ recurrent, memory)
    return new[0], new[1]


def _without_recurrence(gates: Array, memory: Array) -> Args:
    return gates, memory, memory, np.zeros((memory.size, gates.size), np.float32)


lstm_step = Exercise(
    name="lstm_step",
    arguments=("gates", "memory"),
    wanted=(
        "gates [4 D], the sums for input, forget, candidate and output side by side, and memory "
        "[D] to [2, D]: the new hidden state in row 0, the new memory in row 1."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("hidden between -1 and 1", _hidden_within_one),
        Property("a kept memory", _memory_kept),
        Property("a memory grows by 1 at most", _few),
    ),
    wrong=WRONG,
    right=(
        lambda gates, memory: jnp.stack(_in_jax(gates, memory)),
        lambda gates, memory: step(np.asarray(gates), np.asarray(memory)),
        lambda gates, memory: _loop(np.asarray(gates), np.asarray(memory)),
    ),
    hint=(
        "Split the sums into four blocks. Three become shares between 0 and 1. Keep a share "
        "of the old memory, add a share of the candidate, and show a share of the tanh of the sum."
    ),
    part=Part(
        goes="Parts(lstm_step=...)",
        example=_without_recurrence,
        through=_with_recurrence,
    ),
)


def _in_jax(gates: jax.Array, memory: jax.Array) -> tuple[jax.Array, jax.Array]:
    i, f, g, o = gates.reshape(4, -1)
    new = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jax.nn.sigmoid(o) * jnp.tanh(new), new
