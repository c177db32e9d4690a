"""Patches against loops, and a convolution as one product."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tiny import check_gradient

from course_lib.kernels.patches import patches


def cut(image, size, stride):
    height, width = image.shape
    return np.array(
        [
            image[y : y + size, x : x + size].reshape(-1)
            for y in range(0, height - size + 1, stride)
            for x in range(0, width - size + 1, stride)
        ]
    )


@pytest.mark.parametrize(
    ("shape", "size", "stride"),
    [((6, 4), 2, 2), ((6, 8), 4, 2), ((5, 7), 3, 1), ((12, 9), 6, 3), ((4, 4), 4, 4)],
)
def test_patches_are_cut_as_by_a_loop(shape, size, stride):
    image = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    np.testing.assert_array_equal(
        patches(jnp.asarray(image), size, stride), cut(image, size, stride)
    )


def test_a_convolution_is_a_product_with_patches():
    rng = np.random.default_rng(1)
    image, filters = (jnp.asarray(rng.normal(size=s), jnp.float32) for s in ((6, 5), (3, 3, 2)))
    found = patches(image, 3, 1) @ filters.reshape(9, 2)
    wanted = jax.lax.conv_general_dilated(
        image[None, :, :, None], filters[:, :, None], (1, 1), "VALID",
        dimension_numbers=("NHWC", "HWIO", "NHWC"),
    )  # fmt: skip
    np.testing.assert_allclose(found, wanted.reshape(-1, 2), atol=1e-5)


def test_gradients_against_finite_differences():
    image = jnp.asarray(np.random.default_rng(2).normal(size=(4, 6)), jnp.float32)
    check_gradient(lambda one: jnp.sin(patches(one, 4, 2)).sum(), image)


@pytest.mark.parametrize(
    ("shape", "size", "stride", "message"),
    [
        ((6, 6), 3, 2, "size must be a multiple of stride=2, got 3"),
        ((6, 6), 2, 4, "stride must be a whole number of at most 2"),
        ((6, 5), 2, 2, "image's width must be a multiple of stride=2"),
        ((2, 4), 4, 2, "image's height must be .* at least size=4 pixels, got 2"),
    ],
)
def test_what_cannot_be_cut_is_refused(shape, size, stride, message):
    with pytest.raises(ValueError, match=message):
        patches(jnp.zeros(shape), size, stride)
