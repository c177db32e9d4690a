"""`layer_norm`: each vector brought to mean 0 and variance 1, then scaled by what is learned."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from course_lib.devices import settings

TINY = 1e-5  # beside the variance of a vector whose numbers are all the same


def layer_norm(
    values: Float[Array, "*batch E"], gain: Float[Array, " E"], bias: Float[Array, " E"]
) -> Float[Array, "*batch E"]:
    """gain (x - mean(x)) / sqrt(var(x) + 1e-5) + bias, over the last axis, in float32.

    Source: Ba, Kiros & Hinton 2016, eq. 4. ValueError for a gain or bias of another width.

    >>> layer_norm(jnp.array([1.0, 3.0]), jnp.ones(2), jnp.zeros(2)).round(3)
    Array([-1.,  1.], dtype=float32)
    """
    if not isinstance(values, jax.Array) or not jnp.issubdtype(values.dtype, jnp.floating):
        raise ValueError(f"values must be an array of numbers, got {type(values).__name__}")
    settings.array("gain", gain, "E", settings.REAL)
    settings.array("bias", bias, "E", settings.REAL)
    if values.shape[-1:] != gain.shape or gain.shape != bias.shape:
        raise ValueError(
            f"values, gain and bias must have one width, got {values.shape[-1:]}, {gain.shape} "
            f"and {bias.shape}"
        )
    wide = values.astype(jnp.float32)
    centred = wide - wide.mean(axis=-1, keepdims=True)
    variance = jnp.mean(centred**2, axis=-1, keepdims=True)
    normal = (centred * jax.lax.rsqrt(variance + TINY)).astype(values.dtype)
    return normal * jnp.broadcast_to(gain, values.shape) + jnp.broadcast_to(bias, values.shape)
