"""Nets that label: a fully connected one, and one recurrent cell read out in three ways.

They need no decoder: one label a sequence, or one label a token. A language model is the second
kind, its labels being the next tokens.
"""

from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.labelled.examples import IGNORE, Examples, check_examples
from course_lib.data.vocab import PAD
from course_lib.devices import settings
from course_lib.devices.sharding import mean_over
from course_lib.kernels.losses import negative_log_likelihood
from course_lib.kernels.masks import masked_mean
from course_lib.kernels.parameters import affine, choose, glorot, zeros
from course_lib.model.cells import CELLS, make_cell, run
from course_lib.model.parts import Parts

READOUTS = ("last", "max", "each")
EMBEDDING_SCALE = 0.1


def embedding_table(rngs: nnx.Rngs, rows: int, width: int) -> nnx.Param:
    """A [rows, width] matrix, normal and small: a tanh that starts near its linear middle lets
    gradients through."""
    return nnx.Param(EMBEDDING_SCALE * jax.random.normal(rngs.params(), (rows, width)))


def _checked(sizes: dict[str, int], seed: int) -> nnx.Rngs:
    """Where random numbers come from; ValueError for a size or a seed that cannot be."""
    for name, value in sizes.items():
        settings.whole(name, value)
    return nnx.Rngs(settings.whole("seed", seed, 0, settings.MOST_SEED))


class FullyConnected(nnx.Module):
    """One hidden layer over a sentence of a fixed length: every position has weights of its own.

        y = V relu(sum_j W_j x_j + b) + c

    x_j is one-hot, so that W_j x_j is a row of position j's own table. With an `embedding` of some
    size, x_j is a row of one table that all positions share, and only W_j is position j's own.
    """

    def __init__(
        self,
        vocabulary: int,
        length: int,
        classes: int,
        *,
        width: int = 512,
        embedding: int | None = None,
        seed: int = 0,
    ):
        sizes = {"vocabulary": vocabulary, "length": length, "classes": classes, "width": width}
        rngs = _checked(sizes if embedding is None else sizes | {"embedding": embedding}, seed)
        self.length = length
        self.embedding = None if embedding is None else embedding_table(rngs, vocabulary, embedding)
        inputs = vocabulary if embedding is None else embedding
        self.tables = nnx.Param(
            glorot(rngs, length * inputs, width)[...].reshape(length, inputs, width)
        )
        self.bias = zeros(width)
        self.weight = glorot(rngs, width, classes)
        self.out_bias = zeros(classes)

    def __call__(self, source: Int[Array, " J"]) -> Float[Array, " C"]:
        """Logits of one sentence. ValueError if it is not of the length the net was made for."""
        settings.array("source", source, "J", settings.WHOLE)
        if source.shape != (self.length,):
            raise ValueError(f"source must have {self.length} tokens, got {source.shape}")
        if self.embedding is None:
            total = self.tables[...][jnp.arange(self.length), source].sum(axis=0)
        else:
            total = jnp.einsum("jm,jmw->w", self.embedding[...][source], self.tables[...])
        hidden = jax.nn.relu(total + self.bias[...])
        return affine(hidden, self.weight[...], self.out_bias[...])


