"""The mistakes that the bank of `window_weights` knows, and the loop that they change.

e are the scores, c the centre, d the half-width and n the true length.
"""

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Misconception

Array = np.ndarray


def loop(scores: Array, centre: int, half_width: int, length: int) -> Array:
    """The weights, a position at a time."""
    weights = np.zeros(len(scores))
    for j in range(max(centre - half_width, 0), min(centre + half_width + 1, length)):
        weights[j] = np.exp(np.float64(scores[j]) - scores.max())
    total = weights.sum()
    return weights / total if total else weights


def _over(scores: Array, inside: Array) -> Array:
    powers = np.exp(scores - scores.max()) * inside
    return powers / max(powers.sum(), 1e-30)


def _places(scores: Array, length: int) -> tuple[Array, Array]:
    places = np.arange(len(scores))
    return places, places < length


def _shifted(scores: Array, low: int, high: int, length: int) -> Array:
    """The softmax over positions low to high, both among them."""
    places, real = _places(scores, length)
    return _over(scores, real & (places >= low) & (places <= high))


def _wrapped(scores: Array, centre: int, half: int, length: int) -> Array:
    inside = np.zeros(len(scores), bool)
    inside[np.arange(centre - half, centre + half + 1) % len(scores)] = True
    return _over(scores, inside & _places(scores, length)[1])


def _moved_inside(scores: Array, centre: int, half: int, length: int) -> Array:
    low = min(max(centre - half, 0), max(length - 2 * half - 1, 0))
    return _shifted(scores, low, low + 2 * half, length)


def _inside(scores: Array, centre: int, half: int, length: int) -> Array:
    places, real = _places(scores, length)
    return real & (np.abs(places - centre) <= half)


def _empty_is_nan(scores: Array, centre: int, half: int, length: int) -> Array:
    powers = np.exp(scores - scores.max()) * _inside(scores, centre, half, length)
    return powers / powers.sum()


def _unshifted(scores: Array, centre: int, half: int, length: int) -> Array:
    powers = np.exp(scores.astype(np.float32)) * _inside(scores, centre, half, length)
    return powers / powers.sum() if powers.any() else np.full(len(scores), np.nan)


def _empty_is_even(scores: Array, centre: int, half: int, length: int) -> Array:
    return softmax(np.where(_inside(scores, centre, half, length), scores, np.float32(-1e9)))


WRONG = (
    Misconception(
        "right edge left out",
        "the window ends one position early: it holds centre + R, and a slice or a range must "
        "go one further",
        lambda e, c, d, n: _shifted(e, c - d, c + d - 1, n),
    ),
    Misconception(
        "left edge left out",
        "the window begins one position late: it holds centre - R",
        lambda e, c, d, n: _shifted(e, c - d + 1, c + d, n),
    ),
    Misconception(
        "both edges left out",
        "the window is two positions short: at most R from the centre means <=, not <",
        lambda e, c, d, n: _shifted(e, c - d + 1, c + d - 1, n),
    ),
    Misconception(
        "one position too far",
        "the window is one position too far right: the library's centre counts from 0",
        lambda e, c, d, n: _shifted(e, c + 1 - d, c + 1 + d, n),
    ),
    Misconception(
        "half of R to each side",
        "the window is R wide in all: R is what it has to *each* side, 2 R + 1 in all",
        lambda e, c, d, n: _shifted(e, c - d // 2, c + d // 2, n),
    ),
    Misconception(
        "from the centre on",
        "the window begins at the centre: it reaches R to each side of it",
        lambda e, c, d, n: _shifted(e, c, c + 2 * d, n),
    ),
    Misconception(
        "wrapped around",
        "a window over the source's start goes on at its end: a negative index counts from behind",
        _wrapped,
    ),
    Misconception(
        "moved inside",
        "a window that hangs over an end is pushed back into the source, and reaches further "
        "than R from its centre",
        _moved_inside,
    ),
    Misconception(
        "padding looked at",
        "padding inside the window takes part",
        lambda e, c, d, n: _over(e, _inside(e, c, d, len(e))),
    ),
    Misconception(
        "window ignored",
        "the softmax is over the whole source",
        lambda e, c, d, n: _over(e, _places(e, n)[1]),
    ),
    Misconception(
        "window after the softmax",
        "the softmax is over the whole source and cut to the window afterwards: what is left "
        "sums to less than 1",
        lambda e, c, d, n: _over(e, _places(e, n)[1]) * _inside(e, c, d, n),
    ),
    Misconception(
        "score 0 outside",
        "positions outside the window get the score 0, and exp(0) is 1",
        lambda e, c, d, n: softmax(e * _inside(e, c, d, n)),
    ),
    Misconception(
        "an empty window gives NaN",
        "where no real position is in the window, zero is divided by zero",
        _empty_is_nan,
    ),
    Misconception(
        "an empty window looks everywhere",
        "where no real position is in the window, all of them are alike to a softmax over "
        "large negative scores, and padding too gets its share",
        _empty_is_even,
    ),
    Misconception(
        "scores far below zero",
        "with scores of minus several hundreds nothing is left for the window. Either exp is taken "
        "of the scores themselves, and is 0 there: take the largest off first, or use "
        "jax.nn.softmax. Or a number such as -100 stands in for minus infinity, and takes it all",
        lambda e, c, d, n: (
            softmax(np.where(_inside(e, c, d, n), e, np.float32(-100))) * _inside(e, c, d, n)
        ),
        also=(
            lambda e, c, d, n: softmax(np.where(_inside(e, c, d, n), e, np.float32(-100))),
            _unshifted,
            lambda e, c, d, n: np.nan_to_num(_unshifted(e, c, d, n)),
        ),
    ),
    Misconception(
        "no softmax",
        "the scores of the window come out as they are: the softmax is missing",
        lambda e, c, d, n: np.where(_inside(e, c, d, n), e, 0),
    ),
    Misconception(
        "equal weights",
        "every position of the window weighs alike: the scores have no say",
        lambda e, c, d, n: _over(0 * e, _inside(e, c, d, n)),
    ),
)
