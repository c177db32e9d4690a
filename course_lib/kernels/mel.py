"""Log-mel frames: what a sound holds, fifty times a second, in bands as an ear has them.

In NumPy: sounds are made into frames once, before there is a model.
"""

import numpy as np
from jaxtyping import Float

from course_lib.devices import settings

RATE = 8000  # samples a second
WINDOW = 400  # samples a frame looks at, 50 ms
HOP = 160  # samples from a frame to the next, 20 ms
FFT = 512  # the window is filled with zeros to so many
BANDS = 32
FLOOR = 1e-10  # power: no logarithm of zero


def mel(hertz: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """2595 log10(1 + f / 700): equal steps sound about equally large. Source: O'Shaughnessy 1987.

    ValueError for what are no frequencies of at least 0.

    >>> mel(np.array([0.0, 700.0])).round(1)
    array([  0. , 781.2])
    """
    given = settings.numeric("hertz", hertz, "...", "f")
    if not (given >= 0).all():
        raise ValueError(f"hertz must be at least 0, got {hertz!r}")
    return 2595.0 * np.log10(1.0 + given / 700.0)


def mel_filters(bands: int = BANDS, size: int = FFT, rate: int = RATE) -> Float[np.ndarray, "M K"]:
    """One triangle for each band: what it takes of each of the K = size / 2 + 1 frequencies that a
    Fourier transform has.

    With centres c_0 = 0 to c_{M+1} = mel(rate / 2), equally far apart on the mel scale, and the
    frequency f_k = k rate / size,

        F_mk = max(0, 1 - |mel f_k - c_m| / (c_1 - c_0))

    so a filter is 1 at its centre and 0 from its neighbours' on, and any two neighbours add up
    to 1. ValueError for sizes that are no whole numbers above 0, and for so many bands that one of
    them holds no frequency.

    >>> mel_filters(2, 8, 8000).round(2)
    array([[0.  , 0.6 , 0.  , 0.  , 0.  ],
           [0.  , 0.4 , 0.87, 0.38, 0.  ]])
    """
    bands, size = settings.whole("bands", bands, most=4096), settings.whole("size", size, 2, 2**16)
    rate = settings.whole("rate", rate, 2, 2**20)
    top = mel(np.array([rate / 2]))[0]
    # In steps from a centre to the next, so that both slopes are 1.
    place = mel(np.arange(size // 2 + 1) * rate / size) / top * (bands + 1)
    filters = np.maximum(0.0, 1.0 - np.abs(place - np.arange(1, bands + 1)[:, None]))
    if not filters.any(axis=1).all():
        raise ValueError(
            f"bands must each hold a frequency of {size // 2 + 1}, got {bands} of them"
        )
    return filters


def log_mel_frame(
    samples: Float[np.ndarray, " N"], filters: Float[np.ndarray, "M K"]
) -> Float[np.ndarray, " M"]:
    """The power of one window of sound in each band, in decibels:

        10 log10(F |FFT(w x)|^2),   w_n = (1 - cos(2 pi n / N)) / 2

    The Hann window w lets the window's ends fade, which would sound like clicks. The transform is
    filled with zeros to the 2 (K - 1) samples that the filters are for. A power is at least 1e-10,
    -100 dB. ValueError for arrays of other axes, for samples that are none or not finite, and for
    more of them than that.

    >>> tone = np.sin(2 * np.pi * 1000 * np.arange(400) / 8000)
    >>> int(log_mel_frame(tone, mel_filters()).argmax())  # the band at 1000 Hz
    14
    """
    samples = _samples(samples)
    filters = settings.numeric("filters", filters, "M K", "f")
    size = 2 * (filters.shape[1] - 1)
    if len(samples) > size:
        raise ValueError(f"samples must be at most the filters' {size}, got {len(samples)}")
    window = (1.0 - np.cos(2.0 * np.pi * np.arange(len(samples)) / len(samples))) / 2.0
    power = np.abs(np.fft.rfft(samples * window, size)) ** 2
    return 10.0 * np.log10(np.maximum(filters @ power, FLOOR))


def log_mel(
    samples: Float[np.ndarray, " N"], filters: Float[np.ndarray, "M K"] | None = None
) -> Float[np.ndarray, "F M"]:
    """All frames of a sound, `HOP` samples apart; frame f looks at `WINDOW` samples around sample
    f HOP, with silence before the sound and after it. The filters are `mel_filters()` by default.

    ValueError for what are no samples, at least one, and for other filters.

    >>> log_mel(np.zeros(8000)).shape
    (50, 32)
    """
    samples = _samples(samples)
    filters = mel_filters() if filters is None else filters
    padded = np.pad(samples, (WINDOW // 2, WINDOW))
    starts = range(0, len(samples), HOP)
    return np.stack([log_mel_frame(padded[at : at + WINDOW], filters) for at in starts])


def _samples(samples: Float[np.ndarray, " N"]) -> Float[np.ndarray, " N"]:
    """At least one, all of them finite."""
    found = settings.numeric("samples", samples, "N", "f")
    if not len(found) or not np.isfinite(found).all():
        raise ValueError(f"samples must be finite numbers, at least one, got {samples!r}")
    return found
