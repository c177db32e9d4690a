"""Problem: mean and variance of the estimate that one look gives, with all looks enumerated."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps3.bank.look_ways import chances
from course_lib.lessons.coursework.ps3.bank.moments_mistakes import WRONG
from course_lib.lessons.coursework.ps3.bank.moments_ways import both

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: list[int], baseline: float) -> Case:
        mask = np.array(real, bool)
        scores = rng.permutation(np.linspace(-0.7, 0.7, len(real))) + rng.uniform(0.2, 0.4)
        rewards = rng.permutation(np.linspace(-2.5, -0.3, len(real))) * rng.uniform(0.9, 1.1)
        rewards[~mask] = rng.uniform(1.0, 2.0, (~mask).sum())
        given = scores.astype(np.float32), mask, rewards.astype(np.float32), baseline
        return Case(label, given)

    infinite = case("padding that is infinite", [0, 1, 1, 0, 1], -1.0)
    infinite.args[0][[0, 3]] = np.inf, -np.inf
    infinite.args[2][[0, 3]] = -np.inf, np.inf
    return [
        case("a baseline", [1, 1, 1, 1], -round(float(rng.uniform(1.1, 1.6)), 3)),
        case("no baseline", [1, 1, 1], 0.0),
        case("padding among them", [1, 0, 1, 1, 0], -round(float(rng.uniform(0.5, 0.8)), 3)),
        infinite,
    ]


def _baseline_moves_no_mean(args: Args, came: np.ndarray) -> str | None:
    scores, mask, rewards, baseline = args
    p, paid = chances(scores, mask), np.where(mask, rewards, 0.0).astype(np.float64)
    right = p * (paid - p @ paid)
    j = int(np.abs(came[0] - right).argmax())
    if abs(came[0, j] - right[j]) <= 1e-4:
        return None
    return (
        f"whatever the baseline, the mean estimate is the gradient of the mean reward: at {j} that "
        f"is {number(right[j])}, and with baseline {number(baseline)} it gives {number(came[0, j])}"
    )


def _no_variance_is_negative(args: Args, came: np.ndarray) -> str | None:
    j = int(came[1].argmin())
    if came[1, j] >= -1e-6:
        return None
    return f"a variance is never negative: at {j} it is {number(came[1, j])}"


def _nothing_on_padding(args: Args, came: np.ndarray) -> str | None:
    for j in np.flatnonzero(~args[1]):
        if np.abs(came[:, j]).max() > 1e-6:
            return f"position {j} is padding: mean and variance are 0 there"
    return None


def _by_matrix(scores: Array, mask: Array, rewards: Array, baseline: float) -> Array:
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    gains = jnp.where(mask, rewards - baseline, 0.0)
    every = gains[:, None] * (jnp.eye(len(p)) - p)
    mean = p @ every
    return jnp.stack([mean, p @ (every - mean) ** 2])


def _by_vmap(scores: Array, mask: Array, rewards: Array, baseline: float) -> Array:
    scores, rewards = jnp.where(mask, scores, -1e9), jnp.where(mask, rewards, baseline)

    def of_one(place: Array) -> Array:
        slope = jax.grad(lambda s: jax.nn.log_softmax(s)[place])(scores)
        return (rewards[place] - baseline) * slope

    every = jax.vmap(of_one)(jnp.arange(len(scores)))
    p = jax.nn.softmax(scores)[:, None]
    first, second = (p * every).sum(axis=0), (p * every**2).sum(axis=0)
    return jnp.array([first, second - first**2])


def _by_formula(scores: Array, mask: Array, rewards: Array, baseline: float) -> Array:
    """In closed form: the own look, and all others together."""
    p = jax.nn.softmax(scores, where=mask)
    gains = jnp.where(mask, rewards, baseline) - baseline
    mean = p * (gains - p @ gains)
    square = p * gains**2 * (1 - 2 * p) + p**2 * (p @ gains**2)
    return jnp.stack([mean, square - mean**2])


def _by_loop(scores: Array, mask: Array, rewards: Array, baseline: float) -> Array:
    powers = np.where(mask, np.exp(np.where(mask, scores, 0.0)), 0.0)
    p = powers / powers.sum()
    found = np.zeros((2, len(p)))
    for j in range(len(p)):
        each = [
            (rewards[z] - baseline) * ((z == j) - p[j]) if mask[z] else 0 for z in range(len(p))
        ]
        found[0, j] = sum(p[z] * each[z] for z in range(len(p)))
        found[1, j] = sum(p[z] * (each[z] - found[0, j]) ** 2 for z in range(len(p)))
    return found


moments = Problem(
    Exercise(
        name="moments",
        arguments=("scores", "mask", "rewards", "baseline"),
        wanted=(
            "scores [J], mask [J] (True = real), rewards [J] (what the look at each position is "
            "paid) and baseline (a number) to [2, J]: the mean and the variance of the estimate of "
            "one look, (reward - baseline) times the gradient of log p, for each score; 0 on "
            "padding."
        ),
        draw=_draw,
        reference=both,
        properties=(
            Property("the baseline moves no mean", _baseline_moves_no_mean),
            Property("no variance is negative", _no_variance_is_negative),
            Property("nothing on padding", _nothing_on_padding),
        ),
        wrong=WRONG,
        right=(_by_matrix, _by_vmap, _by_formula, _by_loop),
        hint=(
            "Make the matrix of all estimates, [J, J], row z for the look at z: vmap your "
            "look_gradient over the places and the advantages (0 where z is padding). The mean is "
            "p @ matrix. The variance is p @ (matrix - mean)**2."
        ),
    )
)
