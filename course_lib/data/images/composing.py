"""Scenes composed of handwritten digits: where they stand, how they are written, what lies about.

All scenes of a call are made at once, without a loop over them.
"""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int

from course_lib.data.images.digits import SIDE, Digits
from course_lib.devices import settings

Box = tuple[int, int, int, int]  # top, left, bottom, right in pixels, the last two not included
BITS = 3  # pixels: the side of a piece of clutter
TURN, SIZE, SHIFT = 0.15, 0.1, 0.5  # augmentation: radians, share of the size, pixels
INK = (0.7, 1.0)  # how dark a digit is written


class Scene(NamedTuple):
    """An image from 0 (paper) to 1 (ink), and a box around each digit in it, in reading order.

    The boxes are for whoever judges a model; its reader is shown the pixels alone.
    """

    pixels: Float[np.ndarray, "H W"]
    boxes: tuple[Box, ...] = ()


class Composed(NamedTuple):
    """Many scenes: images, and for each of K digits what it is (-1: no more digits), in which of 9
    places it stands, and its top left corner."""

    pixels: Float[np.ndarray, "N H W"]
    labels: Int[np.ndarray, "N K"]
    places: Int[np.ndarray, "N K"]
    corners: Int[np.ndarray, "N K 2"]

    def boxes(self, row: int) -> tuple[Box, ...]:
        """Around each digit of one scene."""
        real = self.corners[row][self.labels[row] >= 0].tolist()
        return tuple((top, left, top + SIDE, left + SIDE) for top, left in real)


def check_scene(name: str, value: Any) -> Scene:
    """A scene, or any image of numbers, as a `Scene`; ValueError for what is none."""
    pixels, boxes = (value.pixels, value.boxes) if isinstance(value, Scene) else (value, ())
    return Scene(settings.numeric(name, pixels, "H W").astype(np.float32), boxes)


def compose(
    digits: Digits,
    counts: Int[np.ndarray, " N"],
    rng: np.random.Generator,
    *,
    place: int,
    step: int,
    clutter: int,
    noise: float,
    augment: bool,
) -> Composed:
    """Scenes of `counts` digits each, in 3 by 3 places of `place` pixels to a side.

    A digit stands at a multiple of `step` pixels from its place's corner. `clutter` is the number
    of pieces of digits that lie about, under the digits, `noise` the standard deviation of what is
    added to each pixel; `augment` turns, stretches and shifts every digit a little.
    """
    scenes, most, side = len(counts), int(counts.max()), 3 * place
    places = np.sort(_chosen(rng, scenes, counts, most), axis=1)
    real = places < 9
    pick = rng.integers(len(digits.labels), size=places.shape)
    corners = np.stack([places // 3, places % 3], axis=-1) * place
    corners += step * rng.integers((place - SIDE) // step + 1, size=corners.shape)
    images = digits.images[pick]
    if augment:
        images = bent(images.reshape(-1, SIDE, SIDE), rng).reshape(images.shape)
    images = images * rng.uniform(*INK, (scenes, most, 1, 1)).astype(np.float32)
    # One row and column of filling, for digits that are none.
    pixels = np.zeros((scenes, side + SIDE, side + SIDE), np.float32)
    bits = rng.integers(SIDE - BITS + 1, size=(scenes, clutter, 2))
    lie = rng.integers(side - BITS + 1, size=(scenes, clutter, 2))
    torn = _cut(digits.images[rng.integers(len(digits.labels), size=(scenes, clutter))], bits)
    for k in range(clutter):
        _lay(pixels, torn[:, k], lie[:, k])
    at = np.where(real[..., None], corners, side)
    for k in range(most):
        _lay(pixels, images[:, k], at[:, k])
    pixels = pixels[:, :side, :side]
    if noise:
        drawn = rng.standard_normal(pixels.shape, dtype=np.float32)
        pixels = np.clip(pixels + np.float32(noise) * drawn, 0.0, 1.0)
    labels = np.where(real, digits.labels[pick], -1)
    return Composed(np.ascontiguousarray(pixels), labels, places, corners)


def _chosen(
    rng: np.random.Generator, scenes: int, counts: Int[np.ndarray, " N"], most: int
) -> Int[np.ndarray, "N K"]:
    """Different places of each scene, 9 for those that have no more digits."""
    places = rng.random((scenes, 9)).argsort(axis=1)[:, :most]
    return np.where(np.arange(most) < counts[:, None], places, 9)


def _cut(
    images: Float[np.ndarray, "N C 8 8"], corners: Int[np.ndarray, "N C 2"]
) -> Float[np.ndarray, "N C b b"]:
    """A piece of each image."""
    scene, piece = np.ogrid[: images.shape[0], : images.shape[1]]
    rows = corners[..., 0, None, None] + np.arange(BITS)[:, None]
    columns = corners[..., 1, None, None] + np.arange(BITS)
    return images[scene[..., None, None], piece[..., None, None], rows, columns]


def _lay(
    pixels: Float[np.ndarray, "N H W"],
    pieces: Float[np.ndarray, "N s s"],
    corners: Int[np.ndarray, "N 2"],
) -> None:
    """Put one piece on each scene, over what is there."""
    steps = np.arange(pieces.shape[1])
    scene = np.arange(len(pixels))[:, None, None]
    rows = corners[:, 0, None, None] + steps[:, None]
    columns = corners[:, 1, None, None] + steps
    pixels[scene, rows, columns] = pieces


def bent(
    images: Float[np.ndarray, "N s s"], rng: np.random.Generator
) -> Float[np.ndarray, "N s s"]:
    """Every image turned, stretched and shifted a little: where each pixel comes from, between four
    others (bilinear)."""
    count, side = images.shape[0], images.shape[1]
    angle = rng.uniform(-TURN, TURN, (count,)).astype(np.float32)
    scale = rng.uniform(1 - SIZE, 1 + SIZE, (2, count)).astype(np.float32)
    shift = rng.uniform(-SHIFT, SHIFT, (2, count, 1, 1)).astype(np.float32)
    middle = np.float32((side - 1) / 2)
    rows, columns = np.mgrid[:side, :side].astype(np.float32) - middle
    cos, sin = (part(angle)[:, None, None] for part in (np.cos, np.sin))
    y = scale[0, :, None, None] * (cos * rows - sin * columns) + middle + shift[0]
    x = scale[1, :, None, None] * (sin * rows + cos * columns) + middle + shift[1]
    padded = np.pad(images, ((0, 0), (1, 2), (1, 2)))
    y, x = (np.clip(axis + 1, 0, side + 1) for axis in (y, x))
    top, left = y.astype(int), x.astype(int)
    down, right = (y - top).astype(np.float32), (x - left).astype(np.float32)
    one = np.arange(count)[:, None, None]
    upper = padded[one, top, left] * (1 - right) + padded[one, top, left + 1] * right
    lower = padded[one, top + 1, left] * (1 - right) + padded[one, top + 1, left + 1] * right
    return upper * (1 - down) + lower * down
