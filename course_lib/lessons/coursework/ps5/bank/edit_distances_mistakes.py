"""The mistakes that the bank of `edit_distances` knows, and the table that they change."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check
Tokens = Sequence[str]


def _crossed(written: Tokens, wanted: Tokens, i: int, j: int) -> bool:
    return written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1]


def distances(
    written: Tokens,
    wanted: Tokens,
    *,
    edge: Callable[[int], float] = float,
    match: float = 0,
    replaced: float = 1,
    extra: float = 1,
    missing: float = 1,
    swap: float = 1,
    crossed: Callable[[Tokens, Tokens, int, int], bool] = _crossed,
    best: Callable[[list[float]], float] = min,
    back: int = 2,
) -> Array:
    """The table of `edit_distances`, one step of it changed or none."""
    table = np.zeros((len(written) + 1, len(wanted) + 1))
    table[:, 0] = [edge(i) for i in range(len(written) + 1)]
    table[0, :] = [edge(j) for j in range(len(wanted) + 1)]
    for i in range(1, len(written) + 1):
        for j in range(1, len(wanted) + 1):
            same = written[i - 1] == wanted[j - 1]
            ways = [
                table[i - 1, j] + extra,
                table[i, j - 1] + missing,
                table[i - 1, j - 1] + (match if same else replaced),
            ]
            if i > 1 and j > 1 and crossed(written, wanted, i, j):
                ways.append(table[i - back, j - back] + swap)
            table[i, j] = best(ways)
    return table


def _other(**changed: Any) -> Callable[..., Array]:
    return lambda written, wanted: distances(written, wanted, **changed)


def _unrestricted(written: Tokens, wanted: Tokens) -> Array:
    """Tokens may be swapped over others that were left out or put in between."""
    table, far = np.zeros((len(written) + 1, len(wanted) + 1)), float(len(written) + len(wanted))
    table[:, 0], table[0, :] = range(len(written) + 1), range(len(wanted) + 1)
    last: dict[str, int] = {}
    for i in range(1, len(written) + 1):
        column = 0
        for j in range(1, len(wanted) + 1):
            k, m = last.get(wanted[j - 1], 0), column
            same = written[i - 1] == wanted[j - 1]
            if same:
                column = j
            swapped = table[k - 1, m - 1] + (i - k - 1) + 1 + (j - m - 1) if k and m else far
            table[i, j] = min(
                table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (not same), swapped
            )
        last[written[i - 1]] = i
    return table


def _without_edges(written: Tokens, wanted: Tokens) -> Array:
    """A table [I, J] whose first row and column are those of the first tokens."""
    table = np.zeros((len(written), len(wanted)))
    for i in range(len(written)):
        for j in range(len(wanted)):
            differs = written[i] != wanted[j]
            if i == 0 or j == 0:
                table[i, j] = max(i, j) + differs
                continue
            ways = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + differs]
            if i > 1 and j > 1 and _crossed(written, wanted, i + 1, j + 1):
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table


WRONG = (
    Misconception(
        "no swaps",
        "two neighbours that changed places cost two steps: a swap is one step, from d[i-2, j-2]",
        _other(crossed=lambda *_: False),
        also=(_other(swap=2), _other(back=1)),  # the last costs what replacing both does
    ),
    Misconception(
        "edges of zeros",
        "the first row and the first column stay zeros: to make j tokens out of nothing takes j "
        "steps",
        _other(edge=lambda i: 0.0),
    ),
    Misconception(
        "table on its side",
        "the table lies on its side: its rows belong to what was written, its columns to what was "
        "wanted",
        lambda written, wanted: distances(wanted, written),
    ),
    Misconception(
        "the last number alone",
        "the distance of the whole texts comes out: the table of all beginnings is wanted",
        lambda written, wanted: distances(written, wanted)[-1, -1],
    ),
    Misconception(
        "replacing costs two",
        "a replaced token costs two steps: it is one",
        _other(replaced=2),
        also=(_other(replaced=9),),
    ),
    Misconception(
        "neither replaced nor swapped",
        "tokens are left out and put in, and that is all: a third way replaces one, from "
        "d[i-1, j-1], and a fourth swaps two",
        _other(replaced=9, crossed=lambda *_: False),
        also=(_other(replaced=2, crossed=lambda *_: False),),
    ),
    Misconception(
        "a match costs one",
        "the step from d[i-1, j-1] costs one even where both tokens are the same: then it is free",
        _other(match=1),
    ),
    Misconception(
        "replacing is free",
        "the step from d[i-1, j-1] is free even where the tokens differ: then it costs one",
        _other(replaced=0),
    ),
    Misconception(
        "half a swap",
        "it takes two tokens for swapped where only one of them stands in the other's place: both "
        "must",
        _other(crossed=lambda a, b, i, j: a[i - 1] == b[j - 2]),
        also=(_other(crossed=lambda a, b, i, j: a[i - 2] == b[j - 1]),),
    ),
    Misconception(
        "any two may swap",
        "it swaps tokens without a look at which they are",
        _other(crossed=lambda *_: True),
    ),
    Misconception(
        "free swaps",
        "a swap costs nothing: it is one step",
        _other(swap=0),
    ),
    Misconception(
        "no row for nothing",
        "the row and the column of the empty beginning are missing: with I and J tokens the table "
        "is [I + 1, J + 1]",
        lambda written, wanted: distances(written, wanted)[1:, 1:],
        also=(_without_edges,),
    ),
    Misconception(
        "extra tokens are free",
        "to leave out a token of what was written costs nothing: it is one step",
        _other(extra=0),
        also=(_other(missing=0),),
    ),
    Misconception(
        "the longest way",
        "it takes the largest of the ways: the fewest steps are wanted",
        _other(best=max),
    ),
    Misconception(
        "swapped across others",
        "it swaps tokens that are not neighbours, or changes a swapped pair again: by the equation "
        "a swap goes straight from d[i-2, j-2] to d[i, j]",
        _unrestricted,
    ),
    Misconception(
        "one edge too high",
        "the first row and the first column begin with 1: nothing becomes nothing in 0 steps",
        _other(edge=lambda i: i + 1.0),
    ),
)
