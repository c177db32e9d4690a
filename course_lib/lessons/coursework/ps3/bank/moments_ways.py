"""Mean and variance of one look's estimate, rightly and wrongly, of which the bank of `moments` is
made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.coursework.ps3.bank.look_ways import chances, every_look

Array = Any  # NumPy's in the bank, JAX's in a check


def both(
    scores: Array,
    mask: Array,
    rewards: Array,
    baseline: float,
    *,
    looks: Callable[..., Array] = every_look,
    shares: Callable[[Array, Array], Array] = chances,
    spread: Callable[[Array, Array, Array], Array] = lambda p, every, mean: p @ (every - mean) ** 2,
) -> Array:
    p, every = shares(scores, mask), looks(scores, mask, rewards, baseline)
    with np.errstate(all="ignore"):
        mean = p @ every
        return np.stack([mean, spread(p, every, mean)])


def other(**changed: Any) -> Callable[..., Array]:
    return lambda *args: both(*args, **changed)


def even(scores: Array, mask: Array) -> Array:
    return np.asarray(mask) / np.sum(mask)


def own(s: Array, m: Array, r: Array, b: float) -> Array:
    """Each score as if its own look alone moved it."""
    p, r = chances(s, m), np.where(m, np.asarray(r, np.float64), 0.0)
    mean = p * (r - b)
    return np.stack([mean, p * (r - b) ** 2 - mean**2])


def turned(s: Array, m: Array, r: Array, b: float) -> Array:
    """The sum runs along the scores, not along the looks."""
    p, every = chances(s, m), every_look(s, m, r, b)
    mean = every @ p
    return np.stack([mean, (every - mean) ** 2 @ p])


def turned_with_columns(s: Array, m: Array, r: Array, b: float) -> Array:
    p, every = chances(s, m), every_look(s, m, r, b)
    mean = every @ p
    return np.stack([mean, (every - mean[:, None]) ** 2 @ p])


def off_the_gradient(s: Array, m: Array, r: Array, b: float) -> Array:
    return both(s, m, r, b, looks=lambda s, m, r, b: every_look(s, m, r, 0.0) - b)


def multiplied(s: Array, m: Array, r: Array, b: float) -> Array:
    p = chances(s, m)
    with np.errstate(all="ignore"):
        every = (np.asarray(r, np.float64) - b)[:, None] * (np.eye(len(p)) - p)
        mean = p @ every
        return np.stack([mean, p @ (every - mean) ** 2])


def unmasked(s: Array, m: Array, r: Array, b: float) -> Array:
    with np.errstate(all="ignore"):
        return both(s, np.ones_like(np.asarray(m)), r, b)


def padding_looked_at(s: Array, m: Array, r: Array, b: float) -> Array:
    """Looks at padding are paid 0, and the baseline comes off."""
    gains = np.where(m, np.asarray(r, np.float64), 0.0) - b
    return gains[:, None] * (np.eye(len(gains)) - chances(s, m))


def divided(s: Array, m: Array, r: Array, b: float) -> Array:
    """Means over axis 0 of what the probabilities have weighed already."""
    p, every = chances(s, m)[:, None], every_look(s, m, r, b)
    mean = (p * every).mean(axis=0)
    return np.stack([mean, (p * (every - mean) ** 2).mean(axis=0)])


def weighed(s: Array, m: Array, r: Array, b: float) -> Array:
    return chances(s, m)[:, None] * every_look(s, m, r, b)


def carried(slope: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    """Right, with estimates that come out of another look_gradient."""

    def looks(s: Array, m: Array, r: Array, b: float) -> Array:
        p, gains = chances(s, m), np.where(m, np.asarray(r, np.float64) - b, 0.0)
        return slope(gains[:, None], p)

    return other(looks=looks)
