"""Where the words of a caption look in an image: on which pixels, and said in words."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Num, UInt8
from matplotlib.colors import to_rgb

from course_lib.data import END, SPECIAL, Pair, Scene
from course_lib.data.images.captions import COLUMNS, ROWS
from course_lib.data.images.composing import Box, check_scene
from course_lib.data.task import known_alignment
from course_lib.devices import settings
from course_lib.model import GridReading
from course_lib.plots.looks import COLOURS
from course_lib.plots.maps import AnyArray, checked_weights
from course_lib.search import Transduction

LIGHT, FRAME = COLOURS[1], COLOURS[2]  # of a weight, and of the box of a word's digit
LEAST = 0.005  # a smaller weight is none
ImageGold = Pair | Sequence[int | Sequence[int]]


class Picture(NamedTuple):
    """An image [H, W] from 0 (paper) to 1 (ink), words, and the weights of each word on its
    patches, [T, J]; `gold` are the numbers of each word's boxes, None where they are not known."""

    pixels: Float[np.ndarray, "H W"]
    boxes: tuple[Box, ...]
    words: tuple[str, ...]
    weights: Float[np.ndarray, "T J"]
    gold: tuple[tuple[int, ...], ...] | None
    reading: GridReading

    def square(self, j: int) -> Box:
        """The pixels of patch j: top, left, bottom, right."""
        row, column = divmod(j, self.reading.columns)
        top, left = row * self.reading.stride, column * self.reading.stride
        return top, left, top + self.reading.patch, left + self.reading.patch

    def on_pixels(self, t: int) -> Float[np.ndarray, "H W"]:
        """The weight of each pixel for word t: the sum of those of all patches that hold it."""
        found = np.zeros(self.pixels.shape)
        for j in np.flatnonzero(self.weights[t]):
            top, left, bottom, right = self.square(int(j))
            found[top:bottom, left:right] += self.weights[t, j]
        return found

    def painted(self, t: int | None) -> UInt8[np.ndarray, "H W 3"]:
        """The image in black on white, and the weights of word t as light: paper takes on its
        colour, ink stays ink. A missing pixel is grey. The plain image for None."""
        shade = 1.0 - np.nan_to_num(self.pixels, nan=0.5)[..., None]
        if t is not None:
            strength = np.minimum(self.on_pixels(t), 1.0)[..., None]
            shade = shade * (1.0 - strength * (1.0 - np.array(to_rgb(LIGHT))))
        return (255 * np.broadcast_to(shade, (*self.pixels.shape, 3))).round().astype(np.uint8)

    def largest(self, t: int) -> int | None:
        """The patch with the largest weight of word t; None where it looks at nothing."""
        j = int(self.weights[t].argmax())
        return j if self.weights[t, j] >= LEAST else None

    def framed(self, t: int | None) -> tuple[Box, ...]:
        """The boxes of word t, or all of them where nobody knows which are whose."""
        if self.gold is None:
            return self.boxes
        return () if t is None else tuple(self.boxes[k] for k in self.gold[t])

    def place(self, box: Box) -> str:
        """In which of nine parts of the image the middle of a box lies, such as "top left"."""
        height, width = self.pixels.shape
        row, column = (box[0] + box[2]) * 3 // (2 * height), (box[1] + box[3]) * 3 // (2 * width)
        return f"{ROWS[min(row, 2)]} {COLUMNS[min(column, 2)]}"

    def sentence(self, t: int) -> str:
        """Where word t looks most, and how much of its weight lies in its boxes."""
        j = self.largest(t)
        if j is None:
            said = "looks at nothing with a weight of .01 or more."
        else:
            row, column = divmod(j, self.reading.columns)
            said = (
                f"looks most at the {self.place(self.square(j))}: {short(self.weights[t, j])} on "
                f"the patch in row {row + 1}, column {column + 1}."
            )
        if self.gold is not None and self.gold[t]:
            own = [self.boxes[k] for k in self.gold[t]]
            inside = np.any([self.reading.inside(box) for box in own], axis=0)
            places = " and ".join(dict.fromkeys(map(self.place, own)))
            name = "box" if len(own) == 1 else "boxes"
            said += f" In its {name}, {places}: {short(self.weights[t] @ inside)}."
        return said


def checked_picture(
    image: Any,
    words: Sequence[str] | None,
    weights: Num[AnyArray, "T J"] | None,
    *,
    patch: int,
    stride: int,
    gold: ImageGold | None,
) -> Picture:
    """A `Transduction` of an image, or an image with words and weights; ValueError for others."""
    if isinstance(image, Transduction):
        if words is not None or weights is not None:
            raise ValueError("words and weights must be left out beside a Transduction, got some")
        image, words, weights = image.source, image.target_tokens, image.weights
    scene = check_scene("image", image)
    values = scene.pixels[~np.isnan(scene.pixels)]
    if not values.size or values.min() < 0 or values.max() > 1:
        told = f"{values.min():g} to {values.max():g}" if values.size else "no pixel"
        raise ValueError(f"image must be 0 (paper) to 1 (ink), or NaN for missing, got {told}")
    height, width = scene.pixels.shape
    reading = GridReading(height, width, patch, stride)
    tokens = settings.several("words", words, str, "a text", least=1)
    names = [str(j) for j in range(reading.rows * reading.columns)]
    try:
        matrix = checked_weights(weights, names, tokens)
    except ValueError as error:
        grid = f"{reading.rows} by {reading.columns} patches (patch={patch}, stride={stride})"
        raise ValueError(f"{error}; the image has {grid}") from None
    return Picture(
        scene.pixels, scene.boxes, tuple(tokens), matrix, _gold(gold, tokens, scene), reading
    )


def _gold(
    gold: ImageGold | None, words: Sequence[str], scene: Scene
) -> tuple[tuple[int, ...], ...] | None:
    """The boxes of each word; the end token may be left out."""
    if gold is None:
        return None
    ended = len(words) - (words[-1] == SPECIAL[END])
    if isinstance(gold, Pair):
        sure = known_alignment(gold)
        if len(sure) != ended:
            return None  # other words were written: nobody knows from where
        further = gold.possible or ((),) * ended
        each = [
            (first, *others) if first >= 0 else ()
            for first, others in zip(sure, further, strict=True)
        ]
    else:
        each = [_numbers(one) for one in settings.listed("gold", gold, "a number of a box")]
    each += [()] * (len(words) - ended) if len(each) == ended else []
    if len(each) != len(words) or any(k >= len(scene.boxes) for own in each for k in own):
        raise ValueError(
            f"gold must have for each of {len(words)} words the number of its box, -1 to "
            f"{len(scene.boxes) - 1}, or several, got {settings.short(gold)}"
        )
    return tuple(each)


def _numbers(one: Any) -> tuple[int, ...]:
    """The boxes of one word: a number, -1 for none, or several numbers."""
    if isinstance(one, list | tuple):
        return tuple(settings.whole("gold", each, 0) for each in one)
    return (box,) if (box := settings.whole("gold", one, -1)) >= 0 else ()


def short(weight: float) -> str:
    """A weight to two decimals: .83 for 0.834, 1 for what is nearly one, 0 for nearly none."""
    if not LEAST <= weight < 1 - LEAST:
        return "0" if weight < LEAST else "1"
    return f"{weight:.2f}".removeprefix("0")
