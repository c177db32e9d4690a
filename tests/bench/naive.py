"""The training step as a JAX tutorial writes it: flax modules, `nnx.jit`, one step a call.

The same maths as the row "bahdanau" or "luong_general", and nothing hoisted: a flax LSTM cell, keys
and vocabulary projected at every target step, inside one scan.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

from bench import ours
from course_lib.data import Batch
from course_lib.data.batches import shift_right
from course_lib.model.seq2seq import Seq2Seq


class Naive(nnx.Module):
    """An encoder, a decoder and its attention, with flax's own layers, for whole batches."""

    def __init__(self, model: Seq2Seq):
        spec, rngs = model.spec, nnx.Rngs(0)
        size, hidden, vocabulary = spec.embedding, spec.hidden, len(spec.target)
        self.additive = spec.wiring.score == "additive"
        self.source_embedding = nnx.Embed(vocabulary, size, rngs=rngs)
        self.embedding = nnx.Embed(vocabulary, size, rngs=rngs)
        self.forward = nnx.LSTMCell(size, hidden // 2, rngs=rngs)
        self.backward = nnx.LSTMCell(size, hidden // 2, rngs=rngs)
        self.cell = nnx.LSTMCell(size + hidden, hidden, rngs=rngs)
        self.first = nnx.Linear(hidden, 2 * hidden, rngs=rngs)
        self.key = nnx.Linear(hidden, hidden, use_bias=self.additive, rngs=rngs)
        features = 2 * hidden + (size if self.additive else 0)
        self.mix = nnx.Linear(features, hidden, use_bias=self.additive, rngs=rngs)
        self.out = nnx.Linear(hidden // 2 if self.additive else hidden, vocabulary, rngs=rngs)
        if self.additive:
            self.query = nnx.Linear(hidden, hidden, use_bias=False, rngs=rngs)
            self.v = nnx.Linear(hidden, 1, use_bias=False, rngs=rngs)

    def encode(self, source: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
        embedded = self.source_embedding(source)
        (_, last), forward = nnx.RNN(self.forward, return_carry=True)(embedded)
        backward = nnx.RNN(self.backward, reverse=True, keep_order=True, return_carry=True)
        (_, first), behind = backward(embedded)
        summary = jnp.concatenate([last, first], axis=-1)
        h, c = jnp.split(jnp.tanh(self.first(summary)), 2, axis=-1)
        return jnp.concatenate([forward, behind], axis=-1), h, c

    def look(self, h: jax.Array, states: jax.Array) -> jax.Array:
        keys = self.key(states)
        if self.additive:
            scores = self.v(jnp.tanh(self.query(h)[:, None, :] + keys))[..., 0]
        else:
            scores = jnp.einsum("bjk,bk->bj", keys, h)
        return jnp.einsum("bj,bje->be", jax.nn.softmax(scores, axis=-1), states)

    def __call__(self, source: jax.Array, inputs: jax.Array) -> jax.Array:
        states, h, c = self.encode(source)

        def bahdanau(carry: Any, token: jax.Array) -> Any:
            h, c = carry
            embedded = self.embedding(token)
            context = self.look(h, states)
            units = self.mix(jnp.concatenate([h, embedded, context], axis=-1))
            mixed = units.reshape(units.shape[0], -1, 2).max(-1)
            (c, h), _ = self.cell((c, h), jnp.concatenate([embedded, context], axis=-1))
            return (h, c), self.out(mixed)

        def luong(carry: Any, token: jax.Array) -> Any:
            h, c, mixed = carry
            joined = jnp.concatenate([self.embedding(token), mixed], axis=-1)
            (c, h), _ = self.cell((c, h), joined)
            mixed = jnp.tanh(self.mix(jnp.concatenate([self.look(h, states), h], axis=-1)))
            return (h, c, mixed), self.out(mixed)

        step, start = (bahdanau, (h, c)) if self.additive else (luong, (h, c, jnp.zeros_like(h)))
        return jnp.swapaxes(jax.lax.scan(step, start, inputs.T)[1], 0, 1)


def same_weights(model: Seq2Seq) -> Naive:
    """The tutorial's model with the library's weights."""
    naive, w = Naive(model), ours.weights(model)
    score = "decoder.alignment.score."
    naive.source_embedding.embedding[...] = w["reader.embedding"]
    naive.embedding.embedding[...] = w["decoder.embedding"]
    for cell, name in (
        (naive.forward, "reader.layers.0.first"),
        (naive.backward, "reader.layers.0.second"),
        (naive.cell, "decoder.cell"),
    ):
        blocks = [np.split(w[f"{name}.{p}"], 4, -1) for p in ("kernel", "recurrent", "bias")]
        for gate, kernel, recurrent, bias in zip("ifgo", *blocks, strict=True):
            getattr(cell, "if_" if gate == "f" else f"i{gate}").kernel[...] = kernel
            getattr(cell, f"h{gate}").kernel[...] = recurrent
            getattr(cell, f"h{gate}").bias[...] = bias
    linears = {
        "first": ("decoder.first_weight", "decoder.first_bias"),
        "mix": ("decoder.readout.mix_weight", "decoder.readout.mix_bias"),
        "out": ("decoder.readout.weight", "decoder.readout.bias"),
        "key": (f"{score}key_weight" if naive.additive else f"{score}weight", f"{score}key_bias"),
        "query": (f"{score}query_weight", ""),
        "v": (f"{score}v", ""),
    }
    for name, (kernel, bias) in linears.items():
        if hasattr(naive, name):
            layer = getattr(naive, name)
            layer.kernel[...] = w[kernel]
            if layer.bias is not None:
                layer.bias[...] = w[bias]
    return naive


def trainer(model: Seq2Seq, data: Batch) -> Callable[[], list[float]]:
    """The steps of `data`, one `nnx.jit` call each; every call of it trains on."""
    naive = same_weights(model)
    transform = optax.chain(
        optax.clip_by_global_norm(ours.RECIPE.clip), optax.adam(ours.RECIPE.learning_rate)
    )
    optimiser = nnx.Optimizer(naive, transform, wrt=nnx.Param)
    each = [jax.tree.map(lambda a, i=i: a[i], data) for i in range(data.source.shape[0])]

    @nnx.jit
    def step(naive: Naive, optimiser: nnx.Optimizer, source: jax.Array, target: jax.Array):
        def loss_of(naive: Naive) -> jax.Array:
            logits = naive(source, shift_right(target))
            return optax.softmax_cross_entropy_with_integer_labels(logits, target).mean()

        loss, grads = nnx.value_and_grad(loss_of)(naive)
        optimiser.update(naive, grads)
        return loss

    return lambda: [float(step(naive, optimiser, batch.source, batch.target)) for batch in each]
