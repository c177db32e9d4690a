"""Losses: what training makes small, counted over real tokens only."""

from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from course_lib.kernels.masks import PAD, masked_mean


def negative_log_likelihood(
    logits: Float[Array, "*T V"], target: Int[Array, "*T"]
) -> Float[Array, "*T"]:
    """-log p(y_t) in nats, with p = softmax(logits), for each token."""
    return smoothed_loss(jax.nn.log_softmax(logits.astype(jnp.float32), axis=-1), target, 0.0)


def target_tokens(batch: Any) -> Int[Array, ""]:
    """How many real target tokens a batch has: what `token_loss` is a mean over."""
    return jnp.sum(batch.target != PAD)


def sequence_loss(logits: Float[Array, "B T V"], target: Int[Array, "B T"]) -> Float[Array, ""]:
    """Mean -log p(y_t) in nats over the real tokens of a batch: the first half of `token_loss`."""
    return token_loss(logits, target)[0]


def smoothed_loss(
    log_p: Float[Array, "*T V"], target: Int[Array, "*T"], smoothing: float
) -> Float[Array, "*T"]:
    """The cross-entropy to a target that gives the share `smoothing` to all V tokens alike,

        -(1 - s) log p(y_t) - (s / V) sum_v log p(v),

    in nats for each token: `negative_log_likelihood` for s = 0 (Szegedy et al. 2016, section 7).
    """
    nats = -jnp.take_along_axis(log_p, target[..., None], axis=-1)[..., 0]
    return nats if smoothing == 0 else (1 - smoothing) * nats - smoothing * log_p.mean(axis=-1)


def token_loss(
    logits: Float[Array, "*B T V"], target: Int[Array, "*B T"], smoothing: float = 0.0
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """(mean negative log-likelihood in nats a token, share of tokens whose argmax is right).

    Both are means over the real tokens of the whole batch, the end token among them. With
    `smoothing` the first is the mean of `smoothed_loss`.

    >>> logits = jnp.log(jnp.array([[0.1, 0.1, 0.8], [0.2, 0.3, 0.5]]))
    >>> loss, accuracy = token_loss(logits, jnp.array([2, 1]))
    >>> round(loss.item(), 3), accuracy.item()
    (0.714, 0.5)
    >>> loss, accuracy = token_loss(logits, jnp.array([2, 0]))  # the second is padding
    >>> round(loss.item(), 3), accuracy.item()
    (0.223, 1.0)
    """
    real: Bool[Array, ...] = target != PAD
    right = jnp.argmax(logits, axis=-1) == target
    log_p = jax.nn.log_softmax(logits.astype(jnp.float32), axis=-1)
    return (
        masked_mean(smoothed_loss(log_p, target, smoothing), real),
        masked_mean(right.astype(jnp.float32), real),
    )
