"""Exercise: the last real state of a padded source, all that a fixed vector has to go by."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE

Array = np.ndarray


def _draw_states(rng: np.random.Generator) -> list[Case]:
    def states(sources: int, width: int) -> Array:
        return rng.normal(size=(sources, width)).astype(np.float32)

    # Padding holds numbers too: an encoder that ran on past the end leaves some there.
    return [
        Case("two positions of padding", (states(7, 5), 5)),
        Case("no padding", (states(6, 4), 6)),
        Case("one real position", (states(5, 4), 1)),
        Case("much padding", (states(8, 8), 4)),
        Case("a source of one position", (states(1, 3), 1)),
    ]


def _one_of_the_states(args: Args, state: Array) -> str | None:
    states, _ = args
    if _row(states, state) is None:
        return f"it must be one of the {len(states)} states; it equals none of them"
    return None


def _a_real_state(args: Args, state: Array) -> str | None:
    states, length = args
    row = _row(states, state)
    if row is not None and row >= length:
        return f"it must be a real state: it is row {row}, and only rows 0 to {length - 1} are real"
    return None


def _the_last(args: Args, state: Array) -> str | None:
    states, length = args
    row = _row(states, state)
    if row is not None and row < length - 1:
        return f"it must be the last real state: it is row {row}, and a later row is real too"
    return None


def _row(states: Array, state: Array) -> int | None:
    found = np.flatnonzero(np.abs(states - state[None, :]).max(axis=1) <= TOLERANCE)
    return int(found[0]) if found.size else None


last_state = Exercise(
    name="last_state",
    arguments=("states", "length"),
    wanted="states [J, E], padded, and their true length (int) to the last real state [E].",
    draw=_draw_states,
    reference=lambda states, length: list(states)[:length].pop(),
    properties=(
        Property("one of the states", _one_of_the_states),
        Property("a real state", _a_real_state),
        Property("the last one", _the_last),
    ),
    wrong=(
        Misconception(
            "length ignored",
            "the last row of the table is read, and that is padding wherever the source is shorter",
            lambda h, n: h[-1],
        ),
        Misconception(
            "one too far",
            "the row after the last real one is read: positions count from 0",
            lambda h, n: h[n],
            also=(lambda h, n: h[min(n, len(h) - 1)],),  # as JAX does
        ),
        Misconception(
            "one too early",
            "the last real state but one is read: positions count from 0, so the last of "
            "`length` rows is length - 1; take 1 off once",
            lambda h, n: h[n - 2],
            also=(lambda h, n: h[max(n - 2, 0)],),
        ),
        Misconception(
            "counted from the end",
            "the length is counted back from the end of the table, where the padding stands",
            lambda h, n: h[-n],
        ),
        Misconception(
            "first state",
            "the first state is read: it has seen one token",
            lambda h, n: h[0],
        ),
        Misconception(
            "mean of all",
            "the states are averaged, padding among them",
            lambda h, n: h.mean(axis=0),
        ),
        Misconception(
            "mean of the real ones",
            "the real states are averaged: a fair summary, but not the last state",
            lambda h, n: h[:n].mean(axis=0),
        ),
        Misconception(
            "sum of the real ones",
            "the real states are added up, not read at one position",
            lambda h, n: h[:n].sum(axis=0),
        ),
        Misconception(
            "maximum",
            "each number is the largest over the positions (max pooling), not one state's",
            lambda h, n: h[:n].max(axis=0),
            also=(lambda h, n: h.max(axis=0),),
        ),
        Misconception(
            "axis kept",
            "a table with one row comes out, [1, E]: a slice keeps the axis that an index drops",
            lambda h, n: h[n - 1 : n],
        ),
        Misconception(
            "column for row",
            "one number of every state is read (a column), not every number of one state (a row)",
            lambda h, n: h[:, n - 1],
        ),
        Misconception(
            "the middle",
            "the state at half of the length is read: the last one has read all of the source",
            lambda h, n: h[n // 2],
            also=(lambda h, n: h[(n - 1) // 2],),
        ),
        Misconception(
            "all the real ones",
            "all the real states come out, [length, E]: one state is asked for",
            lambda h, n: h[:n],
        ),
    ),
    right=(
        lambda states, length: states[length - 1],
        lambda states, length: jnp.take(states, length - 1, axis=0),
        lambda states, length: (jnp.arange(len(states)) == length - 1).astype(float) @ states,
    ),
    hint="Count on your fingers: a source of 3 tokens fills rows 0, 1 and 2. Which one is last?",
)
