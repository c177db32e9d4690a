"""Exercise: the maxout layer of Bahdanau's deep output, which keeps the larger of each pair."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, features: int, units: int) -> Case:
        sizes = (features,), (features, units), (units,)
        return Case(label, tuple(rng.normal(size=size).astype(np.float32) for size in sizes))

    negative = case("a bias that makes every unit negative", 3, 6)
    negative.args[2][:] -= 20.0
    return [
        case("eight units", 5, 8),
        case("one pair", 4, 2),
        case("as many units as features", 4, 4),
        negative,
        case("one feature", 1, 10),
    ]


def _loop(features: Array, weight: Array, bias: Array) -> Array:
    units = [
        float(b) + sum(float(x) * float(w) for x, w in zip(features, column, strict=True))
        for column, b in zip(weight.T, bias, strict=True)
    ]
    return np.array([max(units[2 * i], units[2 * i + 1]) for i in range(len(units) // 2)])


def _units(features: Array, weight: Array, bias: Array) -> Array:
    return features.astype(float) @ weight + bias


def _is_a_unit(args: Args, kept: Array) -> str | None:
    units = _units(*args)
    for i, value in enumerate(kept):
        gap = np.abs(units - value).min()
        if gap > TOLERANCE * max(1.0, abs(value)):
            return (
                f"each number is one of the units, features weight + bias: number {i}, "
                f"{number(value)}, is none of them"
            )
    return None


def _larger_of_its_pair(args: Args, kept: Array) -> str | None:
    units = _units(*args)
    for i, value in enumerate(kept):
        pair = units[2 * i], units[2 * i + 1]
        if value < max(pair) - TOLERANCE * max(1.0, abs(max(pair))):
            return (
                f"number {i} keeps the larger of units {2 * i} and {2 * i + 1}, which are "
                f"{number(pair[0])} and {number(pair[1])}; it is {number(value)}"
            )
    return None


def _pairs(features: Array, weight: Array, bias: Array) -> Array:
    return _units(features, weight, bias).reshape(-1, 2)


maxout = Exercise(
    name="maxout",
    arguments=("features", "weight", "bias"),
    wanted=(
        "features [F], a weight [F, A] and a bias [A] to [A / 2] numbers: of the A units "
        "features weight + bias, the larger of each two neighbours, 0 and 1, 2 and 3, and so on."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("one of the units", _is_a_unit),
        Property("the larger of its pair", _larger_of_its_pair),
    ),
    wrong=(
        Misconception(
            "halves paired",
            "unit i is paired with the one half a row further on, not with its neighbour: the "
            "reshape is [2, A / 2] where [A / 2, 2] is meant",
            lambda x, w, b: _units(x, w, b).reshape(2, -1).max(axis=0),
        ),
        Misconception(
            "the smaller one",
            "the smaller of each pair is kept",
            lambda x, w, b: _pairs(x, w, b).min(axis=1),
        ),
        Misconception(
            "the first of each pair",
            "the first of each pair is kept, whatever the second is",
            lambda x, w, b: _pairs(x, w, b)[:, 0],
        ),
        Misconception(
            "mean of the pair",
            "each pair is averaged: then two linear layers in a row are one",
            lambda x, w, b: _pairs(x, w, b).mean(axis=1),
        ),
        Misconception(
            "sum of the pair",
            "each pair is added up: then two linear layers in a row are one",
            lambda x, w, b: _pairs(x, w, b).sum(axis=1),
        ),
        Misconception(
            "ReLU",
            "negative numbers have become 0: that is the larger of a unit and 0, not of two units",
            lambda x, w, b: np.maximum(_pairs(x, w, b).max(axis=1), 0.0),
            also=(lambda x, w, b: np.maximum(_pairs(x, w, b)[:, 0], 0.0),),
        ),
        Misconception(
            "no bias",
            "the bias is missing",
            lambda x, w, b: _pairs(x, w, np.zeros_like(b)).max(axis=1),
        ),
        Misconception(
            "bias after the maximum",
            "the bias is added after the maximum: there it has A numbers for A / 2 places, and "
            "cannot decide which of two is larger",
            lambda x, w, b: _pairs(x, w, np.zeros_like(b)).max(axis=1) + b[::2],
            also=(lambda x, w, b: _pairs(x, w, np.zeros_like(b)).max(axis=1) + b[: len(b) // 2],),
        ),
        Misconception(
            "the larger in size",
            "of each pair the one further from zero is kept: its sign counts",
            lambda x, w, b: np.take_along_axis(
                _pairs(x, w, b), np.abs(_pairs(x, w, b)).argmax(axis=1)[:, None], axis=1
            )[:, 0],
        ),
        Misconception(
            "every unit with the next",
            "the pairs overlap, 0 and 1, 1 and 2, and so on: each unit belongs to one pair",
            lambda x, w, b: np.maximum(_units(x, w, b)[:-1], _units(x, w, b)[1:]),
        ),
        Misconception(
            "the other axis",
            "the pairs are in a column where they must be in a row: two numbers come out",
            lambda x, w, b: _pairs(x, w, b).max(axis=0),
        ),
        Misconception(
            "the largest half",
            "the largest A / 2 of all units are kept: of each two neighbours one is kept, in "
            "its place",
            lambda x, w, b: np.sort(_units(x, w, b))[::-1][: len(b) // 2],
            also=(lambda x, w, b: np.sort(_units(x, w, b))[len(b) // 2 :],),
        ),
        Misconception(
            "soft maximum",
            "log(exp a + exp b) of each pair is taken: a maximum keeps one of the two as it is",
            lambda x, w, b: np.logaddexp(*_pairs(x, w, b).T),
        ),
        Misconception(
            "which of the two",
            "the place of the larger one comes out (argmax): its value is asked for",
            lambda x, w, b: _pairs(x, w, b).argmax(axis=1),
        ),
    ),
    right=(
        lambda features, weight, bias: (features @ weight + bias).reshape(-1, 2).max(axis=1),
        lambda features, weight, bias: jnp.maximum(
            (features @ weight + bias)[::2], (features @ weight + bias)[1::2]
        ),
    ),
    hint=(
        "The units are one row, [A]. Lay them out as a table with two columns: each row is then a "
        "pair of neighbours, and a maximum along it is left to take."
    ),
    part=Part(goes="Parts(maxout=...)", example=lambda *args: args),
)
