"""REINFORCE: how scores learn that choose by a draw.

A draw has no gradient. What can be climbed is a lower bound on log p(y | x): over the positions
z = (z_1 .. z_T) that a hard alignment draws,

    L = sum_z p(z | x) log p(y | z, x)  <=  log sum_z p(z | x) p(y | z, x) = log p(y | x)

(Xu et al. 2015, eq. 10), and its gradient is a mean that one draw estimates (eq. 11 and 12):

    dL = E_z [ d log p(y | z, x) + (R - b) d log p(z | x) ]     with R = log p(y | z, x)

Here p(z | x) is the product of all p(z_t | z_1 .. z_{t-1}, y_1 .. y_{t-1}, x): each look may depend
on the true tokens before it. It sums to one over all z, so the bound holds.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.batches import Batch, check_batch, shift_right
from course_lib.data.vocab import PAD
from course_lib.devices import settings
from course_lib.devices.sharding import Terms, sentence_keys
from course_lib.kernels.losses import negative_log_likelihood, target_tokens
from course_lib.kernels.masks import masked_mean
from course_lib.model.alignments import Looked
from course_lib.model.seq2seq import Seq2Seq, check_model

REWARDS = ("total", "to_go", "immediate")
BASELINES = ("none", "moving", "per_step")


class Average(NamedTuple):
    """A moving average that starts at nothing: its value is total / weight."""

    total: Float[Array, ""]
    weight: Float[Array, ""]

    @property
    def value(self) -> Float[Array, ""]:
        return self.total / jnp.maximum(self.weight, 1e-8)


class Drawn(NamedTuple):
    """A batch under one draw of all positions. [B, T] each, in nats, 0 on padding.

    `log_p` is log p(y_t | ...), `log_draw` log p(z_t | ...), `entropy` that of alpha_t.
    """

    log_p: Float[Array, "B T"]
    log_draw: Float[Array, "B T"]
    entropy: Float[Array, "B T"]


def entropy(weights: Float[Array, "*T J"]) -> Float[Array, "*T"]:
    """H = -sum_j alpha_j log alpha_j in nats, with 0 log 0 = 0: log J if uniform, 0 if one-hot."""
    positive = weights > 0
    log = jnp.log(jnp.where(positive, weights, 1.0))
    return -jnp.sum(weights * log, axis=-1)


def draw(model: Seq2Seq, batch: Batch, key: Array | None) -> tuple[Drawn, Bool[Array, "B T"]]:
    """One draw of the positions of every sentence, the true previous tokens given; the tokens that
    were the likeliest.

    ValueError for a model that draws none: its alignment must be one of `alignments.HARD`. And for
    what is no `Seq2Seq`, no batch and no key.
    """
    check_model(model)
    check_batch(batch)
    keys = None if key is None else sentence_keys(key, batch.target.shape[0])
    logits, output = jax.vmap(model.forced)(batch.source, shift_right(batch.target), keys)
    if not isinstance(output.aux, Looked):
        raise ValueError(
            f"REINFORCE needs an alignment that draws positions, such as 'hard', got "
            f"{model.spec.wiring.alignment!r}"
        )
    assert output.weights is not None  # whatever draws has weights to draw from
    real = batch.target != PAD
    drawn = Drawn(
        jnp.where(real, -negative_log_likelihood(logits, batch.target), 0.0),
        jnp.where(real, output.aux.log_probability, 0.0),
        jnp.where(real, entropy(output.weights), 0.0),
    )
    return drawn, jnp.argmax(logits, axis=-1) == batch.target


def returns(log_p: Float[Array, "B T"], reward: str) -> Float[Array, "B T"]:
    """The reward R_t of each look, from log p(y_t) (0 on padding).

        total:      sum of all log p(y_i)         what the bound's gradient says
        to_go:      sum over i >= t               the same mean: a look cannot change the past
        immediate:  log p(y_t)                    cut short after the look's own token

    The immediate reward leaves out what a look does to later tokens by way of the decoder's state.
    That biases the gradient in every row whose cell reads the context or the attentional vector,
    and in no other: where steps do not wait for each other, it is exact.
    ValueError for an unknown reward, and for an array of other axes.
    """
    settings.one_of("reward", reward, REWARDS)
    settings.array("log_p", log_p, "B T", settings.REAL)
    if reward == "immediate":
        return log_p
    to_go = jnp.cumsum(log_p[:, ::-1], axis=1)[:, ::-1]
    if reward == "to_go":
        return to_go
    return jnp.broadcast_to(to_go[:, :1], log_p.shape)


def others_mean(rewards: Float[Array, "B T"], real: Bool[Array, "B T"]) -> Float[Array, "B T"]:
    """At each step, the mean reward of the *other* sentences that reach it; 0 if there are none.

    Without a sentence's own reward, or the baseline would depend on the draw that it is for.
    """
    kept = jnp.where(real, rewards, 0.0)
    others = jnp.sum(kept, axis=0)[None] - kept
    count = jnp.sum(real, axis=0)[None] - real.astype(int)
    return others / jnp.maximum(count, 1).astype(others.dtype)


@dataclass(frozen=True)
class Reinforce:
    """The objective for `fit` of a model with hard attention, as a mean over real tokens.

        dL / dtheta = mean_t [ d log p(y_t) + strength (R_t - b_t) d log p(z_t) + entropy dH_t ]

    from one draw a sentence (Xu et al. 2015, eq. 12, with lambda_r = `strength`, lambda_e =
    `entropy`). The reward R_t is never differentiated; `returns` says which ones there are. The
    baseline b_t must not depend on the draw z_t, and then changes the variance alone:

        none      0
        moving    the rewards of earlier batches, b <- decay b + (1 - decay) mean R, one number
                  (the unnumbered equation before eq. 12; corrected for its start as in Adam)
        per_step  at each step t, the mean R_t of the other sentences of the batch

    Adding the entropy's gradient follows another aim than the bound's: weights that stay spread
    out, so that positions go on being tried. It falls linearly to 0 over `anneal` steps, if given.
    The loss that `fit` shows is -mean log p(y_t | z), in nats a token.
    """

    reward: str = "immediate"
    baseline: str = "moving"
    entropy: float = 0.0
    strength: float = 1.0
    anneal: int | None = None
    decay: float = 0.9

    def __post_init__(self) -> None:
        settings.one_of("reward", self.reward, REWARDS)
        settings.one_of("baseline", self.baseline, BASELINES)
        settings.put(
            self,
            entropy=settings.number("entropy", self.entropy, least=0.0),
            strength=settings.number("strength", self.strength, least=0.0),
            anneal=None if self.anneal is None else settings.whole("anneal", self.anneal),
            decay=settings.number("decay", self.decay, least=0.0, below=1.0),
        )

    @property
    def terms(self) -> Terms | None:
        """What the loss is a mean over (see `sharding.mean_over`); None with the baseline per_step,
        which compares a sentence with all others of the batch."""
        return None if self.baseline == "per_step" else target_tokens

    def start(self) -> Average | None:
        """What the objective remembers from step to step, at the first: its moving average."""
        return Average(jnp.zeros(()), jnp.zeros(())) if self.baseline == "moving" else None

    def __call__(
        self, model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""], memory: Any
    ) -> tuple[Float[Array, ""], tuple[Float[Array, ""], Any]]:
        """(loss, (token accuracy, what to remember)); its gradient is the equation above."""
        drawn, right = draw(model, batch, key)
        real = batch.target != PAD
        loss, memory = self.loss(drawn, real, step, memory)
        return loss, (masked_mean(right.astype(jnp.float32), real), memory)

    def loss(
        self, drawn: Drawn, real: Bool[Array, "B T"], step: Int[Array, ""] | int, memory: Any
    ) -> tuple[Float[Array, ""], Any]:
        """(loss, what to remember) of one draw: the estimate as a function of its three parts."""
        rewards = self.rewards(drawn)
        advantage = rewards - self.subtract(rewards, real, memory)
        steer = self.strength * advantage * drawn.log_draw + self.spread(step) * drawn.entropy
        # Its value is no loss of anything, so only its gradient is let into the loss.
        steer = steer - jax.lax.stop_gradient(steer)
        return -masked_mean(drawn.log_p + steer, real), self.remember(rewards, real, memory)

    def spread(self, step: Int[Array, ""] | int) -> Float[Array, ""]:
        """lambda_e at this step."""
        held = jnp.asarray(self.entropy)
        if self.anneal is None:
            return held
        return held * jnp.clip(1.0 - step / self.anneal, 0.0, 1.0)

    def rewards(self, drawn: Drawn) -> Float[Array, "B T"]:
        """R_t of every look, not differentiated: that path through log p has a term of its own."""
        return jax.lax.stop_gradient(returns(drawn.log_p, self.reward))

    def subtract(
        self, rewards: Float[Array, "B T"], real: Bool[Array, "B T"], memory: Average | None
    ) -> Float[Array, "B T"]:
        """The baseline b_t of every look."""
        if self.baseline == "per_step":
            return others_mean(rewards, real)
        value = jnp.zeros(()) if memory is None else memory.value
        return jnp.broadcast_to(value, rewards.shape)

    def remember(
        self, rewards: Float[Array, "B T"], real: Bool[Array, "B T"], memory: Average | None
    ) -> Average | None:
        """The moving average after this batch."""
        if memory is None:
            return None
        total, weight = (self.decay * old for old in memory)
        fresh = (1 - self.decay) * masked_mean(rewards, real)
        return Average(total + fresh, weight + (1 - self.decay))
