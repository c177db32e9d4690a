"""Small things that many tests need: a vocabulary, models, batches, a stream."""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.extend.random import define_prng_impl
from jax.flatten_util import ravel_pytree

from course_lib.data import Batch
from course_lib.data.characters import Characters
from course_lib.data.vocab import END, pad
from course_lib.model.seq2seq import Seq2Seq
from course_lib.model.table import MODELS, build
from course_lib.training.recipe import Recipe

VOCAB = Characters("abc")
ROWS = tuple(name for name in MODELS if name != "luong")  # an alias of luong_general
UNFED = tuple(name for name in ROWS if not MODELS[name].loops)
WEIGHED = tuple(name for name in ROWS if MODELS[name].weighs)


def fresh(name: str, **changes: Any) -> Seq2Seq:
    """A new model, small, its vocabulary "abc"."""
    # Small embeddings: some tests count on a start near chance.
    sizes = {"hidden": 8, "embedding": 6, "max_length": 12, "seed": 1, "embedding_start": "glorot"}
    return build(name, VOCAB, **{**sizes, **changes})


def copies(texts: list[str], longest: int | None = None) -> Batch:
    """A batch of the task "say it again", padded to `longest` characters."""
    longest = longest or max(map(len, texts))
    ids = [VOCAB.encode(text) for text in texts]
    target = pad([[*one, END] for one in ids], longest + 1)
    return Batch(jnp.asarray(pad(ids, longest)), jnp.asarray(target))


@dataclass(frozen=True)
class CopyStream:
    """Random copies of 1 to 4 characters. Each step's batch depends on its own number alone, so
    that chunks of any size hold the same steps."""

    batch: int = 4
    seed: int = 0

    def chunk(self, number: int, steps: int) -> Batch:
        made = [self.one(number * steps + step) for step in range(steps)]
        return jax.tree.map(lambda *arrays: jnp.stack(arrays), *made)

    def one(self, step: int) -> Batch:
        rng = np.random.default_rng((self.seed, step))
        lengths = rng.integers(1, 5, self.batch)
        return copies(["".join(rng.choice([*"abc"], n)) for n in lengths], 4)


STREAM = CopyStream()
# One recipe and one row for most tests of training, so that they share one compiled program.
RECIPE = Recipe(steps=12, chunk=2, warmup=2)


def small(seed: int = 1) -> Seq2Seq:
    return fresh("init_state", hidden=4, cell="gru", seed=seed)


def close(found: Any, wanted: Any, tolerance: float = 1e-5) -> None:
    """Equal up to `tolerance` of the largest number of each array, for whole trees."""
    assert jax.tree.structure(found) == jax.tree.structure(wanted)
    for a, b in zip(jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True):
        a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
        assert a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=0, atol=tolerance * max(np.abs(b).max(initial=0), 1))


def same(found: Any, wanted: Any) -> bool:
    """Whether two trees are equal to the last bit."""
    pairs = zip(jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True)
    return all(np.array_equal(np.asarray(a), np.asarray(b)) for a, b in pairs)


def check_gradient(f: Callable[..., Any], *args: Any, step: float = 3e-2) -> None:
    """The gradient of `f` against finite differences, along itself and random directions.

    Four points on each line leave an error of step^4, so that float32 is exact enough.
    """
    point, back = ravel_pytree(args)
    gradient = ravel_pytree(jax.jit(jax.grad(f, tuple(range(len(args)))))(*args))[0]
    lines = jax.random.normal(jax.random.key(0), (5, point.size)).at[0].set(gradient)
    lines = lines / jnp.linalg.norm(lines, axis=1, keepdims=True)
    at = jnp.array([-2.0, -1.0, 1.0, 2.0]) * step
    along = jax.jit(jax.vmap(jax.vmap(lambda d, a: f(*back(point + a * d)), (None, 0)), (0, None)))
    found = along(lines, at) @ jnp.array([1.0, -8.0, 8.0, -1.0]) / (12 * step)
    size = float(jnp.linalg.norm(gradient))
    assert size > 1e-3
    np.testing.assert_allclose(found, lines @ gradient, rtol=0, atol=2e-3 * size + 2e-5)


def mixed(x: jax.Array) -> jax.Array:
    """Each 32 bits as others, such that nearby numbers end far apart (Wellons's lowbias32)."""
    x = (x ^ (x >> 16)) * jnp.uint32(0x7FEB352D)
    x = (x ^ (x >> 15)) * jnp.uint32(0x846CA68B)
    return x ^ (x >> 16)


def counted(key: jax.Array, shape: tuple[int, ...]) -> jax.Array:
    numbers = jax.lax.iota(jnp.uint32, math.prod(shape)).reshape(shape)
    return mixed(jax.lax.broadcast(mixed(key[0]), shape) ^ mixed(numbers + jnp.uint32(1)))


# With it XLA compiles a program with dropout in two thirds of the time (a forward pass on one row).
QUICK = define_prng_impl(
    key_shape=(1,),
    seed=lambda seed: mixed(seed.astype(jnp.uint32)).reshape(1),
    split=lambda key, shape: counted(key, (*shape, 1)),
    random_bits=lambda key, width, shape: counted(key, shape),
    fold_in=lambda key, data: mixed(key ^ mixed(data.astype(jnp.uint32) + jnp.uint32(77))),
    name="quick",
    tag="qk",
)


def quick_key(seed: int) -> jax.Array:
    """A key of random numbers that are good enough for a test and compile fast."""
    return jax.random.key(seed, impl=QUICK)


def params_of(model: nnx.Module) -> dict[str, Any]:
    return nnx.to_pure_dict(nnx.state(model, nnx.Param))


def named(tree: Any) -> dict[str, np.ndarray]:
    """The leaves of a model's pure dict by dotted name."""
    leaves = jax.tree_util.tree_flatten_with_path(tree)[0]
    return {".".join(str(k.key) for k in path): np.asarray(leaf) for path, leaf in leaves}


@functools.cache
def forced(name: str):
    """Teacher forcing with the row `name`, compiled once for all tests of a file."""
    return jax.jit(fresh(name).forced)


@functools.cache
def stepper(model: Seq2Seq):
    """`start(source)` and `step(prepared, state, token, t)`, compiled, for loops in Python."""
    decoder = model.decoder

    def start(source):
        prepared = model.encode(source)
        return prepared, decoder.start(prepared)

    def step(prepared, state, token, t):
        state, output = decoder.step(prepared, state, decoder.embed(token), t)
        return state, decoder.logits(prepared, output), output.weights

    return jax.jit(start), jax.jit(step)
