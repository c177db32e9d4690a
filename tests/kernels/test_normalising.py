"""The layer norm: against a loop, and against that of Flax."""

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from jaxtyping import TypeCheckError
from tiny import check_gradient

from course_lib.kernels import layer_norm

RNG = np.random.default_rng(0)
VALUES = jnp.asarray(RNG.normal(2.0, 3.0, (4, 6)), jnp.float32)
GAIN, BIAS = (jnp.asarray(RNG.normal(size=6), jnp.float32) for _ in range(2))


def test_a_norm_equals_a_loop():
    found = layer_norm(VALUES, GAIN, BIAS)
    for row, wanted in zip(found, np.asarray(VALUES, np.float64), strict=True):
        mean = sum(wanted) / 6
        variance = sum((x - mean) ** 2 for x in wanted) / 6
        normal = (wanted - mean) / np.sqrt(variance + 1e-5)
        np.testing.assert_allclose(row, GAIN * normal + BIAS, atol=1e-5)


def test_it_is_the_norm_of_flax():
    theirs = nnx.LayerNorm(6, epsilon=1e-5, rngs=nnx.Rngs(0))
    wanted = theirs(VALUES)
    np.testing.assert_allclose(layer_norm(VALUES, jnp.ones(6), jnp.zeros(6)), wanted, atol=1e-5)


def test_zeros_stay_finite_and_gradients_are_right():
    assert not np.asarray(layer_norm(jnp.zeros(6), GAIN, jnp.zeros(6))).any()
    check_gradient(lambda x, g: jnp.sin(layer_norm(x, g, BIAS)).sum(), VALUES, GAIN)


def test_another_width_is_refused():
    with pytest.raises((ValueError, TypeCheckError), match="gain"):
        layer_norm(VALUES, GAIN[:3], BIAS[:3])
