"""The mistakes that the bank of `moved` knows, and the step that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check


def softplus(x: Array) -> Array:
    return np.logaddexp(0.0, x)


def _stay(centre: Array, length: int) -> Array:
    return np.minimum(centre, length - 1)


def forward(
    centre: Array,
    hidden: Array,
    push: Array,
    length: int,
    *,
    step: Callable[[Array], Array] = softplus,
    end: Callable[[Array, int], Array] = _stay,
    bias: float = 1.0,
    kept: float = 1.0,
) -> Array:
    total = _total(hidden, push, bias)
    return end(kept * np.float64(centre) + step(total), length)


def _total(hidden: Array, push: Array, bias: float = 1.0) -> Array:
    weight = np.asarray(push["weight"], np.float64)
    return np.asarray(hidden, np.float64) @ weight + bias * np.float64(push["bias"])


def _other(**changed: Any) -> Callable[..., Array]:
    return lambda c, h, p, n: forward(c, h, p, n, **changed)


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def _overflowing(x: Array) -> Array:
    return np.log(1 + np.exp(np.float32(x)))


def _for_each_number(centre: Array, hidden: Array, push: Array, length: int) -> Array:
    """The product of state and weight, not summed."""
    return np.minimum(centre + softplus(hidden * push["weight"] + push["bias"]), length - 1)


WRONG = (
    Misconception(
        "runs past the end",
        "the centre runs past the last position: length - 1 is the most",
        _other(end=lambda centre, length: centre),
    ),
    Misconception(
        "one past the end",
        "the centre may reach `length`: positions are counted from 0, so the last is length - 1",
        _other(end=np.minimum),
        also=(_other(end=lambda c, n: np.clip(c, 0, n)),),
    ),
    Misconception(
        "kept at 0 or above",
        "a centre that still stands before the source is lifted to 0: there is no limit below",
        lambda c, h, p, n: forward(np.maximum(c, 0.0), h, p, n),
    ),
    Misconception(
        "relu",
        "the step is a relu, which does not move at all where the sum is below 0: softplus is "
        "smooth and always above 0",
        _other(step=lambda x: np.maximum(x, 0.0)),
    ),
    Misconception(
        "plain sum",
        "the step is the plain sum, which can be below 0: softplus makes a step forward of it",
        _other(step=lambda x: x),
    ),
    Misconception(
        "absolute value",
        "the step is the absolute value of the sum: softplus is wanted, which is near 0 for a sum "
        "far below 0",
        _other(step=np.abs),
    ),
    Misconception(
        "exponential step",
        "the step is e to the sum: softplus is the logarithm of 1 plus that",
        _other(step=np.exp),
        also=(_other(step=lambda x: np.exp(np.float32(x))),),
    ),
    Misconception(
        "sigmoid step",
        "the step is a sigmoid, never more than one position: softplus has no limit above",
        _other(step=_sigmoid),
    ),
    Misconception(
        "the exponential gets too large",
        "log(1 + exp(x)) is infinite for a large x, because exp(x) is: jax.nn.softplus is not",
        _other(step=_overflowing),
    ),
    Misconception(
        "centre inside the softplus",
        "the old centre goes through the softplus, too: the step alone does",
        lambda c, h, p, n: np.minimum(softplus(np.float64(c) + _total(h, p)), n - 1),
        also=(lambda c, h, p, n: softplus(np.float64(c) + _total(h, p)),),
    ),
    Misconception(
        "a share of the length",
        "the centre is a share of the length, made new at each step as in local-p: here it moves "
        "on from where it was",
        lambda c, h, p, n: n * _sigmoid(_total(h, p)) - 1,
        also=(
            lambda c, h, p, n: n * _sigmoid(_total(h, p)),
            lambda c, h, p, n: (n - 1) * _sigmoid(_total(h, p)),
        ),
    ),
    Misconception(
        "bias forgotten",
        "the bias is not used",
        _other(bias=0.0),
    ),
    Misconception(
        "one centre for each number of the state",
        "a centre for each number of the state comes out, [D]: the products are added up, "
        "hidden @ weight",
        _for_each_number,
    ),
    Misconception(
        "step alone",
        "the step comes out, without the centre that it moves",
        _other(kept=0.0),
        also=(_other(kept=0.0, end=lambda centre, length: centre),),
    ),
    Misconception(
        "a tanh too many",
        "the sum goes through a tanh first, as in local-p: it goes straight into the softplus",
        _other(step=lambda x: softplus(np.tanh(x))),
    ),
    Misconception(
        "rounded",
        "the centre is rounded to a whole position, and then no gradient comes back to it",
        lambda c, h, p, n: np.round(forward(c, h, p, n)),
        also=(
            lambda c, h, p, n: np.floor(forward(c, h, p, n)),
            lambda c, h, p, n: np.ceil(forward(c, h, p, n)),
        ),
    ),
    Misconception(
        "backwards",
        "the step is taken off: the centre goes forward",
        _other(step=lambda x: -softplus(x)),
    ),
    Misconception(
        "softplus of the negative sum",
        "the sign of the sum is turned round inside the softplus",
        _other(step=lambda x: softplus(-x)),
    ),
    Misconception(
        "the step is limited, not the centre",
        "the step is at most length - 1; the centre is what must stay in the source",
        lambda c, h, p, n: c + np.minimum(softplus(_total(h, p)), n - 1),
    ),
    Misconception(
        "bias after the softplus",
        "the bias is added after the softplus: it belongs to the sum inside",
        lambda c, h, p, n: np.minimum(c + softplus(_total(h, p, 0.0)) + p["bias"], n - 1),
    ),
)
