"""Problem: which errors the shortest way consists of."""

from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps5.bank.edit_distances_mistakes import distances
from course_lib.lessons.coursework.ps5.bank.error_kinds_mistakes import WRONG, walk
from course_lib.lessons.coursework.ps5.bank.tokens import spelled

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, *patterns: str) -> Case:
        written, wanted = spelled(rng, *patterns)
        return Case(label, (distances(written, wanted), written, wanted))

    return [
        case("an error of each kind", "abxcdfegh", "abcdefgyhi"),
        case("two missing at the start", "cdef", "abcdef"),
        case("one extra at the start", "xabc", "abc"),
        case("replaced tokens alone", "abcde", "axcyz"),
        case("two swaps", "badc", "abcd"),
        case("several ways as short", "abxb", "bab"),
        case("a swap and other ways", "cab", "bca"),
        case("extra or missing first", "dac", "bbbcbda"),
        case("a longer text, and several ways", "dccbda", "cdab"),
        case("a swap or two others", "abax", "bay"),
        case("tokens that come again", "aabab", "abba"),
        case("the same text", "abac", "abac"),
        case("nothing was written", "", "abc"),
        case("nothing was wanted", "ab", ""),
    ]


def _no_count_below_0(_: Args, counts: np.ndarray) -> str | None:
    return f"a count is never below 0: {number(counts.min())}" if counts.min() < 0 else None


def _lengths_add_up(args: Args, counts: np.ndarray) -> str | None:
    more = len(args[1]) - len(args[2])
    if counts[0] - counts[1] == more:
        return None
    return (
        f"extra minus missing is the difference of the lengths, {more}; it gives "
        f"{number(counts[0])} - {number(counts[1])}"
    )


def _as_many_as_steps(args: Args, counts: np.ndarray) -> str | None:
    steps = args[0][-1, -1]
    if counts.sum() == steps:
        return None
    return (
        f"all errors together are as many as the steps of the shortest way, {number(steps)}; it "
        f"gives {number(counts.sum())}"
    )


def _by_walking(table: Array, written: Array, wanted: Array) -> Array:
    i, j = len(written), len(wanted)
    extra = missing = replaced = swapped = 0
    while i or j:
        both, here = i and j, table[i, j]
        if both and written[i - 1] == wanted[j - 1]:
            i, j = i - 1, j - 1
        elif (
            min(i, j) > 1
            and (written[i - 1], written[i - 2]) == (wanted[j - 2], wanted[j - 1])
            and here == table[i - 2, j - 2] + 1
        ):
            swapped, i, j = swapped + 1, i - 2, j - 2
        elif both and here == table[i - 1, j - 1] + 1:
            replaced, i, j = replaced + 1, i - 1, j - 1
        elif i and here == table[i - 1, j] + 1:
            extra, i = extra + 1, i - 1
        else:
            missing, j = missing + 1, j - 1
    return [extra, missing, replaced, swapped]


def _by_recursion(table: Array, written: Array, wanted: Array) -> Array:
    if not written or not wanted:
        return np.array([len(written), len(wanted), 0, 0])
    if written[-1] == wanted[-1]:
        return _by_recursion(table[:-1, :-1], written[:-1], wanted[:-1])
    here, crossed = table[-1, -1] - 1, written[-2:] == wanted[-2:][::-1]
    if crossed and len(written) > 1 and table[-3, -3] == here:
        return _by_recursion(table[:-2, :-2], written[:-2], wanted[:-2]) + np.array([0, 0, 0, 1])
    if table[-2, -2] == here:
        return _by_recursion(table[:-1, :-1], written[:-1], wanted[:-1]) + np.array([0, 0, 1, 0])
    if table[-2, -1] == here:
        return _by_recursion(table[:-1], written[:-1], wanted) + np.array([1, 0, 0, 0])
    return _by_recursion(table[:, :-1], written, wanted[:-1]) + np.array([0, 1, 0, 0])


def _by_filling(table: Array, written: Array, wanted: Array) -> Array:
    """The counts of all beginnings, from those of the shorter ones; the last are the answer."""
    counts = np.zeros((len(written) + 1, len(wanted) + 1, 4), int)
    for i in range(len(written) + 1):
        for j in range(len(wanted) + 1):
            if i == j == 0:
                continue
            here = table[i, j] - 1
            if i and j and written[i - 1] == wanted[j - 1]:
                counts[i, j] = counts[i - 1, j - 1]
                continue
            crossed = i > 1 and j > 1 and written[i - 2 : i] == wanted[j - 2 : j][::-1]
            if crossed and table[i - 2, j - 2] == here:
                counts[i, j] = counts[i - 2, j - 2] + [0, 0, 0, 1]
            elif i and j and table[i - 1, j - 1] == here:
                counts[i, j] = counts[i - 1, j - 1] + [0, 0, 1, 0]
            elif i and table[i - 1, j] == here:
                counts[i, j] = counts[i - 1, j] + [1, 0, 0, 0]
            else:
                counts[i, j] = counts[i, j - 1] + [0, 1, 0, 0]
    return counts[-1, -1]


def _by_table_of_moves(table: Array, written: Array, wanted: Array) -> Array:
    counts, at = [0, 0, 0, 0], (len(written), len(wanted))
    while at != (0, 0):
        i, j = at
        ends = [*written[:i]][-2:], [*wanted[:j]][-2:]
        same = bool(ends[0] and ends[1]) and ends[0][-1] == ends[1][-1]
        crossed = len(ends[0]) == 2 and ends[0] == ends[1][::-1]
        moves = [(None, 1, 1, same), (3, 2, 2, crossed), (2, 1, 1, True), (0, 1, 0, True)]
        for kind, down, across, fits in [*moves, (1, 0, 1, True)]:
            free = kind is None
            inside = down <= i and across <= j
            if fits and inside and table[i - down, j - across] + (not free) == table[i, j]:
                counts[kind or 0] += not free
                at = i - down, j - across
                break
    return np.array(counts, np.float32)


error_kinds = Problem(
    Exercise(
        name="error_kinds",
        arguments=("table", "written", "wanted"),
        wanted=(
            "table [I + 1, J + 1] of `edit_distances`, written and wanted (lists of I and J tokens)"
            " to four counts, [4]: how many tokens are extra, missing, replaced, and how many "
            "pairs are swapped, on the walk from table[I, J] back to table[0, 0]."
        ),
        draw=_draw,
        reference=walk,
        properties=(
            Property("no count below 0", _no_count_below_0),
            Property("the lengths add up", _lengths_add_up),
            Property("as many errors as steps", _as_many_as_steps),
        ),
        wrong=WRONG,
        right=(_by_walking, _by_recursion, _by_filling, _by_table_of_moves),
        hint=(
            "while i > 0 or j > 0: try the five ways in the order of the list, take the first that "
            "fits, count it, and go there. Look whether there is room first: table[i - 1, j] with "
            "i = 0 is the table's last row."
        ),
        numpy=True,
    )
)
