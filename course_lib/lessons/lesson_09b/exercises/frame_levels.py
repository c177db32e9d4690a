"""Exercise: the level of one window of sound in each band, in decibels."""

from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.checking.telling import drawn_until_telling
from course_lib.lessons.lesson_09b.frame_levels_mistakes import WRONG
from course_lib.lessons.lesson_09b.level_ways import hann, loop, powers

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, loop, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    def case(label: str, count: int, bands: int, frequencies: int, loud: float = 1.0) -> Case:
        """Noise on a level of its own, fewer samples than the transform has; filters of which none
        takes all frequencies."""
        samples = loud * (rng.normal(size=count) + rng.choice([-1, 1]) * rng.uniform(0.8, 1.2))
        filters = rng.uniform(0.2, 1.0, (bands, frequencies))
        filters[np.arange(bands), rng.permutation(frequencies)[:bands]] = 0.0
        return Case(label, (samples, filters))

    quiet = case("near silence", 12, 4, 9, 1e-5)
    power = quiet.args[1] @ powers(*quiet.args)
    # Two bands below the floor, two above it.
    quiet.args[1][...] *= (1e-10 * np.array([[0.2], [0.6], [1.5], [5.0]])) / power[:, None]
    loud = case("a loud sound, faint in one band", 10, 5, 8, 1000.0)
    loud.args[1][2] *= 1e-12
    none = case("silence", 9, 3, 8)
    none.args[0][:] = 0.0
    return [
        case("a few samples less than the transform has", 12, 4, 9),
        case("an odd number of samples", 7, 3, 8),
        case("as many bands as frequencies", 6, 6, 6),
        loud,
        case("one band", 13, 1, 10),
        none,
        quiet,
    ]


def _at_least(args: Args, levels: Array) -> str | None:
    m = int(levels.argmin())
    if levels[m] < -100 - 100 * TOLERANCE:
        return f"no level is below -100 dB: band {m} has {number(levels[m])}"
    return None


def _silence(args: Args, levels: Array) -> str | None:
    worst = int(np.abs(levels + 100).argmax())
    if args[0].any() or abs(levels[worst] + 100) <= 100 * TOLERANCE:
        return None
    return (
        f"all samples are 0 here, and silence is at -100 dB: band {worst} has "
        f"{number(levels[worst])}"
    )


def _plain(samples: Array, filters: Array) -> Array:
    window = (1 - np.cos(2 * np.pi * np.arange(len(samples)) / len(samples))) / 2
    power = np.abs(np.fft.rfft(samples * window, 2 * (filters.shape[1] - 1))) ** 2
    return 10 * np.log10(np.maximum(filters @ power, 1e-10))


def _fft(samples: Array, filters: Array) -> Array:
    """np.hanning is symmetric: one more, without its last number, is not."""
    frequencies = filters.shape[1]
    size = 2 * (frequencies - 1)
    filled = np.zeros(size)
    filled[: len(samples)] = samples * np.hanning(len(samples) + 1)[:-1]
    spectrum = np.fft.fft(filled)[:frequencies]
    return 10 * np.log10(np.clip(filters @ (spectrum.real**2 + spectrum.imag**2), 1e-10, None))


def _floor_last(samples: Array, filters: Array) -> Array:
    spectrum = np.fft.rfft(samples * hann(len(samples)), 2 * filters.shape[1] - 2)
    return np.maximum(10 * np.log10(filters @ (spectrum * spectrum.conj()).real), -100)


def _matrix(samples: Array, filters: Array) -> Array:
    n, k = np.arange(len(samples)), np.arange(filters.shape[1])
    waves = np.exp(-2j * np.pi * k[:, None] * n / (2 * len(k) - 2))
    magnitude = np.abs(waves @ (samples * np.sin(np.pi * n / len(n)) ** 2))
    return 20 * np.log10(np.sqrt(np.maximum((filters * magnitude**2).sum(axis=1), 1e-10)))


def _jax(samples: Any, filters: Any) -> Any:
    turns = 2 * jnp.pi * jnp.arange(len(samples)) / len(samples)
    spectrum = jnp.fft.rfft(samples * (0.5 - 0.5 * jnp.cos(turns)), 2 * (filters.shape[1] - 1))
    return 10 * jnp.log10(jnp.maximum(filters @ jnp.abs(spectrum) ** 2, 1e-10))


frame_levels = Exercise(
    name="frame_levels",
    arguments=("samples", "filters"),
    wanted=(
        "the samples [N] of one window and filters [M, K], where K = size / 2 + 1 are the "
        "frequencies of a transform of size = 2 (K - 1) samples, to the levels [M] in decibels: "
        "the samples times the Hann window (1 - cos(2 pi n / N)) / 2, n = 0 to N - 1, filled with "
        "zeros to size; of their Fourier transform (rfft) the squared magnitude, the power [K]; "
        "filters @ power, at least 1e-10; and 10 log10 of it."
    ),
    draw=_draw,
    reference=loop,
    properties=(Property("at least -100 dB", _at_least), Property("silence", _silence)),
    wrong=WRONG,
    right=(
        _plain,
        _fft,
        _floor_last,
        _matrix,
        _jax,
        loop,
    ),
    hint=(
        "window = (1 - np.cos(2 * np.pi * np.arange(N) / N)) / 2, then power = "
        "np.abs(np.fft.rfft(samples * window, size)) ** 2, whose second argument fills with zeros. "
        "filters @ power is [M]; put np.maximum(..., 1e-10) around it before the logarithm."
    ),
    numpy=True,
)
