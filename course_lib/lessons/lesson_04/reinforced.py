"""REINFORCE by a loss of one sentence, such as a reader writes it, and from several draws."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.batches import Batch
from course_lib.devices import settings
from course_lib.devices.sharding import Terms
from course_lib.kernels.masks import masked_mean
from course_lib.model.own import own
from course_lib.model.seq2seq import Seq2Seq
from course_lib.training.reinforce import Average, Drawn, Reinforce, returns


def reinforce_loss(
    log_p: Float[Array, " T"],
    log_draw: Float[Array, " T"],
    reward: Float[Array, " T"],
    baseline: Float[Array, " T"],
) -> Float[Array, ""]:
    """One number, whose gradient is minus the REINFORCE estimate from one draw of one sentence.

    - sum_t [ log p(y_t) + (R_t - b_t) log p(z_t) ], with R and b not differentiated; all are 0 on
    padding. Source: Xu et al. 2015, eq. 12.
    """
    advantage = jax.lax.stop_gradient(reward - baseline)
    return -jnp.sum(log_p + advantage * log_draw)


@dataclass(frozen=True)
class Reinforced(Reinforce):
    """`Reinforce` with a loss of one sentence in it, `loss_of`, and with one draw or several.

        loss_of(log_p [T], log_draw [T], reward [T], baseline [T])  -> a number

    It gets lambda_r log p(z_t) for `log_draw`, so that `strength` scales that term alone. With
    `draws` above 1 every sentence of a batch is drawn so often, and each draw is compared with the
    mean reward, at the same step, of the *other* draws of its sentence; `baseline` is then not
    used. Those do not depend on the draw that they are the baseline for, so the estimate stays
    unbiased, and how hard the sentence is falls out of it.
    ValueError for what is no function, and for fewer draws than one.
    """

    loss_of: Callable[..., Any] = reinforce_loss
    draws: int = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        settings.put(
            self,
            loss_of=own(self.loss_of, reinforce_loss, "loss_of"),
            draws=settings.whole("draws", self.draws),
        )

    @property
    def terms(self) -> Terms | None:
        """None: a loss of one's own need not be a mean over tokens."""
        return None

    def start(self) -> Average | None:
        return super().start() if self.draws == 1 else None

    def __call__(
        self, model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""], memory: Any
    ) -> tuple[Float[Array, ""], tuple[Float[Array, ""], Any]]:
        """(loss, (token accuracy, what to remember)), from all draws of all sentences."""
        many = jax.tree.map(lambda part: jnp.repeat(part, self.draws, axis=0), batch)
        return super().__call__(model, many, key, step, memory)

    def loss(
        self, drawn: Drawn, real: Bool[Array, "B T"], step: Int[Array, ""] | int, memory: Any
    ) -> tuple[Float[Array, ""], Any]:
        """(loss, what to remember) of a batch under one draw each."""
        rewards = self.rewards(drawn)
        baseline = jnp.where(real, self.subtract(rewards, real, memory), 0.0)
        # The reward as it is: it is for `loss_of` to keep the gradient out of it.
        reward = jnp.where(real, returns(drawn.log_p, self.reward), 0.0)
        paid = jax.vmap(self.loss_of)(drawn.log_p, self.strength * drawn.log_draw, reward, baseline)
        steer = jnp.sum(paid) / jnp.maximum(jnp.sum(real), 1)
        steer = steer - self.spread(step) * masked_mean(drawn.entropy, real)
        # Its value is no loss of anything, so only its gradient is let into the loss.
        shown = jax.lax.stop_gradient(-masked_mean(drawn.log_p, real) - steer)
        return shown + steer, self.remember(rewards, real, memory)

    def subtract(
        self, rewards: Float[Array, "B T"], real: Bool[Array, "B T"], memory: Any
    ) -> Float[Array, "B T"]:
        """The baseline of every look."""
        if self.draws == 1:
            return super().subtract(rewards, real, memory)
        each = rewards.reshape(-1, self.draws, rewards.shape[1])
        others = (each.sum(axis=1, keepdims=True) - each) / (self.draws - 1)
        return others.reshape(rewards.shape)
