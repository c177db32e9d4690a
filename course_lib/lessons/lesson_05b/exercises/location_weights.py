"""Exercise: weights from the location score, which knows a position by its number alone."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, width: int, longest: int, mask: list[int]) -> Case:
        query = rng.normal(size=width).astype(np.float32)
        weight = rng.normal(size=(width, longest)).astype(np.float32)
        return Case(label, (query, weight, np.array(mask, bool)))

    return [
        case("a source shorter than the longest, padded", 4, 9, [1, 1, 1, 1, 0, 0]),
        case("no padding", 3, 8, [1, 1, 1, 1, 1]),
        case("a source padded to the longest", 4, 6, [1, 1, 1, 1, 0, 0]),
        case("one real position", 2, 7, [1, 0, 0, 0]),
        case("as wide as the longest source", 5, 5, [1, 1, 1, 0]),
    ]


def _loop(query: Array, weight: Array, mask: Array) -> Array:
    scores = [
        sum(float(q) * float(row[j]) for q, row in zip(query, weight, strict=True))
        for j in range(len(mask))
    ]
    powers = [np.exp(score) * real for score, real in zip(scores, mask, strict=True)]
    return np.array(powers) / sum(powers)


def _none_on_padding(args: Args, weights: Array) -> str | None:
    mask = args[2]
    on_padding = np.flatnonzero((np.abs(weights) > TOLERANCE) & ~mask)
    if on_padding.size:
        j = int(on_padding[0])
        return f"position {j} is padding and its weight is {number(weights[j])}, not 0"
    return None


def _sums_to_one(args: Args, weights: Array) -> str | None:
    total = float(weights.sum())
    if abs(total - 1) > TOLERANCE:
        return f"the weights sum to {number(total)}, not to 1"
    return None


def _softmax(scores: Array, mask: Array) -> Array:
    powers = np.exp(scores - scores.max()) * mask
    return powers / powers.sum()


def _scores(query: Array, weight: Array, mask: Array) -> Array:
    return (query @ weight)[: len(mask)]


location_weights = Exercise(
    name="location_weights",
    arguments=("query", "weight", "mask"),
    wanted=(
        "a query [D], a weight [D, L] with a column for each of the L positions of the longest "
        "source, and the mask [J] of this source (True: real) to its weights [J]: the softmax of "
        "query weight over the real positions."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("nothing on padding", _none_on_padding),
        Property("sums to one", _sums_to_one),
    ),
    wrong=(
        Misconception(
            "not cut to the source",
            "there is a weight for each of the L positions of the longest source: this one has J",
            lambda q, w, m: softmax(q @ w),
            also=(lambda q, w, m: _softmax(q @ w, np.pad(m, (0, w.shape[1] - len(m)))),),
        ),
        Misconception(
            "softmax before the cut",
            "the softmax is taken over the L positions of the longest source and cut afterwards: "
            "what lay beyond this source is missing from the sum",
            lambda q, w, m: softmax(q @ w)[: len(m)] * m,
            also=(lambda q, w, m: softmax(q @ w)[: len(m)],),
        ),
        Misconception(
            "the last columns",
            "the last J columns of the weight are read: position 0 has the first column, whatever "
            "the length",
            lambda q, w, m: _softmax((q @ w)[-len(m) :], m),
        ),
        Misconception(
            "mask ignored",
            "padding takes part in the softmax",
            lambda q, w, m: softmax(_scores(q, w, m)),
        ),
        Misconception(
            "mask after the softmax",
            "padding takes part in the softmax and is set to zero afterwards, so the rest sums to "
            "less than 1",
            lambda q, w, m: softmax(_scores(q, w, m)) * m,
        ),
        Misconception(
            "score 0 for padding",
            "padding gets the score 0, and exp(0) is 1",
            lambda q, w, m: softmax(_scores(q, w, m) * m),
        ),
        Misconception(
            "no softmax",
            "these are scores: the softmax is missing",
            lambda q, w, m: _scores(q, w, m) * m,
            also=(_scores,),
        ),
        Misconception(
            "counted from the source's end",
            "the first column goes to the last position: columns count from the source's start",
            lambda q, w, m: _softmax(_scores(q, w, m)[::-1], m),
        ),
        Misconception(
            "scaled",
            "the scores are divided by the square root of D: the location score is the plain "
            "product",
            lambda q, w, m: _softmax(_scores(q, w, m) / np.sqrt(len(q)), m),
        ),
        Misconception(
            "cut to the real positions",
            "there is a weight for each real position alone: padding keeps its place, with "
            "weight 0",
            lambda q, w, m: softmax(_scores(q, w, m)[m]),
        ),
        Misconception(
            "mask inverted",
            "the padding gets all the weight: True means real",
            lambda q, w, m: _softmax(_scores(q, w, m), ~m),
        ),
    ),
    right=(
        lambda query, weight, mask: jax.nn.softmax(query @ weight[:, : len(mask)], where=mask),
        lambda query, weight, mask: jax.nn.softmax(
            jnp.where(mask, (query @ weight)[: mask.shape[0]], -jnp.inf)
        ),
    ),
    hint=(
        "Position j always has column j. A source of J positions uses the first J columns; after "
        "that it is the masked softmax that you know."
    ),
)
