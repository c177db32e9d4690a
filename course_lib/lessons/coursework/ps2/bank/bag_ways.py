"""Ways to say how alike two bags of words are, of which the bank of `consensus` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any  # NumPy's in the bank, JAX's in a check


def bags(answers: Array, words: int, first: int = 3) -> Array:
    """How often each word stands in each answer, [S, words]."""
    tokens = np.asarray(answers)
    return ((tokens[..., None] == np.arange(words)) & (tokens >= first)[..., None]).sum(axis=1)


def overlap(bags: Array) -> Array:
    return np.minimum(bags[:, None], bags[None]).sum(axis=-1)


def f1(common: Array, sizes: Array) -> Array:
    total = sizes[:, None] + sizes[None]
    return np.where(total > 0, 2 * common / np.maximum(total, 1), 1.0)


def others(alike: Array) -> Array:
    return (alike.sum(axis=1) - np.diag(alike)) / (len(alike) - 1)


def more_in_common(first: int) -> Callable[[Array, int], Array]:
    """Tokens from `first` on count in common, words alone in the lengths."""

    def gain(answers: Array, words: int) -> Array:
        common, sizes = overlap(bags(answers, words, first)), bags(answers, words).sum(axis=1)
        return others(f1(common, sizes))

    return gain


def either(bags: Array) -> Array:
    return np.maximum(bags[:, None], bags[None]).sum(axis=-1)


def jaccard(answers: Array, words: int) -> Array:
    table = bags(answers, words)
    union = either(table)
    return others(np.where(union > 0, overlap(table) / np.maximum(union, 1), 1.0))


def products(bags: Array) -> Array:
    return bags @ bags.T


def cosine(answers: Array, words: int) -> Array:
    table = bags(answers, words).astype(float)
    length = np.sqrt((table**2).sum(axis=1))
    both = length[:, None] * length[None]
    return others(np.where(both > 0, table @ table.T / np.maximum(both, 1e-9), 0.0))


def sets(answers: Array, words: int) -> Array:
    return (bags(answers, words) > 0).astype(int)
