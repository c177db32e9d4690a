"""Problem: the fewest steps from what was written to what was wanted."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps5.bank.edit_distances_mistakes import WRONG, distances
from course_lib.lessons.coursework.ps5.bank.tokens import spelled

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, *patterns: str) -> Case:
        return Case(label, tuple(spelled(rng, *patterns)))

    return [
        case("a longer wanted text", "abcde", "axcdeyz"),
        case("a longer written text", "abbcdea", "bcda"),
        case("two neighbours changed places", "abdcef", "abcdfe"),
        case("a swap with one between", "cab", "bxc"),
        case("tokens that cross and change", "ca", "abc"),
        case("the same text", "abac", "abac"),
        case("nothing in common", "abc", "defg"),
        case("nothing was written", "", "abc"),
        case("nothing was wanted", "abcd", ""),
        case("single letters", "a", "b"),
    ]


def _starts_at_the_edges(args: Args, table: np.ndarray) -> str | None:
    for edge, name in ((table[:, 0], "column"), (table[0], "row")):
        for k, value in enumerate(edge):
            if value != k:
                return (
                    f"number {k} of the first {name} is the way between {k} tokens and none, {k} "
                    f"steps; it gives {number(value)}"
                )
    return None


def _neighbours_differ_by_one(args: Args, table: np.ndarray) -> str | None:
    for axis, name in ((0, "written"), (1, "wanted")):
        steps = np.diff(table, axis=axis)
        if steps.size and np.abs(steps).max() > 1:
            return (
                f"one more token of what was {name} changes the distance by 1 at most; here by "
                f"{number(np.abs(steps).max())}"
            )
    return None


def _by_rows(written: Array, wanted: Array) -> Array:
    rows = [list(range(len(wanted) + 1))]
    for i, word in enumerate(written):
        row = [i + 1]
        for j, target in enumerate(wanted):
            best = min(row[-1] + 1, rows[-1][j + 1] + 1, rows[-1][j] + (word != target))
            if i and j and (word, written[i - 1]) == (wanted[j - 1], target):
                best = min(best, rows[-2][j - 1] + 1)
            row.append(best)
        rows.append(row)
    return rows


def _by_recursion(written: Array, wanted: Array) -> Array:
    known: dict[tuple[int, int], int] = {}

    def steps(i: int, j: int) -> int:
        if 0 in (i, j):
            return i + j
        if (i, j) not in known:
            ways = [steps(i - 1, j) + 1, steps(i, j - 1) + 1]
            ways.append(steps(i - 1, j - 1) + int(written[i - 1] != wanted[j - 1]))
            if min(i, j) > 1 and list(written[i - 2 : i]) == [wanted[j - 1], wanted[j - 2]]:
                ways.append(steps(i - 2, j - 2) + 1)
            known[i, j] = min(ways)
        return known[i, j]

    places = range(len(wanted) + 1)
    return np.array([[steps(i, j) for j in places] for i in range(len(written) + 1)])


def _by_diagonals(written: Array, wanted: Array) -> Array:
    """From the smallest sum of both places to the largest, with a border of large numbers."""
    rows, columns, far = len(written), len(wanted), 10_000
    table = np.full((rows + 3, columns + 3), far)
    table[2, 2] = 0
    for total in range(1, rows + columns + 1):
        for i in range(max(0, total - columns), min(rows, total) + 1):
            j = total - i
            a, b = (written[i - 1] if i else None), (wanted[j - 1] if j else None)
            ways = [table[i + 1, j + 2] + 1, table[i + 2, j + 1] + 1]
            if i and j:
                ways.append(table[i + 1, j + 1] + (a != b))
            if i > 1 and j > 1 and a == wanted[j - 2] and written[i - 2] == b:
                ways.append(table[i, j] + 1)
            table[i + 2, j + 2] = min(ways)
    return table[2:, 2:]


def _as_jax(written: Array, wanted: Array) -> Array:
    return jnp.array(_by_rows(written, wanted), jnp.float32)


edit_distances = Problem(
    Exercise(
        name="edit_distances",
        arguments=("written", "wanted"),
        wanted=(
            "written and wanted, lists of I and J tokens, to a table [I + 1, J + 1]: number [i, j] "
            "is the fewest steps from the first i tokens of written to the first j of wanted."
        ),
        draw=_draw,
        reference=distances,
        properties=(
            Property("the edges count up", _starts_at_the_edges),
            Property("neighbours differ by one at most", _neighbours_differ_by_one),
        ),
        wrong=WRONG,
        right=(_by_rows, _by_recursion, _by_diagonals, _as_jax),
        hint=(
            "Fill the first row and the first column, then go row by row. The i-th token has the "
            "index i - 1. Write the four ways as a list and take min; the fourth is there only if "
            "i > 1 and j > 1 and both tokens stand crosswise."
        ),
        numpy=True,
    )
)
