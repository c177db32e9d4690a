"""The chances of a look and its gradient, of which the banks of `look_gradient` and `moments` are
made."""

from typing import Any

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax

Array = Any  # NumPy's in the bank, JAX's in a check


def chances(scores: Array, mask: Array, fill: float = -np.inf) -> Array:
    """The softmax over the real positions."""
    with np.errstate(all="ignore"):
        return softmax(np.where(mask, np.asarray(scores, np.float64), fill))


def one_hot(place: int, count: int) -> Array:
    return (np.arange(count) == place).astype(np.float64)


def every_look(scores: Array, mask: Array, rewards: Array, baseline: float) -> Array:
    """The estimate that each look gives, [J, J]: row z is that of looking at z."""
    p = chances(scores, mask)
    gains = np.where(mask, np.asarray(rewards, np.float64) - baseline, 0.0)
    return gains[:, None] * (np.eye(len(p)) - p)
