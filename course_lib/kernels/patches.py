"""`patches`: an image as rows of numbers, so that a convolution is one product with a matrix."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from course_lib.devices import settings


def check_patches(side: str, pixels: int, size: int, stride: int) -> int:
    """How many patches lie along a side of so many pixels.

    ValueError, with the name of the side, unless `size` and the side are multiples of `stride`.
    """
    settings.whole("size", size)
    settings.whole("stride", stride, most=size)
    if size % stride:
        raise ValueError(f"size must be a multiple of stride={stride}, got {size}")
    if pixels % stride or pixels < size:
        raise ValueError(
            f"{side} must be a multiple of stride={stride} and at least size={size} pixels, got "
            f"{pixels}"
        )
    return (pixels - size) // stride + 1


def patches(image: Float[Array, "H W"], size: int, stride: int) -> Float[Array, "J P"]:
    """The square pieces of an image, `size` pixels to a side and `stride` pixels from each other,
    row by row from the top left; in each its P = size * size pixels row by row.

    `patches(image, 3, 1) @ weight` with `weight` [9, F] is a convolution with F filters (none of
    them turned round), without filling at the edges. Size, height and width must be multiples of
    the stride; ValueError if they are not.

    >>> patches(jnp.arange(12.0).reshape(3, 4), 2, 1)[:2]
    Array([[0., 1., 4., 5.],
           [1., 2., 5., 6.]], dtype=float32)
    """
    settings.array("image", image, "H W", settings.REAL)
    height, width = image.shape
    rows, columns = (
        check_patches(f"image's {side}", pixels, size, stride)
        for side, pixels in (("height", height), ("width", width))
    )
    # Cut once into squares of the stride, of which a patch is some: shifted views and no gather,
    # whose gradient would be a scatter, the slowest thing on a CPU.
    squares = image.reshape(height // stride, stride, width // stride, stride)
    squares = squares.transpose(0, 2, 1, 3)
    span = size // stride
    pieces = [[squares[y : y + rows, x : x + columns] for x in range(span)] for y in range(span)]
    whole = jnp.stack([jnp.stack(row, axis=3) for row in pieces], axis=2)
    return whole.reshape(rows * columns, size * size)  # [rows, columns, span, stride, span, stride]
