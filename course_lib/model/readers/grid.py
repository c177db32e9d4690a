"""The reader of images: a grid of patches, each of them a position."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Bool, Float

from course_lib.data.images.composing import Box, check_scene
from course_lib.devices import settings
from course_lib.kernels.masks import dropout
from course_lib.kernels.parameters import affine, embedding, glorot, zeros
from course_lib.kernels.patches import check_patches, patches
from course_lib.model.memory import Memory
from course_lib.model.readers.reader import Drawn, Sizes

LONGEST_CAPTION = 48  # in tokens
POOL = 2  # pixels: what the filters find is averaged over squares of so many to a side
LARGEST = 1e4  # of a pixel
PAPER, CONTRAST = 0.1, 3.0  # images are mostly paper, of 0, with some ink, of up to 1
PLACES = 0.3  # the standard deviation of fresh position vectors: states are smaller than one
SUMMARIES = {
    "grid": "all states, one after the other, times a matrix: it can tell what stands where",
    "mean": "their mean: what there is, and not where; that is left to attention",
}


@dataclass(frozen=True)
class GridReading:
    """How images of `height` by `width` pixels are read: as overlapping square patches of `patch`
    pixels, `stride` pixels apart, each by itself, in two layers. A patch is a position.

    With `filters`, a convolution of 3 by 3 pixels with so many of them comes first, and what it
    finds is averaged over 2 by 2 pixels. With `positions`, a vector for the patch's row and one for
    its column are added to its state: without them, nothing says where a patch lies.
    The summary is made of all states (`SUMMARIES`).

    A pixel that is NaN is missing; a patch with a missing pixel is no position.
    ValueError unless patch, height and width are multiples of the stride, which must be even with
    filters.
    """

    height: int = 36
    width: int = 36
    patch: int = 8
    stride: int = 4
    filters: int = 0
    positions: bool = True
    summary: str = "grid"

    def __post_init__(self) -> None:
        for name in ("height", "width", "patch", "stride"):
            settings.put(self, **{name: settings.whole(name, getattr(self, name), most=4096)})
        settings.put(self, filters=settings.whole("filters", self.filters, 0, 4096))
        settings.flag("positions", self.positions)
        settings.one_of("summary", self.summary, SUMMARIES)
        if self.stride > self.patch or self.patch % self.stride:
            raise ValueError(
                f"patch and stride: patch must be a multiple of stride={self.stride}, got "
                f"{self.patch}"
            )
        if self.filters and self.stride % POOL:
            raise ValueError(f"stride must be even with filters, got {self.stride}")
        for name in ("height", "width"):
            try:
                check_patches(name, getattr(self, name), self.patch, self.stride)
            except ValueError as error:
                raise ValueError(f"{error} (patch={self.patch}, stride={self.stride})") from error

    @property
    def made_of(self) -> tuple[str, ...]:
        """The plain functions that its reader calls, by their names in `Parts`."""
        return ("patches", "placed") if self.positions else ("patches",)

    @property
    def rows(self) -> int:
        return (self.height - self.patch) // self.stride + 1

    @property
    def columns(self) -> int:
        return (self.width - self.patch) // self.stride + 1

    def inside(self, box: Box) -> Bool[np.ndarray, " J"]:
        """The patches whose middle lies in a box of pixels, or on its edge: (top, left, bottom,
        right).

        ValueError for what is no box.
        """
        corners = settings.wholes("box", box, 0)
        if len(corners) != 4 or corners[0] >= corners[2] or corners[1] >= corners[3]:
            raise ValueError(f"box must be (top, left, bottom, right) in pixels, got {box!r}")
        top, left, bottom, right = corners
        down, across = (
            self.patch / 2 + self.stride * np.arange(count) for count in (self.rows, self.columns)
        )
        in_rows, in_columns = (down >= top) & (down <= bottom), (across >= left) & (across <= right)
        return np.outer(in_rows, in_columns).reshape(-1)

    def check(self, sizes: Sizes) -> None:
        """ValueError for a model's sizes with which no reader can be made."""
        positions = self.rows * self.columns
        if positions > sizes.longest:
            raise ValueError(
                f"max_length must be at least the {positions} patches of an image, got "
                f"{sizes.longest}"
            )

    def make(self, sizes: Sizes, *, rngs: nnx.Rngs) -> "GridReader":
        return GridReader(self, sizes, rngs=rngs)

    def encode(self, sizes: Sizes, source: Any) -> Float[np.ndarray, "H W"]:
        """The pixels of a scene or of an array. ValueError for what is no image, for one of another
        size, and for one without a whole patch, or with pixels beyond 10,000."""
        pixels = check_scene("image", source).pixels
        if pixels.shape != (self.height, self.width):
            raise ValueError(
                f"image must be of {self.height} by {self.width} pixels, for which the model was "
                f"built, got {pixels.shape[0]} by {pixels.shape[1]}"
            )
        missing = np.isnan(pixels)
        if not (missing | (np.abs(pixels) <= LARGEST)).all():
            raise ValueError(f"image must hold pixels of at most {LARGEST:g}, or NaN for missing")
        if missing.any() and not _whole(jnp.asarray(pixels), self).any():
            raise ValueError("image must have a patch without a missing pixel, got none")
        return pixels

    def room(self, sizes: Sizes, encoded: Any) -> int:
        return self.rows * self.columns

    def limit(self, sizes: Sizes, room: int) -> int:
        return LONGEST_CAPTION + 1

    def stack(self, encoded: Sequence[Any], room: int) -> Float[np.ndarray, "B H W"]:
        return np.stack(encoded)

    def drawn(self, cell: str) -> Drawn:
        grid = f"{self.rows} by {self.columns} patches of {self.patch} pixels"
        summary = r"W\,[h_1; \ldots; h_J]" if self.summary == "grid" else r"\bar h"
        return Drawn(f"image: {grid}", r"h_1 \ldots h_J", summary)

    def shown(self, sizes: Sizes, source: Any) -> list[str]:
        """Row and column of each patch, from 1."""
        return [f"{y + 1},{x + 1}" for y in range(self.rows) for x in range(self.columns)]


