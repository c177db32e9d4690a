"""The reader of sounds: log-mel frames, stacked, through recurrent layers that halve their number.

One position is some frames of sound: with 4 frames of 20 ms, 80 ms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Bool, Float

from course_lib.data.sounds.joining import Span
from course_lib.data.sounds.padded import Heard, number_sound, stack_sounds
from course_lib.devices import settings
from course_lib.kernels.masks import dropout, length_mask
from course_lib.kernels.stacking import stack_frames
from course_lib.model.memory import Memory
from course_lib.model.readers.reader import Drawn, Sizes
from course_lib.model.readers.text import LAYERS, Layer, TextReading

BOTH_WAYS = TextReading()
LONGEST_ANSWER = 32  # in tokens
ROUND = 64  # frames: sounds are padded to multiples of so many
SECONDS = 0.02  # from a frame to the next
PYRAMID = 2  # states that a layer above the first stacks
QUIET, SPREAD = -42.0, 12.0  # dB: the mean of frames, and how far they are from it


@dataclass(frozen=True)
class FramesReading:
    """How sounds are read: frames of `bands` numbers in dB, `stacked` of them side by side as one
    input of a layer that reads both ways. Every one of the `layers` above the first stacks two
    states of the one below, so that it has half as many positions: the pyramid of Chan et al.
    2016, section 3.1.

    With `centred`, every band's mean over the sound is taken away first: what a microphone, a room
    or a loud voice adds to all frames is gone, and what changes remains.

    The summary joins the last states of both ways, of the last layer. How many frames are real a
    sound says itself (`Heard`). ValueError for what are no whole numbers above 0.
    """

    bands: int = 32
    stacked: int = 4
    layers: int = 1
    centred: bool = True

    made_of: ClassVar[tuple[str, ...]] = ("stack_frames",)

    def __post_init__(self) -> None:
        settings.flag("centred", self.centred)
        settings.put(
            self,
            bands=settings.whole("bands", self.bands, most=4096),
            stacked=settings.whole("stacked", self.stacked, most=64),
            layers=settings.whole("layers", self.layers, most=6),
        )

    @property
    def span(self) -> int:
        """How many frames a position has."""
        return int(self.stacked * PYRAMID ** (self.layers - 1))

    def inside(self, span: Span, count: int) -> Bool[np.ndarray, " J"]:
        """The positions whose middle lies in a span of frames, of a sound of `count` frames; where
        it holds no middle, the one that holds the middle of the span. ValueError for what is no
        span of it.

        >>> FramesReading().inside((3, 11), 16).tolist()
        [False, True, True, False]
        """
        count = settings.whole("count", count)
        ends = settings.wholes("span", span, 0)
        if len(ends) != 2 or not ends[0] < ends[1] <= count:
            raise ValueError(f"span must be (first, last + 1) within {count} frames, got {span!r}")
        positions = np.arange(-(-count // self.span))
        middle = (positions + 0.5) * self.span
        found = (middle >= ends[0]) & (middle < ends[1])
        return found if found.any() else positions == (ends[0] + ends[1]) // 2 // self.span

    def check(self, sizes: Sizes) -> None:
        """ValueError for a model's sizes with which no reader can be made."""
        if sizes.width % 2:
            raise ValueError(
                f"hidden: an encoder of 2 directions needs an even width, got {sizes.width}"
            )

    def make(self, sizes: Sizes, *, rngs: nnx.Rngs) -> "FramesReader":
        return FramesReader(self, sizes, rngs=rngs)

    def encode(self, sizes: Sizes, source: Any) -> Heard:
        """The frames of a sound or of an array. ValueError for what is no sound, for other bands,
        for frames beyond 10,000 dB, and for more positions than the model was built for."""
        heard = number_sound(source, bands=self.bands)
        positions = -(-heard.count // self.span)
        if positions > sizes.longest:
            raise ValueError(
                f"the model was built for sounds of at most {sizes.longest} positions of "
                f"{self.span} frames, got {positions}"
            )
        return heard

    def room(self, sizes: Sizes, encoded: Heard) -> int:
        rounded = -(-encoded.count // ROUND) * ROUND
        return int(max(encoded.count, min(rounded, sizes.longest * self.span)))

    def limit(self, sizes: Sizes, room: int) -> int:
        return LONGEST_ANSWER + 1

    def stack(self, encoded: Sequence[Heard], room: int) -> Heard:
        return stack_sounds(encoded, room)

    def drawn(self, cell: str) -> Drawn:
        layers = "" if self.layers == 1 else f", pyramid of {self.layers}"
        title = f"sound: {cell.upper()} over {self.stacked} frames at a time{layers}"
        return Drawn(
            title, r"h_1 \rightleftarrows h_J", r"[\overrightarrow{h}_J; \overleftarrow{h}_1]"
        )

    def shown(self, sizes: Sizes, source: Any) -> list[str]:
        """When each position begins, in seconds."""
        positions = -(-number_sound(source, bands=self.bands).count // self.span)
        return [f"{j * self.span * SECONDS:.2f}" for j in range(positions)]


class FramesReader(nnx.Module):
    """Sounds in, a `Memory` out. J is the number of frames over `FramesReading.span`."""

    def __init__(self, reading: FramesReading, sizes: Sizes, *, rngs: nnx.Rngs):
        self.reading, self.dropout = reading, sizes.dropout
        self.stack_frames = sizes.parts.stack_frames
        self.width = self.summary_width = width = sizes.width
        inputs = (reading.stacked * reading.bands, *[PYRAMID * width] * (reading.layers - 1))
        self.layers = nnx.data(
            [
                Layer(sizes.cell, size, width, BOTH_WAYS, rngs=rngs, parts=sizes.parts)
                for size in inputs
            ]
        )

    def __call__(self, source: Heard, key: Array | None = None) -> Memory:
        """Read one padded sound, frames [F, M] and how many are real, []; `key` drops out the
        inputs of each layer. ValueError for what is no sound of the model's bands."""
        fine = isinstance(source, tuple) and len(source) == 2
        frames: Any = source[0] if fine else None
        count: Any = source[1] if fine else None
        settings.array("source.frames", frames, "F M", settings.REAL)
        settings.array("source.count", count, "", settings.WHOLE)
        if frames.shape[1] != self.reading.bands:
            raise ValueError(
                f"source.frames must have {self.reading.bands} bands, got {frames.shape[1]}"
            )
        if key is not None:
            settings.key("key", key)
        real = length_mask(count, frames.shape[0])
        states = self.evened(frames, real).astype(self.layers[0].first.kernel[...].dtype)
        for number, layer in enumerate(self.layers):
            each = PYRAMID if number else self.reading.stacked
            states = self.stack_frames(states, each)
            real = stack_frames(real[:, None].astype(jnp.float32), each).any(axis=1)
            own = key if key is None or number == 0 else jax.random.fold_in(key, LAYERS + number)
            states, summary = layer(dropout(own, states, self.dropout), real)
        return Memory(states, real, summary)

    def evened(self, frames: Float[Array, "F M"], real: Bool[Array, " F"]) -> Float[Array, "F M"]:
        """Frames around zero, of about unit variance; zero beyond the sound."""
        middle = jnp.full((1, frames.shape[1]), QUIET, frames.dtype)
        if self.reading.centred:
            total = jnp.where(real[:, None], frames, 0.0).sum(axis=0, keepdims=True)
            middle = total / jnp.maximum(real.sum(), 1).astype(frames.dtype)
        return jnp.where(real[:, None], (frames - middle) / SPREAD, 0.0)
