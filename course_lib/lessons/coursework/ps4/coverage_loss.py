"""Problem: how much of a decoder's looking goes where it has looked before."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps4.bank.coverage_loss_mistakes import WRONG, looked_again

Array = Any  # NumPy's in the bank, JAX's in a check


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, real: list[int], positions: int) -> Case:
        lifted = rng.uniform(0.2, 1.0, (len(real), positions)) ** 2
        weights = lifted / lifted.sum(axis=1, keepdims=True)
        return Case(label, (weights.astype(np.float32), np.array(real, bool)))

    once = np.eye(4, dtype=np.float32)[rng.permutation(4)]
    return [
        case("padded steps at the end", [1, 1, 1, 1, 0, 0], 5),
        case("no padding", [1, 1, 1, 1, 1], 4),
        case("padded steps in front and between", [0, 1, 1, 0, 1], 4),
        case("as many steps as positions", [1, 1, 1, 0], 4),
        Case("each position once", (once, np.ones(4, bool))),
        case("one real step", [0, 1, 0], 3),
        case("nothing but padded steps", [0, 0, 0], 3),
    ]


def _from_zero_to_one(args: Args, loss: np.ndarray) -> str | None:
    if -1e-5 <= loss <= 1 + 1e-5:
        return None
    return f"a step looks again with 0 to 1 of its weight, and so does the mean: {number(loss)}"


def _new_places_cost_nothing(args: Args, loss: np.ndarray) -> str | None:
    weights, real = args
    if (np.asarray(weights)[real].sum(axis=0) > 1 + 1e-6).any() or real.sum() != 4:
        return None
    if not set(np.unique(weights)) <= {0.0, 1.0} or abs(loss) <= 1e-5:
        return None
    return f"each position is looked at once, so nothing is looked at again: 0, not {number(loss)}"


def _one_step_costs_nothing(args: Args, loss: np.ndarray) -> str | None:
    if args[1].sum() > 1 or abs(loss) <= 1e-5:
        return None
    count = "no step is" if not args[1].any() else "one step alone is"
    return f"{count} real, so nothing is looked at again: the loss is 0, not {number(loss)}"


def _by_cumsum(weights: Array, real: Array) -> Array:
    kept = weights * real[:, None]
    before = jnp.cumsum(kept, axis=0) - kept
    return jnp.minimum(kept, before).sum() / jnp.maximum(real.sum(), 1)


def _by_scan(weights: Array, real: Array) -> Array:
    def step(coverage: Array, now: Array) -> Array:
        look = jnp.where(now[1], now[0], 0.0)
        return coverage + look, jnp.where(look < coverage, look, coverage).sum()

    found = jax.lax.scan(step, jnp.zeros(weights.shape[1]), (weights, real))[1]
    return jnp.where(real, found, 0.0).sum() / jnp.where(real.any(), real.sum(), 1)


def _by_triangle(weights: Array, real: Array) -> Array:
    steps = len(real)
    earlier = jnp.tril(jnp.ones((steps, steps)), -1) * real[None, :]
    again = jnp.minimum(weights, earlier @ weights).sum(axis=1)
    return jnp.sum(again, where=real) / jnp.clip(jnp.sum(real), 1)


def _by_loop(weights: Array, real: Array) -> Array:
    looks = np.asarray(weights, np.float64)[np.asarray(real)]
    found = [np.minimum(looks[t], looks[:t].sum(axis=0)).sum() for t in range(len(looks))]
    return float(np.mean(found)) if found else 0.0


coverage_loss = Problem(
    Exercise(
        name="coverage_loss",
        arguments=("weights", "real"),
        wanted=(
            "weights [T, J] and real [T] (True = a real step) to one number: the mean over the "
            "real steps t of the sum over j of min(weights[t, j], coverage[t, j]), where coverage "
            "adds up the weights of the real steps before t; 0 if no step is real."
        ),
        draw=_draw,
        reference=looked_again,
        properties=(
            Property("from 0 to 1", _from_zero_to_one),
            Property("new places cost nothing", _new_places_cost_nothing),
            Property("one step costs nothing", _one_step_costs_nothing),
        ),
        wrong=WRONG,
        right=(_by_cumsum, _by_scan, _by_triangle, _by_loop),
        hint=(
            "Set the weights of padded steps to 0 first. jnp.cumsum(kept, axis=0) adds up the "
            "steps, its own included, so take kept off again. Then jnp.minimum, the sum, and the "
            "number of real steps, at least 1."
        ),
    )
)
