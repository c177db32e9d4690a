"""The mistakes that the bank of `reinforce_loss` knows, and the parts that they are made of."""

from typing import Any

import jax
import jax.numpy as jnp

from course_lib.lessons.checking.bank import Function, Misconception

Array = Any  # NumPy's, or traced by JAX


stop = jax.lax.stop_gradient


def loss(
    log_p: Array,
    log_draw: Array,
    reward: Array,
    baseline: Array,
    *,
    advantage: Function = lambda reward, baseline: stop(reward - baseline),
    direct: Function = lambda log_p: log_p,
    draw: Function = lambda log_draw: log_draw,
) -> jax.Array:
    """The right loss, or one with a part replaced."""
    given = map(jnp.asarray, (log_p, log_draw, reward, baseline))
    log_p, log_draw, reward, baseline = given
    return -jnp.sum(direct(log_p) + advantage(reward, baseline) * draw(log_draw))


def _with(**parts: Any) -> Function:
    return lambda p, z, r, b: loss(p, z, r, b, **parts)


WRONG = (
    Misconception(
        "reward not detached",
        "the reward is differentiated inside the product with log p(z): there it is only a "
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
        lambda p, z, r, b: -loss(p, z, r, b),
    ),
    Misconception(
        "minus on the first term only",
        "the term in log p(z) has the wrong sign: the minus in front belongs to the whole sum "
        "(or reward and baseline stand the wrong way round). What went better than usual becomes "
        "less likely",
        _with(advantage=lambda r, b: stop(b - r)),
    ),
    Misconception(
        "minus on the second term only",
        "the term in log p(y) has the wrong sign: the minus in front belongs to the whole sum. "
        "The model learns to give the right letters a low probability",
        _with(direct=lambda p: -p),
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
        "baseline on the probability, too",
        "the advantage also multiplies log p(y): that term stands alone, whatever the reward",
        lambda p, z, r, b: -jnp.sum(stop(r - b) * (p + z)),
    ),
    Misconception(
        "no score-function term",
        "log p(z) gets no gradient at all, so nobody learns where to look",
        _with(advantage=lambda r, b: jnp.zeros_like(r)),
        also=(_with(draw=stop),),
    ),
    Misconception(
        "log p(y) not taught",
        "only where to look is learned: the term log p(y) is missing, so that what is written "
        "from there learns nothing",
        _with(direct=jnp.zeros_like),
        also=(_with(direct=stop),),
    ),
    Misconception(
        "probability, not its logarithm",
        "the advantage multiplies p(z), exp(log_draw), where log p(z) belongs",
        _with(draw=jnp.exp),
    ),
    Misconception(
        "own reward for the given one",
        "log_p stands in for the reward: what a look is paid for is given as `reward`",
        lambda p, z, r, b: loss(p, z, p, b),
        also=(lambda p, z, r, b: -jnp.sum(p + (p - stop(b)) * z),),
    ),
    Misconception(
        "mean over the steps",
        "the steps are averaged; their sum is asked for",
        lambda p, z, r, b: loss(p, z, r, b) / p.shape[0],
    ),
    Misconception(
        "mean of the baseline",
        "every step is compared with the mean of the baselines over all steps: each has its own",
        _with(advantage=lambda r, b: stop(r - b.mean())),
    ),
    Misconception(
        "mean reward for the baseline",
        "the rewards are compared with their own mean over the steps; the baseline is not used",
        _with(advantage=lambda r, b: stop(r - r.mean())),
    ),
    Misconception(
        "rewards summed",
        "every step is credited with the sum of all rewards: each has its own advantage, which "
        "is given",
        _with(advantage=lambda r, b: stop(r.sum() - b)),
    ),
    Misconception(
        "sums multiplied",
        "the sum of all advantages meets the sum of all log p(z): a look is paid with its own "
        "advantage, so multiply first and sum then",
        _with(draw=lambda z: jnp.full_like(z, z.sum())),
        also=(
            _with(advantage=lambda r, b: stop((r - b).sum())),
            lambda p, z, r, b: -(p.sum() + stop(r - b).sum() * z.sum()),
        ),
    ),
    Misconception(
        "log p of the look before",
        "each advantage meets the log-probability of the look before: they are one step apart",
        _with(draw=lambda z: jnp.roll(z, 1)),
        also=(_with(draw=lambda z: jnp.roll(z, -1)),),
    ),
)
