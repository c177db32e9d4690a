"""Problem: how much better a draw was than the other draws for the same source."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps3.bank.left_out_mistakes import WRONG, compared

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, count: int) -> Case:
        # Uneven steps, so that mean, median and neighbours differ.
        rewards = -0.3 - np.cumsum(np.linspace(0.2, 0.7, count) ** 2 * rng.uniform(0.9, 1.1, count))
        return Case(label, (rng.permutation(rewards).astype(np.float32),))

    return [
        case("five draws", 5),
        case("four draws", 4),
        case("two draws", 2),
        Case("all alike", (np.full(4, -round(float(rng.uniform(1, 2)), 2), np.float32),)),
    ]


def _adds_up_to_nothing(args: Args, came: np.ndarray) -> str | None:
    if abs(came.sum()) <= 1e-4:
        return None
    return (
        f"what one draw is ahead of the others, they are behind: the advantages add up to 0, and "
        f"not to {number(came.sum())}"
    )


def _apart(args: Args, came: np.ndarray) -> str | None:
    rewards = args[0]
    if rewards[0] == rewards[1]:
        return None
    count = len(rewards)
    right = (rewards[0] - rewards[1]) * count / (count - 1)
    if abs(came[0] - came[1] - right) <= 1e-4:
        return None
    return (
        f"the advantages of draws 0 and 1 differ by {number(came[0] - came[1])}; they should "
        f"differ by {number(right)}, N / (N - 1) times as much as their rewards"
    )


def _by_sum(rewards: Array) -> Array:
    return rewards - (rewards.sum() - rewards) / (len(rewards) - 1)


def _by_factor(rewards: Array) -> Array:
    count = rewards.shape[0]
    return count / (count - 1) * (rewards - rewards.mean())


def _by_matrix(rewards: Array) -> Array:
    count = len(rewards)
    return rewards - (1 - jnp.eye(count)) @ rewards / (count - 1)


def _by_vmap(rewards: Array) -> Array:
    places = jnp.arange(len(rewards))

    def of_one(n: Array) -> Array:
        return rewards[n] - jnp.mean(rewards, where=places != n)

    return jax.vmap(of_one)(places)


left_out = Problem(
    Exercise(
        name="left_out",
        arguments=("rewards",),
        wanted=(
            "rewards [N] of N draws (2 or more) for one source to advantages [N]: each reward less "
            "the mean of the other N - 1."
        ),
        draw=_draw,
        reference=compared,
        properties=(
            Property("they add up to 0", _adds_up_to_nothing),
            Property("two draws apart", _apart),
        ),
        wrong=WRONG,
        right=(_by_sum, _by_factor, _by_matrix, _by_vmap),
        hint=("The sum of the others is the sum of all less the own reward. How many are they?"),
    )
)
