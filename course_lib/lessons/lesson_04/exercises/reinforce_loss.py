"""Exercise: the loss whose gradient is the REINFORCE estimate, with a baseline."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import split_gradient
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_04.reinforce_loss_mistakes import WRONG, loss, stop

Array = Any  # NumPy's, or traced by JAX
ARGUMENTS = ("log_p", "log_draw", "reward", "baseline")
PLACES = (0, 1, 2, 3)


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, steps: int, *, baseline: float = 1.0) -> Case:
        # Numbers of one step differ from those of every other, so that no two can be taken for
        # each other.
        def numbers(low: float, high: float) -> np.ndarray:
            parts = (np.arange(steps) + rng.uniform(0.2, 0.8, size=steps)) / steps
            return (low + (high - low) * rng.permutation(parts)).astype(np.float32)

        log_p, log_draw = numbers(-3.0, -0.1), numbers(-2.5, -0.2)
        reward, level = numbers(-9.0, -4.0), (baseline * numbers(-3.5, -1.0)).astype(np.float32)
        return Case(label, (log_p, log_draw, reward, level))

    return [
        case("an ordinary sentence", 5),
        case("three steps", 3),
        case("one step", 1),
        case("a baseline of zero", 4, baseline=0.0),
    ]


def _by_hand(p: Array, z: Array, r: Array, b: Array) -> jax.Array:
    """A linear loss whose slopes are the estimate, worked out on paper."""
    p, z, r, b = map(jnp.asarray, (p, z, r, b))
    return jnp.dot(stop(b - r), z) - p.sum()


def _one_by_one(p: Array, z: Array, r: Array, b: Array) -> jax.Array:
    def one(p: Array, z: Array, r: Array, b: Array) -> jax.Array:
        return -(p + (stop(r) - stop(b)) * z)

    return jax.vmap(one)(*map(jnp.asarray, (p, z, r, b))).sum()


def _only_numbers(args: Args, row: Array) -> str | None:
    for name, slope in zip(ARGUMENTS[2:], split_gradient(args, PLACES, row)[2:], strict=True):
        if np.abs(slope).max() > TOLERANCE:
            t = int(np.abs(slope).argmax())
            return (
                f"no gradient may reach the {name}, it is only a number here: at step {t} it is "
                f"{number(slope[t])}"
            )
    return None


def _letters_learn(args: Args, row: Array) -> str | None:
    slope = split_gradient(args, PLACES, row)[0]
    off = np.abs(slope + 1)
    if off.max() <= TOLERANCE:
        return None
    t = int(off.argmax())
    return (
        f"the loss must fall by 1 where log_p rises by 1, at each step: the gradient in log_p at "
        f"[{t}] must be -1, and is {number(slope[t])}"
    )


reinforce_loss = Exercise(
    name="reinforce_loss",
    arguments=ARGUMENTS,
    wanted=(
        "log_p [T] (log p(y_t) of the right letter), log_draw [T] (log p(z_t) of the position "
        "drawn), reward [T] and baseline [T] to one number, a loss to minimise: its gradient must "
        "be minus the REINFORCE estimate, summed over the steps."
    ),
    draw=_draw,
    reference=loss,
    gradient=ARGUMENTS,
    properties=(
        Property("reward and baseline are only numbers", _only_numbers),
        Property("the letters learn", _letters_learn),
    ),
    wrong=WRONG,
    right=(lambda p, z, r, b: loss(p, z, r, b), _by_hand, _one_by_one),
    hint=(
        "Two terms per step: log_p, which teaches the letters, and stop_gradient(reward - "
        "baseline) * log_draw, which teaches where to look. Sum over the steps, and put one minus "
        "in front of it all."
    ),
    part=Part(goes="Reinforced(loss_of=...)", example=lambda *args: args),
)
