"""What the tests of all searches share: models with opinions, and one source decoded."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from tiny import VOCAB, copies

from course_lib.data.batches import shift_right
from course_lib.data.vocab import PAD
from course_lib.model.table import build

SOURCE = copies(["abca"], 6).source[0]


def sharp(name="luong_general", seed=0, vocab=VOCAB, strength=3.0):
    """An untrained model with opinions: at strength 3 its likeliest token has a probability of .40
    to .98, by row and seed; a sixth would be none."""
    sizes = {"hidden": 8, "embedding": 6, "max_length": 12, "embedding_start": "glorot"}
    model = build(name, vocab, **sizes, seed=seed)
    for leaf in jax.tree.leaves(model, is_leaf=lambda leaf: isinstance(leaf, nnx.Param)):
        leaf[...] = leaf[...] * strength
    return model


def found_by(search, model, sources, limit):
    """The hypotheses of each source [B, N, ...], compiled once for all models of one shape."""
    graph, params = nnx.split(model, nnx.Param)
    sources = np.asarray(sources)
    return search.batch(graph, params, sources, limit, np.arange(len(sources)))


def found_for(search, model, source, limit):
    return jax.tree.map(lambda array: array[0], found_by(search, model, source[None], limit))


@functools.partial(jax.jit, static_argnums=0)
def _forced(graph, params, source, inputs):
    return jax.vmap(nnx.merge(graph, params).forced, (None, 0))(source, inputs)


def log_probabilities(model, source, targets):
    """log p of each target [T] under teacher forcing, up to its padding, and its weights."""
    targets = jnp.asarray(targets)
    logits, output = _forced(*nnx.split(model, nnx.Param), source, shift_right(targets))
    log_p = np.asarray(jax.nn.log_softmax(logits), np.float64)
    each = np.take_along_axis(log_p, np.asarray(targets)[..., None], axis=-1)[..., 0]
    return np.where(targets != PAD, each, 0.0).sum(axis=1), output.weights
