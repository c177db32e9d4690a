"""Exercise: from scores to weights, the masked softmax."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.kernels.masks import masked_softmax
from course_lib.lessons.checking import softmaxes
from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.checking.softmaxes import filled, zeroed

Array = np.ndarray


def _draw_scores(rng: np.random.Generator) -> list[Case]:
    def table(targets: int, sources: int) -> Array:
        return rng.normal(size=(targets, sources), scale=2.0).astype(np.float32)

    def case(label: str, scores: Array, padding: float) -> Case:
        return Case(label, (np.where(padded, scores, padding).astype(np.float32), padded))

    # Padding above every real score: if it leaks into a maximum or a sum, it shows.
    padded = np.array([True, True, True, False, False])
    leaking = np.where(padded, table(3, 5), 3.0).astype(np.float32)
    # All real scores overflow exp, the padding does not: every spelling overflows alike.
    huge = np.where(padded, 1e4 + table(4, 5), 0.0).astype(np.float32)
    gap = np.array([False, True, True, True, False, True])
    return [
        Case("some padding", (leaking, padded)),
        Case("no padding", (table(4, 4), np.ones(4, bool))),
        Case("padding that is not at the end", (table(2, 6), gap)),
        Case("scores near 10000", (huge, padded)),
        Case("one target position", (table(1, 5), padded)),
        Case("a mask that is all padding", (table(3, 5), np.zeros(5, bool))),
        # A maximum taken over padding or over other rows, or a fill that is not low enough: then
        # exp underflows, and a row's real positions are lost.
        case("padding far above the real scores", table(3, 5), 1e4),
        case("rows far apart", table(3, 5) + np.array([[0.0], [1e4], [-1e4]]), 0.0),
        case("real scores near -10000", table(4, 5) - 1e4, 0.0),
    ]


def _softmax_reference(scores: Array, mask: Array) -> Array:
    real = mask.nonzero()[0]
    weights = np.zeros(scores.shape)
    if real.size:
        weights[:, real] = softmax(scores[:, real].astype(np.float64))
    return weights


def _negative(args: Args, weights: Array) -> str | None:
    if (weights < 0).any():
        return f"a weight cannot be negative: the smallest is {number(weights.min())}"
    return None


def _rows_sum_to_one(args: Args, weights: Array) -> str | None:
    _, mask = args
    rows, columns = weights[:, mask].sum(axis=1), weights[:, mask].sum(axis=0)
    wrong = np.flatnonzero(np.abs(rows - 1) > TOLERANCE)
    if not mask.any() or not wrong.size:
        return None
    seen = f"row {wrong[0]} sums to {number(rows[wrong[0]])}"
    if (np.abs(columns - 1) <= TOLERANCE).all():
        return f"each column sums to 1 and the rows do not: {seen}"
    return f"each row must sum to 1 over the real positions: {seen}"


def _zero_on_padding(args: Args, weights: Array) -> str | None:
    _, mask = args
    leaks = np.argwhere((weights != 0) & ~mask[None, :])
    if not leaks.size:
        return None
    row, column = leaks[0]
    return (
        f"padding must get exactly 0: position {column} is padding, "
        f"and row {row} gives it {number(weights[row, column])}"
    )


def _no_exp(scores: Array, mask: Array) -> Array:
    kept = zeroed(scores, mask)
    return kept / kept.sum(axis=-1, keepdims=True)


def _loop(scores: Array, mask: Array) -> list[list[float]]:
    rows = []
    for row in np.asarray(scores, dtype=np.float64):
        top = max((e for e, real in zip(row, mask, strict=True) if real), default=0.0)
        powers = [np.exp(e - top) if real else 0.0 for e, real in zip(row, mask, strict=True)]
        rows.append([power / (sum(powers) or 1.0) for power in powers])
    return rows


def _guarded(scores: Array, mask: Array) -> jnp.ndarray:
    real = jnp.where(mask[None, :], scores, -1e30)
    powers = jnp.exp(real - real.max(axis=1, keepdims=True)) * mask[None, :]
    return powers / jnp.maximum(powers.sum(axis=1, keepdims=True), 1e-30)


def _one_row(answer: Function, scores: jax.Array, mask: jax.Array) -> jax.Array:
    return answer(scores[None], mask)[0]


softmax_scores = Exercise(
    name="softmax_scores",
    arguments=("scores", "mask"),
    wanted=(
        "scores [T, J] and mask [J] (True = real) to weights [T, J]: each row sums to 1 over the "
        "real positions, padding gets exactly 0, a mask that is all padding gives zeros."
    ),
    draw=_draw_scores,
    reference=_softmax_reference,
    properties=(
        Property("no weight is negative", _negative),
        Property("rows sum to 1", _rows_sum_to_one),
        Property("padding gets exactly 0", _zero_on_padding),
    ),
    wrong=(
        Misconception(
            "wrong axis",
            "each column sums to 1 and the rows do not: the softmax runs over the wrong axis",
            lambda s, m: zeroed(softmax(s, axis=0), m),
            also=(
                lambda s, m: softmax(filled(s, m, -np.inf), axis=0),
                lambda s, m: softmax(filled(s, m, -1e9), axis=0),
                lambda s, m: softmax(s, axis=0),
            ),
        ),
        Misconception(
            "whole table",
            "all the weights together sum to 1: one sum over the whole table, not one per row",
            lambda s, m: softmax(filled(s, m, -np.inf), axis=None),
            also=(
                lambda s, m: softmax(filled(s, m, -1e9), axis=None),
                lambda s, m: zeroed(softmax(filled(s, m, -1e9), axis=None), m),
            ),
        ),
        Misconception(
            "mask ignored",
            "padding takes part like any real position: the mask is not used",
            lambda s, m: softmax(s),
        ),
        Misconception(
            "mask after the softmax",
            "the rows lose what padding had taken: the mask comes after the softmax, and nothing "
            "shares that weight out again",
            lambda s, m: zeroed(softmax(s), m),
        ),
        Misconception(
            "score 0 for padding",
            "padding gets the score 0, and exp(0) is 1, not 0: it still takes its share",
            lambda s, m: softmax(filled(s, m, 0.0)),
            also=(lambda s, m: zeroed(softmax(filled(s, m, 0.0)), m),),
        ),
        Misconception(
            "mask inverted",
            "the padding gets all the weight and the real positions none: True means real",
            lambda s, m: _softmax_reference(s, ~m),
            also=(lambda s, m: softmax(filled(s, ~m, -np.inf)),),
        ),
        Misconception(
            "overflow",
            "scores far from 0 give NaN: exp(10000) is infinite and exp(-10000) is 0, and neither "
            "can be divided by itself",
            softmaxes.OVERFLOW[0],
            also=softmaxes.OVERFLOW[1:],
        ),
        Misconception(
            "all padding gives NaN",
            "right while there is a real position; with none, every score is minus infinity and "
            "the row is 0 divided by 0",
            lambda s, m: softmax(filled(s, m, -np.inf)),
        ),
        Misconception(
            "all padding gives equal weights",
            "a large negative number stands in for minus infinity; where every position has it, "
            "they all come out equal",
            lambda s, m: softmax(filled(s, m, -1e9)),
            also=(lambda s, m: softmax(s + filled(np.zeros_like(s), m, -1e9)),),
        ),
        Misconception(
            "no exp",
            "each score is divided by the sum of the scores: the exponential is missing",
            _no_exp,
            also=(lambda s, m: np.nan_to_num(_no_exp(s, m)),),
        ),
        Misconception(
            "maximum over padding",
            "the largest score of a row is looked for in its padding too. Where padding stands "
            "far above, exp of every real score is 0: take the maximum over the real positions "
            "(a softmax whose padding is set to 0 and divided out afterwards does the same)",
            softmaxes.MAXIMUM_OVER_PADDING[0],
            also=(
                *softmaxes.MAXIMUM_OVER_PADDING[1:],
                lambda s, m: zeroed(softmax(s - 100 * ~m), m),
            ),
        ),
        Misconception(
            "one maximum for all rows",
            "one largest score is taken off the whole table. Where another row stands far "
            "above, exp of every score of this row is 0: each row has its own maximum",
            softmaxes.ONE_MAXIMUM[0],
            also=softmaxes.ONE_MAXIMUM[1:],
        ),
        Misconception(
            "padding not low enough",
            "a number such as -100 stands in for minus infinity: real scores may lie far below "
            "it, and then padding takes all the weight",
            softmaxes.NOT_LOW_ENOUGH[0],
            also=(
                *softmaxes.NOT_LOW_ENOUGH[1:],
                lambda s, m: softmax(filled(s, m, -1e4)),
                lambda s, m: zeroed(softmax(filled(s, m, -1e4)), m),
            ),
        ),
        Misconception(
            "padding lowered a little",
            "a number such as 100 is taken off the scores of padding, which may stand higher "
            "than that above the real ones: replace them (jnp.where)",
            lambda s, m: softmax(s - 100 * ~m),
            also=(
                lambda s, m: softmax(s - 1e3 * ~m),
                lambda s, m: softmax(s - 1e4 * ~m),
                lambda s, m: zeroed(softmax(s - 1e4 * ~m), m),
            ),
        ),
    ),
    right=(
        lambda scores, mask: masked_softmax(scores, jnp.broadcast_to(mask, scores.shape)),
        _loop,
        _guarded,
    ),
    hint=(
        "Work on one row. Give padding the score minus infinity, subtract the row's largest score, "
        "take exp, divide by the row's sum (keepdims=True). Then set padding to 0 with jnp.where, "
        "which also repairs a row with nothing real in it."
    ),
    part=Part(
        goes="Parts(masked_softmax=...)",
        example=lambda scores, mask: (scores[0], mask),
        through=_one_row,
    ),
)
