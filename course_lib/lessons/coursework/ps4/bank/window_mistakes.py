"""The mistakes that the bank of `window` knows, and the weights that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps4.bank.window_ways import (
    bell_after,
    bell_at_zero,
    everywhere,
    flat,
    hard,
    near,
    single,
    square,
)

Array = Any  # NumPy's in the bank, JAX's in a check


def _other(**changed: Any) -> Callable[..., Array]:
    return lambda scores, centre, width, mask: near(scores, centre, width, mask, **changed)


def _arange(mask: Array) -> Array:
    return np.arange(len(mask))


def _from_one(mask: Array) -> Array:
    return np.cumsum(mask)


WRONG = (
    Misconception(
        "padding is counted",
        "positions are counted with the padding: the first real one is number 0, wherever it "
        "stands",
        _other(places=_arange),
        also=(_other(places=_arange, empty=1.0),),
    ),
    Misconception(
        "counted from 1",
        "the first real position is counted as number 1: it is number 0",
        _other(places=_from_one),
        also=(_other(places=_from_one, empty=1.0), _other(places=lambda m: _arange(m) + 1)),
    ),
    Misconception(
        "local-p: the bell after the softmax",
        "the bell multiplies the softmax, as in local-p, so that the weights do not sum to 1: "
        "here it goes into the scores",
        bell_after,
    ),
    Misconception(
        "the bell becomes zero",
        "far from the centre the bell is 0 in float32, and 0 is divided by 0: take the squared "
        "distance off the score, inside the softmax",
        bell_at_zero,
        also=(
            lambda s, c, w, m: bell_at_zero(s, c, w, m, least=1e-30),
            lambda s, c, w, m: bell_at_zero(s, c, w, m, least=1e-9),
            lambda s, c, w, m: bell_at_zero(s, c, w, m, least=1e-9, added=True),
            lambda s, c, w, m: bell_at_zero(s, c, w, m, log=True),
            lambda s, c, w, m: bell_at_zero(s, c, w, m, guarded=True),
        ),
    ),
    Misconception(
        "padding is read",
        "padding gets weight: the softmax runs over all positions",
        everywhere(),
        also=(everywhere(places=_arange), everywhere(clean=True), everywhere(zeroed=True)),
    ),
    Misconception(
        "the 2 is missing",
        "the squared distance is divided by width^2: it is 2 width^2",
        _other(bell=lambda far, width: (far / width) ** 2),
    ),
    Misconception(
        "width not squared",
        "the squared distance is divided by 2 width: it is 2 width^2",
        _other(bell=lambda far, width: far**2 / (2 * width)),
        also=(_other(bell=lambda far, width: far**2 / width),),
    ),
    Misconception(
        "2 width, squared",
        "the squared distance is divided by (2 width)^2: the 2 is not squared",
        _other(bell=lambda far, width: (far / (2 * width)) ** 2),
    ),
    Misconception(
        "half the width",
        "the spread is half the width, as in local-p: here it is the width itself",
        _other(bell=lambda far, width: 2 * (far / width) ** 2),
    ),
    Misconception(
        "sign turned round",
        "the squared distance is added, so that far positions get the most: it is taken off",
        _other(bell=lambda far, width: -square(far, width)),
    ),
    Misconception(
        "the bell itself is added",
        "the bell exp(-...) is added to the scores: its exponent is",
        _other(bell=lambda far, width: -np.exp(-square(far, width))),
    ),
    Misconception(
        "the bell itself multiplies the scores",
        "the scores are multiplied by the bell before the softmax: the squared distance is taken "
        "off them",
        lambda s, c, w, m: near(s, c, w, m, joined=lambda score, far: score * np.exp(-far)),
        also=(
            lambda s, c, w, m: near(s, c, w, m, joined=lambda score, far: score * -far),
            lambda s, c, w, m: near(s, c, w, m, joined=lambda score, far: score * far),
        ),
    ),
    Misconception(
        "nothing real, and weights all the same",
        "where nothing is real, each position gets the same weight, or NaN: all weights are 0 then "
        "(a softmax shares out everything, even among padding that got -1e9)",
        _other(empty=1.0),
        also=(_other(empty=np.nan),),
    ),
    Misconception(
        "a hard window",
        "the window is cut off at the width, as in local-m: here it is soft, and has no edge",
        hard,
        also=(lambda s, c, w, m: hard(s, c, w, m, bell=True),),
    ),
    Misconception(
        "distance not squared",
        "the distance is taken off the score, and not its square",
        _other(bell=lambda far, width: np.abs(far) / (2 * width**2)),
        also=(
            _other(bell=lambda far, width: np.abs(far) / width),
            _other(bell=lambda far, width: np.abs(far) / (2 * width)),
        ),
    ),
    Misconception(
        "mask inverted",
        "padding gets the weights and the real positions get none: True means real",
        lambda s, c, w, m: near(s, c, w, ~m),
        also=(lambda s, c, w, m: np.where(m, 0.0, everywhere()(s, c, w, m)),),
    ),
    Misconception(
        "bell alone",
        "the scores are not used: the weights are the bell alone",
        lambda s, c, w, m: near(np.zeros(len(m)), c, w, m),
    ),
    Misconception(
        "score alone",
        "neither centre nor width is used: the weights are a plain softmax",
        _other(bell=flat),
        also=(_other(bell=flat, empty=1.0),),
    ),
    Misconception(
        "cut out after the softmax",
        "padding is set to 0 after a softmax over all positions, so that the weights do not sum "
        "to 1",
        lambda s, c, w, m: np.where(m, everywhere()(s, c, w, m), 0.0),
        also=(
            lambda s, c, w, m: everywhere()(s, c, w, m) * m,
            lambda s, c, w, m: np.where(m, everywhere(clean=True)(s, c, w, m), 0.0),
        ),
    ),
    Misconception(
        "a single bell",
        "the whole weight goes to the largest sum: the weights are a softmax",
        single,
    ),
)
