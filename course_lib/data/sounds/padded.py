"""Sounds of unequal lengths as arrays of one shape, each with its own number of frames."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from course_lib.data.sounds.joining import check_sound
from course_lib.devices import settings

LOUDEST = 1e4  # of a frame, in dB


class Heard(NamedTuple):
    """Padded frames [*B, F, M], and how many of them are real, [*B].

    A number and not a sign in the frames: no frame of a sound, however silent, can be taken for
    filling.
    """

    frames: Any
    count: Any


def number_sound(value: Any, name: str = "sound", bands: int | None = None) -> Heard:
    """One sound, or an array of frames, as arrays. ValueError for what is none, for one without a
    frame, for frames that are not finite, and for another number of `bands`."""
    frames = check_sound(name, value).frames
    if not len(frames):
        raise ValueError(f"{name} must have at least one frame, got none")
    if bands is not None and frames.shape[1] != settings.whole("bands", bands):
        raise ValueError(f"{name} must be frames of {bands} bands, got {frames.shape[1]}")
    if not (np.abs(frames) <= LOUDEST).all():
        raise ValueError(f"{name} must be frames of at most {LOUDEST:g} dB, got some beyond it")
    return Heard(frames, len(frames))


def stack_sounds(sounds: Sequence[Heard], size: int) -> Heard:
    """Numbered sounds, padded to `size` frames. ValueError for a longer one, and for sounds of
    unequal bands."""
    sounds = settings.several("sounds", sounds, Heard, "a Heard", least=1)
    size = settings.whole("size", size)
    longest = max(one.count for one in sounds)
    if longest > size:
        raise ValueError(f"size must be at least the {longest} frames of a sound, got {size}")
    bands = {one.frames.shape[1] for one in sounds}
    if len(bands) > 1:
        raise ValueError(f"sounds must have the same bands, got {sorted(bands)} of them")
    frames = np.zeros((len(sounds), size, bands.pop()), np.float32)
    for row, one in enumerate(sounds):
        frames[row, : one.count] = one.frames
    return Heard(frames, np.array([one.count for one in sounds], np.int32))
