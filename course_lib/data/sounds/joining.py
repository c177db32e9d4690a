"""Words joined to one sound, and how it changes on its way: speed, loudness, a room, noise.

All sounds of a call are made at once. Every change is one of the frames; no wave is needed.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from course_lib.data.sounds.voices import RANGE, WORDS, Voice
from course_lib.devices import settings
from course_lib.kernels.mel import BANDS

Span = tuple[int, int]  # the first frame, and the first one after
PAUSE = (1, 4)  # frames of silence between two words
ENDS = (2, 6)  # before the first word and after the last
ECHOES = 4  # doublings: an echo is heard for 2 ** 4 frames, 0.32 seconds


class Sound(NamedTuple):
    """Log-mel frames in decibels, and for whoever judges a model which words are said and in which
    frames; its reader hears the frames alone."""

    frames: Float[np.ndarray, "F M"]
    spans: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()


class Manner(NamedTuple):
    """How sounds vary: the speed of each word, from slow to fast; the most that a sound is softer,
    in dB; noise, in dB below the loudest frame, from soft to loud; the most of a room's echo, as a
    share of what is said; and the most that bands are shifted up or down, in bands: a voice with a
    shorter or longer throat."""

    speed: tuple[float, float]
    gain: float
    noise: tuple[float, float]
    room: float
    shift: float


def check_sound(name: str, value: Any) -> Sound:
    """A sound, or any array of frames, as a `Sound`; ValueError for what is none."""
    given = value if isinstance(value, Sound) else Sound(value)
    return given._replace(frames=settings.numeric(name, given.frames, "F M").astype(np.float32))


def join(clips: Sequence[Float[np.ndarray, "_ M"]], pauses: Sequence[int]) -> Sound:
    """Clips one after the other, with so many frames of silence before each of them and after the
    last, and where each clip lies. ValueError unless there is one pause more than clips, and for
    clips of other axes or of unequal bands.

    >>> join([np.ones((3, 2)), np.ones((4, 2))], [1, 0, 2]).spans
    ((1, 4), (4, 8))
    """
    pauses = settings.wholes("pauses", pauses, 0)
    clips = [
        settings.numeric(f"clips[{k}]", clip, "F M").astype(np.float32)
        for k, clip in enumerate(settings.listed("clips", clips, "arrays"))
    ]
    if not clips or len({clip.shape[1] for clip in clips}) > 1:
        raise ValueError(f"clips must be at least one, of the same bands, got {len(clips)}")
    if len(pauses) != len(clips) + 1:
        raise ValueError(f"pauses must be one more than the {len(clips)} clips, got {len(pauses)}")
    silence = [np.full((count, clips[0].shape[1]), -RANGE, np.float32) for count in pauses]
    spans, parts = [], [silence[0]]
    for clip, after in zip(clips, silence[1:], strict=True):
        first = sum(map(len, parts))
        spans.append((first, first + len(clip)))
        parts += [clip, after]
    return Sound(np.concatenate(parts), tuple(spans))


class Plan(NamedTuple):
    """A sound before it is made: its words, where each lies, and for each of its frames the place
    in the voice's frames, between two of them where it has a fraction; -1 for silence."""

    words: tuple[str, ...]
    spans: tuple[Span, ...]
    places: Float[np.ndarray, " F"]


def plan(voice: Voice, words: Sequence[str], manner: Manner, rng: np.random.Generator) -> Plan:
    """Words one after the other, in any of their takes, each at its own speed."""
    rows = [voice.takes[at] for at in map(WORDS.index, words)]
    takes = [row[rng.integers(len(row))] for row in rows]
    speeds = rng.uniform(*manner.speed, len(words))
    counts = [max(2, round(count / fast)) for (_, count), fast in zip(takes, speeds, strict=True)]
    gaps = rng.integers(PAUSE[0], PAUSE[1] + 1, len(words) + 1)
    gaps[[0, -1]] = rng.integers(ENDS[0], ENDS[1] + 1, 2)
    places = np.full(sum(counts) + int(gaps.sum()), -1.0, np.float32)
    spans, at = [], 0
    for (first, had), count, gap in zip(takes, counts, gaps[:-1].tolist(), strict=True):
        at += gap
        places[at : at + count] = np.linspace(first, first + had - 1, count)
        spans.append((at, at + count))
        at += count
    return Plan(tuple(words), tuple(spans), places)


