"""Exercise: an image cut into overlapping square pieces, each of them a row of pixels."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.lesson_09.cut_patches_mistakes import WRONG
from course_lib.lessons.lesson_09.patch_ways import loop, starts

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, height: int, width: int, size: int, stride: int) -> Case:
        """Pixels that are all different, by .01 at least."""
        pixels = rng.permutation(height * width) / 50 + rng.uniform(0, 0.005)
        return Case(label, (pixels.reshape(height, width).astype(np.float32), size, stride))

    return [
        case("a wide image", 6, 10, 4, 2),
        case("a tall image", 9, 6, 6, 3),
        case("patches side by side", 4, 6, 2, 2),
        case("a stride of one pixel", 5, 4, 3, 1),
        case("a square image", 6, 6, 4, 2),
        case("a stride of a quarter of a patch", 6, 8, 4, 1),
        case("one row of patches", 4, 8, 4, 2),
        case("one patch", 4, 4, 4, 2),
        case("a larger image", 12, 10, 4, 2),
    ]


def _first(args: Args, patches: Array) -> str | None:
    image, size, _ = args
    gap = np.abs(patches[0].reshape(size, size) - image[:size, :size])
    y, x = np.unravel_index(int(gap.argmax()), gap.shape)
    if gap[y, x] <= TOLERANCE:
        return None
    return (
        f"the first patch is the top left {size} by {size} pixels, row by row: its number "
        f"{y * size + x} is {number(patches[0, y * size + x])}, and pixel ({y}, {x}) of the image "
        f"is {number(image[y, x])}"
    )


def _corners(args: Args, patches: Array) -> str | None:
    image, size, stride = args
    columns = len(starts(image.shape[1], size, stride))
    for j, patch in enumerate(patches):
        y, x = j // columns * stride, j % columns * stride
        if abs(patch[0] - image[y, x]) > TOLERANCE:
            return (
                f"patch {j} is number {j % columns} of row {j // columns}, so it begins at pixel "
                f"({y}, {x}), {number(image[y, x])}: it begins with {number(patch[0])}"
            )
    return None


def _sliced(image: Any, size: int, stride: int) -> Any:
    height, width = image.shape
    return jnp.stack(
        [
            image[y : y + size, x : x + size].reshape(-1)
            for y in range(0, height - size + 1, stride)
            for x in range(0, width - size + 1, stride)
        ]
    )


def _indexed(image: Any, size: int, stride: int) -> Any:
    (height, width), inside = image.shape, jnp.arange(size)
    down = jnp.arange(0, height - size + 1, stride)[:, None] + inside[None]
    across = jnp.arange(0, width - size + 1, stride)[:, None] + inside[None]
    squares = image[down[:, None, :, None], across[None, :, None, :]]
    return squares.reshape(len(down) * len(across), size * size)


def _mapped(image: Any, size: int, stride: int) -> Any:
    rows, columns = ((pixels - size) // stride + 1 for pixels in image.shape)

    def one(j: Any) -> Any:
        corner = j // columns * stride, j % columns * stride
        return jax.lax.dynamic_slice(image, corner, (size, size)).reshape(-1)

    return jax.vmap(one)(jnp.arange(rows * columns))


def _windows(image: Any, size: int, stride: int) -> Any:
    views = np.lib.stride_tricks.sliding_window_view(np.asarray(image), (size, size))
    return views[::stride, ::stride].reshape(-1, size * size)


cut_patches = Exercise(
    name="cut_patches",
    arguments=("image", "size", "stride"),
    wanted=(
        "an image [H, W] and two whole numbers, size and stride, to its patches [J, size * size]: "
        "the squares of size by size pixels that begin at every stride-th pixel down and across "
        "and lie in the image as a whole, row by row from the top left; in each its pixels row by "
        "row. Size, H and W are multiples of the stride."
    ),
    draw=_draw,
    reference=loop,
    properties=(Property("the first patch", _first), Property("where patches begin", _corners)),
    wrong=WRONG,
    right=(
        _sliced,
        _indexed,
        _mapped,
        _windows,
        lambda image, size, stride: loop(np.asarray(image), size, stride),
    ),
    hint=(
        "One loop in another, y in range(0, H - size + 1, stride) outside and x likewise inside: "
        "a patch is image[y : y + size, x : x + size].reshape(-1), and jnp.stack makes one array "
        "of a list of them. A slice that reaches beyond the image comes out smaller, and cannot be "
        "stacked: then y or x runs too far, or H and W are exchanged."
    ),
    remark=unreached(("image", "size", "stride")),
    part=Part(goes="Parts(patches=...)", example=lambda *args: args),
)
