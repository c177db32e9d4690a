"""How to train: steps, learning rate and clipping, and the optimiser made of them."""

import difflib
import functools
import math
from dataclasses import dataclass

import optax

from course_lib.devices import settings

# The types in which training works as it is. Not float16: its largest number is 65504 and its
# smallest 6e-8, so it needs a scaling of the loss.
DTYPES = ("float32", "bfloat16")

# A step of Adam moves no number by more than about three times the rate, so below this one no run
# is long enough to make a parameter overflow while loss and gradient are still finite.
MOST_RATE = 1e3


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
        settings.put(
            self,
            steps=settings.whole("steps", self.steps),
            learning_rate=float(
                settings.number("learning_rate", self.learning_rate, above=0.0, most=MOST_RATE)
            ),
            warmup=settings.whole("warmup", self.warmup, 0),
            clip=float(settings.number("clip", self.clip, above=0.0, most=math.inf)),
            chunk=settings.whole("chunk", self.chunk),
            seed=settings.whole("seed", self.seed, 0, settings.MOST_SEED),
        )
        if self.steps % self.chunk:
            raise ValueError(
                f"steps must be a multiple of chunk, got steps={self.steps} and chunk={self.chunk}"
            )
        if self.warmup >= self.steps:
            raise ValueError(f"warmup must be 0 to steps - 1 = {self.steps - 1}, got {self.warmup}")
        if not isinstance(self.dtype, str) or self.dtype not in DTYPES:
            near = difflib.get_close_matches(str(self.dtype), DTYPES, 1, cutoff=0.4)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"dtype must be {' or '.join(DTYPES)}, got {self.dtype!r}{hint}")


def optimizer(recipe: Recipe) -> optax.GradientTransformation:
    """Clipping by global norm, then Adam (Kingma & Ba 2015) on the recipe's schedule.

    ValueError for what is no `Recipe`.
    """
    return _optimizer(settings.instance("recipe", recipe, Recipe, "a Recipe"))


@functools.cache  # one object a recipe, so that equal recipes share their compiled programs
def _optimizer(recipe: Recipe) -> optax.GradientTransformation:
    schedule = optax.warmup_cosine_decay_schedule(
        0.0, recipe.learning_rate, recipe.warmup, recipe.steps
    )
    return optax.chain(optax.clip_by_global_norm(recipe.clip), optax.adam(schedule))
