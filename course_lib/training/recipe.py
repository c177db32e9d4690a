"""How to train: steps, learning rate and clipping, and the optimiser made of them."""

import functools
from dataclasses import dataclass

import optax


@dataclass(frozen=True)
class Recipe:
    """How to train: Adam, linear warm-up to `learning_rate`, cosine decay to zero, clipping.

    `steps` and `warmup` are counted in optimiser steps, `clip` is the largest global norm of a
    gradient (Pascanu et al. 2013, algorithm 1), `chunk` the steps of one compiled call, `dtype` the
    type of the arithmetic (parameters and optimiser stay float32).
    """

    steps: int = 800
    learning_rate: float = 3e-3
    warmup: int = 50
    clip: float = 1.0
    chunk: int = 10
    seed: int = 0
    dtype: str = "float32"

    def __post_init__(self) -> None:
        if self.steps < 1 or self.chunk < 1 or self.steps % self.chunk:
            raise ValueError(
                f"steps must be a multiple of chunk, both at least 1, got steps={self.steps} and "
                f"chunk={self.chunk}"
            )
        if not 0 <= self.warmup < self.steps:
            raise ValueError(f"warmup must be 0 to steps - 1 = {self.steps - 1}, got {self.warmup}")


@functools.cache  # one object a recipe, so that equal recipes share their compiled programs
def optimizer(recipe: Recipe) -> optax.GradientTransformation:
    """Clipping by global norm, then Adam (Kingma & Ba 2015) on the recipe's schedule."""
    schedule = optax.warmup_cosine_decay_schedule(
        0.0, recipe.learning_rate, recipe.warmup, recipe.steps
    )
    return optax.chain(optax.clip_by_global_norm(recipe.clip), optax.adam(schedule))
