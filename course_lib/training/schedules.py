"""Schedules of scheduled sampling: how likely the decoder is told the truth at training step i.

Each is a small frozen value: call it with a step, traced or not, for a probability epsilon_i. Equal
schedules are equal objects, so they share one compiled program. All three decays are those of
Bengio et al. 2015, section 2.4, with their constants stated in steps.
"""

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from course_lib.devices import settings

Step = Int[Array, "*steps"] | int | float


@runtime_checkable
class Schedule(Protocol):
    """epsilon_i: the probability, 0 to 1, that the true previous token is fed at step i."""

    def __call__(self, step: Step) -> Float[Array, "*steps"]: ...


def _counted(step: Step) -> Float[Array, "*steps"]:
    """Steps as float32, counted from 0; ValueError for what is none. Those that are traced cannot
    be checked for their values."""
    if isinstance(step, np.ndarray | jax.Array) and jnp.issubdtype(step.dtype, jnp.number):
        return jnp.asarray(step, float)
    return jnp.asarray(settings.number("step", step, least=0.0), float)


@dataclass(frozen=True)
class Constant:
    """epsilon_i = rate at every step: 1 is teacher forcing, 0 is free running.

    >>> Constant(0.5)(10).item()
    0.5
    """

    rate: float | int

    def __post_init__(self) -> None:
        settings.put(self, rate=settings.share("rate", self.rate))

    def __call__(self, step: Step) -> Float[Array, "*steps"]:
        return jnp.full_like(_counted(step), self.rate, dtype=jnp.float32)


@dataclass(frozen=True)
class Linear:
    """epsilon_i = max(least, k - c i), here with k = 1 and c = (1 - least) / steps.

    All truth at step 0, the share `least` from step `steps` on.

    >>> Linear(steps=100)(jnp.array([0, 50, 200]))
    Array([1. , 0.5, 0. ], dtype=float32)
    """

    steps: float | int
    least: float | int = 0.0

    def __post_init__(self) -> None:
        steps = settings.number("steps", self.steps, above=0.0)
        settings.put(self, steps=steps, least=settings.share("least", self.least))

    def __call__(self, step: Step) -> Float[Array, "*steps"]:
        share = jnp.clip(_counted(step) / self.steps, 0.0, 1.0)
        return 1.0 - (1.0 - self.least) * share


@dataclass(frozen=True)
class Exponential:
    """epsilon_i = k^i, here with k = 2^(-1 / half): halved every `half` steps.

    >>> Exponential(half=100)(jnp.array([0, 100, 200]))
    Array([1.  , 0.5 , 0.25], dtype=float32)
    """

    half: float | int

    def __post_init__(self) -> None:
        settings.put(self, half=settings.number("half", self.half, above=0.0))

    def __call__(self, step: Step) -> Float[Array, "*steps"]:
        return jnp.exp2(-_counted(step) / self.half)


@dataclass(frozen=True)
class InverseSigmoid:
    """epsilon_i = k / (k + exp(i / k)), with the k at which epsilon_i is 1/2 at step `half`.

    That is where k ln k = half. It begins at k / (k + 1), a little below 1, and leaves the truth
    late and then fast: most of the fall takes some 5 k steps around `half`.

    >>> InverseSigmoid(half=100)(100).item()
    0.5
    """

    half: float | int

    def __post_init__(self) -> None:
        settings.put(self, half=settings.number("half", self.half, above=0.0))

    @property
    def k(self) -> float:
        """The k of the formula, at least 1, by Newton's method: k ln k is convex, so from above the
        root it comes down to it and never passes it."""
        k = self.half + math.e
        for _ in range(50):
            k -= (k * math.log(k) - self.half) / (math.log(k) + 1)
        return k

    def __call__(self, step: Step) -> Float[Array, "*steps"]:
        # The same fraction, written so that exp(i / k) cannot overflow.
        return jax.nn.sigmoid(math.log(self.k) - _counted(step) / self.k)
