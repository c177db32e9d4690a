"""The mistakes that the bank of `reinforce_loss` knows, and the parts that they are made of."""

from typing import Any

import jax
import jax.numpy as jnp

from course_lib.lessons.checking.bank import Function, Misconception

Array = Any  # NumPy's, or traced by JAX


stop = jax.lax.stop_gradient


def at(table: Array, positions: Array) -> jax.Array:
    return jnp.take_along_axis(jnp.asarray(table), positions[:, None], axis=1)[:, 0]


def drawn(scores: Array, noise: Array) -> jax.Array:
    return jnp.argmax(stop(scores) + noise, axis=1)


def loss(
    scores: Array,
    noise: Array,
    values: Array,
    baseline: Array,
    *,
    advantage: Function = lambda reward, baseline: stop(reward - baseline),
    log_p: Function = lambda scores, noise: jax.nn.log_softmax(scores, axis=1),
    draws: Function = drawn,
    direct: float = 1.0,
) -> jax.Array:
    """The right loss, or one with a part replaced; `direct` scales the reward's own term."""
    positions = draws(scores, noise)
    reward = at(values, positions)
    chosen = at(log_p(scores, noise), positions)
    return -jnp.sum(direct * reward + advantage(reward, jnp.asarray(baseline)) * chosen)


def _with(**parts: Any) -> Function:
    return lambda s, n, v, b: loss(s, n, v, b, **parts)


def _sample_passes(s: Array, n: Array, v: Array, b: Array, *, credit: float = 1.0) -> jax.Array:
    """The one-hot sample with the softmax's gradient: "straight-through"."""
    weights = jax.nn.softmax(s, axis=1)
    hot = jax.nn.one_hot(drawn(s, n), s.shape[1])
    sample = hot + weights - stop(weights)
    reward = jnp.sum(sample * v, axis=1)
    chosen = jnp.sum(hot * jax.nn.log_softmax(s, axis=1), axis=1)
    return -jnp.sum(reward + credit * stop(reward - b) * chosen)


def _mean_reward(s: Array, n: Array, v: Array, b: Array) -> jax.Array:
    return -jnp.sum(jax.nn.softmax(s, axis=1) * v)


def _total(s: Array, n: Array, v: Array, b: Array) -> jax.Array:
    return loss(s, n, v, b, advantage=lambda r, b: stop(jnp.full_like(r, r.sum()) - b))


WRONG = (
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
        lambda s, n, v, b: -loss(s, n, v, b),
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
        lambda s, n, v, b: loss(s, n, v, b) / s.shape[0],
    ),
    Misconception(
        "mean of the baseline",
        "every step is compared with the mean of the baselines over all steps: each has its own",
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
)
