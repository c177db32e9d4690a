"""Lesson 02: what a wrong mask does, to the value of the loss and to the model trained with it.

Three mistakes that run without an error, each beside the right way on the same model and data.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data import Batch, Pair, pairs_to_batch
from course_lib.data.batches import shift_right
from course_lib.data.vocab import PAD
from course_lib.kernels.losses import negative_log_likelihood, token_loss
from course_lib.model.memory import Prepared
from course_lib.model.readers import TextReader
from course_lib.model.seq2seq import Seq2Seq
from course_lib.training.fit import Objective
from course_lib.training.teacher_forcing import teacher_forced


class ReadsPadding(Seq2Seq):
    """A `Seq2Seq` whose encoder takes padding for text: its last state is the one at the padded
    end."""

    def encode(self, source: Int[Array, " J"], key: Array | None = None) -> Prepared:
        assert isinstance(self.reader, TextReader)
        embedded = self.reader.embedding[...][source]
        memory = self.reader.read(embedded, jnp.ones_like(source, bool), key)
        return self.decoder.prepare(memory)


def _logits(model: Seq2Seq, batch: Batch, key: Array) -> Float[Array, "B T V"]:
    keys = jax.random.split(key, batch.target.shape[0])
    forced = jax.vmap(lambda source, inputs, key: model.forced(source, inputs, key)[0])
    return forced(batch.source, shift_right(batch.target), keys)


def divided_by_all(
    model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """The losses of the real tokens, divided by the number of all positions."""
    logits = _logits(model, batch, key)
    loss, accuracy = token_loss(logits, batch.target)
    real = batch.target != PAD
    return loss * real.mean(), accuracy * real.mean()


def padding_learned(
    model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """The mean over all positions: after the end token, more padding is the right answer."""
    logits = _logits(model, batch, key)
    right = logits.argmax(axis=-1) == batch.target
    return negative_log_likelihood(logits, batch.target).mean(), right.mean()


# What is wrong, its objective, and whether the encoder reads padding.
MASKS: dict[str, tuple[Objective, bool]] = {
    "right": (teacher_forced, False),
    "divided by all": (divided_by_all, False),
    "padding learned": (padding_learned, False),
    "encoder reads padding": (teacher_forced, True),
}


def reading_padding(model: Seq2Seq) -> ReadsPadding:
    """The same parameters in an encoder that takes padding for text."""
    wrong = ReadsPadding(model.spec, rngs=nnx.Rngs(0))
    nnx.update(wrong, nnx.state(model, nnx.Param))
    return wrong


def allowing(model: Seq2Seq, max_length: int) -> Seq2Seq:
    """The same model for sources of another longest length, to which decoding pads its batches."""
    other = nnx.clone(model)
    other.spec = replace(model.spec, max_length=max_length)
    return other


def values(model: Seq2Seq, pairs: Sequence[Pair], sizes: Sequence[int]) -> dict[str, Any]:
    """What each way says of one and the same model and sentences, padded to each of `sizes` source
    characters: its loss in nats a token and its token accuracy, as lists over the sizes."""
    found: dict[str, Any] = {"sizes": list(sizes)}
    wrong = reading_padding(model)
    for name, (objective, reads) in MASKS.items():
        say: Callable[..., tuple[Array, Array]] = nnx.jit(objective)
        seen = [
            say(
                wrong if reads else model,
                pairs_to_batch(pairs, model.spec.target, size),
                jax.random.key(0),
                jnp.int32(0),
            )
            for size in sizes
        ]
        found[name] = {
            "loss": [round(float(loss), 4) for loss, _ in seen],
            "accuracy": [round(float(accuracy), 4) for _, accuracy in seen],
        }
    return found
