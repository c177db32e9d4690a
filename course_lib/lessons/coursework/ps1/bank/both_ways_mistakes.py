"""The mistakes that the bank of `both_ways` knows, and the answer that they change."""

from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps1.bank.masked_states_mistakes import states
from course_lib.lessons.coursework.ps1.bank.reading_ways import (
    across,
    all_axes,
    both,
    cut,
    cut_and_held,
    from_the_right,
    joined,
    last_rows,
    reading_order,
    right_half,
    swapped_halves,
    wrong_half,
)

Array = Any  # NumPy's in the bank, JAX's in a check


def _dealt_out(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    rows = both(inputs, mask, forward, backward)
    return rows.reshape(len(rows), 2, -1).swapaxes(1, 2).reshape(rows.shape)


def _without_itself(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    right = from_the_right(inputs, mask, backward)
    later = np.concatenate([right[1:], np.zeros_like(right[:1])])
    return joined(states(inputs, mask, forward), later, mask)


def _goes_on(inputs: Array, mask: Array, forward: Array, backward: Array) -> Array:
    left = states(inputs, mask, forward)
    hidden, rows = left[-1], []
    for x, real in zip(np.asarray(inputs)[::-1], np.asarray(mask)[::-1], strict=True):
        hidden = np.tanh(x + hidden @ backward) if real else hidden
        rows.append(hidden)
    return joined(left, np.stack(rows)[::-1], mask)


WRONG = (
    Misconception(
        "not turned back",
        "the states of the right half stand in the order of reading, the last position first: turn "
        "them round once more, so that row j belongs to position j",
        right_half(reading_order),
        also=(right_half(reading_order, zeros=False),),
    ),
    Misconception(
        "halves swapped",
        "the halves of each row have changed places: the reading from the left comes first",
        lambda i, m, f, b: swapped_halves(both(i, m, f, b)),
        also=(
            lambda i, m, f, b: np.concatenate([from_the_right(i, m, b), states(i, m, f)], axis=1),
        ),
    ),
    Misconception(
        "mask not turned round",
        "the inputs are read from the right with a mask that still runs from the left: turn both "
        "round",
        right_half(lambda i, m, b: states(i[::-1], m, b)[::-1]),
        also=(
            right_half(lambda i, m, b: states(i[::-1], m, b)),
            right_half(lambda i, m, b: states(i[::-1], m, b)[::-1], zeros=False),
            right_half(lambda i, m, b: states(i[::-1], m, b), zeros=False),
        ),
    ),
    Misconception(
        "states turned round, not the reading",
        "the right half is read from the left and its states are turned round: that is no reading "
        "from the right. Turn the inputs round first",
        right_half(lambda i, m, b: states(i, m, b)[::-1]),
        also=(right_half(lambda i, m, b: states(i, m, b)[::-1], zeros=False),),
    ),
    Misconception(
        "left to right twice",
        "both halves are read from the left",
        right_half(states),
        also=(right_half(states, zeros=False),),
    ),
    Misconception(
        "padding is read",
        "padding makes a step like any real position: the mask is not used while reading",
        lambda i, m, f, b: joined(
            states(i, np.ones_like(m), f), from_the_right(i, np.ones_like(m), b), m
        ),
        also=(
            lambda i, m, f, b: joined(
                states(i, np.ones_like(m), f),
                from_the_right(i, np.ones_like(m), b),
                np.ones_like(m),
            ),
        ),
    ),
    Misconception(
        "state lost on padding",
        "the state becomes zeros on padding, and what was read before is forgotten: it is kept",
        lambda i, m, f, b: joined(
            states(i, m, f, padded=lambda hidden, new: 0 * hidden),
            states(i[::-1], m[::-1], b, padded=lambda hidden, new: 0 * hidden)[::-1],
            m,
        ),
    ),
    Misconception(
        "padding not zeros",
        "the rows of real positions are right; those of padding hold the state that was kept",
        lambda i, m, f, b: np.concatenate([states(i, m, f), from_the_right(i, m, b)], axis=1),
    ),
    Misconception(
        "mask inverted",
        "padding is read and the real positions are not: True means real",
        lambda i, m, f, b: both(i, ~m, f, b),
        also=(
            lambda i, m, f, b: np.concatenate([states(i, ~m, f), from_the_right(i, ~m, b)], axis=1),
            lambda i, m, f, b: joined(states(i, ~m, f), from_the_right(i, ~m, b), m),
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
        also=(lambda i, m, f, b: np.concatenate([states(i, m, f), from_the_right(i, m, b)]),),
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
        last_rows,
    ),
    Misconception(
        "turned round along the wrong axis",
        "the numbers of each state are turned round, and the positions should be: axis 0, [::-1]",
        right_half(across),
        also=(
            right_half(across, zeros=False),
            right_half(all_axes),
            right_half(all_axes, zeros=False),
        ),
    ),
    Misconception(
        "the wrong half turned back",
        "the states from the left are turned round and those from the right are not: it is the "
        "other way round",
        wrong_half,
        also=(lambda i, m, f, b: np.where(np.asarray(m)[:, None], wrong_half(i, m, f, b), 0.0),),
    ),
    Misconception(
        "count taken for the end",
        "the first so many positions are read, as many as are real: padding may stand anywhere",
        cut,
        also=(
            cut_and_held,
            lambda i, m, f, b: np.where(np.asarray(m)[:, None], cut_and_held(i, m, f, b), 0.0),
        ),
    ),
    Misconception(
        "numbers dealt out",
        "the two states are mixed number by number: the whole state from the left comes first, "
        "then the whole state from the right",
        _dealt_out,
    ),
    Misconception(
        "stops before the position",
        "the state from the right has read what comes after position j, and not j itself",
        _without_itself,
    ),
    Misconception(
        "goes on from the last state",
        "the reading from the right starts from the last state of the reading from the left: each "
        "direction starts from zeros",
        _goes_on,
    ),
)
