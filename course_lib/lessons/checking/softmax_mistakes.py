"""Wrong masked softmaxes of one query, named: what the banks of all reads by weights share."""

import numpy as np

from course_lib.lessons.checking import softmaxes
from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function, Misconception
from course_lib.lessons.checking.softmaxes import filled, zeroed

Array = np.ndarray


def softmax_mistakes(put: Function, what: str) -> tuple[Misconception, ...]:
    """The mistakes of answers that weigh each `what` ("position", "fact") by a masked softmax.

    `put(weigh)` makes a whole answer of a wrong softmax, from scores [1, J] and mask [J] to weights
    [1, J], with all else right.
    """

    def named(name: str, looks_like: str, *weigh: Function) -> Misconception:
        first, *also = map(put, weigh)
        return Misconception(name, looks_like, first, also=tuple(also))

    return (
        named(
            "not divided by the sum",
            "the powers are not divided by their sum: the weights of a softmax sum to 1",
            _powers,
            lambda s, m: np.exp(filled(s, m, -np.inf)),
        ),
        named(
            "a number added to the sum",
            "a number is added to the sum by which the weights are divided, so they sum to less "
            f"than 1: at least one {what} is real, and the sum is never 0",
            *(lambda s, m, more=more: _softened(s, m, more) for more in (0.01, 0.1, 1.0)),
        ),
        named(
            "mask ignored",
            f"padding takes part like any real {what}: the mask is not used",
            lambda s, m: softmax(s),
        ),
        named(
            "mask inverted",
            f"the padding gets all the weight and the real {what}s none: True means real",
            lambda s, m: softmax(filled(s, ~m, -np.inf)),
            lambda s, m: np.nan_to_num(softmax(filled(s, ~m, -np.inf))),
            lambda s, m: softmax(filled(s, ~m, -1e9)),
        ),
        named(
            "score 0 for padding",
            "padding gets the score 0, and exp(0) is 1, not 0: it still takes its share",
            lambda s, m: softmax(filled(s, m, 0.0)),
            lambda s, m: zeroed(softmax(filled(s, m, 0.0)), m),
        ),
        named(
            "padding not low enough",
            "a number such as -100 stands in for minus infinity: real scores may lie far below it, "
            "and then padding takes all the weight",
            *softmaxes.NOT_LOW_ENOUGH[:2],
        ),
        named(
            "a penalty too small",
            "a number such as 1000 is taken off the scores of padding, which may stand as far "
            "above the real ones: put minus infinity in their place by jnp.where",
            lambda s, m: softmax(s - 1e3 * ~m),
            lambda s, m: softmax(s - 1e2 * ~m),
            lambda s, m: zeroed(softmax(s - 1e3 * ~m), m),
        ),
        named(
            "mask after the softmax",
            "the weights lose what padding had taken: the mask comes after the softmax, and "
            "nothing shares that weight out again",
            lambda s, m: zeroed(softmax(s), m),
        ),
        named(
            "maximum over padding",
            "the largest score is looked for in the padding too. Where padding stands far above, "
            f"exp of every real score is 0: take the maximum over the real {what}s (a softmax "
            "whose padding is set to 0 and divided out afterwards does the same)",
            *softmaxes.MAXIMUM_OVER_PADDING,
        ),
        named(
            "overflow",
            "scores far from 0 give NaN: exp(400) is infinite and exp(-400) is 0, and neither can "
            "be divided by itself. Take the largest real score off first",
            *softmaxes.OVERFLOW,
        ),
        named(
            "no exp",
            "each score is divided by the sum of the scores: the exponential is missing",
            lambda s, m: zeroed(s, m) / zeroed(s, m).sum(axis=1, keepdims=True),
        ),
        named(
            "sigmoid",
            "each weight is a sigmoid of its score, and knows nothing of the others: a softmax "
            "shares one sum out among them",
            lambda s, m: zeroed(1 / (1 + np.exp(-s)), m),
        ),
        named(
            "equal weights",
            f"all real {what}s get the same weight: the scores are not used",
            lambda s, m: np.broadcast_to(m / m.sum(), s.shape),
        ),
        named(
            "all weight on one",
            f"the {what} with the highest score gets all the weight: that is hard attention "
            f"(lesson 04); a softmax gives each {what} its share",
            lambda s, m: np.eye(s.shape[1])[filled(s, m, -np.inf).argmax(axis=1)],
        ),
    )


def _powers(scores: Array, mask: Array) -> Array:
    able = filled(scores, mask, -np.inf)
    return np.exp(able - able.max())


def _softened(scores: Array, mask: Array, added: float) -> Array:
    powers = _powers(scores, mask)
    return powers / (powers.sum() + added)
