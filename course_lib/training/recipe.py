"""How to train: steps, learning rate and clipping, and the optimiser made of them."""

import difflib
import functools
import math
import numbers
from dataclasses import dataclass
from typing import Any

import numpy as np
import optax

# The types in which training works as it is. Not float16: its largest number is 65504 and its
# smallest 6e-8, so it needs a scaling of the loss.
DTYPES = ("float32", "bfloat16")
# What the arithmetic of steps and rates can hold: int32 counters, uint32 seeds, float32 numbers.
MOST_STEPS, MOST_SEEDS = 2**31 - 1, 2**32 - 1
LEAST, LARGEST = float(np.finfo(np.float32).tiny), float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class Recipe:
    """How to train: Adam, linear warm-up to `learning_rate`, cosine decay to zero, clipping.

    `steps` and `warmup` are counted in optimiser steps, `clip` is the largest global norm of a
    gradient (Pascanu et al. 2013, algorithm 1; inf: no clipping), `chunk` the steps of one compiled
    call, `dtype` the type of the arithmetic (parameters and optimiser stay float32). ValueError for
    what cannot be, as a float32 or whole number.
    """

    steps: int = 800
    learning_rate: float = 3e-3
    warmup: int = 50
    clip: float = 1.0
    chunk: int = 10
    seed: int = 0
    dtype: str = "float32"

    def __post_init__(self) -> None:
        whole = {"steps": MOST_STEPS, "warmup": MOST_STEPS, "chunk": MOST_STEPS, "seed": MOST_SEEDS}
        for name, most in whole.items():
            # As plain numbers: equal recipes then look alike, wherever their numbers come from.
            object.__setattr__(self, name, _whole(name, getattr(self, name), most))
        for name, top in {"learning_rate": LARGEST, "clip": math.inf}.items():
            object.__setattr__(self, name, _positive(name, getattr(self, name), top))
        if self.steps < 1 or self.chunk < 1 or self.steps % self.chunk:
            raise ValueError(
                f"steps must be a multiple of chunk, both at least 1, got steps={self.steps} and "
                f"chunk={self.chunk}"
            )
        if not 0 <= self.warmup < self.steps:
            raise ValueError(f"warmup must be 0 to steps - 1 = {self.steps - 1}, got {self.warmup}")
        if self.seed < 0:
            raise ValueError(f"seed must be 0 to {MOST_SEEDS}, got {self.seed}")
        if self.dtype not in DTYPES:
            near = difflib.get_close_matches(str(self.dtype), DTYPES, 1, cutoff=0.4)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"dtype must be {' or '.join(DTYPES)}, got {self.dtype!r}{hint}")


@functools.cache  # one object a recipe, so that equal recipes share their compiled programs
def optimizer(recipe: Recipe) -> optax.GradientTransformation:
    """Clipping by global norm, then Adam (Kingma & Ba 2015) on the recipe's schedule."""
    schedule = optax.warmup_cosine_decay_schedule(
        0.0, recipe.learning_rate, recipe.warmup, recipe.steps
    )
    return optax.chain(optax.clip_by_global_norm(recipe.clip), optax.adam(schedule))


def _whole(name: str, value: Any, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or int(value) > most:
        raise ValueError(f"{name} must be a whole number, at most {most}, got {value!r}")
    return int(value)


def _positive(name: str, value: Any, most: float) -> float:
    number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not number or not LEAST <= float(value) <= most:
        kind = "above 0" if most == math.inf else "above 0 and finite"
        raise ValueError(f"{name} must be a number {kind}, as a float32, got {value!r}")
    return float(value)