class Recurrent(nnx.Module):
    """A cell that reads embedded tokens; `readout` says which of its states make the logits.

    "last": the last real state, one label a sequence. "max": each number's largest over the real
    states, one label a sequence (max pooling; Collobert & Weston 2008). "each": every state, one
    label a token. `parts` may hold a step of your own for the cell (see `Parts`). ValueError
    for another readout, an unknown cell, and other parts.
    """

    made_of: ClassVar[tuple[str, ...]] = ()  # parts besides the cell's step

    def __init__(
        self,
        cell: str,
        vocabulary: int,
        classes: int,
        *,
        readout: str = "last",
        width: int = 64,
        embedding: int = 32,
        seed: int = 0,
        parts: Parts = Parts(),  # noqa: B008 (frozen)
    ):
        choose(CELLS, cell, "cell")
        settings.instance("parts", parts, Parts, "Parts")
        parts.check((CELLS[cell].made_of, *self.made_of))
        settings.one_of("readout", readout, READOUTS)
        sizes = {"vocabulary": vocabulary, "classes": classes, "width": width}
        rngs = _checked(sizes | {"embedding": embedding}, seed)
        self.readout = readout
        self.embedding = embedding_table(rngs, vocabulary, embedding)
        self.cell = make_cell(cell, embedding, width, rngs=rngs, function=parts.step_of(cell))
        self.weight = glorot(rngs, width, classes)
        self.bias = zeros(classes)

    def states(self, source: Int[Array, " J"]) -> Float[Array, "J D"]:
        """All hidden states of one padded sentence, zero on padding. ValueError for what is no row
        of token numbers."""
        settings.array("source", source, "J", settings.WHOLE)
        return run(self.cell, self.embedding[...][source], source != PAD)[0]

    def read(self, states: Float[Array, "J D"], real: Bool[Array, " J"]) -> Float[Array, "*out"]:
        """Logits from the states: [C], or [J, C] for "each"."""
        if self.readout == "last":
            chosen = states[jnp.max(jnp.where(real, jnp.arange(real.size), 0))]
        elif self.readout == "max":
            chosen = jnp.max(jnp.where(real[:, None], states, -jnp.inf), axis=0)
        else:
            chosen = states
        return affine(chosen, self.weight[...], self.bias[...])

    def __call__(self, source: Int[Array, " J"]) -> Float[Array, "*out"]:
        """Logits of one padded sentence: [C] for "last" and "max", [J, C] for "each"."""
        return self.read(self.states(source), source != PAD)


def label_loss(
    logits: Float[Array, "*labels C"], target: Int[Array, "*labels"]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """(mean -log p(label) in nats, share of labels that are the argmax), `IGNORE` not counted."""
    counts = target != IGNORE
    label = jnp.where(counts, target, 0)
    right = (jnp.argmax(logits, axis=-1) == label).astype(jnp.float32)
    nats = negative_log_likelihood(logits, label)
    return masked_mean(nats, counts), masked_mean(right, counts)


def labels(batch: Examples) -> Int[Array, ""]:
    """How many labels of a batch count: what `label_loss` is a mean over."""
    return jnp.sum(jnp.asarray(batch.target) != IGNORE)


@mean_over(labels)
def labelling(
    model: Any, batch: Examples, key: Array, step: Int[Array, ""]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """The objective for `training.fit`: `label_loss` of a batch. Nothing in it is random.

    ValueError for what is no model, and no `Examples`.
    """
    settings.function("model", model)
    check_examples("batch", batch)
    return label_loss(jax.vmap(model)(batch.source), jnp.asarray(batch.target))


def telling(
    model: Any, batch: Examples, key: Array, step: Int[Array, ""]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """`labelling` of every word, plus the loss of the last one; the accuracy is the last word's.

    The mean over the words of a story gives its last word a weight of one in dozens. This objective
    adds that word's own mean loss, so that half of the weight is on it.
    """
    logits = jax.vmap(model)(batch.source)
    target = jnp.asarray(batch.target)
    counts = target != IGNORE
    last = counts & ~jnp.roll(counts, -1, axis=1).at[:, -1].set(False)
    loss, right = label_loss(logits, jnp.where(last, target, IGNORE))
    return label_loss(logits, target)[0] + loss, right


@nnx.jit
def _log_probabilities(model: Any, source: Int[Array, "B J"]) -> Float[Array, "B *out"]:
    return jax.nn.log_softmax(jax.vmap(model)(source), axis=-1)


def log_probabilities(
    model: Any, source: Int[Array | np.ndarray, "B J"], *, batch: int = 250
) -> np.ndarray:
    """log p of every label, [B, C] or [B, J, C], computed `batch` sentences at a time.

    ValueError for what is no model, and for no sentence.
    """
    settings.instance("model", model, nnx.Module, "a net that labels")
    settings.array("source", source, "B J", settings.WHOLE)
    settings.whole("batch", batch)
    if not len(source):
        raise ValueError("source must hold at least one sentence, got none")
    parts = [source[i : i + batch] for i in range(0, len(source), batch)]
    return np.concatenate([np.asarray(_log_probabilities(model, jnp.asarray(p))) for p in parts])


def accuracy(model: Any, examples: Examples) -> np.ndarray:
    """Whether each example's label is the argmax: 0.0 or 1.0, NaN where it does not count.

    Errors as in `log_probabilities`.
    """
    check_examples("examples", examples)
    guess = log_probabilities(model, examples.source).argmax(axis=-1)
    right = (guess == np.asarray(examples.target)).astype(float)
    return np.where(np.asarray(examples.target) == IGNORE, np.nan, right)
