"""The mistakes that the bank of `rnn_states` knows, and the loop that they change."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = np.ndarray


def loop(
    inputs: Array, first: Array, recurrent: Array, *, squash=np.tanh, carry: bool = True
) -> Array:
    hidden = np.asarray(first, np.float64)
    states: list[Array] = []
    for x in np.asarray(inputs, np.float64):
        before = hidden if carry or not states else np.zeros_like(hidden)
        hidden = squash(x + before @ np.asarray(recurrent, np.float64))
        states.append(hidden)
    return np.stack(states)


def _stepped(inputs: Array, first: Array, step) -> Array:
    """Every state by `step(x, hidden)`."""
    hidden, states = np.asarray(first, np.float64), []
    for x in np.asarray(inputs, np.float64):
        hidden = step(x, hidden)
        states.append(hidden)
    return np.stack(states)


def _scanned_number_by_number(inputs: Array, first: Array, recurrent: Array) -> jax.Array:
    """It raises: the state turns from a row into a matrix."""

    def step(hidden, x):
        hidden = jnp.tanh(x + hidden * recurrent)
        return hidden, hidden

    return jax.lax.scan(step, jnp.asarray(first), jnp.asarray(inputs))[1]


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


WRONG = (
    Misconception(
        "state not carried",
        "every word starts from the first state again: the loop does not hand its state on",
        lambda x, h, u: np.tanh(x + h @ u),
        also=(lambda x, h, u: loop(x, h, u, carry=False),),
    ),
    Misconception(
        "first state ignored",
        "it starts from zeros: the state before the first word is `first`",
        lambda x, h, u: loop(x, 0 * h, u),
    ),
    Misconception(
        "matrix turned round",
        "the recurrent matrix is turned round: a state is a row here, so it is hidden @ recurrent",
        lambda x, h, u: loop(x, h, u.T),
        also=(lambda x, h, u: _stepped(x, h, lambda now, d: np.tanh(now + (d * u).sum(axis=1))),),
    ),
    Misconception(
        "input multiplied too",
        "the input goes through the recurrent matrix together with the state: W has multiplied "
        "it already",
        lambda x, h, u: _stepped(x, h, lambda now, hidden: np.tanh((now + hidden) @ u)),
    ),
    Misconception(
        "no recurrent matrix",
        "the old state is added as it is: it goes through the recurrent matrix",
        lambda x, h, u: _stepped(x, h, lambda now, hidden: np.tanh(now + hidden)),
    ),
    Misconception(
        "multiplied, number by number",
        "`*` multiplies number by number: a row times a matrix is `hidden @ recurrent`, which "
        "sums over the state",
        lambda x, h, u: _stepped(x, h, lambda now, hidden: np.tanh(now + hidden * u)),
        also=(_scanned_number_by_number,),
    ),
    Misconception(
        "sequence for start",
        "scan takes the start before the sequence: scan(step, first, inputs)",
        lambda x, h, u: _stepped(h, x, lambda now, hidden: np.tanh(now + hidden @ u)),
    ),
    Misconception(
        "no tanh",
        "the state is a plain sum, without a tanh: it grows without a bound",
        lambda x, h, u: loop(x, h, u, squash=lambda s: s),
    ),
    Misconception(
        "sigmoid",
        "the state goes through a sigmoid: a plain RNN has a tanh, which can be negative",
        lambda x, h, u: loop(x, h, u, squash=_sigmoid),
    ),
    Misconception(
        "ReLU",
        "negative numbers become 0: a plain RNN has a tanh",
        lambda x, h, u: loop(x, h, u, squash=lambda s: np.maximum(s, 0)),
    ),
    Misconception(
        "tanh of the state alone",
        "the tanh is taken of the old state's part alone: it belongs around the whole sum",
        lambda x, h, u: _stepped(x, h, lambda now, hidden: now + np.tanh(hidden @ u)),
    ),
    Misconception(
        "added to the old state",
        "the old state is added once more outside the tanh: a plain RNN replaces its state",
        lambda x, h, u: _stepped(x, h, lambda now, hidden: hidden + np.tanh(now + hidden @ u)),
    ),
    Misconception(
        "read backwards",
        "the words are read from the last to the first",
        lambda x, h, u: loop(x[::-1], h, u)[::-1],
        also=(lambda x, h, u: loop(x[::-1], h, u),),
    ),
    Misconception(
        "last state alone",
        "one state comes out, the last: all of them are wanted, [J, D]",
        lambda x, h, u: loop(x, h, u)[-1],
    ),
    Misconception(
        "first state among them",
        "the first state stands in row 0, and there is a row too many: row t is the state after "
        "word t",
        lambda x, h, u: np.concatenate([h[None], loop(x, h, u)]),
    ),
    Misconception(
        "one step late",
        "row t is the state before word t, not after it: take the state after the step",
        lambda x, h, u: np.concatenate([h[None], loop(x, h, u)])[:-1],
    ),
    Misconception(
        "states side by side",
        "the states are columns, [D, J]: each is a row",
        lambda x, h, u: loop(x, h, u).T,
    ),
    Misconception(
        "one long row",
        "the states stand one behind the other in one row, [J D]: stack them",
        lambda x, h, u: jnp.ravel(loop(x, h, u)),
    ),
)
