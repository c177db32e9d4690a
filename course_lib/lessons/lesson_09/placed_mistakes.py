"""The mistakes that the bank of `placed` knows."""

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09.placing_ways import (
    by,
    crossed,
    filled,
    gridded,
    loop,
    made,
    read_both_ways,
)

WRONG = (
    Misconception(
        "numbered down the columns",
        "the patches are numbered down each column: they are numbered row by row, so patch j is in "
        "row j // C and column j % C",
        by(lambda j, rows, columns: (j % rows, j // rows)),
    ),
    Misconception(
        "rows and columns exchanged",
        "a patch gets the row vector of its column and the column vector of its row: row[j // C] "
        "and column[j % C]",
        **read_both_ways(lambda j, rows, columns: (j % columns, j // columns)),
    ),
    Misconception(
        "divided by the rows",
        "the number of a patch is divided by R, the number of rows: a row holds C patches, so it "
        "is divmod(j, C)",
        **read_both_ways(lambda j, rows, columns: (j // rows, j % rows)),
    ),
    Misconception(
        "the row alone",
        "only the vector of the row is added: that of the column is missing",
        made(lambda states, row, column: states + row),
    ),
    Misconception(
        "the column alone",
        "only the vector of the column is added: that of the row is missing",
        made(lambda states, row, column: states + column),
    ),
    Misconception(
        "states forgotten",
        "the states are missing: the vectors of row and column are added to them",
        made(lambda states, row, column: row + column),
    ),
    Misconception(
        "states alone",
        "the states come out as they went in: x.at[i].add(y) gives a new array, which has to be "
        "kept",
        made(lambda states, row, column: states),
    ),
    Misconception(
        "a product",
        "something is multiplied: the state, the row's vector and the column's are added",
        made(lambda states, row, column: states * row * column),
        also=(
            made(lambda states, row, column: states * (row + column)),
            made(lambda states, row, column: states + row * column),
            made(lambda states, row, column: states * row + column),
            made(lambda states, row, column: states * (1 + row + column)),
        ),
    ),
    Misconception(
        "concatenated",
        "the vectors are put beside the state, which makes it longer: they are added, so that "
        "there are E numbers as before",
        made(lambda states, row, column: np.concatenate([states, row, column], axis=1)),
        also=(
            made(lambda states, row, column: np.concatenate([row, column], axis=1)),
            made(lambda states, row, column: np.concatenate([states, row + column], axis=1)),
            lambda states, row, column: np.concatenate([states, row, column], axis=0),
        ),
    ),
    Misconception(
        "a mean",
        "it is a mean: the three are added, and nothing divides",
        made(lambda states, row, column: (states + row + column) / 3),
        also=(
            made(lambda states, row, column: states + (row + column) / 2),
            made(lambda states, row, column: (states + row + column) / 2),
            made(lambda states, row, column: states + (row + column) / np.sqrt(2)),
        ),
    ),
    Misconception(
        "a difference",
        "a vector is subtracted: both are added",
        made(lambda states, row, column: states - row - column),
        also=(
            made(lambda states, row, column: states + row - column),
            made(lambda states, row, column: states - row + column),
        ),
    ),
    Misconception(
        "scaled states",
        "the states are multiplied by the root of E before, as a Transformer does with its "
        "embeddings: here they stay as they are",
        made(lambda states, row, column: states * np.sqrt(states.shape[1]) + row + column),
        also=(
            made(lambda states, row, column: states / np.sqrt(states.shape[1]) + row + column),
            made(lambda states, row, column: (states + row + column) / np.sqrt(states.shape[1])),
        ),
    ),
    Misconception(
        "squeezed",
        "a tanh or a sigmoid goes over what comes out: it is a plain sum",
        made(lambda states, row, column: np.tanh(states + row + column)),
        also=(
            made(lambda states, row, column: states + np.tanh(row + column)),
            made(lambda states, row, column: np.maximum(states + row + column, 0)),
            made(lambda states, row, column: 1 / (1 + np.exp(-(states + row + column)))),
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
        "one patch alone",
        "only one patch gets its vectors: x = x.at[j].add(y) keeps what the loop did before",
        lambda states, row, column: np.concatenate(
            [states[:-1], loop(states, row, column)[-1:]], axis=0
        ),
        also=(
            lambda states, row, column: np.concatenate(
                [loop(states, row, column)[:1], states[1:]], axis=0
            ),
        ),
    ),
    Misconception(
        "too few patches",
        "there are as many as rows or columns: one state for each of the J patches is wanted",
        lambda states, row, column: loop(states, row, column)[: len(row)],
        also=(lambda states, row, column: loop(states, row, column)[: len(column)],),
    ),
    Misconception(
        "two axes left",
        "rows and columns are still two axes, [R, C, E]: one axis of J patches is wanted, by "
        "reshape(states.shape)",
        gridded,
        also=(lambda *args: gridded(*args).transpose(1, 0, 2),),
    ),
    Misconception(
        "turned at the end",
        "axes change places before the end, by .T, transpose or swapaxes: what comes out has the "
        "order and the axes of the states, [J, E]",
        lambda *args: loop(*args).T,
        also=(
            lambda *args: gridded(*args).transpose(1, 0, 2).reshape(args[0].shape),
            lambda *args: loop(*args).T.reshape(args[0].shape),
        ),
    ),
    Misconception(
        "broadcast the wrong way round",
        "the row vectors lie along the columns of the grid: with two axes of patches they are "
        "row[:, None], and the others column[None]",
        crossed,
    ),
    Misconception(
        "both repeated",
        "each column vector stands C times in a row, like a row's: columns change from patch to "
        "patch, column[j % C]",
        by(lambda j, rows, columns: (j // columns, j // rows)),
        also=(by(lambda j, rows, columns: (j // columns, j // columns)),),
    ),
    Misconception(
        "both tiled",
        "the row vectors change from patch to patch, like the columns': a row lasts for C patches, "
        "row[j // C]",
        by(lambda j, rows, columns: (j % rows, j % columns)),
        also=(by(lambda j, rows, columns: (j % columns, j % columns)),),
    ),
    Misconception(
        "patches for places",
        "row and column are read at the number of the patch itself: divmod(j, C) is its row and "
        "its column",
        **read_both_ways(lambda j, rows, columns: (j, j)),
    ),
    Misconception(
        "the lesson's columns",
        "8 columns are written out, as the lesson's images have them: a row holds C = len(column) "
        "patches",
        **read_both_ways(
            lambda j, rows, columns: (j // 8, j % 8),
            lambda states, row, column: (
                states + np.repeat(row, 8, axis=0) + np.tile(column, (8, 1))
            ),
            lambda states, row, column: states.reshape(8, 8, -1) + row[:, None] + column[None],
            lambda states, row, column: states.reshape(8, 8, len(row.T)) + row[:, None] + column,
        ),
    ),
    Misconception(
        "taken for a square",
        "the root of J is taken for the number of columns: a grid need not be square, and a row "
        "holds C = len(column) patches",
        **read_both_ways(
            lambda j, rows, columns: np.divmod(j, int(len(j) ** 0.5)),
            by(lambda j, rows, columns: np.divmod(j, round(len(j) ** 0.5))),
            by(lambda j, rows, columns: np.divmod(j, round(len(j) ** 0.5)), filled),
        ),
    ),
    Misconception(
        "from the bottom",
        "the rows are numbered from the bottom: row 0 is the top one",
        by(lambda j, rows, columns: (rows - 1 - j // columns, j % columns)),
    ),
    Misconception(
        "from the right",
        "the columns are numbered from the right: column 0 is the left one",
        by(lambda j, rows, columns: (j // columns, columns - 1 - j % columns)),
        also=(by(lambda j, rows, columns: (rows - 1 - j // columns, columns - 1 - j % columns)),),
    ),
    Misconception(
        "numbered from 1",
        "rows or columns are numbered from 1: the first is number 0",
        by(lambda j, rows, columns: (j // columns + 1, j % columns + 1)),
        also=(
            by(lambda j, rows, columns: (j // columns + 1, j % columns + 1), filled),
            by(lambda j, rows, columns: ((j + 1) // columns, (j + 1) % columns)),
        ),
    ),
    Misconception(
        "added twice",
        "something is added twice",
        made(lambda states, row, column: states + 2 * row + 2 * column),
        also=(
            made(lambda states, row, column: 2 * states + row + column),
            made(lambda states, row, column: states + 2 * row),
            made(lambda states, row, column: states + 2 * column),
        ),
    ),
)
