"""Exercise: the running average of each sequence of a batch, a first recurrence."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number

Array = np.ndarray


def _draw_values(rng: np.random.Generator) -> list[Case]:
    def case(label: str, batch: int, length: int) -> Case:
        return Case(label, (rng.normal(size=(batch, length), scale=2.0).astype(np.float32),))

    still = np.repeat(rng.normal(size=(3, 1)) + np.array([[2.0], [5.0], [9.0]]), 6, axis=1)
    return [
        case("more positions than sequences", 3, 6),
        case("as many positions as sequences", 4, 4),
        case("one sequence", 1, 7),
        case("one position", 3, 1),
        Case("values that do not change", (still.astype(np.float32),)),
    ]


def _loop(values: Array) -> Array:
    averages = np.zeros(values.shape)
    for b, row in enumerate(values):
        for t in range(len(row)):
            averages[b, t] = sum(float(value) for value in row[: t + 1]) / (t + 1)
    return averages


def _starts_at_the_first(args: Args, averages: Array) -> str | None:
    (values,) = args
    gap = np.abs(averages[:, 0] - values[:, 0])
    if gap.max() > 1e-4:
        b = int(gap.argmax())
        return (
            f"the average of one value is that value: row {b} starts with {number(values[b, 0])}, "
            f"and its first average is {number(averages[b, 0])}"
        )
    return None


def _between_the_values(args: Args, averages: Array) -> str | None:
    (values,) = args
    low = np.minimum.accumulate(values, axis=1) - 1e-4
    high = np.maximum.accumulate(values, axis=1) + 1e-4
    outside = np.argwhere((averages < low) | (averages > high))
    if not outside.size:
        return None
    b, t = outside[0]
    return (
        f"an average lies between the smallest and the largest value read so far, "
        f"{number(values[b, : t + 1].min())} and {number(values[b, : t + 1].max())} in row {b} at "
        f"position {t}; it is {number(averages[b, t])}"
    )


def _counts(values: Array) -> Array:
    return np.arange(1, values.shape[1] + 1, dtype=np.float64)


def _sums(values: Array) -> Array:
    return np.cumsum(values, axis=1, dtype=np.float64)


def _carried(values: Array) -> Array:
    flat = np.cumsum(values.ravel(), dtype=np.float64)
    return (flat / np.arange(1, flat.size + 1)).reshape(values.shape)


def _sum_carried(values: Array) -> Array:
    sums = np.cumsum(values.ravel(), dtype=np.float64).reshape(values.shape)
    return sums / _counts(values)


def _halves(values: Array, start: Array) -> Array:
    averages = np.zeros(values.shape)
    average = start
    for t in range(values.shape[1]):
        average = averages[:, t] = (average + values[:, t]) / 2
    return averages


def _before(values: Array) -> Array:
    return np.hstack([np.zeros((values.shape[0], 1)), _loop(values)[:, :-1]])


def _scan(values: Array) -> jax.Array:
    def step(carry: tuple, value: jax.Array) -> tuple:
        total, count = carry[0] + value, carry[1] + 1
        return (total, count), total / count

    def one(row: jax.Array) -> jax.Array:
        return jax.lax.scan(step, (0.0, 0), row)[1]

    return jax.vmap(one)(jnp.asarray(values))


def _of_one_row(values: Array) -> jax.Array:
    def step(carry: tuple, value: jax.Array) -> tuple:
        total, count = carry[0] + value, carry[1] + 1
        return (total, count), total / count

    return jax.lax.scan(step, (0.0, 0), jnp.asarray(values))[1]


def _moving(values: Array) -> jax.Array:
    def step(average: jax.Array, at: tuple) -> tuple:
        value, t = at
        average = average + (value - average) / (t + 1)
        return average, average

    columns = jnp.asarray(values).T
    start = jnp.zeros(columns.shape[1])
    return jax.lax.scan(step, start, (columns, jnp.arange(columns.shape[0])))[1].T


running_average = Exercise(
    name="running_average",
    arguments=("values",),
    wanted=(
        "values [B, T] to averages [B, T]: at each position the mean of the values of its own row "
        "up to there, that one included."
    ),
    draw=_draw_values,
    reference=_loop,
    properties=(
        Property("it starts at the first value", _starts_at_the_first),
        Property("between the values", _between_the_values),
    ),
    wrong=(
        Misconception(
            "state carried across the sequences",
            "row 1 starts with what row 0 left behind: the state must begin anew for each sequence",
            _carried,
            also=(_sum_carried,),
        ),
        Misconception(
            "running sum",
            "the values add up and nothing divides: that is a running sum",
            _sums,
        ),
        Misconception(
            "divided by the length",
            "every sum is divided by T, also where fewer values have been read",
            lambda v: _sums(v) / v.shape[1],
        ),
        Misconception(
            "the mean of the whole row",
            "every position has the mean of its whole row: it looks ahead at values not yet read",
            lambda v: np.broadcast_to(v.mean(axis=1, keepdims=True), v.shape),
        ),
        Misconception(
            "one step late",
            "each position has the average of the values before it: the state is given out before "
            "it takes in the new value",
            _before,
            also=(lambda v: np.hstack([np.full((len(v), 1), np.nan), _before(v)[:, 1:]]),),
        ),
        Misconception(
            "counted from 0",
            "the sums are divided by 0, 1, 2, ...: after the first value the count is 1",
            lambda v: _sums(v) / (_counts(v) - 1),
        ),
        Misconception(
            "counted from 2",
            "each sum is divided by one too many: the count starts at 0",
            lambda v: _sums(v) / (_counts(v) + 1),
        ),
        Misconception(
            "last carry",
            "that is the last carry, the sum and the count after the last value: scan returns the "
            "pair (last carry, outputs of all steps), and the second is wanted",
            lambda v: np.stack([v.sum(axis=1), np.full(len(v), v.shape[1], np.float64)]),
            also=(lambda v: np.stack([v.sum(axis=1), np.full(len(v), v.shape[1])], axis=1),),
        ),
        Misconception(
            "average of average and value",
            "each step halves the old average and the new value together, so that old values fade; "
            "the new value's share must be 1 / count",
            lambda v: _halves(v, np.zeros(v.shape[0])),
            also=(lambda v: _halves(v, v[:, 0]),),
        ),
        Misconception(
            "along the batch",
            "it runs down the batch, from sequence to sequence: scan takes the first axis, and "
            "here that is B",
            lambda v: _loop(v.T).T,
        ),
        Misconception(
            "only the last",
            "one number per sequence comes out: the final average, not the one at each position",
            lambda v: v.mean(axis=1),
            also=(lambda v: v.sum(axis=1),),
        ),
        Misconception(
            "the function of one row",
            "it is right for one row, and it is handed the whole batch: scan then walks from "
            "sequence to sequence, and the carry turns from one number into a row. vmap makes a "
            "function of many rows of it",
            _of_one_row,
        ),
        Misconception(
            "from the end",
            "each position has the mean of the values from there to the end of the row: it runs "
            "backwards",
            lambda v: _loop(v[:, ::-1])[:, ::-1],
        ),
    ),
    right=(
        _scan,
        _moving,
        lambda values: jnp.cumsum(values, axis=1) / jnp.arange(1, values.shape[1] + 1)[None, :],
    ),
    hint=(
        "Write it for one row: the carry is (sum, count), the step adds the value and 1, and gives "
        "out sum / count. Then vmap over the rows, so that each starts from (0.0, 0)."
    ),
)
