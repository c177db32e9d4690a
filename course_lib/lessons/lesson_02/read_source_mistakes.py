"""The mistakes that the bank of `read_source` knows, and the loop that they change."""

from collections.abc import Callable

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = np.ndarray
State = tuple[Array, Array]


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def step(gates: Array, hidden: Array, memory: Array, recurrent: Array) -> State:
    """One LSTM step, its gates in the order input, forget, candidate, output."""
    i, f, g, o = np.split(np.asarray(gates, np.float64) + hidden @ recurrent, 4)
    memory = _sigmoid(f) * memory + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(memory), memory


def states(
    gates: Array,
    mask: Array,
    recurrent: Array,
    on_padding: Callable[[State, State], State] = lambda old, new: old,
    start: Callable[[State], State] = lambda state: state,
) -> list[State]:
    """Every (hidden, memory). `on_padding` chooses what comes of padding, from the state before and
    the one that a step would give; `start` is what a step starts from."""
    state = np.zeros(len(recurrent)), np.zeros(len(recurrent))
    found = []
    for row, real in zip(gates, mask, strict=True):
        new = step(row, *start(state), recurrent)
        state = new if real else on_padding(state, new)
        found.append(state)
    return found


def loop(gates: Array, mask: Array, recurrent: Array) -> Array:
    return states(gates, mask, recurrent)[-1][0]


def _nothing(old: State, new: State) -> State:
    return 0 * old[0], 0 * old[1]


def _twice(gates: Array, mask: Array, recurrent: Array) -> list[State]:
    """Every state of a loop that adds the recurrent product to the gates, and then steps."""
    state, found = (np.zeros(len(recurrent)), np.zeros(len(recurrent))), []
    for row, real in zip(gates, mask, strict=True):
        state = step(row + state[0] @ recurrent, *state, recurrent) if real else state
        found.append(state)
    return found


def _hidden(found: list[State]) -> Array:
    return np.stack([hidden for hidden, _ in found])


WRONG = (
    Misconception(
        "padding is read",
        "it reads on past the last real character: the state at the padded end comes out. Padding "
        "must leave the state as it is",
        lambda x, m, u: states(x, np.ones_like(m), u)[-1][0],
    ),
    Misconception(
        "state lost on padding",
        "the state becomes 0 on padding, and nothing is left at the end: it must stand still",
        lambda x, m, u: states(x, m, u, _nothing)[-1][0],
        also=(lambda x, m, u: (_hidden(states(x, m, u)) * m[:, None])[-1],),
    ),
    Misconception(
        "gates of padding zeroed",
        "the gates' sums are 0 on padding, and the cell steps on: it forgets half at each step "
        "(sigmoid of 0). The state itself must stand still",
        lambda x, m, u: states(x * m[:, None], np.ones_like(m), u)[-1][0],
    ),
    Misconception(
        "mask turned round",
        "the cell moves on padding and stands still on real characters: True means real",
        lambda x, m, u: states(x, ~m, u)[-1][0],
    ),
    Misconception(
        "all states",
        "all hidden states come out, [J, D]: the last real one is wanted, [D]",
        lambda x, m, u: _hidden(states(x, m, u)),
        also=(lambda x, m, u: _hidden(states(x, np.ones_like(m), u)),),
    ),
    Misconception(
        "memory and hidden state",
        "both parts of the state come out: the hidden one alone is wanted, [D]",
        lambda x, m, u: np.stack(states(x, m, u)[-1]),
    ),
    Misconception(
        "memory for hidden state",
        "it is the memory: the decoder is told the hidden state",
        lambda x, m, u: states(x, m, u)[-1][1],
    ),
    Misconception(
        "first state alone",
        "it is the state after the first character: the loop does not go on, or row 0 is taken",
        lambda x, m, u: states(x, m, u)[0][0],
    ),
    Misconception(
        "one character short",
        "the last real character is not read",
        lambda x, m, u: states(x, m & np.append(m[1:], False), u)[-1][0],
    ),
    Misconception(
        "one position too far",
        "it is the state one position behind the last real one: of n real positions the last is "
        "n - 1",
        lambda x, m, u: states(x, m | np.append(True, m[:-1]), u)[-1][0],
    ),
    Misconception(
        "recurrent product twice",
        "the product with the hidden state is added twice: cells.lstm_step does it already",
        lambda x, m, u: _twice(x, m, u)[-1][0],
    ),
    Misconception(
        "state not carried",
        "every character starts from zeros again: the loop does not hand its state on",
        lambda x, m, u: states(x, m, u, start=lambda s: (0 * s[0], 0 * s[1]))[-1][0],
    ),
    Misconception(
        "memory not carried",
        "the hidden state is handed on and the memory is not: an LSTM's state has two parts",
        lambda x, m, u: states(x, m, u, start=lambda s: (s[0], 0 * s[1]))[-1][0],
    ),
    Misconception(
        "hidden state not carried",
        "the memory is handed on and the hidden state is not: an LSTM's state has two parts",
        lambda x, m, u: states(x, m, u, start=lambda s: (0 * s[0], s[1]))[-1][0],
    ),
    Misconception(
        "hidden state and memory swapped",
        "hidden state and memory have changed places: lstm_step takes and gives (hidden, memory)",
        lambda x, m, u: states(x, m, u, start=lambda s: (s[1], s[0]))[-1][0],
    ),
    Misconception(
        "read backwards",
        "it reads from the last character to the first",
        lambda x, m, u: states(x[::-1], m[::-1], u)[-1][0],
        also=(lambda x, m, u: states(x[::-1], np.ones_like(m), u)[-1][0],),
    ),
    Misconception(
        "mean of the states",
        "it is the mean of all real states: the last one is wanted, which has read everything",
        lambda x, m, u: _hidden(states(x, m, u))[m].mean(axis=0),
    ),
)
