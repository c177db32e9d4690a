"""Every path of a hard alignment, one by one: the exact gradient that REINFORCE estimates.

On a source of J positions and a target of T steps there are J^T ways to look. With five positions
and two steps these are 25, and the sums over z of `reinforce` can be written out.
"""

import functools
import itertools
from collections.abc import Mapping
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.analysis.estimators.variance import at_rest, estimate
from course_lib.data.batches import Batch
from course_lib.data.characters import Characters
from course_lib.data.vocab import END, PAD
from course_lib.devices import settings
from course_lib.model.alignments import Aligned, Looked
from course_lib.model.alignments.hard import Hard, log_weight, read
from course_lib.model.memory import Prepared
from course_lib.model.seq2seq import Seq2Seq
from course_lib.model.table import build
from course_lib.training.reinforce import Reinforce, draw

MOST = 100_000  # paths: beyond that, think again


class Told(Hard):
    """A hard alignment that is told where to look: at `path[t]` in step t. It draws nothing."""

    def __init__(self, alignment: Hard, path: Int[Array, " T"]):
        super().__init__(alignment.score, masked_softmax=alignment.masked_softmax)
        self.path = nnx.data(path)

    def __call__(
        self, query: Array, prepared: Prepared, carry: Any, t: Any, key: Array | None
    ) -> tuple[Aligned, Any]:
        memory, position = prepared.memory, self.path[t]
        scores = self.score(query, prepared.keys)
        looked = Looked(position, log_weight(scores, memory.mask, position))
        context = read(memory.states, memory.mask, position)
        return Aligned(context, self.masked_softmax(scores, memory.mask), looked), carry


class Paths(NamedTuple):
    """All paths: the positions, log p(z | x) and log p(y | z, x), in nats."""

    positions: Int[Array, "N T"]
    log_draw: Float[Array, " N"]
    log_p: Float[Array, " N"]


class Exact(NamedTuple):
    """The bound L and log p(y | x), nats a token, and the gradient of each."""

    bound: float
    log_likelihood: float
    bound_gradient: Any
    log_likelihood_gradient: Any


def all_paths(positions: int, steps: int) -> Int[Array, "N T"]:
    """The J^T sequences of positions. ValueError for more than 100,000 of them."""
    if positions**steps > MOST:
        raise ValueError(
            f"positions ** steps = {positions}^{steps} paths are too many; wanted at most {MOST}"
        )
    return jnp.array(list(itertools.product(range(positions), repeat=steps)), jnp.int32)


def told(graph: Any, params: Any, path: Int[Array, " T"]) -> Seq2Seq:
    """The model, made to look along `path`. Nothing of the given one changes."""
    model = nnx.merge(graph, params)
    model.decoder.alignment = nnx.data(Told(model.decoder.alignment, path))
    return model


def enumerate_paths(
    graph: Any, params: Any, source: Int[Array, " J"], target: Int[Array, " T"]
) -> Paths:
    """Every path with its probability and what it makes of the target. Nothing may be padding."""
    batch = Batch(source[None], target[None])

    def follow(path: Array) -> tuple[Array, Array]:
        drawn, _ = draw(told(graph, params, path), batch, None)
        return drawn.log_draw.sum(), drawn.log_p.sum()

    paths = all_paths(source.shape[0], target.shape[0])
    return Paths(paths, *jax.vmap(follow)(paths))


def exact(model: Seq2Seq, source: Int[Array, " J"], target: Int[Array, " T"]) -> Exact:
    """The bound and log p(y | x) with their gradients, as sums over all paths, a target token.

    ValueError for padding, which has no path.
    """
    check_unpadded(source, target)
    graph, params = nnx.split(model, nnx.Param)
    (bound, likelihood), grads = _exact(graph, params, source, target)
    return Exact(float(bound), float(likelihood), *grads)


@functools.partial(jax.jit, static_argnames="graph")
def _exact(graph: Any, params: Any, source: Array, target: Array) -> Any:
    def sums(params: Any) -> tuple[Array, Array]:
        _, log_draw, log_p = enumerate_paths(graph, params, source, target)
        bound = jnp.sum(jnp.exp(log_draw) * log_p)
        return bound / target.shape[0], jax.nn.logsumexp(log_draw + log_p) / target.shape[0]

    (value, pull) = jax.vjp(sums, params)
    one, none = jnp.ones(()), jnp.zeros(())
    return value, [pull(seed)[0] for seed in ((one, none), (none, one))]


def path_gradients(
    model: Seq2Seq,
    source: Int[Array, " J"],
    target: Int[Array, " T"],
    estimators: Mapping[str, Reinforce],
) -> tuple[Float[Array, " N"], dict[str, Any]]:
    """What each estimator says on each path: (p(z | x), gradients of -loss with an axis N).

    So an estimate's mean is sum_z p(z | x) g(z), with no sampling error: its bias is that minus the
    exact gradient. A moving average is at rest, at the mean reward over the paths. There is one
    sentence, so there are no others for a baseline `per_step`: it is 0.
    """
    check_unpadded(source, target)
    graph, params = nnx.split(model, nnx.Param)
    chances, found = _path_gradients(graph, params, source, target, tuple(estimators.values()))
    of = lambda k: jax.tree.map(lambda g: g[:, k], found)  # noqa: E731
    return chances, {name: of(k) for k, name in enumerate(estimators)}


@functools.partial(jax.jit, static_argnames=("graph", "estimators"))
def _path_gradients(
    graph: Any, params: Any, source: Array, target: Array, estimators: tuple[Reinforce, ...]
) -> tuple[Array, Any]:
    batch = Batch(source[None], target[None])
    real = jnp.ones(batch.target.shape, bool)
    paths = all_paths(source.shape[0], target.shape[0])
    seen = jax.vmap(lambda path: draw(told(graph, params, path), batch, None)[0])(paths)
    chances = jnp.exp(seen.log_draw.sum(axis=(1, 2)))
    memories = [at_rest(estimator, seen, real, chances) for estimator in estimators]

    def follow(path: Array) -> Any:
        return estimate(
            lambda params: told(graph, params, path), params, batch, None, estimators, memories
        )

    return chances, jax.vmap(follow)(paths)


def small_problem(
    row: str = "luong_general", alignment: str = "hard", *, scale: float = 3.0, seed: int = 0
) -> tuple[Seq2Seq, Int[Array, " J"], Int[Array, " T"]]:
    """A model, a source of five positions and a target of two steps, small enough to enumerate.

    The fresh parameters are `scale` times as large as usual: at their usual size all positions look
    alike, and no estimator could be told from another. ValueError for what cannot be.
    """
    scale = settings.number("scale", scale, above=0.0)
    vocab = Characters("abc")
    model = build(
        row,
        vocab,
        hidden=6,
        embedding=4,
        embedding_start="glorot",
        max_length=5,
        seed=seed,
        alignment=alignment,
    )
    nnx.update(model, jax.tree.map(lambda leaf: leaf * scale, nnx.state(model, nnx.Param)))
    source, target = vocab.encode("abcab"), [*vocab.encode("b"), END]
    return model, jnp.array(source, jnp.int32), jnp.array(target, jnp.int32)


def check_unpadded(source: Int[Array, " J"], target: Int[Array, " T"]) -> None:
    for name, ids in (("source", source), ("target", target)):
        if bool(np.any(np.asarray(ids) == PAD)):
            raise ValueError(f"{name} must have no padding, got {np.asarray(ids).tolist()}")
