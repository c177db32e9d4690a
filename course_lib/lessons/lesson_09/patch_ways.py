"""Ways to cut an image into pieces, right and wrong, of which the bank of `cut_patches` is made."""

from collections.abc import Callable, Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Function

Array = np.ndarray


def starts(pixels: int, size: int, stride: int) -> list[int]:
    return list(range(0, pixels - size + 1, stride))


def loop(image: Array, size: int, stride: int) -> Array:
    """Every pixel by itself."""
    height, width = image.shape
    return np.array(
        [
            [image[y + down, x + across] for down in range(size) for across in range(size)]
            for y in starts(height, size, stride)
            for x in starts(width, size, stride)
        ]
    )


def corners(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
    down, across = (starts(pixels, size, stride) for pixels in image.shape)
    return [(y, x) for y in down for x in across]


def square(image: Array, y: int, x: int, size: int) -> Array:
    """As far as the image goes."""
    return image[y : y + size, x : x + size]


def clamped(image: Array, y: int, x: int, size: int) -> Array:
    """As jax.lax.dynamic_slice cuts: moved back into the image."""
    height, width = image.shape
    return square(image, min(y, height - size), min(x, width - size), size)


def padded(image: Array, y: int, x: int, size: int) -> Array:
    """With zeros outside."""
    return square(np.pad(image, ((0, y + size), (0, x + size))), y, x, size)


def edged(image: Array, y: int, x: int, size: int) -> Array:
    """As JAX reads at an index: a pixel outside is the last one of its row or column."""
    return square(np.pad(image, ((0, y + size), (0, x + size)), "edge"), y, x, size)


def wrapped(image: Array, y: int, x: int, size: int) -> Array:
    return np.roll(image, (-y, -x), (0, 1))[:size, :size]


def at(
    corners: Callable[[Array, int, int], Sequence[tuple[int, int]]], cut: Function = square
) -> Function:
    """Patches at other corners, or cut otherwise."""

    def answer(image: Array, size: int, stride: int) -> Array:
        places = corners(image, size, stride)
        return np.stack([cut(image, y, x, size).reshape(-1) for y, x in places])

    return answer


def apart(steps: Callable[[int], tuple[int, int]]) -> Function:
    """Patches that begin so many pixels apart, down and across, for a stride."""

    def places(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
        down, across = (
            starts(*each) for each in zip(image.shape, (size, size), steps(stride), strict=True)
        )
        return [(y, x) for y in down for x in across]

    return at(places)


def beyond(
    corners: Callable[[Array, int, int], Sequence[tuple[int, int]]], *also: Function
) -> dict[str, Any]:
    """Patches at corners of which some lie too far down or across."""
    ways = (at(corners, cut) for cut in (padded, edged))
    return {"answer": at(corners, clamped), "also": (*ways, *also)}


def moved(change: Callable[[int, int, int, int], tuple[int, int]]) -> Function:
    """As many corners as are right, each by its row and column: change(r, c, size, stride)."""

    def moved_corners(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
        return [
            change(y // stride, x // stride, size, stride) for y, x in corners(image, size, stride)
        ]

    return moved_corners


times_size = moved(lambda r, c, size, stride: (r * size, c * size))


def exchanged(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
    return [(x, y) for y, x in corners(image, size, stride)]


def counts_exchanged(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
    return corners(image.T, size, stride)


def columns_first(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
    return [(y, x) for x, y in corners(image.T, size, stride)]


def short(less: tuple[int, int]) -> Function:
    """range(0, H - size, stride), in one direction or both."""

    def fewer(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
        height, width = (pixels - minus for pixels, minus in zip(image.shape, less, strict=True))
        return [(y, x) for y in starts(height, size, stride) for x in starts(width, size, stride)]

    return at(fewer)


def far(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
    height, width = image.shape
    return [(y, x) for y in range(0, height, stride) for x in range(0, width, stride)]


def strides(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
    """H // stride - 1 rows of patches, and likewise columns."""
    height, width = (pixels - stride for pixels in image.shape)
    return [(y, x) for y in range(0, height, stride) for x in range(0, width, stride)]


def diagonal(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
    down, across = (starts(pixels, size, stride) for pixels in image.shape)
    return list(zip(down, across, strict=False))


def of(change: Callable[..., Array]) -> Function:
    """The right patches, changed: change(patches [R, C, size, size])."""

    def answer(image: Array, size: int, stride: int) -> Array:
        rows, columns = (len(starts(pixels, size, stride)) for pixels in image.shape)
        return change(loop(image, size, stride).reshape(rows, columns, size, size))

    return answer


def rows_of(patches: Array) -> Array:
    return patches.reshape(patches.shape[0] * patches.shape[1], -1)


def small(image: Array, size: int, stride: int) -> Array:
    """At the right corners, and no larger than the stride."""
    return at(lambda *_: corners(image, size, stride))(image, stride, stride)


def without_turning(image: Array, size: int, stride: int) -> Array:
    height, width = image.shape
    return image.reshape(height // size, size, width // size, size).reshape(-1, size * size)


def eight_columns(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
    return [(j // 8 * stride, j % 8 * stride) for j in range(len(corners(image, size, stride)))]


def columns_of_eight(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
    rows = starts(len(image), size, stride)
    return [(y, c * stride) for y in rows for c in range(8)]


def eight_rows_and_columns(image: Array, size: int, stride: int) -> list[tuple[int, int]]:
    return [(j // 8 * stride, j % 8 * stride) for j in range(64)]


def stacked(corners: Callable[[Array, int, int], Sequence[tuple[int, int]]]) -> Function:
    """Patches as far as the image goes, of which JAX says that it cannot stack them."""

    def answer(image: Array, size: int, stride: int) -> Array:
        places = corners(image, size, stride)
        patches = jnp.stack([square(image, y, x, size).reshape(-1) for y, x in places])
        return np.asarray(patches)

    return answer


# The numbers of the lesson's images: patches of 8 by 8 at every 4th pixel, 8 in each row.
LESSONS_NUMBERS = (
    lambda image, size, stride: at(corners)(image, 8, 4),
    lambda image, size, stride: at(corners)(image, size, 4),
    lambda image, size, stride: at(corners)(image, 8, stride),
    at(eight_columns, clamped),
    at(eight_columns, padded),
    at(eight_columns, edged),
    at(columns_of_eight, clamped),
    at(columns_of_eight, edged),
    stacked(columns_of_eight),
    at(eight_rows_and_columns, clamped),
    at(eight_rows_and_columns, padded),
    at(eight_rows_and_columns, edged),
    stacked(eight_rows_and_columns),
    lambda image, size, stride: stacked(eight_rows_and_columns)(image, 8, 4),
    lambda image, size, stride: stacked(lambda *_: eight_rows_and_columns(image, 8, 4))(
        image, size, stride
    ),
)
# One number of each patch.
AVERAGED = (
    of(lambda p: rows_of(p).mean(axis=1)),
    of(lambda p: rows_of(p).mean(axis=1, keepdims=True)),
    of(lambda p: rows_of(p)[:, 0]),
    of(lambda p: rows_of(p)[:, :1]),
)
# The right pixels with other values.
CHANGED = (
    of(lambda p: rows_of(p - p.mean(axis=(2, 3), keepdims=True))),
    lambda image, size, stride: loop(image - image.mean(), size, stride),
    lambda image, size, stride: loop(image.astype(int), size, stride),
    lambda image, size, stride: loop(image.round(), size, stride),
)
# Patches that begin at every pixel, down or across.
EVERY_PIXEL = (
    lambda image, size, stride: loop(image, size, 1),
    lambda image, size, stride: loop(image.T, size, 1),
    apart(lambda d: (d, 1)),
    apart(lambda d: (1, d)),
)
# The whole image upside down or mirrored.
TURNED_FIRST = (
    lambda image, size, stride: loop(image[::-1], size, stride),
    lambda image, size, stride: loop(image[:, ::-1], size, stride),
    lambda image, size, stride: loop(image[::-1, ::-1], size, stride),
)