def sounds(
    voice: Voice, plans: Sequence[Plan], manner: Manner, rng: np.random.Generator
) -> list[Sound]:
    """What was planned, heard in rooms of all kinds."""
    counts = np.array([len(one.places) for one in plans])
    places = np.full((len(plans), counts.max()), -1.0, np.float32)
    for row, one in enumerate(plans):
        places[row, : counts[row]] = one.places
    frames = heard(between(voice.frames, places), manner, rng)
    return [
        Sound(frames[row, : counts[row]], one.spans, one.words) for row, one in enumerate(plans)
    ]


def between(
    frames: Float[np.ndarray, "F M"], places: Float[np.ndarray, "N T"]
) -> Float[np.ndarray, "N T M"]:
    """The frames at these places, those of a fraction between two (linear); silence at -1."""
    low = np.maximum(places, 0).astype(int)
    share = (np.maximum(places, 0) - low).astype(np.float32)[..., None]
    high = np.minimum(low + 1, len(frames) - 1)
    found = frames[low] * (1 - share) + frames[high] * share
    return np.where(places[..., None] < 0, np.float32(-RANGE), found)


def heard(
    frames: Float[np.ndarray, "N T M"], manner: Manner, rng: np.random.Generator
) -> Float[np.ndarray, "N T M"]:
    """Every sound in its own room, with its own noise and loudness."""
    count = len(frames)
    if manner.shift:
        frames = shifted(frames, rng.uniform(-manner.shift, manner.shift, count))
    each = lambda low, high: rng.uniform(low, high, (count, 1, 1)).astype(np.float32)  # noqa: E731
    power = np.exp(frames * np.float32(np.log(10) / 10))
    if manner.room:
        power += each(0, manner.room) * echo(power, each(0.5, 0.85))
    # A noise has its own colour, a slope over the bands, and no frame of it is like the next one.
    level = each(*manner.noise) + each(-6, 6) * np.linspace(-1, 1, BANDS, dtype=np.float32)
    drawn = rng.standard_exponential(power.shape, np.float32)
    power += drawn * np.power(np.float32(10), level / 10)
    found = np.log(power) * np.float32(10 / np.log(10))
    return found - each(0, manner.gain)


def echo(
    power: Float[np.ndarray, "N T M"], decay: Float[np.ndarray, "N 1 1"]
) -> Float[np.ndarray, "N T M"]:
    """What a room still gives of earlier frames: decay x_{t-1} + decay^2 x_{t-2} + ..., 16 terms
    of it, by doubling."""
    found = np.zeros_like(power)
    found[:, 1:] = power[:, :-1] * decay
    for k in range(ECHOES):
        late = found[:, : -(2**k)] * decay ** (2**k)
        found[:, 2**k :] += late
    return found


def shifted(
    frames: Float[np.ndarray, "N T M"], bands: Float[np.ndarray, " N"]
) -> Float[np.ndarray, "N T M"]:
    """Every sound moved up by so many bands, between two where it is a fraction; the last band
    stands for those beyond the end."""
    top = frames.shape[-1] - 1
    at = np.clip(np.arange(top + 1) - bands[:, None], 0, top)
    low = at.astype(int)
    share = (at - low).astype(np.float32)[:, None]
    take: Any = lambda of: np.take_along_axis(frames, of[:, None], axis=2)  # noqa: E731
    return take(low) * (1 - share) + take(np.minimum(low + 1, top)) * share
