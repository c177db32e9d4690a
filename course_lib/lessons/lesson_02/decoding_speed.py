"""How fast is decoding? The compiled search against loops in Python that call the compiled step."""

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.sharding import Mesh
from jaxtyping import Array, Float, Int

from course_lib.data import WORD_REVERSAL
from course_lib.data.vocab import END, START, pad
from course_lib.model.seq2seq import Seq2Seq
from course_lib.model.table import build
from course_lib.search import Beam, Greedy, Hypothesis
from course_lib.search.step import follower
from course_lib.search.transduce import decode


def endless(name: str, *, seed: int = 0, **sizes: Any) -> Seq2Seq:
    """An untrained model that never writes the end token, so that all searches do all steps."""
    model = build(name, WORD_REVERSAL.vocab, seed=seed, **sizes)
    bias = model.decoder.readout.bias
    bias[...] = bias[...].at[END].set(-1e4)
    return model


def sentences(count: int, length: int) -> np.ndarray:
    """The numbers of `count` sentences of exactly `length` characters, [B, J]."""
    pairs = WORD_REVERSAL.test_set(count, (length, length))
    return pad([WORD_REVERSAL.vocab.encode(pair.source) for pair in pairs], length)


@functools.partial(jax.jit, static_argnames="graph")
def _start(graph: Any, params: Any, source: Int[Array, "B J"]) -> tuple[Any, Any]:
    model = nnx.merge(graph, params)
    prepared = jax.vmap(model.encode)(source)
    return prepared, jax.vmap(model.decoder.start)(prepared)


def encode(model: Seq2Seq, source: np.ndarray) -> None:
    """What all ways begin with: the sources encoded, and the first state made of them."""
    jax.block_until_ready(_start(*nnx.split(model, nnx.Param), jnp.asarray(source)))


@functools.partial(jax.jit, static_argnames="graph")
def _step(
    graph: Any, params: Any, prepared: Any, state: Any, token: Int[Array, " B"], t: Int[Array, ""]
) -> tuple[Any, Int[Array, " B"], Float[Array, " B"], Float[Array, "B J"] | None]:
    model = nnx.merge(graph, params)

    def one(prepared: Any, state: Any, token: Array) -> tuple[Any, Array, Array, Array | None]:
        state, log_p, weights = follower(model, prepared)(state, token, t)
        best = jnp.argmax(log_p).astype(jnp.int32)
        return state, best, log_p[best], weights

    return jax.vmap(one)(prepared, state, token)


@functools.partial(jax.jit, static_argnames="graph", keep_unused=True)
def _empty(
    graph: Any, params: Any, prepared: Any, state: Any, token: Int[Array, " B"], t: Int[Array, ""]
) -> tuple[Any, Int[Array, " B"], Float[Array, " B"], Float[Array, "B J"] | None]:
    """Takes and gives what `_step` does and computes next to nothing: what is left is the call."""
    mask = prepared.memory.mask
    weights = None if prepared.keys is None else mask.astype(jnp.float32)
    return jax.tree.map(jnp.negative, state), token + t, token.astype(jnp.float32), weights


def loop(
    model: Seq2Seq, source: np.ndarray, limit: int, rows: int, step: Any = _step
) -> Hypothesis:
    """Greedy decoding by a loop in Python: one call of the compiled step a token, for `rows`
    sentences at a time; axes [B, ...].

    The strongest such loop: the token stays on the device, so that a call need not wait for the one
    before it, and it does not look whether all have ended.
    """
    graph, params = nnx.split(model, nnx.Param)
    steps = [jnp.int32(t) for t in range(limit)]
    parts = []
    for first in range(0, len(source), rows):
        some = jnp.asarray(source[first : first + rows])
        prepared, state = _start(graph, params, some)
        token = jnp.full(len(some), START, jnp.int32)
        tokens, gains, looked = [], [], []
        for t in steps:
            state, token, gain, weights = step(graph, params, prepared, state, token, t)
            tokens.append(token)
            gains.append(gain)
            looked.append(weights)
        total: Any = np.sum(np.asarray(gains), axis=0)
        written: Any = np.stack(tokens, axis=1)
        seen: Any = None if looked[0] is None else np.stack(looked, axis=1)
        parts.append(Hypothesis(written, total, total, seen))
    return jax.tree.map(lambda *some: np.concatenate(some), *parts)


def compiled(
    model: Seq2Seq,
    source: np.ndarray,
    limit: int,
    search: Greedy | Beam,
    mesh: Mesh | None = None,
) -> Hypothesis:
    """The same by the library's compiled search, one call for all: [B, N, ...]."""
    graph, params = nnx.split(model, nnx.Param)
    found = decode(search, graph, params, source, limit, np.arange(len(source)), mesh)
    return jax.tree.map(np.asarray, found)


def ways(model: Seq2Seq, source: np.ndarray) -> dict[str, Callable[[], Hypothesis]]:
    """What is compared, by name; each decodes all of `source` to the same number of tokens.

    "loop, empty step" decodes nothing: beyond `encode`, it is what the calls of "loop, batched"
    cost by themselves.
    """
    limit, count = source.shape[1] + 1, len(source)
    return {
        "greedy": lambda: compiled(model, source, limit, Greedy()),
        "beam 5": lambda: compiled(model, source, limit, Beam(5)),
        "loop, batched": lambda: loop(model, source, limit, count),
        "loop, empty step": lambda: loop(model, source, limit, count, _empty),
        "loop, one sentence": lambda: loop(model, source, limit, 1),
    }
