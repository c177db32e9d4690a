"""Right and wrong ways to weigh the positions near a centre, of which the bank of `window` is
made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax

Array = Any  # NumPy's in the bank, JAX's in a check
Bell = Callable[[Array, float], Array]


def square(far: Array, width: float) -> Array:
    return far**2 / (2 * width**2)


def flat(far: Array, width: float) -> Array:
    return 0 * far


def counted(mask: Array) -> Array:
    return np.cumsum(mask) - 1


def near(
    scores: Array,
    centre: Array,
    width: float,
    mask: Array,
    *,
    places: Callable[[Array], Array] = counted,
    bell: Bell = square,
    joined: Callable[[Array, Array], Array] = lambda score, far: score - far,
    empty: float = 0.0,
) -> Array:
    """empty: what the weights sum to where nothing is real."""
    mask = np.asarray(mask)
    if not mask.any():
        return np.full(len(mask), empty / len(mask))
    far = bell((places(mask) - np.float64(centre)), width)[mask]
    weights = np.zeros(len(mask))
    weights[mask] = softmax(joined(np.asarray(scores, np.float64)[mask], far))
    return weights


def everywhere(
    *,
    places: Callable[[Array], Array] = counted,
    clean: bool = False,
    zeroed: bool = False,
) -> Callable[..., Array]:
    """The softmax over all positions. clean: scores of padding are 0; zeroed: so are the sums."""

    def answer(scores: Array, centre: Array, width: float, mask: Array) -> Array:
        scores = np.where(mask, scores, 0.0) if clean else np.asarray(scores, np.float64)
        total = scores - square(places(mask) - np.float64(centre), width)
        return softmax(np.where(mask, total, 0.0) if zeroed else total)

    return answer


def bell_after(scores: Array, centre: Array, width: float, mask: Array) -> Array:
    plain = near(scores, centre, width, mask, bell=flat)
    return plain * np.exp(-square(counted(mask) - np.float64(centre), width))


def bell_at_zero(
    scores: Array,
    centre: Array,
    width: float,
    mask: Array,
    *,
    least: float | None = None,
    added: bool = False,
    log: bool = False,
    guarded: bool = False,
) -> Array:
    """Softmax and bell multiplied in float32 and divided by their sum.

    least: the smallest sum that is divided by, or what is added to it. log: the logarithm of the
    bell is added to the scores. guarded: a sum of 0 gives zeros.
    """
    mask = np.asarray(mask)
    far = square(counted(mask) - np.float64(centre), width)
    bell = np.exp(-far).astype(np.float32)
    if log:
        scores = np.where(mask, scores, 0.0)
        return near(np.log(bell) + scores, centre, width, mask, bell=flat)
    lifted = np.where(mask, np.exp(np.where(mask, scores, 0.0)), 0.0).astype(np.float32) * bell
    total = lifted.sum()
    if guarded and total == 0:
        return 0 * lifted
    if least is not None:
        total = total + least if added else max(total, least)
    return lifted / total


def hard(scores: Array, centre: Array, width: float, mask: Array, *, bell: bool = False) -> Array:
    """Nothing farther from the centre than the width."""
    inside = (np.abs(counted(mask) - np.float64(centre)) <= width) & mask
    far = square(counted(mask) - np.float64(centre), width) if bell else 0.0
    scores = np.where(inside, scores - far, 0.0)
    return near(scores, centre, width, inside, bell=flat)


def single(scores: Array, centre: Array, width: float, mask: Array) -> Array:
    weights = near(scores, centre, width, mask)
    return np.where(mask, weights == weights.max(), 0.0)
