"""The loss over a large vocabulary, a few tokens at a time: never all [B, T, V] logits at once.

The logits of a batch of 128 sentences of 30 tokens over 8,000 words are 123 MB, and the plain loss
holds several arrays of that size. But the gradient of a token's loss is known as soon as its logits
are,

    d(-log p(y)) / dz = softmax(z) - onehot(y)         (smoothed: onehot less s, plus s / V on all)

so each chunk of tokens makes its logits, its loss and its share of all gradients, and forgets them.
Nothing is computed twice: the sum is linear in its cotangent, which is multiplied in at the end.
"""

import functools
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from course_lib.kernels.losses import smoothed_loss, token_loss
from course_lib.kernels.masks import PAD
from course_lib.kernels.parameters import affine

# As float32, 32 MB of logits at once are as good as none; a chunk has 16 MB.
WHOLE = 2**23
CHUNK = 2**22


class Sums(NamedTuple):
    """What is summed over the tokens: -log p(y_t) in nats, and how often y_t was the argmax."""

    nats: Float[Array, ""]
    right: Float[Array, ""]


def vocabulary_loss(
    features: Float[Array, "B T A"],
    weight: Float[Array, "A V"],
    bias: Float[Array, " V"],
    target: Int[Array, "B T"],
    smoothing: float = 0.0,
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """`token_loss` of the logits W f + b: as they are where they are small, else in chunks."""
    if target.size * bias.size <= WHOLE:
        return token_loss(affine(features, weight, bias).astype(jnp.float32), target, smoothing)
    return chunked_loss(features, weight, bias, target, max(1, CHUNK // bias.size), smoothing)


def chunked_loss(
    features: Float[Array, "B T A"],
    weight: Float[Array, "A V"],
    bias: Float[Array, " V"],
    target: Int[Array, "B T"],
    rows: int,
    smoothing: float = 0.0,
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """`token_loss` of the logits W f + b, with those of `rows` tokens in memory at a time.

    (mean -log p(y_t) in nats, share of tokens whose argmax is right), over the real tokens. Cannot
    be differentiated twice, nor forwards. ValueError for less than one row.
    """
    if rows < 1:
        raise ValueError(f"rows must be at least 1, got {rows}")
    missing = -target.size % rows
    flat = jnp.pad(features.reshape(-1, features.shape[-1]), ((0, missing), (0, 0)))
    tokens = jnp.pad(target.reshape(-1), (0, missing), constant_values=PAD)
    chunks = flat.reshape(-1, rows, flat.shape[-1])
    found = _summed(smoothing, chunks, weight, bias, tokens.reshape(-1, rows))
    real = jnp.maximum(jnp.sum(target != PAD), 1)
    return found.nats / real, found.right / real


def _logits(features: Array, weight: Array, bias: Array) -> Float[Array, "rows V"]:
    return affine(features, weight, bias).astype(jnp.float32)


def _read(logits: Array, target: Array, smoothing: float) -> tuple[Sums, Float[Array, "rows V"]]:
    """The sums over one chunk, and all its log-probabilities."""
    real = target != PAD
    log_p = jax.nn.log_softmax(logits, axis=-1)
    nats = smoothed_loss(log_p, target, smoothing)
    right = real & (jnp.argmax(logits, axis=-1) == target)
    return Sums(jnp.sum(nats, where=real), right.sum().astype(jnp.float32)), log_p


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _summed(smoothing: float, features: Array, weight: Array, bias: Array, target: Array) -> Sums:
    def one(total: Sums, at: tuple[Array, Array]) -> tuple[Sums, None]:
        read, _ = _read(_logits(at[0], weight, bias), at[1], smoothing)
        return jax.tree.map(jnp.add, total, read), None

    nothing = Sums(jnp.zeros(()), jnp.zeros(()))
    return jax.lax.scan(one, nothing, (features, target))[0]


def _forward(
    smoothing: float, features: Array, weight: Array, bias: Array, target: Array
) -> tuple[Sums, tuple[Array, Array, Array]]:
    """The sums, and their gradients for features, weight and bias."""

    def one(carry: tuple[Sums, Array, Array], at: tuple[Array, Array]):
        (total, d_weight, d_bias), (f, y) = carry, at
        read, log_p = _read(_logits(f, weight, bias), y, smoothing)
        hit = jnp.arange(bias.size)[None] == y[:, None]
        if smoothing:
            hit = (1 - smoothing) * hit + smoothing / bias.size
        wrong = jnp.where((y != PAD)[:, None], jnp.exp(log_p) - hit, 0.0)
        d = wrong.astype(f.dtype)
        d_weight = d_weight + (f.T @ d).astype(jnp.float32)
        total = jax.tree.map(jnp.add, total, read)
        return (total, d_weight, d_bias + wrong.sum(axis=0)), d @ weight.T

    nothing = Sums(jnp.zeros(()), jnp.zeros(()))
    start = (nothing, jnp.zeros(weight.shape), jnp.zeros(bias.shape))
    (total, d_weight, d_bias), d_features = jax.lax.scan(one, start, (features, target))
    return total, (d_features, d_weight.astype(weight.dtype), d_bias.astype(bias.dtype))


def _backward(smoothing: float, gradients: tuple[Array, Array, Array], found: Sums) -> tuple:
    return (*(found.nats.astype(part.dtype) * part for part in gradients), None)


_summed.defvjp(_forward, _backward)
