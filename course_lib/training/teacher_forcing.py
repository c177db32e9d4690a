"""Teacher forcing: the decoder is told the truth at every step, and asked for what follows."""

import jax
from jaxtyping import Array, Float, Int

from course_lib.data.task import Batch, shift_right
from course_lib.devices import sharding
from course_lib.kernels.losses import target_tokens
from course_lib.kernels.vocabulary_loss import vocabulary_loss
from course_lib.model.table import Seq2Seq


@sharding.mean_over(target_tokens)
def teacher_forced(
    model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Mean -log p(y_t | y_1 .. y_{t-1}, x): the decoder reads the true previous tokens."""
    keys = sharding.sentence_keys(key, batch.target.shape[0])
    features = jax.vmap(model.unread)(batch.source, shift_right(batch.target), keys)
    weight, bias = model.decoder.readout.weight[...], model.decoder.readout.bias[...]
    return vocabulary_loss(features, weight, bias, batch.target)
