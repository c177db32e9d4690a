"""Problem: one step of a beam with a shelf for finished answers and a length penalty."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.nested import place_in, shaped_like
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps2.bank.beam_ways import END, penalty
from course_lib.lessons.coursework.ps2.bank.shelved_mistakes import WRONG

Array = Any  # NumPy's in the bank, JAX's in a check
Three = tuple[Array, Array, Array]
EMPTY = -1e9  # how minus infinity is compared: a shelf with empty places is as good as any answer


def _template(args: Args) -> Three:
    return np.zeros((len(args[0]), 2)), args[2], args[2]


_SHAPED = shaped_like(_template)


def _reading(output: Any, args: Args) -> Any:
    """All numbers in one row. What stands at an empty place of the shelf does not matter."""
    row = _SHAPED(output, args)
    if row is None:
        return None
    width, row = len(args[0]), np.array(row, np.float64)
    empty = row[2 * width : 3 * width] == -np.inf
    row[2 * width : 3 * width][empty] = EMPTY
    row[3 * width :][empty] = -1
    return row


def _draw(rng: np.random.Generator) -> list[Case]:
    def table(width: int, words: int, end: float) -> np.ndarray:
        """log p [W, V], no two alike; `end` is about the log p of the end sign."""
        rows = rng.permutation(np.linspace(-3.4, -1.2, width * words)).reshape(width, words)
        rows += rng.uniform(-0.01, 0.01, rows.shape)
        rows[:, END] = end - rng.permutation(np.arange(width)) * 0.23
        return rows.astype(np.float32)

    def case(
        label: str, sums: list[float], shelf: list[float], length: int, alpha: float, end: float
    ) -> Case:
        sums_, shelf_ = np.array(sums), np.array(shelf)
        sums_ = (sums_ + rng.uniform(-0.02, 0.02, len(sums))).astype(np.float32)
        return Case(
            label,
            (sums_, table(len(sums), 7, end), shelf_.astype(np.float32), length, alpha),
        )

    none = -np.inf
    return [
        case("two on the shelf", [-1.0, -1.2, -1.5], [-1.31, -1.77, none], 4, 0.7, -1.0),
        case("the first step: one hypothesis", [0.0, none, none], [none] * 3, 1, 1.0, -2.0),
        case("no penalty", [-2.0, -2.3, -2.1], [-3.05, -5.5, none], 3, 0.0, -1.3),
        case("nothing good ends", [-1.4, -1.0, -1.1], [-0.61, -0.72, -0.93], 5, 0.6, -6.0),
        case("all are likeliest to end", [-1.0, -1.9, -1.3], [-2.1, -2.4, -2.9], 2, 0.8, -0.1),
        case("one hypothesis far ahead", [-0.3, -8.0, -9.0], [-1.02, none, none], 4, 1.2, -0.9),
        case("long answers", [-5.0, -5.2, -5.1, -5.3], [-2.5, -2.9, none, none], 20, 1.0, -0.7),
        case("a beam of one", [-1.0], [-1.4], 3, 0.9, -0.4),
    ]


def _taken_apart(args: Args, row: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    width = len(args[0])
    going, scores, origin = np.split(row, [2 * width, 3 * width])
    return going.reshape(width, 2), scores, origin


def _no_end_goes_on(args: Args, row: np.ndarray) -> str | None:
    going, _, _ = _taken_apart(args, row)
    if not (ended := np.flatnonzero(going[:, 1] == END)).size:
        return None
    return f"nothing follows an end sign, so no token that goes on is 2; place {ended[0]} holds it"


def _best_first(args: Args, row: np.ndarray) -> str | None:
    _, scores, _ = _taken_apart(args, row)
    if (np.diff(scores) <= 0).all():
        return None
    k = int(np.argmax(np.diff(scores) > 0))
    return (
        f"the shelf has its best answer first; place {k} has the score {number(scores[k])} and "
        f"place {k + 1} {number(scores[k + 1])}"
    )


def _never_worse(args: Args, row: np.ndarray) -> str | None:
    _, scores, _ = _taken_apart(args, row)
    before = np.where(np.isinf(args[2]), EMPTY, args[2])
    if (scores >= before - 1e-4).all():
        return None
    k = int(np.argmax(scores < before - 1e-4))
    return (
        f"the shelf never gets worse: place {k} had the score {number(before[k])}, and now has "
        f"{number(scores[k])}"
    )


def _loop(sums: Array, log_p: Array, shelf: Array, length: int, alpha: float) -> Three:
    going, done = [], [(-float(score), k) for k, score in enumerate(shelf)]
    for w, total in enumerate(sums):
        for token, more in enumerate(log_p[w]):
            if token == END:
                done.append((-(float(total) + float(more)) / penalty(length, alpha), len(sums) + w))
            else:
                going.append((-(float(total) + float(more)), w, token))
    going, done = sorted(going)[: len(sums)], sorted(done)[: len(sums)]
    return (
        np.array([[w, token] for _, w, token in going]),
        np.array([-score for score, _ in done]),
        np.array([k for _, k in done]),
    )


def _plain(sums: Array, log_p: Array, shelf: Array, length: int, alpha: float) -> Three:
    width, words = log_p.shape
    totals = sums[:, None] + log_p
    ended = totals[:, END] / ((5 + length) / 6) ** alpha
    scores, origin = jax.lax.top_k(jnp.concatenate([shelf, ended]), width)
    _, places = jax.lax.top_k(totals.at[:, END].set(-jnp.inf).reshape(-1), width)
    return jnp.stack([places // words, places % words], axis=1), scores, origin


def _by_sorting(sums: Array, log_p: Array, shelf: Array, length: int, alpha: float) -> Three:
    width = len(sums)
    totals = log_p + sums.reshape(-1, 1)
    every = jnp.append(shelf, jnp.exp(-alpha * jnp.log((5 + length) / 6)) * totals[:, END])
    origin = jnp.argsort(-every)[:width]
    flat = jnp.where(jnp.arange(log_p.shape[1]) == END, -jnp.inf, totals).ravel()
    rows, columns = jnp.unravel_index(jnp.argsort(flat)[::-1][:width], totals.shape)
    return jnp.column_stack([rows, columns]), every[origin], origin


def _by_deleting(sums: Array, log_p: Array, shelf: Array, length: int, alpha: float) -> Three:
    """The end's column is taken out of the table, and the tokens behind it counted one up."""
    width = sums.shape[0]
    others = jnp.delete(sums[:, None] + log_p, END, axis=1)
    places = jnp.argsort(-others.reshape(-1))[:width]
    token = places % others.shape[1]
    going = jnp.stack([places // others.shape[1], token + (token >= END)], axis=-1)
    every = jnp.concatenate([shelf, (sums + log_p[:, END]) * (6 / (5 + length)) ** alpha])
    return going, jnp.sort(every)[::-1][:width], jnp.argsort(-every)[:width]


shelved = Problem(
    Exercise(
        name="shelved",
        arguments=("sums", "log_p", "shelf", "length", "alpha"),
        wanted=(
            "sums [W], log_p [W, V], shelf [W] (scores, best first, minus infinity = empty) and "
            "the numbers `length` and `alpha` to a tuple of three: what goes on [W, 2] as "
            "(hypothesis, token), the scores of the new shelf [W], and where each of them comes "
            "from [W] (k: place k of the old shelf; W + w: hypothesis w, which ends now)."
        ),
        draw=_draw,
        reference=_loop,
        reading=_reading,
        place=place_in(_template, "going", "scores", "origin"),
        properties=(
            Property("no end goes on", _no_end_goes_on),
            Property("best first", _best_first),
            Property("the shelf never gets worse", _never_worse),
        ),
        wrong=WRONG,
        right=(_plain, _by_sorting, _by_deleting, _loop),
        hint=(
            "totals = sums[:, None] + log_p. Its column 2, divided by the penalty, is W more "
            "candidates for the shelf: join them behind it and take jax.lax.top_k. For what goes "
            "on set that column to minus infinity; place i of the flat table is row i // V and "
            "column i % V."
        ),
    )
)
