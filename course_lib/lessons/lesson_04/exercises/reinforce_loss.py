"""Exercise: the loss whose gradient is the REINFORCE estimate, with a baseline."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import split_gradient
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_04.reinforce_loss_mistakes import WRONG, drawn, loss, stop

Array = Any  # NumPy's, or traced by JAX
PLACES = (0, 2, 3)  # scores, values, baseline


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, targets: int, sources: int, baseline: float = 1.0) -> Case:
        scores = rng.normal(size=(targets, sources)).astype(np.float32)
        values = -rng.uniform(0.2, 3.0, size=(targets, sources)).astype(np.float32)
        # Noise whose winner wins clearly, and is not the likeliest position of every step.
        noise = rng.gumbel(size=(targets, sources)).astype(np.float32)
        other = (scores.argmax(axis=1) + 1) % sources
        noise[np.arange(targets)[:1], other[:1]] += 9
        far = np.zeros(targets, np.float32)
        level = baseline * rng.uniform(-2.0, -0.5, size=targets).astype(np.float32) + far
        return Case(label, (scores, noise, values, level.astype(np.float32)))

    return [
        case("an ordinary target", 4, 5),
        case("one step", 1, 6),
        case("one source position", 3, 1),
        case("a baseline of zero", 4, 5, baseline=0.0),
    ]


def _by_hand(s: Array, n: Array, v: Array, b: Array) -> jax.Array:
    """A linear loss whose slopes are the estimate, worked out on paper."""
    hot = jax.nn.one_hot(drawn(s, n), s.shape[1])
    reward = stop(jnp.sum(hot * v, axis=1))
    slope = (reward - b)[:, None] * (hot - jax.nn.softmax(s, axis=1))
    return -jnp.sum(stop(slope) * s) - jnp.sum(hot * v)


def _one_by_one(s: Array, n: Array, v: Array, b: Array) -> jax.Array:
    def one(scores: Array, noise: Array, values: Array, level: Array) -> jax.Array:
        j = jnp.argmax(scores + noise)
        log_p = scores[j] - jax.nn.logsumexp(scores)
        return -(values[j] + stop(values[j] - level) * log_p)

    return jax.vmap(one)(*(jnp.asarray(part) for part in (s, n, v, b))).sum()


def _baseline_is_a_number(args: Args, row: Array) -> str | None:
    slope = split_gradient(args, PLACES, row)[2]
    if np.abs(slope).max() <= TOLERANCE:
        return None
    t = int(np.abs(slope).argmax())
    return (
        f"no gradient may reach the baseline, it is only a number to compare with: at step {t} it "
        f"is {number(slope[t])}"
    )


def _values_learn_where_read(args: Args, row: Array) -> str | None:
    scores, noise, _, _ = args
    slope = split_gradient(args, PLACES, row)[1]
    positions = (scores + noise).argmax(axis=1)
    for t, j in enumerate(positions):
        if abs(slope[t, j] + 1) > TOLERANCE:
            return (
                f"the loss must fall by 1 where the log-probability that was read rises by 1: the "
                f"gradient in values at [{t}, {j}] must be -1, and is {number(slope[t, j])}"
            )
    return None


def _a_shift_changes_nothing(args: Args, row: Array) -> str | None:
    slope = split_gradient(args, PLACES, row)[0]
    total = slope.sum(axis=1)
    if np.abs(total).max() <= 10 * TOLERANCE:
        return None
    t = int(np.abs(total).argmax())
    return (
        f"a number added to all the scores of a step changes no probability, so each row of the "
        f"gradient in scores sums to 0: row {t} sums to {number(total[t])}"
    )


reinforce_loss = Exercise(
    name="reinforce_loss",
    arguments=("scores", "noise", "values", "baseline"),
    wanted=(
        "scores [T, J], Gumbel noise [T, J], values [T, J] (log p(y_t) if position j is read at "
        "step t) and baseline [T] to one number, a loss to minimise: its gradient must be minus "
        "the REINFORCE estimate, summed over the steps, each with its own reward."
    ),
    draw=_draw,
    reference=loss,
    gradient=("scores", "values", "baseline"),
    properties=(
        Property("no gradient in the baseline", _baseline_is_a_number),
        Property("the values learn where they are read", _values_learn_where_read),
        Property("rows of the gradient in scores sum to 0", _a_shift_changes_nothing),
    ),
    wrong=WRONG,
    right=(
        lambda scores, noise, values, baseline: loss(scores, noise, values, baseline),
        _by_hand,
        _one_by_one,
    ),
    hint=(
        "Per step: position = argmax(scores + noise), reward = values there, log_p = log_softmax "
        "of the scores there. Two terms: the reward itself, which teaches the values, and "
        "stop_gradient(reward - baseline) * log_p, which teaches the scores. Sum, minus sign."
    ),
)
