"""Frames as a wave again, to be played: Griffin and Lim 1984."""

import functools
from typing import Any

import numpy as np
from jaxtyping import Complex, Float

from course_lib.data.sounds.joining import check_sound
from course_lib.devices import settings
from course_lib.kernels.mel import BANDS, FFT, HOP, WINDOW, mel_filters

ROUNDS = 60  # of Griffin and Lim
SPREADS = 100  # of `amplitudes`
LOUDEST = 0.9  # of what can be played


def audible(sound: Any, *, rounds: int = ROUNDS, seed: int = 0) -> Float[np.ndarray, " N"]:
    """A wave from -1 to 1 whose frames are about these, at `mel.RATE` samples a second.

    The frames say how strong each band is, and neither what lies inside a band nor the phase. The
    first is filled in (`amplitudes`). The phases begin at random; then, `rounds` times, the wave is
    made and taken apart again, and its phases are kept, but not its amplitudes. Source: Griffin &
    Lim 1984, section III. ValueError for other frames than a `Sound`'s of 32 bands.

        from IPython.display import Audio
        Audio(audible(pair.source), rate=RATE)
    """
    frames = check_sound("sound", sound).frames
    if frames.shape[1] != BANDS or not len(frames) or not np.isfinite(frames).all():
        raise ValueError(f"sound must be frames of {BANDS} numbers, at least one, got {frames!r}")
    rounds = settings.whole("rounds", rounds, 0, 10_000)
    seed = settings.whole("seed", seed, 0, settings.MOST_SEED)
    wanted = amplitudes(frames)
    turn = np.random.default_rng(seed).uniform(-np.pi, np.pi, wanted.shape)
    wave = made_of(wanted * np.exp(1j * turn))
    for _ in range(rounds):
        found = taken_apart(wave, len(wanted))
        wave = made_of(wanted * found / np.maximum(np.abs(found), 1e-12))
    return (wave * (LOUDEST / max(np.abs(wave).max(), 1e-12))).astype(np.float32)


def amplitudes(frames: Float[np.ndarray, "F M"]) -> Float[np.ndarray, "F K"]:
    """Amplitudes of all frequencies that give these bands, none negative: powers P that solve
    P F^T = m as well as they can, by steps that multiply (Lee & Seung 2001)."""
    filters = mel_filters()
    bands = 10.0 ** (frames.astype(float) / 10)
    power = np.ones((len(frames), filters.shape[1])) * bands.mean(axis=1, keepdims=True)
    for _ in range(SPREADS):
        power *= (bands @ filters) / np.maximum(power @ (filters.T @ filters), 1e-30)
    return np.sqrt(power)


def taken_apart(wave: Float[np.ndarray, " N"], count: int) -> Complex[np.ndarray, "F K"]:
    """The Fourier transforms of the windows around every `HOP`-th sample, as in `mel.log_mel`."""
    padded = np.pad(wave, (WINDOW // 2, WINDOW))
    windows = np.stack([padded[k * HOP : k * HOP + WINDOW] for k in range(count)])
    return np.fft.rfft(windows * _hann(), FFT)


def made_of(spectra: Complex[np.ndarray, "F K"]) -> Float[np.ndarray, " N"]:
    """The wave whose transforms are nearest to these: windows added where they overlap."""
    windows = np.fft.irfft(spectra, FFT)[:, :WINDOW] * _hann()
    total = np.zeros((len(spectra) - 1) * HOP + WINDOW)
    weight = np.full_like(total, 1e-8)
    for k, window in enumerate(windows):
        total[k * HOP : k * HOP + WINDOW] += window
        weight[k * HOP : k * HOP + WINDOW] += _hann() ** 2
    # Half a window stands before the first sample.
    return (total / weight)[WINDOW // 2 : WINDOW // 2 + len(spectra) * HOP]


@functools.cache
def _hann() -> Float[np.ndarray, " N"]:
    return (1.0 - np.cos(2.0 * np.pi * np.arange(WINDOW) / WINDOW)) / 2.0
