"""Supervised attention: the weights are told where to look, where somebody knows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from course_lib.data.batches import Batch, check_batch
from course_lib.devices import settings
from course_lib.kernels.losses import target_tokens
from course_lib.model.own import named, own
from course_lib.model.seq2seq import Seq2Seq
from course_lib.training.schedules import Constant, Schedule
from course_lib.training.teacher_forcing import told

TINY = 1e-9  # a weight of zero, as outside a window, costs 21 nats and no infinity


def attention_loss(weights: Float[Array, "T J"], gold: Int[Array, " T"]) -> Float[Array, ""]:
    """The sum over t of -log alpha_t(gold_t), in nats, for the tokens of one target that come from
    a source position; those with a gold of -1, and padding, do not count.

    >>> round(attention_loss(jnp.array([[0.5, 0.5], [0.9, 0.1]]), jnp.array([1, -1])).item(), 3)
    0.693
    """
    known = gold >= 0
    at = jnp.where(known, gold, 0)[:, None]
    looked = jnp.take_along_axis(weights, at, axis=1)[:, 0]
    return -jnp.sum(jnp.log(jnp.where(known, looked, 1.0) + TINY))


@dataclass(frozen=True, repr=False)
class SupervisedAttention:
    """Teacher forcing, and beside it a loss of the weights towards the gold alignment:

        loss = -1/T sum_t [ log p(y_t) + lambda_i log alpha_t(gold_t) ],

    the second over the tokens that come from a source position (Liu et al. 2016, section 3; Mi et
    al. 2016). lambda_i is `weight` times `schedule` at optimiser step i: `Linear(500)` leaves the
    model alone with its task after 500 steps. The data must be `aligned=True` (see `Batch`).
    `loss` puts a function of your own in the place of `attention_loss`.

    ValueError for a weight below 0; in `fit`, for data without alignments and for a model without
    weights.
    """

    weight: float | int = 1.0
    schedule: Schedule = Constant(1.0)  # noqa: RUF009 (frozen)
    loss: Callable[..., Any] = attention_loss

    def __post_init__(self) -> None:
        settings.put(self, weight=float(settings.number("weight", self.weight, least=0.0)))
        if not callable(self.schedule) or isinstance(self.schedule, type):
            raise ValueError(f"schedule must be one of `schedules`, made, got {self.schedule!r}")
        settings.put(self, loss=own(self.loss, attention_loss, "loss"))

    def __repr__(self) -> str:
        mine = "" if self.loss is attention_loss else f", loss={named(self.loss)}"
        return f"SupervisedAttention(weight={self.weight}, schedule={self.schedule!r}{mine})"

    # What the loss is a mean over (see `sharding.mean_over`).
    terms = staticmethod(target_tokens)

    def __call__(
        self, model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""]
    ) -> tuple[Float[Array, ""], Float[Array, ""]]:
        check_batch(batch)
        if batch.gold is None:
            raise ValueError("supervised attention needs batches with aligned=True, got no gold")
        said, output = told(model, batch, key)
        if output.weights is None:
            raise ValueError("supervised attention needs a model with attention, got one without")
        loss, accuracy = model.decoder.readout.loss(said, batch.target)
        missed = jnp.sum(jax.vmap(self.loss)(output.weights, batch.gold))
        share = missed / jnp.maximum(target_tokens(batch), 1)
        return loss + self.weight * self.schedule(step) * share, accuracy
