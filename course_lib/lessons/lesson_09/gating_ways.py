"""Gates, right and wrong, of which the bank of `gated_context` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Function

Array = np.ndarray


def sigmoid(x: Any) -> Array:
    return np.exp(-np.logaddexp(0, -np.asarray(x)))


def loop(context: Array, query: Array, weight: Array, bias: Array) -> Array:
    score = float(bias)
    for w, q in zip(weight, query, strict=True):
        score += float(w) * float(q)
    beta = float(sigmoid(score))
    return np.array([beta * float(c) for c in context])


def gate_of(beta: Callable[[Array, Array, Array], Array]) -> Function:
    """The context times another number: beta(query, weight, bias)."""
    return lambda c, q, w, b: beta(q, w, b) * c


def of_score(beta: Callable[[Array], Array]) -> Function:
    """The context times another function of the right score."""
    return gate_of(lambda q, w, b: beta(w @ q + b))


def gated(change: Callable[[Array, Array, Array], Array]) -> Function:
    """The right beta, and another use of it: change(beta, context, query)."""
    return lambda c, q, w, b: change(sigmoid(w @ q + b), c, q)
