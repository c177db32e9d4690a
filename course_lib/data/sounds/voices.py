"""Voices: thirty recorded words of each, as log-mel frames.

`datasets/README.md` has the sources and the licences (CC BY-SA 3.0, and that of CMU Flite).
"""

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from course_lib.data.words import DATASETS
from course_lib.devices import settings
from course_lib.kernels.mel import BANDS

VOICE = DATASETS / "voice.npz"
UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS = (*UNITS, *TENS, "hundred", "thousand")
RANGE = 80.0  # dB: what is softer than the loudest frame of a voice by more is silence

# What each voice is made of. A voice with two takes says a word in either of them.
VOICES = {
    "allison": ("allison", "allison, going on"),
    "slt": ("slt",),
    "rms": ("rms",),
    "awb": ("awb",),
}
TRAINED = "allison"
"""The one voice to train on: a woman, recorded. The other three are a program's, made after
recordings of a woman and a man of the United States and of a man of Scotland."""


class Voice(NamedTuple):
    """Frames of all words, one after the other, in decibels from -80 (silence) to 0; `takes` holds
    for each of `WORDS` the first frame and how many there are, of each time it is said."""

    frames: Float[np.ndarray, "F M"]
    takes: tuple[tuple[tuple[int, int], ...], ...]

    def clip(self, word: str, take: int = 0) -> Float[np.ndarray, "F M"]:
        """The frames of one word. ValueError for a word that it does not say, or not so often."""
        settings.one_of("word", word, WORDS)
        takes = self.takes[WORDS.index(word)]
        first, count = takes[settings.whole("take", take, 0, len(takes) - 1)]
        return self.frames[first : first + count]


def read_voices(path: Path) -> dict[str, Voice]:
    """The voices of a file. ValueError that names it if it is missing or damaged."""
    path = settings.path("path", path)
    if not path.is_file():
        raise ValueError(f"the voices {path.name} are missing from {path.parent.name or '.'}/")
    try:
        with np.load(path, allow_pickle=False) as file:
            names, frames, lengths = file["voices"], file["frames"], file["lengths"]
        if frames.dtype != np.uint8 or frames.ndim != 2 or frames.shape[1] != BANDS:
            raise ValueError(f"wanted uint8 frames [F, {BANDS}]")
        if lengths.dtype.kind != "i" or lengths.shape != (len(names), len(WORDS)):
            raise ValueError(f"wanted whole lengths [voices, {len(WORDS)}]")
        if lengths.min() < 0 or lengths.sum() != len(frames):
            raise ValueError("wanted lengths that add up to the frames")
        rows = dict(zip(names.tolist(), range(len(names)), strict=True))
        firsts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)[:-1]])
        firsts = firsts.reshape(lengths.shape)
        decibels = (frames / np.float32(255) - 1) * np.float32(RANGE)
        return {
            voice: _voice(decibels, firsts[[rows[take] for take in takes]],
                          lengths[[rows[take] for take in takes]])
            for voice, takes in VOICES.items()
        }  # fmt: skip
    except Exception as error:  # of NumPy, zipfile, zlib: whatever they meet in the file
        raise ValueError(f"the voices {path.name} are damaged: {error}") from error


def _voice(frames: np.ndarray, firsts: np.ndarray, lengths: np.ndarray) -> Voice:
    takes = tuple(
        tuple((int(a), int(n)) for a, n in zip(at, count, strict=True) if n)
        for at, count in zip(firsts.T, lengths.T, strict=True)
    )
    if not all(takes):
        raise ValueError("wanted every word in every voice")
    return Voice(frames, takes)


def voice_of(name: str) -> Voice:
    """A voice by its name, one of `VOICES`. ValueError for another one.

    >>> voice_of("allison").clip("seven").shape
    (36, 32)
    """
    settings.one_of("name", name, VOICES)
    return _voices()[name]


@functools.cache
def _voices() -> dict[str, Voice]:
    found = read_voices(VOICE)
    for voice in found.values():
        voice.frames.setflags(write=False)  # it is shared
    return found
