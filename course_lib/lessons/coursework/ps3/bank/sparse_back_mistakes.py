"""The mistakes that the bank of `sparse_back` knows, and the product that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check


def back(
    weights: Array,
    upstream: Array,
    *,
    mean: Callable[[Array, Array, Array], Array] = lambda w, u, opened: u[opened].mean(),
    give: Callable[[Array, Array, Array, Array], Array] = lambda w, u, opened, mean: np.where(
        opened, u - mean, 0.0
    ),
    empty: float = 0.0,
) -> Array:
    weights, upstream = np.asarray(weights, np.float64), np.asarray(upstream, np.float64)
    opened = weights > 0
    with np.errstate(all="ignore"):
        found = mean(weights, upstream, opened) if opened.any() else empty
        return give(weights, upstream, opened, found)


def _other(**changed: Any) -> Callable[[Array, Array], Array]:
    return lambda weights, upstream: back(weights, upstream, **changed)


def _jacobian(weights: Array, upstream: Array) -> Array:
    opened = np.asarray(weights) > 0
    return np.diag(opened * 1.0) - np.outer(opened, opened) / max(opened.sum(), 1)


WRONG = (
    Misconception(
        "softmax's gradient",
        "it is the gradient of a softmax, weights * (upstream - their weighted mean): here the "
        "slope is the same for every open position, whatever its weight",
        lambda w, u: w * (u - (w * u).sum()),
    ),
    Misconception(
        "closed ones move",
        "closed positions get a gradient: below the threshold a score may change a little, and "
        "its weight stays 0",
        lambda w, u: u - u.mean(),
        also=(
            _other(give=lambda w, u, opened, mean: u - mean),
            _other(give=lambda w, u, opened, mean: np.where(opened, u - mean, u)),
        ),
    ),
    Misconception(
        "no mean taken off",
        "the open positions get upstream as it is: raising one score also raises the threshold, "
        "and that is taken off all open ones",
        _other(give=lambda w, u, opened, mean: np.where(opened, u, 0.0)),
    ),
    Misconception(
        "mean over all",
        "the mean is taken over all positions: the threshold knows the open ones alone",
        _other(mean=lambda w, u, opened: u.mean()),
    ),
    Misconception(
        "weighted mean",
        "the mean is weighted, as in a softmax: every open position counts the same",
        _other(mean=lambda w, u, opened: (w * u).sum()),
    ),
    Misconception(
        "NaN where nothing is open",
        "right but where no position is open: there the count is 0, and 0 / 0 is NaN. Divide by "
        "jnp.maximum(count, 1)",
        _other(
            empty=np.nan,
            give=lambda w, u, opened, mean: (u - mean) * (opened if opened.any() else 1),
        ),
    ),
    Misconception(
        "closed ones pay the mean",
        "the mean is taken off everywhere: a closed position gets 0",
        _other(give=lambda w, u, opened, mean: u * opened - mean),
    ),
    Misconception(
        "sum divided by all",
        "upstream is summed over the open positions and divided by the number of all positions",
        _other(mean=lambda w, u, opened: u[opened].sum() / len(u)),
    ),
    Misconception(
        "sum for mean",
        "the sum over the open positions is taken off: it is their mean",
        _other(mean=lambda w, u, opened: u[opened].sum()),
    ),
    Misconception(
        "the Jacobian",
        "a matrix comes out, the Jacobian: multiply it with upstream",
        _jacobian,
        also=(
            lambda w, u: np.asarray(u) * _jacobian(w, u),
            lambda w, u: np.asarray(u)[:, None] * _jacobian(w, u),
        ),
    ),
    Misconception(
        "the diagonal alone",
        "upstream is multiplied by 1 - 1 / count: a score also moves the weights of the other open "
        "positions, through the threshold",
        _other(give=lambda w, u, opened, mean: np.where(opened, u * (1 - 1 / opened.sum()), 0.0)),
    ),
    Misconception(
        "one for upstream",
        "1 / count is taken off: it is the mean of upstream that comes off",
        _other(give=lambda w, u, opened, mean: np.where(opened, u - 1 / opened.sum(), 0.0)),
        also=(
            _other(mean=lambda w, u, opened: 1 / opened.sum(), give=lambda w, u, opened, m: u - m),
        ),
    ),
    Misconception(
        "mean added",
        "the mean is added: raising a score raises the threshold, which is taken off",
        _other(give=lambda w, u, opened, mean: np.where(opened, u + mean, 0.0)),
    ),
    Misconception(
        "times the weights",
        "the result is multiplied by the weights: the slope of an open position is 1, whatever "
        "its weight",
        _other(give=lambda w, u, opened, mean: w * (u - mean)),
    ),
    Misconception(
        "sign",
        "every sign is the wrong way round: it is upstream less the mean",
        _other(give=lambda w, u, opened, mean: np.where(opened, mean - u, 0.0)),
    ),
    Misconception(
        "open and closed changed over",
        "the closed positions get the gradient and the open ones get 0",
        lambda w, u: np.where(w > 0, 0.0, u - (u[~(w > 0)].mean() if (w == 0).any() else 0.0)),
        also=(
            lambda w, u: np.where(w > 0, 0.0, u),
            _other(give=lambda w, u, opened, mean: np.where(opened, 0.0, u - mean)),
        ),
    ),
    Misconception(
        "the mean alone",
        "every open position gets the mean: it is taken off upstream",
        _other(give=lambda w, u, opened, mean: np.where(opened, mean, 0.0)),
        also=(_other(give=lambda w, u, opened, mean: mean),),
    ),
    Misconception(
        "no gradient at all",
        "zeros come out: sparsemax has a slope wherever two positions are open",
        lambda w, u: np.zeros(len(w)),
    ),
    Misconception(
        "mean of what is gained",
        "the mean of weight times upstream is taken off: it is the mean of upstream",
        _other(mean=lambda w, u, opened: (w * u)[opened].mean()),
        also=(_other(mean=lambda w, u, opened: (w * u).mean()),),
    ),
)
