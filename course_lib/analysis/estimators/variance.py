"""What estimators of one gradient make of the same draws: their values and their variance."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float

from course_lib.data.batches import Batch, check_batch
from course_lib.data.vocab import PAD
from course_lib.devices import settings
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.training.reinforce import Average, Drawn, Reinforce, draw


class Spread(NamedTuple):
    """How an estimate scatters: sums of squares over parameters, (nats a token)^2.

    `variance` is the trace of its covariance, E |g - E g|^2; `scores` the part of it that falls on
    the alignment's parameters; `mean` is |E g|^2, estimated without the variance's share (and so
    below 0 now and then, where the variance is large).
    """

    variance: float
    scores: float
    mean: float


def estimate(
    model_of: Any,
    params: Any,
    batch: Batch,
    key: Array | None,
    estimators: Sequence[Reinforce],
    memories: Sequence[Average | None],
) -> Any:
    """The gradients of -loss by several estimators from one draw: a tree with an axis [K] in front.

    An estimate depends on the model through the three parts of `Drawn` alone. So the model is run
    and pulled back once, and each estimator says only how much of each part it wants (the chain
    rule). `model_of(params)` gives the model.
    """
    real = batch.target != PAD
    drawn, pull = jax.vjp(lambda params: draw(model_of(params), batch, key)[0], params)

    def wants(estimator: Reinforce, memory: Average | None) -> Drawn:
        return jax.grad(lambda drawn: -estimator.loss(drawn, real, 0, memory)[0])(drawn)

    each = [wants(*pair) for pair in zip(estimators, memories, strict=True)]
    stacked = jax.tree.map(lambda *parts: jnp.stack(parts), *each)
    return jax.vmap(lambda part: pull(part)[0])(stacked)


def check_drawing_model(model: Any, estimators: Any, seed: Any) -> None:
    """ValueError for what is no `Seq2Seq`, no objectives by name, and no seed."""
    check_model(model)
    settings.instance("estimators", estimators, Mapping, "objectives by name")
    settings.several("estimators", [*estimators.values()], Reinforce, "a Reinforce", least=1)
    settings.whole("seed", seed, 0, settings.MOST_SEED)


def gradient_variance(
    model: Seq2Seq,
    batch: Batch,
    estimators: Mapping[str, Reinforce],
    *,
    samples: int = 32,
    seed: int = 0,
) -> dict[str, Spread]:
    """How each estimator's gradient scatters over draws, at fixed parameters and batch.

    All see the same `samples` draws. Moving averages are held where they come to rest at these
    parameters: at the mean reward of other draws. ValueError for fewer than two samples, and for
    what is no model, no batch and no estimators.
    """
    check_drawing_model(model, estimators, seed)
    check_batch(batch)
    settings.whole("samples", samples, 2)
    graph, params = nnx.split(model, nnx.Param)
    root = jax.random.key(seed)
    found = _scatter(graph, params, batch, root, tuple(estimators.values()), samples)
    spreads = [Spread(*(float(value[k]) for value in found)) for k in range(len(estimators))]
    return dict(zip(estimators, spreads, strict=True))


@functools.partial(jax.jit, static_argnames=("graph", "estimators", "samples"))
def _scatter(
    graph: Any, params: Any, batch: Batch, root: Array, estimators: Any, samples: int
) -> Any:
    model_of = functools.partial(nnx.merge, graph)
    draws, resting = (jax.random.split(key, samples) for key in jax.random.split(root))
    memories = _at_rest(model_of(params), batch, resting, estimators)

    def one(key: Array) -> Any:
        return estimate(model_of, params, batch, key, estimators, memories)

    # Counted from the first estimate and not from zero: a sum of squares would lose the variance.
    origin = one(draws[0])

    def add(sums: Any, key: Array) -> tuple[Any, None]:
        off = jax.tree.map(lambda g, o: g - o, one(key), origin)
        total, squares = sums
        total = jax.tree.map(jnp.add, total, off)
        return (total, jax.tree.map(lambda s, d: s + d**2, squares, off)), None

    nothing = jax.tree.map(jnp.zeros_like, origin)
    (total, squares), _ = jax.lax.scan(add, (nothing, nothing), draws[1:])
    variance = jax.tree.map(
        lambda s, t: _each_sum(s - t**2 / samples) / (samples - 1), squares, total
    )
    length = jax.tree.map(lambda o, t: _each_sum((o + t / samples) ** 2), origin, total)
    whole, size = sum(jax.tree.leaves(variance)), sum(jax.tree.leaves(length))
    scores = sum(jax.tree.leaves(variance["decoder"]["alignment"]))
    return whole, scores, size - whole / samples


def _each_sum(values: Array) -> Array:
    return values.reshape(values.shape[0], -1).sum(axis=1)


def _at_rest(
    model: Seq2Seq, batch: Batch, keys: Array, estimators: Sequence[Reinforce]
) -> list[Average | None]:
    real = batch.target != PAD
    seen = jax.lax.map(lambda key: draw(model, batch, key)[0], keys)
    equal = jnp.full(keys.shape[0], 1 / keys.shape[0])
    return [at_rest(estimator, seen, real, equal) for estimator in estimators]


def at_rest(
    estimator: Reinforce,
    seen: Any,
    real: Bool[Array, "B T"],
    chances: Float[Array, " N"],
) -> Average | None:
    """Where a moving average comes to rest while the parameters stand still: at the mean reward.

    `seen` holds N draws (an axis in front) of the given probabilities. None where there is none.
    """
    start = estimator.start()
    if start is None:
        return None
    last = replace(estimator, decay=0.0)  # remembers one batch and nothing before it
    found = jax.vmap(lambda drawn: last.loss(drawn, real, 0, start)[1])(seen)
    return Average(chances @ found.total, jnp.ones(()))
