"""The mistakes that the bank of `pull` knows, and the gradient that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check
Middle = Callable[[Array, Array], Array]


def _mean(weights: Array, places: Array) -> Array:
    return weights @ places


def parts(
    weights: Array,
    upstream: Array,
    width: float,
    *,
    middle: Middle = _mean,
    weighted: bool = True,
    first: int = 0,
) -> Array:
    """What each position adds to the gradient."""
    weights, upstream = np.asarray(weights, np.float64), np.asarray(upstream, np.float64)
    places = np.arange(len(weights)) + first
    far = places - middle(weights, places)
    return upstream * (weights if weighted else 1.0) * far / width**2


def slope(weights: Array, upstream: Array, width: float) -> Array:
    return parts(weights, upstream, width).sum()


def _other(**changed: Any) -> Callable[..., Array]:
    return lambda a, g, w: parts(a, g, w, **changed).sum()


def _times(factor: Callable[[float], float]) -> Callable[..., Array]:
    return lambda a, g, w: factor(w) * slope(a, g, w)


def _constant(weights: Array, places: Array) -> Array:
    return 0.0 * places


def _into_scores(weights: Array, upstream: Array) -> Array:
    weights, upstream = np.asarray(weights, np.float64), np.asarray(upstream, np.float64)
    return weights * (upstream - weights @ upstream)


def _diagonal(weights: Array, upstream: Array, width: float) -> Array:
    weights = np.asarray(weights, np.float64)
    return (weights * (1 - weights) * upstream) @ np.arange(len(weights)) / width**2


def _plain_mean_of_upstream(weights: Array, upstream: Array, width: float) -> Array:
    centred = np.asarray(upstream, np.float64) - np.mean(upstream)
    return (weights * centred) @ np.arange(len(weights)) / width**2


def _softmax_again(weights: Array, upstream: Array, width: float) -> Array:
    return slope(softmax(np.asarray(weights, np.float64)), upstream, width)


WRONG = (
    Misconception(
        "softmax taken for constant",
        "a softmax divides by a sum, and that sum moves with the centre, too: what one position "
        "wins, the others lose",
        _other(middle=_constant),
        also=(_other(middle=_constant, first=1),),
    ),
    Misconception(
        "width forgotten",
        "the width is not used: the bell's exponent is divided by 2 width^2, and so is its slope",
        _times(lambda width: width**2),
    ),
    Misconception(
        "width not squared",
        "it is divided by the width, and should be by its square",
        _times(lambda width: width),
    ),
    Misconception(
        "multiplied by the width",
        "it is multiplied by the square of the width: it is divided by it",
        _times(lambda width: width**4),
    ),
    Misconception(
        "sign turned round",
        "the sign is turned round: with a larger centre the positions to the right gain",
        _times(lambda width: -1.0),
    ),
    Misconception(
        "the middle for the mean position",
        "distances are taken from the middle of the row: they are from the mean position under "
        "the weights",
        _other(middle=lambda a, places: np.mean(places)),
        also=(
            _other(middle=lambda a, places: len(places) / 2),
            _other(middle=lambda a, places: len(places) // 2),
        ),
    ),
    Misconception(
        "the largest weight for the mean position",
        "distances are taken from the position of the largest weight: they are from the mean "
        "position under the weights",
        _other(middle=lambda a, places: places[np.argmax(a)]),
    ),
    Misconception(
        "not summed",
        "a number for each position comes out, [J]: the centre is one number, so they are added up",
        parts,
        also=(
            lambda a, g, w: _into_scores(a, g) * np.arange(len(a)) / w**2,
            lambda a, g, w: parts(a, g, w, middle=_constant),
            lambda a, g, w: -parts(a, g, w),
        ),
    ),
    Misconception(
        "averaged over the positions",
        "the sum is divided by the number of positions: it is a sum",
        lambda a, g, w: parts(a, g, w).mean(),
    ),
    Misconception(
        "weights forgotten",
        "the distances are not multiplied by the weights",
        _other(weighted=False),
        also=(_other(weighted=False, middle=_constant),),
    ),
    Misconception(
        "the 2 does not go",
        "it is divided by 2 width^2: the slope of a square brings a 2, and both go",
        _times(lambda width: 0.5),
        also=(_times(lambda width: -0.5),),
    ),
    Misconception(
        "one 2 too many",
        "it is twice as large: the 2 of the square's slope goes with that of 2 width^2",
        _times(lambda width: 2.0),
    ),
    Misconception(
        "upstream forgotten",
        "upstream is not used",
        lambda a, g, w: parts(a, np.ones(len(a)), w).sum(),
        also=(lambda a, g, w: 0.0,),
    ),
    Misconception(
        "the diagonal alone",
        "each weight is taken to depend on its own score alone, weights * (1 - weights): it "
        "depends on all the scores",
        _diagonal,
    ),
    Misconception(
        "plain mean of upstream",
        "the plain mean of upstream is taken off: it is the mean under the weights",
        _plain_mean_of_upstream,
    ),
    Misconception(
        "softmax once more",
        "the weights go through a softmax again: they are its result already",
        _softmax_again,
    ),
    Misconception(
        "the slope in the scores",
        "what comes out is the gradient in the scores, [J]: go on to the centre, one number",
        lambda a, g, w: _into_scores(a, g),
    ),
    Misconception(
        "weights squared",
        "the weights are multiplied in twice",
        lambda a, g, w: (np.asarray(a, np.float64) * parts(a, g, w)).sum(),
    ),
)
