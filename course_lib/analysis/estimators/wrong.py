"""Estimators that are wrong on purpose, each by one slip that is easy to make.

They stand beside `Reinforce` so that a test of it can be seen to fail: a test that passes these,
too, proves nothing. None of them changes the loss that is shown, so nobody notices. A fourth slip,
the gradient let through the draw, is a model and no estimator: the alignment "straight_through".
"""

from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from course_lib.kernels.masks import masked_mean
from course_lib.training.reinforce import Average, Drawn, Reinforce, returns


class RewardAttached(Reinforce):
    """The reward is differentiated too: (dR_t) log p(z_t) joins the gradient."""

    def rewards(self, drawn: Drawn) -> Float[Array, "B T"]:
        return returns(drawn.log_p, self.reward)


class WrongStep(Reinforce):
    """Each reward meets the log-probability of the look before, not that of its own."""

    def loss(self, drawn: Drawn, real: Array, step: Any, memory: Any) -> tuple[Array, Any]:
        moved = drawn._replace(log_draw=jnp.roll(drawn.log_draw, 1, axis=1))
        return super().loss(moved, real, step, memory)


class OwnBaseline(Reinforce):
    """The baseline is the mean over the whole batch, the sentence's own draw among them.

    It takes away one part in B of the reward's gradient: little in a large batch, all in one of 1.
    """

    terms = None  # what it subtracts is no matter of one row

    def subtract(
        self, rewards: Float[Array, "B T"], real: Bool[Array, "B T"], memory: Average | None
    ) -> Float[Array, "B T"]:
        mean = jax.vmap(masked_mean, in_axes=1)(rewards, real)
        return jnp.broadcast_to(mean[None], rewards.shape)


WRONG: dict[str, type[Reinforce]] = {
    "the reward is differentiated too": RewardAttached,
    "the log-probability of another step": WrongStep,
    "the baseline holds its own draw": OwnBaseline,
}
