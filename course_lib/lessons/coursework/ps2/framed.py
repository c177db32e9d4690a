"""Problem: what the decoder reads and what it has to write, for several ways to say one thing."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.coursework.nested import place_in, shaped_like
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps2.bank.framed_mistakes import END, START, WRONG

Array = Any  # NumPy's in the bank, JAX's in a check
Pair = tuple[Array, Array]


def _template(args: Args) -> Pair:
    return (np.pad(args[0], ((0, 0), (0, 1))),) * 2


_SHAPED = shaped_like(_template)


def _reading(output: Any, args: Args) -> Any:
    array = hasattr(output, "shape") and np.ndim(output) == 3
    return _SHAPED(tuple(output) if array else output, args)  # a stack of two is a pair, too


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, counts: list[int], width: int) -> Case:
        ways = np.zeros((len(counts), width), np.int32)
        for row, count in zip(ways, counts, strict=True):
            row[:count] = rng.permutation(np.arange(3, 10))[:count]
        return Case(label, (ways,))

    return [
        case("rows of several lengths", [2, 4, 3], 5),
        case("a row without padding", [4, 2], 4),
        case("a row without a way", [3, 0, 2], 4),
        case("a single word", [1, 2, 1], 3),
        case("one row", [2], 3),
    ]


def _taken_apart(args: Args, row: np.ndarray) -> np.ndarray:
    rows, width = args[0].shape
    return row.reshape(2, rows, width + 1)


def _starts_and_ends(args: Args, row: np.ndarray) -> str | None:
    reads, writes = _taken_apart(args, row)
    for r, way in enumerate(args[0]):
        if (count := int((way != 0).sum())) == 0:
            continue
        if reads[r, 0] != START:
            return f"row {r} of what is read starts with {int(reads[r, 0])}, not with 1, the start"
        if writes[r, count] != END:
            return (
                f"row {r} has {count} words, so position {count} of what is written is 2, the end; "
                f"it is {int(writes[r, count])}"
            )
    return None


def _same_padding(args: Args, row: np.ndarray) -> str | None:
    reads, writes = _taken_apart(args, row)
    if not (apart := np.argwhere((reads == 0) != (writes == 0))).size:
        return None
    r, t = map(int, apart[0])
    return (
        f"something is written exactly where something is read; at row {r}, position {t} it reads "
        f"{int(reads[r, t])} and writes {int(writes[r, t])}"
    )


def _loop(ways: Array) -> Pair:
    reads, writes = [], []
    for way in ways:
        words = [int(word) for word in way if word != 0]
        zeros = [0] * (len(way) - len(words))
        reads.append([START, *words, *zeros] if words else [0, *zeros])
        writes.append([*words, END, *zeros] if words else [0, *zeros])
    return np.array(reads), np.array(writes)


def _plain(ways: Array) -> Pair:
    count = (ways != 0).sum(axis=1, keepdims=True)
    reads = jnp.pad(ways, ((0, 0), (1, 0)), constant_values=START)
    longer = jnp.pad(ways, ((0, 0), (0, 1)))
    writes = jnp.where(jnp.arange(longer.shape[1]) == count, END, longer)
    return jnp.where(count > 0, reads, 0), jnp.where(count > 0, writes, 0)


def _by_vmap(ways: Array) -> Pair:
    def one(way: Array) -> Pair:
        count = jnp.count_nonzero(way)
        there = (count > 0).astype(way.dtype)
        writes = jnp.append(way, 0).at[count].set(END)
        return there * jnp.concatenate([jnp.ones(1, way.dtype), way]), there * writes

    return jax.vmap(one)(ways)


def _by_moving_back(ways: Array) -> Pair:
    """From the frame with both signs: one of its ends is cut off for each of the two."""
    count = np.count_nonzero(ways, axis=1)
    whole = np.zeros((len(ways), np.shape(ways)[1] + 2), int)
    whole[:, 1:-1] = ways
    whole[:, 0] = START
    whole[np.arange(len(ways)), count + 1] = END
    whole[count == 0] = 0
    reads = whole[:, :-1].copy()
    reads[reads == END] = 0
    return jnp.array(reads), jnp.array(whole[:, 1:])


framed = Problem(
    Exercise(
        name="framed",
        arguments=("ways",),
        wanted=(
            "ways [R, T] (whole numbers, 0 = padding) to a pair of [R, T + 1]: what the decoder "
            "reads (1, the words, padding) and what it writes (the words, 2, padding); zeros in "
            "both for a row that holds no word."
        ),
        draw=_draw,
        reference=_loop,
        reading=_reading,
        place=place_in(_template, "reads", "writes"),
        properties=(
            Property("starts with 1, ends with 2", _starts_and_ends),
            Property("the same padding", _same_padding),
        ),
        wrong=WRONG,
        right=(_plain, _loop, _by_vmap, _by_moving_back),
        hint=(
            "Count the words of each row, [R, 1]. A table with one more column has the end sign "
            "where jnp.arange(T + 1) equals that count. And which rows have no word at all?"
        ),
    )
)
