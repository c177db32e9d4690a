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


def _right_half(
    right: Callable[[Array, Array, Array], Array], *, zeros: bool = True
) -> Callable[..., Array]:
    """The answer whose right half comes of `right(inputs, mask, backward)`.

    zeros: whether the rows of padding are zeros.
    """
    return lambda i, m, f, b: _joined(
        states(i, m, f), right(i, m, b), m if zeros else np.ones_like(m)
    )


def _reading_order(inputs: Array, mask: Array, recurrent: Array) -> Array:
    return states(inputs[::-1], mask[::-1], recurrent)


def _across(inputs: Array, mask: Array, recurrent: Array) -> Array:
    """The numbers of each state turned round, not the positions."""
    return states(np.asarray(inputs)[:, ::-1], mask, recurrent)[:, ::-1]


def _all_axes(inputs: Array, mask: Array, recurrent: Array) -> Array:
    """Positions and numbers turned round, as jnp.flip without an axis does."""
    return np.flip(states(np.flip(np.asarray(inputs)), mask[::-1], recurrent))


def _wrong_half(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    left = states(inputs, mask, forward)[::-1]
    return np.concatenate([left, _reading_order(inputs, mask, backward)], axis=1)


def _cut(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    """The first so many positions are read, as many as are real."""
    return both(inputs, np.arange(len(mask)) < np.sum(mask), forward, backward)


def _cut_and_held(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    first = np.arange(len(mask)) < np.sum(mask)
    read = first & np.asarray(mask)
    left, right = states(inputs, read, forward), _from_the_right(inputs, read, backward)
    return _joined(left, right, first)


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
        _right_half(_reading_order),
        also=(_right_half(_reading_order, zeros=False),),
    ),
    Misconception(
        "halves swapped",
        "the halves of each row have changed places: the reading from the left comes first",
        lambda i, m, f, b: _swapped_halves(both(i, m, f, b)),
        also=(
            lambda i, m, f, b: np.concatenate([_from_the_right(i, m, b), states(i, m, f)], axis=1),
        ),
    ),
    Misconception(
        "mask not turned round",
        "the inputs are read from the right with a mask that still runs from the left: turn both "
        "round",
        _right_half(lambda i, m, b: states(i[::-1], m, b)[::-1]),
        also=(
            _right_half(lambda i, m, b: states(i[::-1], m, b)),
            _right_half(lambda i, m, b: states(i[::-1], m, b)[::-1], zeros=False),
            _right_half(lambda i, m, b: states(i[::-1], m, b), zeros=False),
        ),
    ),
    Misconception(
        "states turned round, not the reading",
        "the right half is read from the left and its states are turned round: that is no reading "
        "from the right. Turn the inputs round first",
        _right_half(lambda i, m, b: states(i, m, b)[::-1]),
        also=(_right_half(lambda i, m, b: states(i, m, b)[::-1], zeros=False),),
    ),
    Misconception(
        "left to right twice",
        "both halves are read from the left",
        _right_half(states),
        also=(_right_half(states, zeros=False),),
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
        also=(lambda i, m, f, b: np.concatenate([states(i, m, f), _from_the_right(i, m, b)]),),
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
    Misconception(
        "turned round along the wrong axis",
        "the numbers of each state are turned round, and the positions should be: axis 0, [::-1]",
        _right_half(_across),
        also=(
            _right_half(_across, zeros=False),
            _right_half(_all_axes),
            _right_half(_all_axes, zeros=False),
        ),
    ),
    Misconception(
        "the wrong half turned back",
        "the states from the left are turned round and those from the right are not: it is the "
        "other way round",
        _wrong_half,
        also=(lambda i, m, f, b: np.where(np.asarray(m)[:, None], _wrong_half(i, m, f, b), 0.0),),
    ),
    Misconception(
        "count taken for the end",
        "the first so many positions are read, as many as are real: padding may stand anywhere",
        _cut,
        also=(
            _cut_and_held,
            lambda i, m, f, b: np.where(np.asarray(m)[:, None], _cut_and_held(i, m, f, b), 0.0),
        ),
    ),
)
