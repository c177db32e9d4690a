"""Patches and their places against loops, and a convolution as one product."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jaxtyping import TypeCheckError
from tiny import check_gradient

from course_lib.kernels.patches import patches, placed


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


def places(rows, columns, width=3):
    rng = np.random.default_rng(3)
    sizes = (rows * columns, rows, columns)
    return [rng.normal(size=(size, width)).astype(np.float32) for size in sizes]


@pytest.mark.parametrize(("rows", "columns"), [(2, 3), (3, 2), (4, 1), (3, 3)])
def test_a_state_gets_the_vectors_of_its_row_and_column(rows, columns):
    states, row, column = places(rows, columns)
    wanted = states.copy()
    for r in range(rows):
        for c in range(columns):
            wanted[r * columns + c] += row[r] + column[c]
    np.testing.assert_allclose(placed(*map(jnp.asarray, (states, row, column))), wanted, rtol=1e-6)


def test_patches_and_their_places_are_numbered_alike():
    """An image that says of each patch where it lies is what the vectors of its places say."""
    image = jnp.asarray(10.0 * np.arange(6)[:, None] + np.arange(8)[None], jnp.float32)
    corners = patches(image, 4, 2)[:, :1]
    row, column = (jnp.asarray(one, jnp.float32)[:, None] for one in ([0, 20], [0, 2, 4]))
    np.testing.assert_array_equal(placed(jnp.zeros((6, 1)), row, column), corners)


def test_gradients_against_finite_differences():
    image = jnp.asarray(np.random.default_rng(2).normal(size=(4, 6)), jnp.float32)
    check_gradient(lambda one: jnp.sin(patches(one, 4, 2)).sum(), image)
    states, row, column = map(jnp.asarray, places(2, 3))
    check_gradient(lambda one: jnp.sin(placed(one, row, column)).sum(), states)
    check_gradient(lambda one: jnp.sin(placed(states, one, column)).sum(), row)
    check_gradient(lambda one: jnp.sin(placed(states, row, one)).sum(), column)


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


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        # Under the tests' hook jaxtyping refuses unequal widths before the library does.
        (((6, 3), (2, 2), (3, 3)), "row"),
        (((6, 3), (2, 3), (3, 1)), "column"),
        (((5, 3), (2, 3), (3, 3)), "states must be those of 2 rows and 3 columns, got 5"),
    ],
)
def test_places_that_do_not_fit_are_refused(shapes, message):
    with pytest.raises((ValueError, TypeCheckError), match=message):
        placed(*map(jnp.zeros, shapes))
