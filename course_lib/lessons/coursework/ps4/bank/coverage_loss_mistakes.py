"""The mistakes that the bank of `coverage_loss` knows, and the loss that they change."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = Any  # NumPy's in the bank, JAX's in a check


def _added_before(kept: Array) -> Array:
    return np.cumsum(kept, axis=0) - kept


def _shared_by_real_steps(again: Array, real: Array) -> Array:
    return again.sum() / max(int(np.sum(real)), 1)


def looked_again(
    weights: Array,
    real: Array,
    *,
    kept: Callable[[Array, Array], Array] = lambda weights, real: weights * real[:, None],
    coverage: Callable[[Array], Array] = _added_before,
    least: Callable[[Array, Array], Array] = np.minimum,
    mean: Callable[[Array, Array], Array] = _shared_by_real_steps,
) -> Array:
    """again: what each step looks at again, [T, J]."""
    weights, real = np.asarray(weights, np.float64), np.asarray(real)
    looks = kept(weights, real)
    return mean(least(looks, coverage(looks)), real)


def _other(**changed: Any) -> Callable[..., Array]:
    return lambda weights, real: looked_again(weights, real, **changed)


def _all(weights: Array, real: Array) -> Array:
    return weights


def _shifted(kept: Array) -> Array:
    return np.concatenate([np.zeros_like(kept[:1]), kept[:-1]])


def _after(kept: Array) -> Array:
    return kept.sum(axis=0) - np.cumsum(kept, axis=0)


def _real_alone(again: Array, real: Array) -> Array:
    return _shared_by_real_steps(again[real], real)


def _mean_so_far(kept: Array) -> Array:
    steps = np.arange(len(kept))[:, None]
    return _added_before(kept) / np.maximum(steps, 1)


WRONG = (
    Misconception(
        "its own look is counted",
        "the coverage of a step holds its own weights already: it adds up the steps before",
        _other(coverage=lambda kept: np.cumsum(kept, axis=0)),
    ),
    Misconception(
        "summed over the steps",
        "the steps are added up: the mean over the real steps is wanted",
        _other(mean=lambda again, real: again.sum()),
    ),
    Misconception(
        "padded steps in the mean",
        "the sum is divided by all T steps: padded ones do not count",
        _other(mean=lambda again, real: again.sum() / len(real)),
    ),
    Misconception(
        "padded steps count",
        "padded steps are treated like real ones: the mask is not used",
        _other(kept=_all, mean=lambda again, real: again.sum() / len(real)),
        also=(
            _other(kept=_all),
            _other(kept=_all, mean=lambda again, real: again.sum() / np.float64(real.sum())),
        ),
    ),
    Misconception(
        "padded steps cover",
        "padded steps add to the coverage: their weights are kept out of it",
        _other(kept=_all, mean=_real_alone),
        also=(
            _other(kept=_all, mean=lambda again, real: again[real].sum() / np.float64(real.sum())),
        ),
    ),
    Misconception(
        "the larger",
        "the larger of weight and coverage is taken: it is the smaller",
        _other(least=np.maximum),
    ),
    Misconception(
        "the step before alone",
        "a step is compared with the one before it: the coverage adds up all that came before",
        _other(coverage=_shifted),
    ),
    Misconception(
        "added along the source",
        "the weights are added up along the positions: they are added over the steps, axis 0",
        _other(coverage=lambda kept: np.cumsum(kept, axis=1) - kept),
    ),
    Misconception(
        "nothing real is not 0",
        "where no step is real, 0 is divided by 0: the loss is 0 there",
        _other(mean=lambda again, real: again.sum() / np.float64(real.sum())),
    ),
    Misconception(
        "the product",
        "weight and coverage are multiplied: the smaller of the two is taken",
        _other(least=np.multiply),
    ),
    Misconception(
        "one loss for each step",
        "a number for each step comes out, [T]: their mean over the real steps is wanted",
        _other(mean=lambda again, real: again.sum(axis=1)),
    ),
    Misconception(
        "averaged over the positions",
        "the positions are averaged: they are added up, and only the steps are averaged",
        _other(mean=lambda again, real: _shared_by_real_steps(again, real) / again.shape[1]),
        also=(
            _other(mean=lambda again, real: again.mean()),
            _other(mean=lambda again, real: again[real].mean() if real.any() else 0.0),
        ),
    ),
    Misconception(
        "steps to come",
        "the coverage adds up the steps that come later: it is those that came before",
        _other(coverage=_after),
    ),
    Misconception(
        "mask inverted",
        "padded steps count and real ones do not: True means real",
        lambda weights, real: looked_again(weights, ~real),
    ),
    Misconception(
        "mean coverage",
        "the coverage is the mean of the steps before: it is their sum",
        _other(coverage=_mean_so_far),
    ),
    Misconception(
        "the coverage alone",
        "the coverage itself is averaged: at each position the smaller of it and the weight counts",
        _other(least=lambda looks, coverage: coverage),
        also=(_other(least=lambda looks, coverage: np.minimum(coverage, 1.0)),),
    ),
    Misconception(
        "the largest position",
        "of each step only the position with the most counts: they are added up",
        _other(mean=lambda again, real: _shared_by_real_steps(again.max(axis=1), real)),
    ),
)
