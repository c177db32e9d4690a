"""`patches`: an image as rows of numbers, so that a convolution is one product with a matrix; and
`placed`: where in the image each row comes from."""

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


def placed(
    states: Float[Array, "J E"], row: Float[Array, "R E"], column: Float[Array, "C E"]
) -> Float[Array, "J E"]:
    """The states of a grid of R rows and C columns, numbered row by row as `patches` are, each plus
    the vector of its row and that of its column.

    ValueError for arrays of other axes or widths, and unless J = R C.

    >>> placed(jnp.zeros((4, 1)), jnp.array([[10.0], [20.0]]), jnp.array([[1.0], [2.0]])).ravel()
    Array([11., 12., 21., 22.], dtype=float32)
    """
    settings.array("states", states, "J E", settings.REAL)
    for name, vectors in (("row", row), ("column", column)):
        settings.array(name, vectors, f"{name[0].upper()} E", settings.REAL)
        if vectors.shape[1] != states.shape[1]:
            raise ValueError(
                f"{name} must hold vectors of {states.shape[1]} numbers, as states does, got "
                f"{vectors.shape[1]}"
            )
    if len(states) != len(row) * len(column):
        raise ValueError(
            f"states must be those of {len(row)} rows and {len(column)} columns, got {len(states)}"
        )
    return states + (row[:, None] + column[None]).reshape(states.shape)
