"""Looks at a source, right and wrong, of which the bank of `next_weights` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Function

Array = np.ndarray


def loop(query: Array, keys: Array, features: Array, V: Array, v: Array) -> Array:
    powers = np.zeros(len(keys))
    for j in range(len(keys)):
        score = 0.0
        for unit in range(len(v)):
            seen = sum(features[j, k] * V[k, unit] for k in range(len(V)))
            score += float(v[unit]) * np.tanh(float(query[unit] + keys[j, unit] + seen))
        powers[j] = np.exp(score)
    return powers / powers.sum()


def scores(query: Array, keys: Array, features: Array, V: Array, v: Array) -> Array:
    return np.tanh(query + keys + features @ V) @ v


def of_scores(change: Callable[[Array], Any]) -> Function:
    """Something else than the softmax of the right scores: change(scores [J])."""
    return lambda *args: change(scores(*args))


def of_weights(change: Callable[[Array], Any]) -> Function:
    return lambda *args: change(softmax(scores(*args)))


def of_inner(change: Callable[[Array, Array], Any]) -> Function:
    """Other scores of the sum inside: the softmax of change(query + keys + features V, v)."""
    return lambda q, h, f, V, v: softmax(change(q + h + f @ V, v))


def of_terms(change: Callable[[Array, Array, Array], Any]) -> Function:
    """The terms of the sum put together otherwise: change(query, keys, features V) goes through
    tanh."""
    return lambda q, h, f, V, v: softmax(np.tanh(change(q, h, f @ V)) @ v)


def of_scored(change: Function) -> Function:
    """Other scores of the terms: change(query, keys, features V, v)."""
    return lambda q, h, f, V, v: softmax(change(q, h, f @ V, v))
