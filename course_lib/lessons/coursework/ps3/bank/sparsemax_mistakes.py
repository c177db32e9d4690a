"""The mistakes that the bank of `sparsemax` knows, and the projection that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check
FAR = -1e9  # what students write for minus infinity


def threshold(
    scores: Array,
    *,
    order: Callable[[Array], Array] = lambda scores: np.sort(scores)[::-1],
    first: int = 1,
    on: int = 0,
    kind: type = np.float64,
) -> Array:
    """tau, from the sorted scores: the last of the thresholds that its own score is above."""
    scores = np.asarray(scores, kind)
    ordered = order(scores)
    with np.errstate(all="ignore"):
        sums = np.cumsum(ordered)
        places: Array = np.arange(first, first + len(scores)).astype(kind)
        inside = kind(1) + places * ordered > sums
        count = int(inside.sum())
        return (sums[min(count - 1 + on, len(sums) - 1)] - 1) / np.float64(count)


def above(scores: Array, tau: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.maximum(np.asarray(scores, np.float64) - tau, 0.0)


def projected(scores: Array, mask: Array) -> Array:
    """The reference: real scores alone, and one of their thresholds after the other."""
    found = np.zeros(len(scores))
    real = np.asarray(scores, np.float64)[np.asarray(mask)]
    if len(real):
        found[np.asarray(mask)] = above(real, threshold(real))
    return found


def _filled(scores: Array, mask: Array, fill: float = FAR) -> Array:
    return np.where(mask, np.asarray(scores, np.float64), fill)


def _shown(weights: Array, mask: Array) -> Array:
    return np.where(mask, weights, 0.0)


def _real(change: Callable[[Array], Array]) -> Callable[[Array, Array], Array]:
    """Something else than the projection, of the real scores alone."""

    def answer(scores: Array, mask: Array) -> Array:
        found = np.zeros(len(scores))
        real = np.asarray(scores, np.float64)[np.asarray(mask)]
        if len(real):
            with np.errstate(all="ignore"):
                found[np.asarray(mask)] = change(real)
        return found

    return answer


def _softmax(real: Array) -> Array:
    powers = np.exp(real - real.max())
    return powers / powers.sum()


def _with(fill: float = FAR, **changed: Any) -> Callable[[Array, Array], Array]:
    def answer(scores: Array, mask: Array) -> Array:
        low = _filled(scores, mask, fill)
        return _shown(above(low, threshold(low, **changed)), mask)

    return answer


def _tau_of(way: Callable[[Array, int], Array], fill: float = FAR) -> Callable[..., Array]:
    """The right number of open positions, and another threshold made of the sorted scores."""

    def answer(scores: Array, mask: Array) -> Array:
        low = _filled(scores, mask, fill)
        opened = int((projected(scores, mask) > 0).sum()) or len(low)
        return _shown(above(low, way(np.sort(low)[::-1], opened)), mask)

    return answer


def _unmasked(scores: Array, mask: Array) -> Array:
    return above(scores, threshold(scores))


def _cut(real: Array) -> Array:
    opened = real > threshold(real)
    return np.where(opened, _softmax(real), 0.0) / _softmax(real)[opened].sum()


def _nothing_real(value: Callable[[Array], Array]) -> Callable[[Array, Array], Array]:
    return lambda s, m: projected(s, m) if np.any(m) else value(np.ones(len(s)))


WRONG = (
    Misconception(
        "softmax",
        "it is the softmax, which opens everything: sparsemax takes the threshold off the scores "
        "and has no exp in it",
        _real(_softmax),
        also=(lambda s, m: _real(_softmax)(s, m) if np.any(m) else np.full(len(s), np.nan),),
    ),
    Misconception(
        "mask ignored",
        "padding takes part like any real position: the mask is not used",
        _unmasked,
    ),
    Misconception(
        "masked at the end alone",
        "padding is in the threshold, and becomes 0 at the end: by then it has taken weight from "
        "the others, so take it out before the scores are sorted",
        lambda s, m: _shown(_unmasked(s, m), m),
    ),
    Misconception(
        "mask inverted",
        "the padding is weighed and the real positions get 0: True means real",
        lambda s, m: projected(s, ~np.asarray(m)),
    ),
    Misconception(
        "padding scored 0",
        "padding gets the score 0, and a real score may be lower: give it minus infinity, or "
        "another number that is far below all scores",
        lambda s, m: _shown(above(_filled(s, m, 0.0), threshold(_filled(s, m, 0.0))), m),
        also=(lambda s, m: above(_filled(s, m, 0.0), threshold(_filled(s, m, 0.0))),),
    ),
    Misconception(
        "sorted upwards",
        "the scores are sorted from the smallest up: the threshold is looked for from the largest "
        "down (jnp.sort(...)[::-1])",
        _with(order=np.sort),
        also=(_with(-np.inf, order=np.sort), _with(order=np.sort, kind=np.float32)),
    ),
    Misconception(
        "not sorted",
        "the running sum goes over the scores as they stand: sort them first, the largest first",
        _with(order=np.array),
        also=(_real(lambda r: above(r, threshold(r, order=np.array))),),
    ),
    Misconception(
        "one round only",
        "the threshold is that of all real positions. Where it closes one of them, the others "
        "have less to share out, and the threshold must be that of the open ones alone",
        _real(lambda r: above(r, (r.sum() - 1) / len(r))),
        also=(
            _real(lambda r: (up := above(r, (r.sum() - 1) / len(r))) / up.sum()),
            lambda s, m: _real(lambda r: above(r, (r.sum() - 1) / len(s)))(s, m),
        ),
    ),
    Misconception(
        "positive scores divided by their sum",
        "negative scores are set to 0 and the rest is divided by its sum: adding a number to all "
        "scores would change the weights. Take off a threshold instead",
        _real(lambda r: np.maximum(r, 0) / np.maximum(np.maximum(r, 0).sum(), 1e-9)),
        also=(_real(lambda r: np.maximum(r, 0) / np.maximum(r, 0).sum()),),
    ),
    Misconception(
        "threshold one place on",
        "the sum in the threshold holds one score too many: the sum of the k largest stands at "
        "index k - 1 of the cumsum",
        _with(on=1),
        also=(
            _with(-np.inf, on=1),
            _with(-1e30, on=1),
            _tau_of(lambda ordered, k: (ordered[: k + 1].sum() - 1) / (k + 1)),
            _tau_of(lambda ordered, k: (ordered[: k + 1].sum() - 1) / (k + 1), -np.inf),
        ),
    ),
    Misconception(
        "counted from 0",
        "k counts from 0: the k-th largest score is compared with the sum of k of them, so k is "
        "1, 2, 3, ...",
        _with(first=0),
        also=(_with(-np.inf, first=0),),
    ),
    Misconception(
        "all on the largest",
        "everything goes to the largest score: others that are near it stay open, too",
        lambda s, m: _real(lambda r: np.eye(len(r))[r.argmax()])(s, m),
        also=(
            _real(lambda r: (r == r.max()) / 1.0),
            _real(lambda r: (r == r.max()) / (r == r.max()).sum()),
        ),
    ),
    Misconception(
        "the last score for the sum",
        "the threshold is made of one score: it needs the sum of all open ones",
        _tau_of(lambda ordered, k: (ordered[k - 1] - 1) / k),
        also=(_tau_of(lambda ordered, k: (ordered[0] - 1) / k),),
    ),
    Misconception(
        "brackets in the threshold",
        "1 / k is taken off the sum: brackets are missing, it is (sum - 1) / k",
        _tau_of(lambda ordered, k: ordered[:k].sum() - 1 / k),
    ),
    Misconception(
        "moved on one side",
        "the largest score was taken off before the threshold was worked out, and the threshold is "
        "then taken off scores that have not moved",
        _tau_of(lambda ordered, k: (ordered[:k].sum() - 1) / k - ordered[0]),
    ),
    Misconception(
        "weights add up to nothing",
        "the threshold is the mean of the open scores: take 1 off their sum before you divide, or "
        "nothing is left to share out",
        _real(lambda r: above(r, threshold(r) + 1 / (r > threshold(r)).sum())),
        also=(_real(lambda r: r - r.mean()),),
    ),
    Misconception(
        "no maximum with 0",
        "the threshold is taken off, and what is below it stays negative: a closed position gets 0",
        _real(lambda r: r - threshold(r)),
        also=(
            lambda s, m: np.where(np.any(m), _filled(s, m, 0.0) - threshold(_filled(s, m)), 0.0),
        ),
    ),
    Misconception(
        "scores of the open ones",
        "the open positions keep their scores: the threshold must be taken off them",
        _real(lambda r: np.where(r > threshold(r), r, 0.0)),
    ),
    Misconception(
        "open ones alike",
        "all open positions get the same weight: each gets its score less the threshold",
        _real(lambda r: (r > threshold(r)) / (r > threshold(r)).sum()),
        also=(_real(lambda r: (r > threshold(r)) * 1.0),),
    ),
    Misconception(
        "softmax of the open ones",
        "the right positions are open, and a softmax weighs them: the weight is the score less "
        "the threshold",
        _real(_cut),
        also=(_real(lambda r: np.where(r > threshold(r), _softmax(r), 0.0)),),
    ),
    Misconception(
        "sorted weights",
        "the weights are right and stand in order of size: each belongs to the place of its score",
        lambda s, m: np.sort(projected(s, m))[::-1],
        also=(lambda s, m: np.sort(projected(s, m)),),
    ),
    Misconception(
        "the threshold alone",
        "one number comes out, the threshold: the weights are wanted, [J]",
        lambda s, m: threshold(_filled(s, m)),
    ),
    Misconception(
        "divided by their number",
        "the weights are divided by how many are open, though they add up to 1 already",
        _real(lambda r: above(r, threshold(r)) / (r > threshold(r)).sum()),
        also=(lambda s, m: above(low := _filled(s, m), tau := threshold(low)) / (low > tau).sum(),),
    ),
    Misconception(
        "padding left out",
        "there are as many weights as real positions: padding has its 0",
        lambda s, m: projected(s, m)[np.asarray(m)],
    ),
    Misconception(
        "nothing real",
        "right but for a row that is all padding: its weights are all 0",
        _nothing_real(lambda ones: ones / len(ones)),
        also=(_nothing_real(lambda ones: ones * np.nan), _nothing_real(lambda ones: ones)),
    ),
)
