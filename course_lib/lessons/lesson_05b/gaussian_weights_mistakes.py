"""The mistakes that the bank of `gaussian_weights` knows, and the loop that they change.

e are the scores, p the centre, r the half-width and n the true length.
"""

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function, Misconception

Array = np.ndarray


def loop(scores: Array, centre: float, half_width: int, length: int) -> Array:
    """The weights, a position at a time."""
    weights = np.zeros(len(scores))
    inside = [j for j in range(length) if abs(j - centre) <= half_width]
    top = max((float(scores[j]) for j in inside), default=0.0)
    total = sum(np.exp(float(scores[j]) - top) for j in inside)
    deviation = half_width / 2
    for j in inside:
        bell = np.exp(-((j - centre) ** 2) / (2 * deviation**2))
        weights[j] = np.exp(float(scores[j]) - top) / total * bell
    return weights


def _places(scores: Array) -> Array:
    return np.arange(len(scores))


def within(scores: Array, centre: float, half: int, length: int) -> Array:
    """True in the window, at real positions."""
    places = _places(scores)
    return (np.abs(places - centre) <= half) & (places < length)


def over(scores: Array, inside: Array) -> Array:
    """The softmax over the positions inside, 0 elsewhere."""
    if not inside.any():
        return np.zeros(len(scores))
    powers = np.exp(np.where(inside, scores.astype(float) - scores[inside].max(), -np.inf))
    return powers / powers.sum()


def bell(scores: Array, centre: float, deviation: float) -> Array:
    """1 at the centre, falling to both sides."""
    return np.exp(-((_places(scores) - centre) ** 2) / (2 * deviation**2))


def _plain(e: Array, p: float, r: int, n: int) -> Array:
    return over(e, within(e, p, r, n))


def _belled(of: Function) -> Function:
    """The right softmax over the window times another Gaussian, of scores, centre and R."""
    return lambda e, p, r, n: _plain(e, p, r, n) * of(e, p, r)


def _right(e: Array, p: float, r: int, n: int) -> Array:
    return _plain(e, p, r, n) * bell(e, p, r / 2)


def _filled(fill: float) -> Function:
    def answer(e: Array, p: float, r: int, n: int) -> Array:
        return softmax(np.where(within(e, p, r, n), e, np.float32(fill))) * bell(e, p, r / 2)

    return answer


def _unshifted(e: Array, p: float, r: int, n: int) -> Array:
    powers = np.exp(e.astype(np.float32)) * within(e, p, r, n)
    return powers / (powers.sum() or np.nan) * bell(e, p, r / 2)


WRONG = (
    Misconception(
        "centred on a whole position",
        "the Gaussian stands on the position nearest to the centre: it must stand on the centre "
        "itself, or the centre gets no gradient to learn from",
        _belled(lambda e, p, r: bell(e, float(np.round(p)), r / 2)),
        also=(_belled(lambda e, p, r: bell(e, float(np.floor(p)), r / 2)),),
    ),
    Misconception(
        "centred in the source",
        "the Gaussian stands in the middle of the source, not on the centre",
        _belled(lambda e, p, r: bell(e, (len(e) - 1) / 2, r / 2)),
        also=(
            _belled(lambda e, p, r: bell(e, len(e) / 2, r / 2)),
            lambda e, p, r, n: _plain(e, p, r, n) * bell(e, n / 2, r / 2),
        ),
    ),
    Misconception(
        "centred at zero",
        "the Gaussian falls from the source's start on: the centre is not taken off",
        _belled(lambda e, p, r: bell(e, 0.0, r / 2)),
    ),
    Misconception(
        "counted from one",
        "the Gaussian and the window stand one position too far left or right: the centre counts "
        "from 0, as jnp.arange does",
        lambda e, p, r, n: _right(e, p - 1, r, n),
        also=(lambda e, p, r, n: _right(e, p + 1, r, n),),
    ),
    Misconception(
        "centred on the best score",
        "the Gaussian stands on the position with the highest score, not on the centre",
        lambda e, p, r, n: _plain(e, p, r, n) * bell(e, float(_plain(e, p, r, n).argmax()), r / 2),
    ),
    Misconception(
        "sigma is R",
        "the Gaussian is too wide: sigma is R / 2, so that the window ends at two sigmas",
        _belled(bell),
    ),
    Misconception(
        "variance for deviation",
        "R / 2 is taken for sigma squared; it is sigma",
        _belled(lambda e, p, r: bell(e, p, np.sqrt(r / 2))),
    ),
    Misconception(
        "no 2 below",
        "the 2 in front of sigma squared is missing: the Gaussian is too narrow",
        _belled(lambda e, p, r: bell(e, p, r / 2 / np.sqrt(2))),
    ),
    Misconception(
        "a density",
        "the Gaussian is divided by sigma and the root of 2 pi: it is a factor that is 1 at the "
        "centre here, not a density",
        _belled(lambda e, p, r: bell(e, p, r / 2) / (r / 2 * np.sqrt(2 * np.pi))),
    ),
    Misconception(
        "made to sum to one",
        "the weights are divided by their sum; in the paper they are not, and sum to less than 1",
        lambda e, p, r, n: _right(e, p, r, n) / max(_right(e, p, r, n).sum(), 1e-30),
    ),
    Misconception(
        "Gaussian inside the softmax",
        "the scores are changed by the Gaussian before the softmax; it comes after it",
        lambda e, p, r, n: _plain(e * bell(e, p, r / 2), p, r, n),
        also=(lambda e, p, r, n: _plain(e + bell(e, p, r / 2), p, r, n),),
    ),
    Misconception(
        "no Gaussian",
        "every position of the window weighs by its score alone: the Gaussian is missing",
        _plain,
    ),
    Misconception(
        "Gaussian alone",
        "the scores have no say: the softmax is missing",
        lambda e, p, r, n: within(e, p, r, n) * bell(e, p, r / 2),
    ),
    Misconception(
        "no window",
        "the softmax is over the whole source: the positions far from the centre take their share",
        lambda e, p, r, n: over(e, _places(e) < n) * bell(e, p, r / 2),
        also=(lambda e, p, r, n: over(e, _places(e) < n) * bell(e, p, r / 2) * within(e, p, r, n),),
    ),
    Misconception(
        "padding looked at",
        "padding inside the window takes part: only the positions before `length` are real",
        lambda e, p, r, n: _right(e, p, r, len(e)),
    ),
    Misconception(
        "edge left out",
        "a position at exactly R from the centre is left out: at most R means <=, not <",
        lambda e, p, r, n: (
            over(e, (np.abs(_places(e) - p) < r) & (_places(e) < n)) * bell(e, p, r / 2)
        ),
    ),
    Misconception(
        "scores far below zero",
        "with scores of minus several hundreds nothing is left for the window. Either exp is taken "
        "of the scores themselves, and is 0 there: take the largest off first, or use "
        "jax.nn.softmax. Or a number such as -100 stands in for minus infinity, and takes it all",
        lambda e, p, r, n: _filled(-100.0)(e, p, r, n) * within(e, p, r, n),
        also=(
            _filled(-100.0),
            _unshifted,
            lambda e, p, r, n: np.nan_to_num(_unshifted(e, p, r, n)),
        ),
    ),
    Misconception(
        "distance not squared",
        "the exponent holds the distance itself, not its square",
        _belled(lambda e, p, r: np.exp(-np.abs(_places(e) - p) / (2 * (r / 2) ** 2))),
    ),
    Misconception(
        "sign of the exponent",
        "the minus in the exponent is missing: the weight grows with the distance",
        _belled(lambda e, p, r: 1 / bell(e, p, r / 2)),
    ),
)
