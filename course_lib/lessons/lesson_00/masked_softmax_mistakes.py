"""The mistakes that the bank of `masked_softmax` knows. It is of one row; the shared ones of a
table."""

import numpy as np

from course_lib.lessons.checking import softmaxes
from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function, Misconception
from course_lib.lessons.checking.softmaxes import filled, zeroed

Array = np.ndarray


def loop(scores: Array, mask: Array) -> Array:
    weights = np.zeros(len(scores))
    places = [j for j in range(len(scores)) if mask[j]]
    top = max((float(scores[j]) for j in places), default=0.0)
    powers = {j: np.exp(float(scores[j]) - top) for j in places}
    for j in places:
        weights[j] = powers[j] / sum(powers.values())
    return weights


def _row(of_table: Function) -> Function:
    return lambda scores, mask: of_table(scores[None], mask)[0]


def _rows(of_tables: tuple[Function, ...]) -> tuple[Function, ...]:
    return tuple(map(_row, of_tables))


def _asked(of_table: Function) -> Function:
    """Of one who asks first whether anything is real."""
    return _row(lambda s, m: np.where(m.any(), of_table(s, m), 0.0))


def _real(scores: Array, mask: Array) -> Array:
    return filled(scores, mask, -np.inf)


def _softened(scores: Array, mask: Array, added: float) -> Array:
    largest = scores.max(initial=-1e30, where=mask) if mask.any() else 0.0
    powers = zeroed(np.exp(_real(scores, mask) - largest), mask)
    return powers / (powers.sum() + added)


def _no_exp(scores: Array, mask: Array) -> Array:
    kept = zeroed(scores, mask)
    return kept / kept.sum(axis=-1, keepdims=True)


def _one_hot(scores: Array, mask: Array) -> Array:
    return zeroed(np.eye(scores.shape[1])[_real(scores, mask).argmax(axis=1)], mask)


def _even(scores: Array, mask: Array) -> Array:
    return np.broadcast_to(mask / np.maximum(mask.sum(), 1), scores.shape)


def _logarithm(scores: Array, mask: Array) -> Array:
    return np.log(softmax(_real(scores, mask)))


WRONG = (
    Misconception(
        "mask ignored",
        "padding takes part like any real position: the mask is not used",
        _row(lambda s, m: softmax(s)),
    ),
    Misconception(
        "mask inverted",
        "the padding gets all the weight and the real positions none: True means real",
        lambda s, m: loop(s, ~m),
        also=_rows((lambda s, m: softmax(_real(s, ~m)), lambda s, m: softmax(filled(s, ~m, -1e9)))),
    ),
    Misconception(
        "score 0 for padding",
        "padding gets the score 0, and exp(0) is 1, not 0: it still takes its share",
        _row(lambda s, m: softmax(filled(s, m, 0.0))),
        also=_rows((lambda s, m: zeroed(softmax(filled(s, m, 0.0)), m),)),
    ),
    Misconception(
        "mask after the softmax",
        "the weights lose what padding had taken: the mask comes after the softmax, and nothing "
        "shares that weight out again",
        _row(lambda s, m: zeroed(softmax(s), m)),
    ),
    Misconception(
        "padding not low enough",
        "a number such as -100 stands in for minus infinity: real scores may lie far below it, "
        "and then padding takes all the weight",
        _row(softmaxes.NOT_LOW_ENOUGH[0]),
        also=_rows(
            (
                *softmaxes.NOT_LOW_ENOUGH[1:],
                lambda s, m: softmax(filled(s, m, -1e4)),
                lambda s, m: zeroed(softmax(filled(s, m, -1e4)), m),
            )
        ),
    ),
    Misconception(
        "a penalty too small",
        "a number such as 1000 is taken off the scores of padding: where they stand that far "
        "above the real ones, padding has its share all the same. Replace them (jnp.where)",
        _row(lambda s, m: softmax(s - 1e3 * ~m)),
        also=_rows(
            (
                lambda s, m: softmax(s - 1e2 * ~m),
                lambda s, m: softmax(s - 1e4 * ~m),
                lambda s, m: zeroed(softmax(s - 1e4 * ~m), m),
            )
        ),
    ),
    Misconception(
        "maximum over padding",
        "the largest score is looked for in the padding too. Where padding stands far above, "
        "exp of every real score is 0: take the maximum over the real positions (a softmax whose "
        "padding is set to 0 and divided out afterwards does the same)",
        _row(softmaxes.MAXIMUM_OVER_PADDING[0]),
        also=_rows(softmaxes.MAXIMUM_OVER_PADDING[1:]),
    ),
    Misconception(
        "overflow",
        "scores far from 0 give NaN: exp(10000) is infinite and exp(-10000) is 0, and neither can "
        "be divided by itself. Take the largest real score off first",
        _row(softmaxes.OVERFLOW[0]),
        also=_rows(
            (*softmaxes.OVERFLOW[1:], lambda s, m: np.nan_to_num(softmaxes.OVERFLOW[0](s, m)))
        ),
    ),
    Misconception(
        "minus infinity times 0",
        "minus infinity is multiplied by 0 at the real positions, and that is NaN: choose with "
        "jnp.where",
        _row(lambda s, m: softmax(s + (1 - m) * -np.inf)),
    ),
    Misconception(
        "all padding gives NaN",
        "right while there is a real position; with none, every score is minus infinity and the "
        "row is 0 divided by 0",
        _row(lambda s, m: softmax(_real(s, m))),
    ),
    Misconception(
        "all padding gives equal weights",
        "a large negative number stands in for minus infinity; where every position has it, they "
        "all come out equal",
        _row(lambda s, m: softmax(filled(s, m, -1e9))),
        also=_rows(
            (
                lambda s, m: softmax(filled(s, m, -1e30)),
                lambda s, m: softmax(s + filled(np.zeros_like(s), m, -1e30)),
            )
        ),
    ),
    Misconception(
        "a number added to the sum",
        "a number is added to the sum by which the weights are divided, so that they sum to less "
        "than 1: guard the divisor with a maximum (jnp.maximum)",
        lambda s, m: _softened(s, m, 0.01),
        also=(lambda s, m: _softened(s, m, 0.1), lambda s, m: _softened(s, m, 1.0)),
    ),
    Misconception(
        "no exp",
        "each score is divided by the sum of the scores: the exponential is missing",
        _row(_no_exp),
        also=_rows((lambda s, m: np.nan_to_num(_no_exp(s, m)),)),
    ),
    Misconception(
        "sigmoid",
        "each weight is a sigmoid of its score and knows nothing of the others: a softmax divides "
        "one sum among them",
        _row(lambda s, m: zeroed(1 / (1 + np.exp(-s)), m)),
    ),
    Misconception(
        "all weight on one",
        "the position with the highest score gets all the weight: a softmax gives each its share",
        _row(_one_hot),
    ),
    Misconception(
        "equal weights",
        "all real positions get the same weight: the scores are not used",
        _row(_even),
    ),
    Misconception(
        "the logarithm",
        "these are logarithms of weights: softmax, not log_softmax",
        _row(_logarithm),
        also=(_asked(_logarithm),),
    ),
    Misconception(
        "only the real ones",
        "padding is cut away: it keeps its place, with weight 0",
        lambda s, m: softmax(s[m]) if m.any() else s[m],
        also=(lambda s, m: softmax(s)[m],),
    ),
)
