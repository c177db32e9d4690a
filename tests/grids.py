"""A tiny reader of images, to hold the contracts of readers open: a grid of patches, some missing.

A raw source is an array [rows, columns, pixels] of patches; NaN marks a patch that is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Bool, Float

from course_lib.kernels.masks import dropout, masked_mean
from course_lib.kernels.parameters import affine, glorot, zeros
from course_lib.model.memory import Memory
from course_lib.model.readers import Drawn, Sizes

PIXELS = 3


class Patches(NamedTuple):
    """The patches of one image in rows, and which of them are there."""

    pixels: Float[Array | np.ndarray, "*B J P"]
    real: Bool[Array | np.ndarray, "*B J"]


@dataclass(frozen=True)
class GridReading:
    """Each patch by itself, projected; the summary is the mean of the states."""

    positions: bool = True

    def check(self, sizes: Sizes) -> None:
        pass  # any will do

    def make(self, sizes: Sizes, *, rngs: nnx.Rngs) -> "GridReader":
        return GridReader(self, sizes, rngs=rngs)

    def encode(self, sizes: Sizes, source: Any) -> Patches:
        image = np.asarray(source, np.float32)
        if image.ndim != 3 or image.shape[-1] != PIXELS:
            raise ValueError(f"an image must be [rows, columns, {PIXELS}], got {image.shape}")
        flat = image.reshape(-1, PIXELS)
        real = ~np.isnan(flat).any(axis=1)
        return Patches(np.where(real[:, None], flat, 0.0), real)

    def room(self, sizes: Sizes, encoded: Patches) -> int:
        return -(-len(encoded.real) // 4) * 4

    def limit(self, sizes: Sizes, room: int) -> int:
        return room + 1

    def stack(self, encoded: Sequence[Patches], room: int) -> Patches:
        pixels = np.zeros((len(encoded), room, PIXELS), np.float32)
        real = np.zeros((len(encoded), room), bool)
        for row, one in enumerate(encoded):
            pixels[row, : len(one.real)], real[row, : len(one.real)] = one
        return Patches(pixels, real)

    def drawn(self, cell: str) -> Drawn:
        return Drawn("grid of patches", r"h_1 \ldots h_J", r"\bar h")

    def shown(self, sizes: Sizes, source: Any) -> list[str]:
        rows, columns, _ = np.shape(source)
        return [f"{row},{column}" for row in range(rows) for column in range(columns)]


class GridReader(nnx.Module):
    def __init__(self, reading: GridReading, sizes: Sizes, *, rngs: nnx.Rngs):
        self.reading, self.dropout = reading, sizes.dropout
        self.width, self.summary_width = sizes.width, sizes.width + 1
        self.weight = glorot(rngs, PIXELS, sizes.width)
        self.bias = zeros(sizes.width)

    def __call__(self, source: Patches, key: Array | None = None) -> Memory:
        pixels = dropout(key, source.pixels, self.dropout)
        places = jnp.arange(source.real.shape[0], dtype=jnp.float32)[:, None] / 8.0
        states = jnp.tanh(affine(pixels, self.weight[...], self.bias[...]) + places)
        states = jnp.where(source.real[:, None], states, 0.0)
        mean = states.sum(axis=0) / jnp.maximum(source.real.sum(), 1)
        share = masked_mean(jnp.ones(source.real.shape), source.real)
        return Memory(states, source.real, jnp.append(mean, share))


def image(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    return rng.normal(size=(rows, columns, PIXELS)).astype(np.float32)
