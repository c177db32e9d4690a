"""The mistakes that the bank of `masked_states` knows, and the loop that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check


def states(
    inputs: Array,
    mask: Array,
    recurrent: Array,
    *,
    squash: Callable[[Array], Array] = np.tanh,
    padded: Callable[[Array, Array], Array] = lambda hidden, new: hidden,
    step: Callable[[Array, Array, Array], Array] = lambda x, hidden, u: x + hidden @ u,
) -> Array:
    inputs, recurrent = np.asarray(inputs, np.float64), np.asarray(recurrent, np.float64)
    hidden, rows = np.zeros(inputs.shape[1]), []
    for x, real in zip(inputs, np.asarray(mask), strict=True):
        with np.errstate(all="ignore"):
            new = squash(step(x, hidden, recurrent))
            hidden = new if real else padded(hidden, new)
        rows.append(hidden)
    return np.stack(rows)


def _hidden_rows(inputs: Array, mask: Array, recurrent: Array) -> Array:
    """Padding is read, and only what is shown is held."""
    all_read = states(inputs, np.ones_like(mask), recurrent)
    last = np.maximum.accumulate(np.where(mask, np.arange(len(mask)), -1))
    return np.where((last >= 0)[:, None], all_read[last], 0.0)


def _shown_before(inputs: Array, mask: Array, recurrent: Array) -> Array:
    """Padding is read, and shows the state before it."""
    all_read = states(inputs, np.ones_like(mask), recurrent)
    before = np.concatenate([np.zeros_like(all_read[:1]), all_read[:-1]])
    return np.where(np.asarray(mask)[:, None], all_read, before)


def _read_outside(inputs: Array, mask: Array, recurrent: Array) -> Array:
    """The state is held, and what is shown is the step that padding would make."""
    inputs = np.asarray(inputs, np.float64)
    held = states(inputs, mask, recurrent)
    before = np.concatenate([np.zeros_like(held[:1]), held[:-1]])
    return np.tanh(inputs + before @ recurrent)


def _from_the_first(inputs: Array, mask: Array, recurrent: Array, squash: Any) -> Array:
    """The first input is the first state, whatever the mask says of it."""
    hidden = squash(np.asarray(inputs[0], np.float64))
    rows = [hidden]
    for x, real in zip(inputs[1:], np.asarray(mask)[1:], strict=True):
        hidden = np.tanh(x + hidden @ recurrent) if real else hidden
        rows.append(hidden)
    return np.stack(rows)


def _other(**changed: Any) -> Callable[..., Array]:
    return lambda inputs, mask, recurrent: states(inputs, mask, recurrent, **changed)


def _zero_rows(rows: Array, mask: Array) -> Array:
    return np.where(np.asarray(mask)[:, None], rows, 0.0)


WRONG = (
    Misconception(
        "padding is read",
        "padding makes a step like any real position: the mask is not used",
        lambda i, m, u: states(i, np.ones_like(m), u),
    ),
    Misconception(
        "mask inverted",
        "padding makes the steps and the real positions keep the state: True means real",
        lambda i, m, u: states(i, ~m, u),
    ),
    Misconception(
        "state lost on padding",
        "the state becomes zeros on padding, and what was read before is forgotten: it is kept",
        _other(padded=lambda hidden, new: 0 * hidden),
        also=(_other(padded=lambda hidden, new: 0 * new),),
    ),
    Misconception(
        "steps without input",
        "padding loses its input and still makes a step, tanh(hidden @ recurrent): the state moves",
        lambda i, m, u: states(np.where(np.asarray(m)[:, None], i, 0.0), np.ones_like(m), u),
        also=(lambda i, m, u: states(i * np.asarray(m)[:, None], np.ones_like(m), u),),
    ),
    Misconception(
        "held outside alone",
        "the rows hold still on padding, and the state inside does not: it reads on. The carry of "
        "the scan must be held as well as the output",
        _hidden_rows,
        also=(_shown_before,),
    ),
    Misconception(
        "zeros on padding",
        "the states of real positions are right, and the rows of padding are zeros: they repeat "
        "the state that is held",
        lambda i, m, u: _zero_rows(states(i, m, u), m),
    ),
    Misconception(
        "stops at the first padding",
        "nothing is read after the first padding: real positions may come after it",
        lambda i, m, u: states(i, np.cumprod(m).astype(bool), u),
    ),
    Misconception(
        "count taken for the end",
        "the first so many positions are read, as many as are real: padding may stand anywhere",
        lambda i, m, u: states(i, np.arange(len(m)) < np.sum(m), u),
    ),
    Misconception(
        "matrix turned round",
        "the recurrent matrix is turned round: a state is a row, so it is hidden @ recurrent",
        lambda i, m, u: states(i, m, u.T),
    ),
    Misconception(
        "state not carried",
        "every position starts from zeros again: the loop does not hand its state on",
        _other(step=lambda x, hidden, u: x),
        also=(lambda i, m, u: _zero_rows(np.tanh(i), m),),
    ),
    Misconception(
        "no tanh",
        "the state is a plain sum, without a tanh",
        _other(squash=lambda total: total),
    ),
    Misconception(
        "one step late",
        "row j is the state before position j, not after it",
        lambda i, m, u: np.concatenate([np.zeros((1, len(u))), states(i, m, u)[:-1]]),
    ),
    Misconception(
        "last state alone",
        "one state comes out, the last: all of them are wanted, [J, D]",
        lambda i, m, u: states(i, m, u)[-1],
    ),
    Misconception(
        "padding left out",
        "there are as many rows as real positions: padding has its row too",
        lambda i, m, u: states(i, m, u)[np.asarray(m)],
    ),
    Misconception(
        "first state among them",
        "the zeros before the first position stand in row 0, and there is a row too many",
        lambda i, m, u: np.concatenate([np.zeros((1, len(u))), states(i, m, u)]),
    ),
    Misconception(
        "held inside alone",
        "the carry holds still on padding, and the rows do not: the output of the step must be "
        "the held state as well",
        _read_outside,
    ),
    Misconception(
        "input multiplied too",
        "the input goes through the recurrent matrix: W has multiplied it already, so the sum is "
        "x + hidden @ recurrent",
        _other(step=lambda x, hidden, u: (x + hidden) @ u),
        also=(_other(step=lambda x, hidden, u: x @ u + hidden),),
    ),
    Misconception(
        "first input for a state",
        "the first input is taken for the first state: before the first position the state is "
        "zeros, and the first position may be padding",
        lambda i, m, u: _from_the_first(i, m, u, lambda x: x),
        also=(lambda i, m, u: _from_the_first(i, m, u, np.tanh),),
    ),
    Misconception(
        "sigmoid",
        "the state goes through a sigmoid: a plain RNN has a tanh",
        _other(squash=lambda total: 1 / (1 + np.exp(-total))),
    ),
)
