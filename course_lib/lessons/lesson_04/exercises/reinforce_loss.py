"""Exercise: the loss whose gradient is the REINFORCE estimate, with a baseline."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import split_gradient
from course_lib.lessons.checking.running import TOLERANCE, number

Array = Any  # NumPy's, or traced by JAX
stop = jax.lax.stop_gradient
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


def _at(table: Array, positions: Array) -> jax.Array:
    return jnp.take_along_axis(jnp.asarray(table), positions[:, None], axis=1)[:, 0]


def _drawn(scores: Array, noise: Array) -> jax.Array:
    return jnp.argmax(stop(scores) + noise, axis=1)


def _loss(
    scores: Array,
    noise: Array,
    values: Array,
    baseline: Array,
    *,
    advantage: Function = lambda reward, baseline: stop(reward - baseline),
    log_p: Function = lambda scores, noise: jax.nn.log_softmax(scores, axis=1),
    draws: Function = _drawn,
    direct: float = 1.0,
) -> jax.Array:
    """The right loss, or one with a part replaced; `direct` scales the reward's own term."""
    positions = draws(scores, noise)
    reward = _at(values, positions)
    chosen = _at(log_p(scores, noise), positions)
    return -jnp.sum(direct * reward + advantage(reward, jnp.asarray(baseline)) * chosen)


def _with(**parts: Any) -> Function:
    return lambda s, n, v, b: _loss(s, n, v, b, **parts)


def _sample_passes(s: Array, n: Array, v: Array, b: Array, *, credit: float = 1.0) -> jax.Array:
    """The one-hot sample with the softmax's gradient: "straight-through"."""
    weights = jax.nn.softmax(s, axis=1)
    hot = jax.nn.one_hot(_drawn(s, n), s.shape[1])
    sample = hot + weights - stop(weights)
    reward = jnp.sum(sample * v, axis=1)
    chosen = jnp.sum(hot * jax.nn.log_softmax(s, axis=1), axis=1)
    return -jnp.sum(reward + credit * stop(reward - b) * chosen)


def _mean_reward(s: Array, n: Array, v: Array, b: Array) -> jax.Array:
    return -jnp.sum(jax.nn.softmax(s, axis=1) * v)


def _total(s: Array, n: Array, v: Array, b: Array) -> jax.Array:
    return _loss(s, n, v, b, advantage=lambda r, b: stop(jnp.full_like(r, r.sum()) - b))


def _by_hand(s: Array, n: Array, v: Array, b: Array) -> jax.Array:
    """A linear loss whose slopes are the estimate, worked out on paper."""
    hot = jax.nn.one_hot(_drawn(s, n), s.shape[1])
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
    reference=_loss,
    gradient=("scores", "values", "baseline"),
    properties=(
        Property("no gradient in the baseline", _baseline_is_a_number),
        Property("the values learn where they are read", _values_learn_where_read),
        Property("rows of the gradient in scores sum to 0", _a_shift_changes_nothing),
    ),
    wrong=(
        Misconception(
            "reward not detached",
            "the reward is differentiated inside the product with log p(s): there it is only a "
            "number, and needs a stop_gradient",
            _with(advantage=lambda r, b: r - stop(b)),
        ),
        Misconception(
            "baseline not detached",
            "the gradient goes on into the baseline, which would then be trained to make the loss "
            "small: it needs a stop_gradient",
            _with(advantage=lambda r, b: stop(r) - b),
        ),
        Misconception(
            "neither detached",
            "the gradient goes through the whole of reward minus baseline: both are only numbers "
            "there, and need a stop_gradient",
            _with(advantage=lambda r, b: r - b),
        ),
        Misconception(
            "sign",
            "it is the objective itself: a loss is made small, so it needs a minus in front",
            lambda s, n, v, b: -_loss(s, n, v, b),
        ),
        Misconception(
            "baseline minus reward",
            "the term in log p(s) has the wrong sign: a minus is missing in front of it, or "
            "reward and baseline stand the wrong way round. What went better than usual becomes "
            "less likely",
            _with(advantage=lambda r, b: stop(b - r)),
        ),
        Misconception(
            "baseline added",
            "the baseline is added to the reward and not taken off it",
            _with(advantage=lambda r, b: stop(r + b)),
        ),
        Misconception(
            "baseline ignored",
            "the baseline plays no part: right on average, but noisier than need be",
            _with(advantage=lambda r, b: stop(r)),
        ),
        Misconception(
            "gradient through the sample",
            "the sample is differentiated as if it were soft (straight-through), and the "
            "score-function term is there as well: the scores are taught twice",
            _sample_passes,
        ),
        Misconception(
            "straight-through",
            "the sample is differentiated as if it were soft: that is the straight-through "
            "estimator; REINFORCE lets no gradient through the sample",
            lambda s, n, v, b: _sample_passes(s, n, v, b, credit=0.0),
        ),
        Misconception(
            "nothing drawn",
            "the mean of the values under the weights is differentiated: nothing is sampled, and "
            "every position must be read",
            _mean_reward,
        ),
        Misconception(
            "no score-function term",
            "the scores get no gradient at all: an argmax has none, so without a term in "
            "log p(s) nobody learns where to look",
            _with(advantage=lambda r, b: jnp.zeros_like(r)),
        ),
        Misconception(
            "values not taught",
            "only where to look is learned: the reward's own term is missing, so that what is "
            "written from there learns nothing",
            _with(direct=0.0),
        ),
        Misconception(
            "probability, not its logarithm",
            "the advantage multiplies p(s) where log p(s) belongs",
            _with(log_p=lambda s, n: jax.nn.softmax(s, axis=1)),
        ),
        Misconception(
            "scores for log-probabilities",
            "the score of the position is used as log p(s): the softmax's sum is missing",
            _with(log_p=lambda s, n: s),
        ),
        Misconception(
            "noise in the log-probability",
            "log p(s) is made from the noisy scores: the noise decides the draw, and is no part "
            "of the probability",
            _with(log_p=lambda s, n: jax.nn.log_softmax(s + n, axis=1)),
        ),
        Misconception(
            "likeliest position",
            "the likeliest position is read each time: the noise is not used, nothing is drawn",
            _with(draws=lambda s, n: jnp.argmax(s, axis=1)),
        ),
        Misconception(
            "total reward",
            "every step is credited with the rewards of all the steps: unbiased too, but here each "
            "step has its own",
            _total,
        ),
        Misconception(
            "mean over the steps",
            "the steps are averaged; their sum is asked for",
            lambda s, n, v, b: _loss(s, n, v, b) / s.shape[0],
        ),
        Misconception(
            "mean of the baseline",
            "every step is compared with the mean of the baselines over all steps: each has its "
            "own",
            _with(advantage=lambda r, b: stop(r - b.mean())),
        ),
        Misconception(
            "softmax over the steps",
            "log p(s) is normalised over the steps (axis 0): it is a softmax over the positions "
            "of one step",
            _with(log_p=lambda s, n: jax.nn.log_softmax(s, axis=0)),
        ),
        Misconception(
            "mean reward for the baseline",
            "the rewards are compared with their own mean over the steps; the baseline is not used",
            _with(advantage=lambda r, b: stop(r - r.mean())),
        ),
    ),
    right=(
        lambda scores, noise, values, baseline: _loss(scores, noise, values, baseline),
        _by_hand,
        _one_by_one,
    ),
    hint=(
        "Per step: position = argmax(scores + noise), reward = values there, log_p = log_softmax "
        "of the scores there. Two terms: the reward itself, which teaches the values, and "
        "stop_gradient(reward - baseline) * log_p, which teaches the scores. Sum, minus sign."
    ),
)
