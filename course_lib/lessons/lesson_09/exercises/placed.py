"""Exercise: the states of an image's patches, told where each of them lies."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_09.placed_mistakes import WRONG
from course_lib.lessons.lesson_09.placing_ways import loop

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, rows: int, columns: int, width: int) -> Case:
        """Vectors of which no two are alike, nor near 0."""

        def vectors(count: int) -> Array:
            apart = rng.permutation(count)[:, None] + rng.uniform(0.4, 0.8, (count, width))
            return (rng.choice([-1, 1], width) * apart).astype(np.float32)

        states = rng.choice([-1, 1], (rows * columns, width)) * rng.uniform(
            0.4, 1.6, (rows * columns, width)
        )
        return Case(label, (states.astype(np.float32), vectors(rows), vectors(columns)))

    return [
        case("more columns than rows", 2, 4, 3),
        case("more rows than columns", 5, 2, 4),
        case("as many rows as columns", 3, 3, 5),
        case("one row", 1, 4, 2),
        case("one column", 3, 1, 6),
        case("one number in each vector", 3, 4, 1),
        case("one patch", 1, 1, 3),
    ]


def _first(args: Args, placed: Array) -> str | None:
    states, row, column = args
    wanted = states[0] + row[0] + column[0]
    e = int(np.abs(placed[0] - wanted).argmax())
    if abs(placed[0, e] - wanted[e]) <= TOLERANCE * (1 + abs(wanted[e])):
        return None
    return (
        f"patch 0 is in row 0 and column 0, so it gets states[0] + row[0] + column[0]: number {e} "
        f"is {number(placed[0, e])}, and {number(states[0, e])} + {number(row[0, e])} + "
        f"{number(column[0, e])} is right"
    )


def _one_row(args: Args, placed: Array) -> str | None:
    """The first row's patches get the same row vector."""
    states, row, column = args
    for c in range(1, len(column)):
        gap = placed[c] - (states[c] + row[0] + column[c])
        e = int(np.abs(gap).argmax())
        if abs(gap[e]) > 10 * TOLERANCE:
            return (
                f"a row has {len(column)} patches, so patch {c} is in row 0 and column {c}: number "
                f"{e} is {number(placed[c, e])}, and {number(states[c, e])} + {number(row[0, e])} "
                f"+ {number(column[c, e])} is right"
            )
    return None


def _broadcast(states: Any, row: Any, column: Any) -> Any:
    return states + (row[:, None] + column[None]).reshape(states.shape)


def _repeated(states: Any, row: Any, column: Any) -> Any:
    return states + jnp.repeat(row, len(column), axis=0) + jnp.tile(column, (len(row), 1))


def _indexed(states: Any, row: Any, column: Any) -> Any:
    places = jnp.arange(len(states))
    return states + row[places // len(column)] + column[places % len(column)]


def _mapped(states: Any, row: Any, column: Any) -> Any:
    grid = states.reshape(len(row), len(column), -1)
    return jax.vmap(lambda line, one: line + one[None] + column)(grid, row).reshape(states.shape)


def _one_by_one(states: Any, row: Any, column: Any) -> Any:
    columns = len(column)
    return jnp.stack(
        [states[j] + row[j // columns] + column[j % columns] for j in range(len(states))]
    )


placed = Exercise(
    name="placed",
    arguments=("states", "row", "column"),
    wanted=(
        "the states [J, E] of a grid of R rows and C columns of patches, numbered row by row (J = "
        "R * C), the vectors row [R, E] and column [C, E] to states [J, E]: each state plus the "
        "vector of its row plus the vector of its column."
    ),
    draw=_draw,
    reference=loop,
    properties=(Property("patch 0", _first), Property("the first row of patches", _one_row)),
    wrong=WRONG,
    right=(
        _broadcast,
        _repeated,
        _indexed,
        _mapped,
        _one_by_one,
        lambda *args: loop(*map(np.asarray, args)),
    ),
    hint=(
        "j = jnp.arange(len(states)) are the numbers of the patches, and a row holds C = "
        "len(column) of them: row[j // C] is [J, E], and so is column[j % C]. Add both to the "
        "states."
    ),
    remark=unreached(("states", "row", "column")),
    part=Part(goes="Parts(placed=...)", example=lambda *args: args),
)
