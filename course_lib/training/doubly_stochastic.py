"""Doubly stochastic attention: every position shall have had its share when the target is over."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.batches import Batch
from course_lib.data.vocab import PAD
from course_lib.devices import settings
from course_lib.kernels.losses import target_tokens
from course_lib.model.own import named, own
from course_lib.model.seq2seq import Seq2Seq
from course_lib.training.teacher_forcing import told


def unevenness(
    weights: Float[Array, "T J"], real: Bool[Array, " T"], mask: Bool[Array, " J"]
) -> Float[Array, ""]:
    """sum_j (1 - sum_t alpha_tj)^2, over the real positions j and the real target tokens t.

    Least where every position gets a weight of one in all. ValueError for arrays of other axes.

    >>> all_real = jnp.array([True, True])
    >>> unevenness(jnp.array([[1.0, 0.0], [0.0, 1.0]]), all_real, all_real).item()
    0.0
    >>> unevenness(jnp.array([[1.0, 0.0], [1.0, 0.0]]), all_real, all_real).item()
    2.0
    """
    settings.array("weights", weights, "T J", settings.REAL)
    settings.array("real", real, "T", settings.TRUTH)
    settings.array("mask", mask, "J", settings.TRUTH)
    had = jnp.sum(jnp.where(real[:, None], weights, 0.0), axis=0)
    return jnp.sum(jnp.where(mask, (1.0 - had) ** 2, 0.0))


@dataclass(frozen=True, repr=False)
class DoublyStochastic:
    """Teacher forcing, and beside it a loss of weights that leave positions out:

        loss = 1/T ( - sum_t log p(y_t) + lambda sum_j (1 - sum_t alpha_tj)^2 )

    with `weight` for lambda (Xu et al. 2015, eq. 14, there with 1; here the whole is a mean over
    tokens, like every loss). The weights of a step sum to one anyway; now those of a position
    shall, too. With more positions than tokens, J > T, they cannot, and the least is J (1 - T/J)^2
    where all are alike. `loss` puts a function of your own in the place of `unevenness`.

    ValueError for a weight below 0; in `fit`, for a model without weights.
    """

    weight: float | int = 1.0
    loss: Callable[..., Any] = unevenness

    def __post_init__(self) -> None:
        settings.put(self, weight=float(settings.number("weight", self.weight, least=0.0)))
        settings.put(self, loss=own(self.loss, unevenness, "loss"))

    def __repr__(self) -> str:
        mine = "" if self.loss is unevenness else f", loss={named(self.loss)}"
        return f"DoublyStochastic(weight={self.weight}{mine})"

    # What the loss is a mean over (see `sharding.mean_over`).
    terms = staticmethod(target_tokens)

    def __call__(
        self, model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""]
    ) -> tuple[Float[Array, ""], Float[Array, ""]]:
        said, output = told(model, batch, key)
        if output.weights is None:
            raise ValueError("doubly stochastic attention needs a model with attention, got none")
        loss, accuracy = model.decoder.readout.loss(said, batch.target)
        left = jax.vmap(self.loss)(output.weights, batch.target != PAD, said.memory.mask)
        share = jnp.sum(left) / jnp.maximum(target_tokens(batch), 1)
        return loss + self.weight * share, accuracy
