"""Is a gradient estimate right on the mean? One test, at one level, over many projections."""

import functools
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.analysis.estimators.variance import check_drawing_model, estimate
from course_lib.data.batches import Batch
from course_lib.data.splits import TEST_SEED
from course_lib.devices import settings
from course_lib.model.seq2seq import Seq2Seq
from course_lib.training.reinforce import Average, Reinforce

CHUNK = 500  # estimates made at once


class Agreement(NamedTuple):
    """What `agreement` found: `z` is [blocks, directions], the rows named by `blocks`.

    `passed` says whether no |z| exceeds `bound`; a right estimator fails with probability `level`
    at most. `worst` is the block of the largest |z|.
    """

    blocks: tuple[str, ...]
    z: np.ndarray
    bound: float
    level: float

    @property
    def largest(self) -> float:
        return float(np.abs(self.z).max())

    @property
    def worst(self) -> str:
        return self.blocks[int(np.abs(self.z).max(axis=1).argmax())]

    @property
    def passed(self) -> bool:
        return self.largest <= self.bound


def blocks_of(tree: Any) -> dict[str, Array]:
    """The parameter blocks of a model's gradient by dotted name, such as decoder.cell.kernel."""
    plain = tree if isinstance(tree, dict) else nnx.to_pure_dict(tree)
    leaves = jax.tree_util.tree_flatten_with_path(plain)[0]
    return {".".join(str(part.key) for part in path): leaf for path, leaf in leaves}


def directions_for(gradient: Any, count: int = 20) -> dict[str, Float[np.ndarray, "count size"]]:
    """Fixed random directions of length one, so many in each block of a gradient."""
    rng, found = np.random.default_rng(TEST_SEED), {}
    for name, block in blocks_of(gradient).items():
        lines = rng.normal(size=(count, block.size))
        found[name] = (lines / np.linalg.norm(lines, axis=1, keepdims=True)).astype(np.float32)
    return found


def project(gradient: Any, directions: Mapping[str, Any]) -> Float[Array, "blocks directions"]:
    """A gradient along the directions of each of its blocks."""
    blocks = blocks_of(gradient)
    return jnp.stack([lines @ blocks[name].ravel() for name, lines in directions.items()])


def sampled(
    model: Seq2Seq,
    source: Int[Array, " J"],
    target: Int[Array, " T"],
    estimators: Mapping[str, Reinforce],
    *,
    samples: int = 10_000,
    copies: int = 4,
    baseline: float = 0.0,
    seed: int = 0,
) -> dict[str, Float[np.ndarray, "N blocks directions"]]:
    """Projections of independent estimates of the gradient of -loss, by each estimator.

    An estimate is that of a batch of `copies` of one pair, so that a baseline can be made of the
    others. A moving average is held at `baseline`. ValueError unless `samples` is a multiple of
    500, and for what is no model, no row of tokens and no estimators.
    """
    check_drawing_model(model, estimators, seed)
    settings.array("source", source, "J", settings.WHOLE)
    settings.array("target", target, "T", settings.WHOLE)
    settings.whole("copies", copies)
    settings.number("baseline", baseline, least=-settings.LARGEST)
    if settings.whole("samples", samples) % CHUNK:
        raise ValueError(f"samples must be a multiple of {CHUNK}, got {samples}")
    graph, params = nnx.split(model, nnx.Param)
    batch = Batch(jnp.tile(source[None], (copies, 1)), jnp.tile(target[None], (copies, 1)))
    keys = jax.random.split(jax.random.key(seed), (samples // CHUNK, CHUNK))
    lines, held = directions_for(params), jnp.asarray(baseline, jnp.float32)
    found = _sampled(graph, params, batch, keys, held, lines, tuple(estimators.values()))
    flat = np.asarray(found, np.float64).reshape(samples, *found.shape[2:])
    return {name: flat[:, k] for k, name in enumerate(estimators)}


@functools.partial(jax.jit, static_argnames=("graph", "estimators"))
def _sampled(
    graph: Any,
    params: Any,
    batch: Batch,
    keys: Array,
    held: Array,
    lines: Any,
    estimators: tuple[Reinforce, ...],
) -> Array:
    memory = Average(held, jnp.ones(()))
    memories = [None if e.start() is None else memory for e in estimators]
    model_of = functools.partial(nnx.merge, graph)

    def one(key: Array) -> Array:
        found = estimate(model_of, params, batch, key, estimators, memories)
        return jax.vmap(lambda gradient: project(gradient, lines))(found)

    return jax.lax.map(jax.vmap(one), keys)


def agreement(
    estimates: Float[np.ndarray, "N blocks directions"], gradient: Any, *, level: float = 1e-3
) -> Agreement:
    """Whether the mean of `estimates` is the exact `gradient`, along all directions together.

    On each direction z = (mean - exact) / (standard deviation / sqrt(N)), a standard normal number
    for large N if the estimate is unbiased. The bound on the largest |z| is Bonferroni's: with m
    directions in all, P(|z| > bound) = level / m for each, so that P(any) <= level however they
    depend on each other (directions within a block do, and so do blocks: a sum of squares would
    not be chi-square). A direction on which no two estimates differ has to agree to rounding.
    """
    settings.number("level", level, above=0.0, below=1.0)
    estimates = settings.numeric("estimates", estimates, "N blocks directions")
    if len(estimates) < 2:
        raise ValueError(f"estimates must be two or more, got {len(estimates)}")
    exact = np.asarray(project(gradient, directions_for(gradient)), np.float64)
    off = estimates.mean(axis=0) - exact
    error = estimates.std(axis=0, ddof=1) / np.sqrt(len(estimates))
    # Below this, a difference is one of float32 and not of the estimator.
    rounding = 1e-6 * max(np.abs(exact).max(), np.abs(estimates).max())
    off = np.where(np.abs(off) <= rounding, 0.0, off)
    z = off / np.maximum(error, np.finfo(float).tiny)
    bound = NormalDist().inv_cdf(1 - level / (2 * z.size))
    return Agreement(tuple(blocks_of(gradient)), z, bound, level)
