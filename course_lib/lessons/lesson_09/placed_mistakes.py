"""The mistakes that the bank of `placed` knows, and the parts that they are made of."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Function, Misconception

Array = np.ndarray


def loop(states: Array, row: Array, column: Array) -> Array:
    placed = np.array(states, np.float64)
    for r in range(len(row)):
        for c in range(len(column)):
            for e in range(states.shape[1]):
                placed[r * len(column) + c, e] += float(row[r, e]) + float(column[c, e])
    return placed


def _clamped(vectors: Array, places: Array) -> Array:
    """As JAX reads at an index: one out of range is the last."""
    return vectors[np.minimum(places, len(vectors) - 1)]


def _filled(vectors: Array, places: Array) -> Array:
    """As jnp.take reads: what is out of range is NaN."""
    return np.where((places < len(vectors))[:, None], _clamped(vectors, places), np.nan)


def _by(places: Callable[[Array, int, int], tuple[Array, Array]], read: Any = _clamped) -> Function:
    """The vectors of other rows and columns: places(j [J], R, C)."""

    def answer(states: Array, row: Array, column: Array) -> Array:
        down, across = places(np.arange(len(states)), len(row), len(column))
        return states + read(row, down) + read(column, across)

    return answer


def _both(
    places: Callable[[Array, int, int], tuple[Array, Array]],
) -> dict[str, Any]:
    return {"answer": _by(places), "also": (_by(places, _filled),)}


def _with(change: Callable[[Array, Array, Array], Array]) -> Function:
    """The right vectors, another use of them: change(states, row [J, E], column [J, E])."""

    def answer(states: Array, row: Array, column: Array) -> Array:
        return change(states, np.repeat(row, len(column), axis=0), np.tile(column, (len(row), 1)))

    return answer


def _crossed(states: Array, row: Array, column: Array) -> Array:
    """Broadcast the wrong way round, which fits only as many rows as columns."""
    grid = states.reshape(len(row), len(column), -1)
    return (grid + row[None] + column[:, None]).reshape(states.shape)


WRONG = (
    Misconception(
        "numbered down the columns",
        "the patches are numbered down each column: they are numbered row by row, so patch j is in "
        "row j // C and column j % C",
        _by(lambda j, rows, columns: (j % rows, j // rows)),
    ),
    Misconception(
        "rows and columns exchanged",
        "a patch gets the row vector of its column and the column vector of its row: row[j // C] "
        "and column[j % C]",
        **_both(lambda j, rows, columns: (j % columns, j // columns)),
    ),
    Misconception(
        "divided by the rows",
        "the number of a patch is divided by R, the number of rows: a row holds C patches, so it "
        "is divmod(j, C)",
        **_both(lambda j, rows, columns: (j // rows, j % rows)),
    ),
    Misconception(
        "the row alone",
        "only the vector of the row is added: that of the column is missing",
        _with(lambda states, row, column: states + row),
    ),
    Misconception(
        "the column alone",
        "only the vector of the column is added: that of the row is missing",
        _with(lambda states, row, column: states + column),
    ),
    Misconception(
        "states forgotten",
        "the states are missing: the vectors of row and column are added to them",
        _with(lambda states, row, column: row + column),
    ),
    Misconception(
        "states alone",
        "the states come out as they went in: x.at[i].add(y) gives a new array, which has to be "
        "kept",
        _with(lambda states, row, column: states),
    ),
    Misconception(
        "a product",
        "something is multiplied: the state, the row's vector and the column's are added",
        _with(lambda states, row, column: states * row * column),
        also=(
            _with(lambda states, row, column: states * (row + column)),
            _with(lambda states, row, column: states + row * column),
            _with(lambda states, row, column: states * row + column),
            _with(lambda states, row, column: states * (1 + row + column)),
        ),
    ),
    Misconception(
        "concatenated",
        "the vectors are put beside the state, which makes it longer: they are added, so that "
        "there are E numbers as before",
        _with(lambda states, row, column: np.concatenate([states, row, column], axis=1)),
        also=(
            _with(lambda states, row, column: np.concatenate([row, column], axis=1)),
            _with(lambda states, row, column: np.concatenate([states, row + column], axis=1)),
            lambda states, row, column: np.concatenate([states, row, column], axis=0),
        ),
    ),
    Misconception(
        "a mean",
        "it is a mean: the three are added, and nothing divides",
        _with(lambda states, row, column: (states + row + column) / 3),
        also=(
            _with(lambda states, row, column: states + (row + column) / 2),
            _with(lambda states, row, column: (states + row + column) / 2),
        ),
    ),
    Misconception(
        "a difference",
        "a vector is subtracted: both are added",
        _with(lambda states, row, column: states - row - column),
        also=(
            _with(lambda states, row, column: states + row - column),
            _with(lambda states, row, column: states - row + column),
        ),
    ),
    Misconception(
        "scaled states",
        "the states are multiplied by the root of E before, as a Transformer does with its "
        "embeddings: here they stay as they are",
        _with(lambda states, row, column: states * np.sqrt(states.shape[1]) + row + column),
        also=(
            _with(lambda states, row, column: states / np.sqrt(states.shape[1]) + row + column),
            _with(lambda states, row, column: (states + row + column) / np.sqrt(states.shape[1])),
        ),
    ),
    Misconception(
        "squeezed",
        "a tanh or a sigmoid goes over what comes out: it is a plain sum",
        _with(lambda states, row, column: np.tanh(states + row + column)),
        also=(
            _with(lambda states, row, column: states + np.tanh(row + column)),
            _with(lambda states, row, column: np.maximum(states + row + column, 0)),
            _with(lambda states, row, column: 1 / (1 + np.exp(-(states + row + column)))),
        ),
    ),
    Misconception(
        "the same for all",
        "every patch gets the same vector, a sum or a mean of all of them: each gets that of its "
        "own row and of its own column",
        lambda states, row, column: states + row.mean(0) + column.mean(0),
        also=(
            lambda states, row, column: states + row.sum(0) + column.sum(0),
            lambda states, row, column: states + row[0] + column[0],
        ),
    ),
    Misconception(
        "two axes left",
        "rows and columns are still two axes, [R, C, E]: one axis of J patches is wanted, by "
        "reshape(states.shape)",
        lambda states, row, column: loop(states, row, column).reshape(len(row), len(column), -1),
    ),
    Misconception(
        "broadcast the wrong way round",
        "the row vectors lie along the columns of the grid: with two axes of patches they are "
        "row[:, None], and the others column[None]",
        _crossed,
    ),
    Misconception(
        "both repeated",
        "each column vector stands C times in a row, like a row's: columns change from patch to "
        "patch, column[j % C]",
        _by(lambda j, rows, columns: (j // columns, j // rows)),
        also=(_by(lambda j, rows, columns: (j // columns, j // columns)),),
    ),
    Misconception(
        "both tiled",
        "the row vectors change from patch to patch, like the columns': a row lasts for C patches, "
        "row[j // C]",
        _by(lambda j, rows, columns: (j % rows, j % columns)),
        also=(_by(lambda j, rows, columns: (j % columns, j % columns)),),
    ),
    Misconception(
        "patches for places",
        "row and column are read at the number of the patch itself: divmod(j, C) is its row and "
        "its column",
        **_both(lambda j, rows, columns: (j, j)),
    ),
    Misconception(
        "from the bottom",
        "the rows are numbered from the bottom: row 0 is the top one",
        _by(lambda j, rows, columns: (rows - 1 - j // columns, j % columns)),
    ),
    Misconception(
        "from the right",
        "the columns are numbered from the right: column 0 is the left one",
        _by(lambda j, rows, columns: (j // columns, columns - 1 - j % columns)),
        also=(_by(lambda j, rows, columns: (rows - 1 - j // columns, columns - 1 - j % columns)),),
    ),
    Misconception(
        "numbered from 1",
        "rows or columns are numbered from 1: the first is number 0",
        **_both(lambda j, rows, columns: (j // columns + 1, j % columns + 1)),
    ),
    Misconception(
        "added twice",
        "something is added twice",
        _with(lambda states, row, column: states + 2 * row + 2 * column),
        also=(
            _with(lambda states, row, column: 2 * states + row + column),
            _with(lambda states, row, column: states + 2 * row),
            _with(lambda states, row, column: states + 2 * column),
        ),
    ),
)
