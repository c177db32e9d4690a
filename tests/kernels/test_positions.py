"""Codes of positions: against a loop, and the property for which they were chosen."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.kernels import position_code


@pytest.mark.parametrize("position", [0, 1, 7, 300])
def test_a_code_equals_a_loop(position):
    wanted = []
    for i in range(0, 6, 2):
        angle = position / 10_000 ** (i / 6)
        wanted += [np.sin(angle), np.cos(angle)]
    np.testing.assert_allclose(position_code(jnp.array(position), 6), wanted, atol=1e-4)


def test_two_codes_tell_how_far_apart_they_are_wherever_they_stand():
    """p_j . p_{j+k} depends on k alone; between a code of sines alone it does not."""
    codes = jax.vmap(lambda j: position_code(j, 16))(jnp.arange(40))
    products = np.asarray(codes @ codes.T)
    for k in (1, 5, 20):
        near = np.diagonal(products, k)
        np.testing.assert_allclose(near, near[0], atol=1e-3)
    sines = np.asarray(codes)[:, ::2]
    assert np.ptp(np.diagonal(sines @ sines.T, 5)) > 0.5


def test_an_odd_width_is_refused():
    with pytest.raises(ValueError, match="width must be even"):
        position_code(jnp.array(1), 5)