def _whole(image: Array, reading: GridReading) -> Bool[Array, " J"]:
    """The patches that miss no pixel."""
    return ~jnp.isnan(patches(image, reading.patch, reading.stride)).any(axis=1)


class GridReader(nnx.Module):
    """Images in, a `Memory` out. J is the number of patches."""

    def __init__(self, reading: GridReading, sizes: Sizes, *, rngs: nnx.Rngs):
        self.reading, self.dropout = reading, sizes.dropout
        self.patches, self.placed = sizes.parts.patches, sizes.parts.placed
        self.width = self.summary_width = width = sizes.width
        inputs = reading.patch**2
        if reading.filters:
            self.filter_weight = glorot(rngs, 9, reading.filters)
            self.filter_bias = zeros(reading.filters)
            inputs = (reading.patch // POOL) ** 2 * reading.filters
        self.first_weight, self.first_bias = glorot(rngs, inputs, width), zeros(width)
        self.second_weight, self.second_bias = glorot(rngs, width, width), zeros(width)
        if reading.positions:
            self.row = embedding(rngs, reading.rows, width, PLACES)
            self.column = embedding(rngs, reading.columns, width, PLACES)
        if reading.summary == "grid":
            self.summary_weight = glorot(rngs, reading.rows * reading.columns * width, width)
            self.summary_bias = zeros(width)

    def __call__(self, source: Float[Array, "H W"], key: Array | None = None) -> Memory:
        """Read one image; `key` drops out what the first layer reads.

        ValueError for what is no image of the model's size.
        """
        settings.array("source", source, "H W", settings.REAL)
        wanted = (self.reading.height, self.reading.width)
        if source.shape != wanted:
            raise ValueError(f"source must be an image of {wanted} pixels, got {source.shape}")
        if key is not None:
            settings.key("key", key)
        real = _whole(source, self.reading)
        dtype = self.first_weight[...].dtype
        pieces = dropout(key, self.pieces(self.light(source).astype(dtype)), self.dropout)
        states = jax.nn.relu(affine(pieces, self.first_weight[...], self.first_bias[...]))
        states = jnp.tanh(affine(states, self.second_weight[...], self.second_bias[...]))
        if self.reading.positions:
            states = self.placed(states, self.row[...], self.column[...])
        states = jnp.where(real[:, None], states, 0.0)
        return Memory(states, real, self.summarised(states, real))

    def summarised(
        self, states: Float[Array, "J E"], real: Bool[Array, " J"]
    ) -> Float[Array, " E"]:
        """The one vector of all states."""
        if self.reading.summary == "grid":
            return affine(states.reshape(-1), self.summary_weight[...], self.summary_bias[...])
        return states.sum(axis=0) / jnp.maximum(real.sum(), 1).astype(states.dtype)

    def light(self, image: Float[Array, "H W"]) -> Float[Array, "H W"]:
        """Pixels around zero, of about unit variance where something is; 0 for missing ones."""
        return jnp.where(jnp.isnan(image), 0.0, (image - PAPER) * CONTRAST)

    def pieces(self, image: Float[Array, "H W"]) -> Float[Array, "J P"]:
        """What each patch holds: its pixels, or what the filters find in it."""
        patch, stride = self.reading.patch, self.reading.stride
        if not self.reading.filters:
            return self.patches(image, patch, stride)
        around = self.patches(jnp.pad(image, 1), 3, 1)
        found = jax.nn.relu(affine(around, self.filter_weight[...], self.filter_bias[...]))
        height, width = image.shape
        shape = (height // POOL, POOL, width // POOL, POOL, self.reading.filters)
        pooled = found.reshape(shape).mean(axis=(1, 3))
        cut = jax.vmap(
            lambda one: self.patches(one, patch // POOL, stride // POOL), in_axes=2, out_axes=2
        )
        return cut(pooled).reshape(self.reading.rows * self.reading.columns, -1)
