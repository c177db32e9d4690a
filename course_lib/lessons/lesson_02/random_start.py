"""Lesson 02: a decoder whose first state is random, one reading of an introductory article."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data import Batch, Pair, pairs_to_batch
from course_lib.data.batches import shift_right
from course_lib.data.vocab import PAD
from course_lib.devices import settings
from course_lib.kernels.losses import negative_log_likelihood, token_loss
from course_lib.model.cells import CellState
from course_lib.model.seq2seq import Seq2Seq

DRAWS = 5


def draw_first(model: Seq2Seq, key: Array) -> CellState:
    """A random first state: every number of it from the standard normal distribution."""
    cell = model.decoder.cell
    parts = jax.random.normal(key, (cell.parts, cell.width))
    return CellState(parts[0], parts[1] if cell.parts == 2 else None)


def forced_from(
    model: Seq2Seq, source: Int[Array, " J"], inputs: Int[Array, " T"], first: CellState
) -> Float[Array, "T V"]:
    """Teacher forcing that begins in the given state: the logits of all steps."""
    decoder, prepared = model.decoder, model.encode(source)

    def advance(state, at):
        return decoder.step(prepared, state, *at)

    state = decoder.start(prepared)._replace(cell=first)
    steps = (decoder.embed(inputs), jnp.arange(inputs.size))
    return decoder.logits(prepared, jax.lax.scan(advance, state, steps)[1])


@dataclass(frozen=True)
class RandomStart:
    """Teacher forcing from a random first state: one for good, or a `fresh` one a sentence."""

    fresh: bool
    seed: int

    def __post_init__(self) -> None:
        settings.flag("fresh", self.fresh)
        settings.put(self, seed=settings.whole("seed", self.seed, 0, settings.MOST_SEED))

    def __call__(
        self, model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""]
    ) -> tuple[Float[Array, ""], Float[Array, ""]]:
        count = batch.target.shape[0]
        keys = jax.random.split(key, count)

        def one(source: Array, inputs: Array, key: Array) -> Array:
            first = draw_first(model, key if self.fresh else jax.random.key(self.seed))
            return forced_from(model, source, inputs, first)

        logits = jax.vmap(one)(batch.source, shift_right(batch.target), keys)
        return token_loss(logits, batch.target)


def measure_starts(
    model: Seq2Seq, pairs: Sequence[Pair], longest: int, seed: int
) -> dict[str, dict[str, float]]:
    """One model begun in zeros, in the seed's own fixed state, and in `DRAWS` fresh random ones.

    For each: the loss in nats a token and the exact match, told the truth; and the share of
    sentences whose every token is the same in all draws. For a row that reads no previous token
    (`static_context`) this is also what it writes when it is told nothing.
    """
    batch = pairs_to_batch(pairs, model.spec.target, longest)
    graph, params = nnx.split(model, nnx.Param)

    @jax.jit
    def read(params: Any, keys: Array, scale: Array) -> tuple[Array, Array]:
        model = nnx.merge(graph, params)

        def one(source: Array, inputs: Array, target: Array, key: Array) -> tuple[Array, Array]:
            first = jax.tree.map(lambda part: scale * part, draw_first(model, key))
            logits = forced_from(model, source, inputs, first)
            return logits.argmax(axis=-1), negative_log_likelihood(logits, target)

        return jax.vmap(one)(batch.source, shift_right(batch.target), batch.target, keys)

    def judge(draws: list[Array], scale: float) -> dict[str, float]:
        seen = [read(params, keys, jnp.float32(scale)) for keys in draws]
        tokens, losses = (np.stack(values) for values in zip(*seen, strict=True))
        target = np.asarray(batch.target)
        real = target != PAD
        alike = ((tokens == tokens[0]) | ~real).all(axis=(0, 2))
        return {
            "loss": round(float(losses[:, real].mean()), 4),
            "exact": round(float(((tokens == target) | ~real).all(axis=2).mean()), 4),
            "same": round(float(alike.mean()), 4),
        }

    count = len(pairs)
    fixed = jnp.stack([jax.random.key(seed)] * count)
    fresh = [jax.random.split(jax.random.key(1000 + draw), count) for draw in range(DRAWS)]
    return {
        "zeros": judge([fixed], 0.0),
        "fixed": judge([fixed], 1.0),
        "fresh": judge(fresh, 1.0),
    }
