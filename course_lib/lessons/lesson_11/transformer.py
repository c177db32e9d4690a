"""The Transformer that the lesson writes, as the record trains it.

The lesson's own cells hold these classes again, with the reader's functions in them; a test keeps
the two alike.
"""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Bool, Float, Int

from course_lib.data import END, PAD, START, WORD_REVERSAL
from course_lib.data.batches import Batch, shift_right
from course_lib.data.vocab import pad
from course_lib.kernels import (
    affine,
    embedding,
    glorot,
    layer_norm,
    multi_head,
    position_code,
    product,
    token_loss,
    zeros,
)


class Attention(nnx.Module):
    def __init__(self, width: int, heads: int, rngs: nnx.Rngs):
        self.heads = heads
        self.query, self.key = glorot(rngs, width, width), glorot(rngs, width, width)
        self.value, self.out = glorot(rngs, width, width), glorot(rngs, width, width)

    def __call__(
        self, asking: Float[Array, "T D"], read: Float[Array, "J D"], seen: Bool[Array, "T J"]
    ) -> Float[Array, "T D"]:
        keys, values = product(read, self.key[...]), product(read, self.value[...])
        look = lambda query, mask: multi_head(query, keys, values, mask, self.heads)  # noqa: E731
        found, _ = jax.vmap(look)(product(asking, self.query[...]), seen)
        return product(found, self.out[...])


class Thinking(nnx.Module):
    def __init__(self, width: int, inner: int, rngs: nnx.Rngs):
        self.up, self.up_bias = glorot(rngs, width, inner), zeros(inner)
        self.down, self.down_bias = glorot(rngs, inner, width), zeros(width)

    def __call__(self, states: Float[Array, "T D"]) -> Float[Array, "T D"]:
        inner = jax.nn.relu(affine(states, self.up[...], self.up_bias[...]))
        return affine(inner, self.down[...], self.down_bias[...])


class Norm(nnx.Module):
    def __init__(self, width: int):
        self.gain, self.bias = nnx.Param(jnp.ones(width)), zeros(width)

    def __call__(self, states: Float[Array, "T D"]) -> Float[Array, "T D"]:
        return layer_norm(states, self.gain[...], self.bias[...])


class Layer(nnx.Module):
    def __init__(self, width: int, heads: int, inner: int, rngs: nnx.Rngs, *, across: bool):
        self.own, self.think = Attention(width, heads, rngs), Thinking(width, inner, rngs)
        self.across = Attention(width, heads, rngs) if across else None
        self.norms = nnx.data([Norm(width) for _ in range(3)])

    def __call__(
        self,
        states: Float[Array, "T D"],
        seen: Bool[Array, "T T"],
        memory: Float[Array, "J D"] | None = None,
        real: Bool[Array, "T J"] | None = None,
    ) -> Float[Array, "T D"]:
        normal = self.norms[0](states)
        states = states + self.own(normal, normal, seen)
        if self.across is not None and memory is not None and real is not None:
            states = states + self.across(self.norms[1](states), memory, real)
        return states + self.think(self.norms[2](states))


class Transformer(nnx.Module):
    def __init__(
        self,
        vocabulary: int,
        *,
        width: int = 64,
        heads: int = 4,
        inner: int = 128,
        layers: int = 2,
        seed: int = 0,
    ):
        rngs = nnx.Rngs(seed)
        make = lambda across: Layer(width, heads, inner, rngs, across=across)  # noqa: E731
        self.width = width
        self.table = embedding(rngs, vocabulary, width, 1.0)
        self.reading = nnx.data([make(False) for _ in range(layers)])
        self.writing = nnx.data([make(True) for _ in range(layers)])
        self.norms = nnx.data([Norm(width) for _ in range(2)])
        self.out, self.out_bias = glorot(rngs, width, vocabulary), zeros(vocabulary)

    def placed(self, tokens: Int[Array, " T"]) -> Float[Array, "T D"]:
        codes = jax.vmap(lambda place: position_code(place, self.width))(jnp.arange(tokens.size))
        return self.table[...][tokens] + codes

    def read(self, source: Int[Array, " J"]) -> Float[Array, "J D"]:
        states, real = self.placed(source), source != PAD
        seen = jnp.broadcast_to(real[None], (source.size, source.size))
        for layer in self.reading:
            states = layer(states, seen)
        return self.norms[0](states)

    def write(
        self, memory: Float[Array, "J D"], real: Bool[Array, " J"], inputs: Int[Array, " T"]
    ) -> Float[Array, "T V"]:
        steps = inputs.size
        states, seen = self.placed(inputs), jnp.tril(jnp.ones((steps, steps), bool))
        for layer in self.writing:
            states = layer(states, seen, memory, jnp.broadcast_to(real[None], (steps, real.size)))
        return affine(self.norms[1](states), self.out[...], self.out_bias[...])

    def __call__(self, source: Int[Array, " J"], inputs: Int[Array, " T"]) -> Float[Array, "T V"]:
        return self.write(self.read(source), source != PAD, inputs)


def forced_loss(
    model: Any, batch: Batch, key: Array, step: Int[Array, ""]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Teacher forcing: all steps at once, each told the true letters before it."""
    logits = jax.vmap(model)(batch.source, shift_right(batch.target))
    return token_loss(logits, batch.target)


@nnx.jit(static_argnames="steps")
def written(model: Any, source: Int[Array, "B J"], steps: int) -> Int[Array, "B T"]:
    """Greedy answers of `steps` tokens. Every step writes all of them anew, and keeps one."""
    memory, real = jax.vmap(model.read)(source), source != PAD
    start = jnp.full((source.shape[0], steps + 1), PAD).at[:, 0].set(START)

    def step(t: Array, tokens: Array) -> Array:
        logits = jax.vmap(model.write)(memory, real, tokens[:, :-1])
        return tokens.at[:, t + 1].set(jnp.argmax(logits[:, t], axis=-1))

    return jax.lax.fori_loop(0, steps, step, start)[:, 1:]


def write_all(model: Any, sources: Sequence[str], *, batch: int = 100) -> list[str]:
    """What a Transformer answers to each text, by greedy search."""
    vocab = WORD_REVERSAL.vocab
    longest = max(map(len, sources))
    answers: list[str] = []
    for first in range(0, len(sources), batch):
        texts = list(sources[first : first + batch])
        texts += [texts[-1]] * (batch - len(texts))
        padded = jnp.asarray(pad([vocab.encode(text) for text in texts], longest))
        ids = np.asarray(written(model, padded, longest + 1))
        for row in ids[: len(sources) - first]:
            end = np.flatnonzero(np.isin(row, (END, PAD)))
            answers.append(vocab.decode(row[: end[0]].tolist() if end.size else row.tolist()))
    return answers
