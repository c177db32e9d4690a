"""Teacher forcing: the decoder is told the truth at every step, and asked for what follows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
from jaxtyping import Array, Float, Int

from course_lib.data.batches import Batch, check_batch, shift_right
from course_lib.devices import settings, sharding
from course_lib.kernels.losses import sequence_loss, target_tokens, token_loss
from course_lib.model.decoders import Output
from course_lib.model.own import named, own
from course_lib.model.readouts import Said
from course_lib.model.seq2seq import Seq2Seq, check_model


def told(
    model: Seq2Seq, batch: Batch, key: Array, inputs: Callable[..., Any] = shift_right
) -> tuple[Said, Output]:
    """What a model says of each target of a batch, and what it looked at, told the true tokens
    before each, as `inputs` makes them of the targets. With an axis B in front of everything.

    ValueError for what is no `Seq2Seq`, no batch and no key.
    """
    check_model(model)
    check_batch(batch)
    keys = sharding.sentence_keys(key, batch.target.shape[0])
    return jax.vmap(model.said)(batch.source, inputs(batch.target), keys)


@sharding.mean_over(target_tokens)
def teacher_forced(
    model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Mean -log p(y_t | y_1 .. y_{t-1}, x): the decoder reads the true previous tokens.

    ValueError for what is no `Seq2Seq`, no batch and no key.
    """
    said, _ = told(model, batch, key)
    return model.decoder.readout.loss(said, batch.target)


@dataclass(frozen=True, repr=False)
class TeacherForced:
    """`teacher_forced` with plain functions of your own in it, for `fit(..., objective=...)`.

        loss(logits [B, T, V], target [B, T])  -> the number to make small
        inputs(target [B, T])                  -> the decoder's inputs [B, T]

    Targets are padded with 0. Both see a whole batch: a mean over its real tokens is no mean of the
    sentences' means. With the library's two it is `teacher_forced`. `smoothing` is the share of
    each target that all tokens get alike (`kernels.losses.smoothed_loss`), below 1. Equal ones
    share a compiled program. ValueError for what is no function, for smoothing beside a loss of
    your own; and in `fit`, for a function that cannot be compiled.
    """

    loss: Callable[..., Any] = sequence_loss
    inputs: Callable[..., Any] = shift_right
    smoothing: float | int = 0.0

    def __post_init__(self) -> None:
        smoothing = settings.number("smoothing", self.smoothing, least=0.0, below=1.0)
        settings.put(self, smoothing=float(smoothing))
        if smoothing and self.loss is not sequence_loss:
            raise ValueError(f"smoothing must be 0 with a loss of your own, got {smoothing}")
        object.__setattr__(self, "loss", own(self.loss, sequence_loss, "loss"))
        object.__setattr__(self, "inputs", own(self.inputs, shift_right, "inputs"))

    def __repr__(self) -> str:
        smoothed = f", smoothing={self.smoothing}" if self.smoothing else ""
        return f"TeacherForced(loss={named(self.loss)}, inputs={named(self.inputs)}{smoothed})"

    @property
    def terms(self) -> sharding.Terms | None:
        """What the loss is a mean over (see `sharding.mean_over`); None for a loss of one's own,
        which need not be a mean over tokens."""
        return target_tokens if self.loss is sequence_loss else None

    def __call__(
        self, model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""]
    ) -> tuple[Float[Array, ""], Float[Array, ""]]:
        said, _ = told(model, batch, key, self.inputs)
        readout = model.decoder.readout
        if self.loss is sequence_loss:  # need not have the logits of all tokens at once
            return readout.loss(said, batch.target, self.smoothing)
        logits = jax.vmap(readout.logits)(said)
        return self.loss(logits, batch.target), token_loss(logits, batch.target)[1]
