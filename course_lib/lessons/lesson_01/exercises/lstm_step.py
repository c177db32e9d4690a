"""Exercise: one step of an LSTM, from the gates' sums to the new memory and hidden state."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

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


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def _step(
    gates: Array,
    memory: Array,
    *,
    order: str = "ifgo",
    candidate=np.tanh,
    squash=np.tanh,
    gate=_sigmoid,
) -> Array:
    parts = dict(zip(order, np.split(np.asarray(gates, np.float64), 4), strict=True))
    new = gate(parts["f"]) * memory + gate(parts["i"]) * candidate(parts["g"])
    return np.stack([gate(parts["o"]) * squash(new), new])


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
    wrong=(
        Misconception(
            "forget and input swapped",
            "the forget gate decides what comes in, and the input gate what is kept: the first two "
            "blocks are swapped",
            lambda gates, memory: _step(gates, memory, order="figo"),
        ),
        Misconception(
            "no tanh on the output",
            "the memory goes out through the output gate without a tanh",
            lambda gates, memory: _step(gates, memory, squash=lambda c: c),
        ),
        Misconception(
            "candidate sigmoid",
            "the candidate goes through a sigmoid, so that the memory can only be added to",
            lambda gates, memory: _step(gates, memory, candidate=_sigmoid),
        ),
        Misconception(
            "memory not carried",
            "the old memory plays no part: nothing is remembered from step to step",
            lambda gates, memory: _step(gates, 0 * memory),
        ),
        Misconception(
            "output gate forgotten",
            "all of the memory is shown: the output gate is not used",
            lambda gates, memory: np.stack(
                [np.tanh(_step(gates, memory)[1]), _step(gates, memory)[1]]
            ),
        ),
        Misconception(
            "forget gate forgotten",
            "the old memory is kept whole, as in the LSTM of 1997: the forget gate is not used",
            lambda gates, memory: _from_memory(gates, memory + _let_in(gates)),
        ),
        Misconception(
            "output from the old memory",
            "the hidden state shows the memory from before this step",
            lambda gates, memory: np.stack(
                [_from_memory(gates, memory)[0], _step(gates, memory)[1]]
            ),
        ),
        Misconception(
            "rows swapped",
            "the memory stands in row 0 and the hidden state in row 1",
            lambda gates, memory: _step(gates, memory)[::-1],
        ),
        Misconception(
            "gates without sigmoid",
            "the gates are used as they come, without a sigmoid: they are no shares from 0 to 1",
            lambda gates, memory: _step(gates, memory, gate=lambda x: x),
        ),
        Misconception(
            "memory squashed",
            "the memory itself goes through the tanh, so that it fades at every step",
            lambda gates, memory: np.stack(
                [_step(gates, memory)[0], np.tanh(_step(gates, memory)[1])]
            ),
        ),
        Misconception(
            "output and candidate swapped",
            "the last two blocks are swapped: the sums come in the order input, forget, "
            "candidate, output (i, f, g, o)",
            lambda gates, memory: _step(gates, memory, order="ifog"),
        ),
        Misconception(
            "forget and candidate swapped",
            "the second and third block are swapped (some libraries order them so): the sums "
            "come in the order input, forget, candidate, output (i, f, g, o)",
            lambda gates, memory: _step(gates, memory, order="igfo"),
        ),
        Misconception(
            "numbers dealt out",
            "the four sums of a unit are taken from neighbouring numbers: the sums for input "
            "come first, all D of them, then all D for forget. Look at what your reshape puts "
            "into a row",
            lambda gates, memory: _step(gates.reshape(-1, 4).T.ravel(), memory),
        ),
        Misconception(
            "rows for columns",
            "the result is [D, 2]: the two states are columns, and rows are asked for",
            lambda gates, memory: _step(gates, memory).T,
            also=(lambda gates, memory: _step(gates, memory)[::-1].T,),
        ),
        Misconception(
            "one long row",
            "the two states stand one behind the other in one row, [2 D]: stack them, do not "
            "join them",
            lambda gates, memory: _step(gates, memory).ravel(),
        ),
        Misconception(
            "input gate forgotten",
            "the candidate is let in whole: the input gate is not used",
            lambda gates, memory: _from_memory(
                gates, _kept(gates, memory) + np.tanh(np.split(gates, 4)[2])
            ),
        ),
        Misconception(
            "hidden state alone",
            "one row comes out, the hidden state: the new memory is needed in the next step",
            lambda gates, memory: _step(gates, memory)[0],
        ),
    ),
    right=(
        lambda gates, memory: jnp.stack(_in_jax(gates, memory)),
        lambda gates, memory: _step(np.asarray(gates), np.asarray(memory)),
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


def _let_in(gates: Array) -> Array:
    i, _, g, _ = np.split(gates, 4)
    return _sigmoid(i) * np.tanh(g)


def _kept(gates: Array, memory: Array) -> Array:
    return _sigmoid(np.split(gates, 4)[1]) * memory


def _from_memory(gates: Array, memory: Array) -> Array:
    return np.stack([_sigmoid(np.split(gates, 4)[3]) * np.tanh(memory), memory])


def _in_jax(gates: jax.Array, memory: jax.Array) -> tuple[jax.Array, jax.Array]:
    i, f, g, o = gates.reshape(4, -1)
    new = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jax.nn.sigmoid(o) * jnp.tanh(new), new
