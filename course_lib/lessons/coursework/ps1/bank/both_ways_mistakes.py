"""The mistakes that the bank of `both_ways` knows, and the answer that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps1.bank.masked_states_mistakes import states

Array = Any  # NumPy's in the bank, JAX's in a check


def _from_the_right(inputs: Array, mask: Array, recurrent: Array) -> Array:
    return states(inputs[::-1], mask[::-1], recurrent)[::-1]


def _joined(left: Array, right: Array, mask: Array) -> Array:
    rows = np.concatenate([left, right], axis=1)
    return np.where(np.asarray(mask)[:, None], rows, 0.0)


def both(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    left = states(inputs, mask, forward)
    return _joined(left, _from_the_right(inputs, mask, backward), mask)


def _right_half(right: Callable[[Array, Array, Array], Array]) -> Callable[..., Array]:
    """The answer whose right half comes of `right(inputs, mask, backward)`."""
    return lambda i, m, f, b: _joined(states(i, m, f), right(i, m, b), m)


def _swapped_halves(rows: Array) -> Array:
    return np.roll(rows, rows.shape[1] // 2, axis=1)


def _last_rows(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    left, right = states(inputs, mask, forward), _from_the_right(inputs, mask, backward)
    return np.concatenate([left[-1], right[0]])


WRONG = (
    Misconception(
        "not turned back",
        "the states of the right half stand in the order of reading, the last position first: turn "
        "them round once more, so that row j belongs to position j",
        _right_half(lambda i, m, b: states(i[::-1], m[::-1], b)),
    ),
    Misconception(
        "halves swapped",
        "the halves of each row have changed places: the reading from the left comes first",
        lambda i, m, f, b: _swapped_halves(both(i, m, f, b)),
    ),
    Misconception(
        "mask not turned round",
        "the inputs are read from the right with a mask that still runs from the left: turn both "
        "round",
        _right_half(lambda i, m, b: states(i[::-1], m, b)[::-1]),
        also=(_right_half(lambda i, m, b: states(i[::-1], m, b)),),
    ),
    Misconception(
        "states turned round, not the reading",
        "the right half is read from the left and its states are turned round: that is no reading "
        "from the right. Turn the inputs round first",
        _right_half(lambda i, m, b: states(i, m, b)[::-1]),
    ),
    Misconception(
        "left to right twice",
        "both halves are read from the left",
        _right_half(states),
    ),
    Misconception(
        "padding is read",
        "padding makes a step like any real position: the mask is not used while reading",
        lambda i, m, f, b: _joined(
            states(i, np.ones_like(m), f), _from_the_right(i, np.ones_like(m), b), m
        ),
        also=(
            lambda i, m, f, b: _joined(
                states(i, np.ones_like(m), f),
                _from_the_right(i, np.ones_like(m), b),
                np.ones_like(m),
            ),
        ),
    ),
    Misconception(
        "state lost on padding",
        "the state becomes zeros on padding, and what was read before is forgotten: it is kept",
        lambda i, m, f, b: _joined(
            states(i, m, f, padded=lambda hidden, new: 0 * hidden),
            states(i[::-1], m[::-1], b, padded=lambda hidden, new: 0 * hidden)[::-1],
            m,
        ),
    ),
    Misconception(
        "padding not zeros",
        "the rows of real positions are right; those of padding hold the state that was kept",
        lambda i, m, f, b: np.concatenate([states(i, m, f), _from_the_right(i, m, b)], axis=1),
    ),
    Misconception(
        "mask inverted",
        "padding is read and the real positions are not: True means real",
        lambda i, m, f, b: both(i, ~m, f, b),
        also=(
            lambda i, m, f, b: np.concatenate(
                [states(i, ~m, f), _from_the_right(i, ~m, b)], axis=1
            ),
            lambda i, m, f, b: _joined(states(i, ~m, f), _from_the_right(i, ~m, b), m),
        ),
    ),
    Misconception(
        "one matrix for both",
        "both directions go through the same matrix: the second has its own, `backward`",
        lambda i, m, f, b: both(i, m, f, f),
    ),
    Misconception(
        "matrices swapped",
        "`forward` is used from the right and `backward` from the left",
        lambda i, m, f, b: both(i, m, b, f),
    ),
    Misconception(
        "summed",
        "the two states are added, [J, D]: they stand side by side, [J, 2 D]",
        lambda i, m, f, b: np.sum(np.split(both(i, m, f, b), 2, axis=1), axis=0),
    ),
    Misconception(
        "one below the other",
        "the states of one direction stand below those of the other, [2 J, D]: join them along "
        "the last axis",
        lambda i, m, f, b: np.concatenate(np.split(both(i, m, f, b), 2, axis=1), axis=0),
    ),
    Misconception(
        "stacked on a new axis",
        "the two directions lie on an axis of their own: join them along the last axis, [J, 2 D]",
        lambda i, m, f, b: np.stack(np.split(both(i, m, f, b), 2, axis=1)),
        also=(lambda i, m, f, b: np.stack(np.split(both(i, m, f, b), 2, axis=1), axis=1),),
    ),
    Misconception(
        "the ends alone",
        "one row comes out, the last state of each direction: every position has a row",
        _last_rows,
    ),
)
