"""The mistakes that the bank of `clipped` knows, and what they are made of."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Tree = Any  # an array, or a dict of such trees


def leaves(tree: Tree) -> Iterator[np.ndarray]:
    """The arrays, in the order of the keys."""
    if isinstance(tree, dict):
        for key in sorted(tree):
            yield from leaves(tree[key])
    else:
        yield np.asarray(tree, np.float64)


def mapped(change: Callable[[np.ndarray], Any], tree: Tree) -> Tree:
    if isinstance(tree, dict):
        return {key: mapped(change, one) for key, one in tree.items()}
    return change(np.asarray(tree, np.float64))


def scaled(tree: Tree, factor: float) -> Tree:
    return mapped(lambda leaf: factor * leaf, tree)


def _norm(arrays: list[np.ndarray]) -> float:
    return float(np.sqrt(sum((one**2).sum() for one in arrays)))


def _by(norm: Callable[[list[np.ndarray]], float]) -> Callable[..., Tree]:
    """The answer that measures the gradients by another norm."""

    def answer(grads: Tree, limit: float) -> Tree:
        found = norm(list(leaves(grads)))
        return scaled(grads, limit / found if found > limit else 1.0)

    return answer


def _times(factor: Callable[[float, float], float]) -> Callable[..., Tree]:
    """The answer that multiplies by another factor of the right norm and the limit."""

    def answer(grads: Tree, limit: float) -> Tree:
        with np.errstate(all="ignore"):
            return scaled(grads, factor(np.float64(_norm(list(leaves(grads)))), limit))

    return answer


def _each_by_itself(grads: Tree, limit: float) -> Tree:
    return mapped(lambda leaf: leaf * min(1.0, limit / max(_norm([leaf]), 1e-30)), grads)


def _each_dict_by_itself(grads: Tree, limit: float) -> Tree:
    clip = _by(_norm)
    return {key: clip({key: one}, limit)[key] for key, one in grads.items()}


WRONG = (
    Misconception(
        "each array by its own norm",
        "every array is clipped by itself, so that the direction changes: one norm for all",
        _each_by_itself,
        also=(_each_dict_by_itself,),
    ),
    Misconception(
        "number by number",
        "every number is cut at the limit, so that the direction changes: all are multiplied by "
        "one factor",
        lambda grads, limit: mapped(lambda leaf: np.clip(leaf, -limit, limit), grads),
    ),
    Misconception(
        "always scaled",
        "gradients below the limit are made longer: they stay as they are",
        _times(lambda norm, limit: limit / norm),
        also=(
            _times(lambda norm, limit: limit / max(norm, 1e-30)),
            _times(lambda norm, limit: limit / (norm + 1e-6)),
            _times(lambda norm, limit: limit / (norm + 1e-8)),
        ),
    ),
    Misconception(
        "limit forgotten",
        "gradients above the limit get the norm 1: they get the norm `limit`",
        _times(lambda norm, limit: 1 / norm if norm > limit else 1.0),
        also=(_times(lambda norm, limit: 1 / max(norm, 1.0)),),
    ),
    Misconception(
        "turned round",
        "the factor is turned round: it is limit / norm",
        _times(lambda norm, limit: norm / limit if norm > limit else 1.0),
        also=(_times(lambda norm, limit: max(norm / limit, 1.0)),),
    ),
    Misconception(
        "the wrong side",
        "short gradients are stretched to the limit and long ones stay: it is the other way round",
        _times(lambda norm, limit: limit / max(norm, 1e-30) if norm < limit else 1.0),
        also=(
            _times(lambda norm, limit: max(limit / max(norm, 1e-30), 1.0)),
            _times(lambda norm, limit: limit / norm if norm < limit else 1.0),
        ),
    ),
    Misconception(
        "no root",
        "the sum of squares is taken for the norm: the root is missing",
        _by(lambda arrays: _norm(arrays) ** 2),
    ),
    Misconception(
        "norms added",
        "the norms of the arrays are added: add their sums of squares, and take one root",
        _by(lambda arrays: sum(_norm([one]) for one in arrays)),
    ),
    Misconception(
        "largest norm",
        "the largest norm of one array is taken for the norm of all",
        _by(lambda arrays: max(_norm([one]) for one in arrays)),
    ),
    Misconception(
        "sums of absolute values",
        "the absolute values are added: the norm is the root of the sum of squares",
        _by(lambda arrays: float(sum(np.abs(one).sum() for one in arrays))),
    ),
    Misconception(
        "root of the mean",
        "the squares are averaged: the norm is the root of their sum",
        _by(lambda arrays: _norm(arrays) / np.sqrt(sum(one.size for one in arrays))),
        also=(_by(lambda arrays: float(np.sqrt(sum((one**2).mean() for one in arrays)))),),
    ),
    Misconception(
        "cut to zeros",
        "gradients above the limit become zeros: they become shorter",
        _times(lambda norm, limit: 0.0 if norm > limit else 1.0),
    ),
    Misconception(
        "not clipped",
        "nothing is changed above the limit",
        lambda grads, limit: grads,
    ),
    Misconception(
        "a list",
        "a list of arrays comes out: jax.tree.map keeps the dict as it is",
        lambda grads, limit: [*leaves(_by(_norm)(grads, limit))],
    ),
    Misconception(
        "the norm alone",
        "the norm comes out: the clipped gradients are wanted, as a dict",
        lambda grads, limit: _norm(list(leaves(grads))),
    ),
    Misconception(
        "squared after the sum",
        "the numbers of an array are added first and squared then: square each, then add",
        _by(lambda arrays: float(np.sqrt(sum(one.sum() ** 2 for one in arrays)))),
    ),
    Misconception(
        "largest number",
        "the largest number is taken for the norm: the norm is the root of the sum of squares",
        _by(lambda arrays: float(max(np.abs(one).max() for one in arrays))),
    ),
)
