"""The mistakes with the window that the bank of `frame_levels` knows."""

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09b.level_ways import (
    decibels,
    hann,
    of_samples,
    of_spectrum,
    size_of,
    window,
)

WINDOWS = (
    Misconception(
        "no window",
        "the samples go into the transform as they are: they are multiplied by the Hann window, so "
        "that both ends fade",
        window(lambda count: 1.0),
    ),
    Misconception(
        "a symmetric window",
        "the window is the symmetric one, as np.hanning(N) is, which divides by N - 1: here it is "
        "N, (1 - np.cos(2 * np.pi * np.arange(N) / N)) / 2",
        window(np.hanning),
        also=(
            window(lambda count: np.hanning(count + 2)[1:-1]),
            window(lambda count: hann(count + 1)[:-1]),
            window(lambda count: (1 - np.cos(2 * np.pi * (np.arange(count) + 0.5) / count)) / 2),
            window(lambda count: np.sin(np.pi * np.arange(count) / (count - 1)) ** 2),
        ),
    ),
    Misconception(
        "counted from 1",
        "n runs from 1 to N in the window: it runs from 0 to N - 1, so that the first sample gets "
        "0",
        window(lambda count: np.roll(hann(count), -1)),
    ),
    Misconception(
        "another window",
        "it is another window than Hann's, such as Hamming's or Blackman's",
        window(lambda count: 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(count) / count)),
        also=(window(np.hamming), window(np.blackman), window(np.bartlett)),
    ),
    Misconception(
        "a window of another size",
        "the window is as wide as the transform: it is as wide as the sound that came, N samples, "
        "and the zeros come after it",
        of_samples(lambda x, size: x * hann(size)[: len(x)]),
        also=(
            of_samples(lambda x, size: x * np.hanning(size)[: len(x)]),
            of_samples(lambda x, size: x * np.roll(hann(size), -((size - len(x)) // 2))[: len(x)]),
        ),
    ),
    Misconception(
        "the window not halved",
        "the window is 1 - cos, which reaches 2: it is half of that, at most 1",
        window(lambda count: 2 * hann(count)),
    ),
    Misconception(
        "the window turned round",
        "the window is 1 at both ends and 0 in the middle: it is 1 minus the cosine",
        window(lambda count: 1 - hann(count)),
        also=(window(lambda count: np.cos(2 * np.pi * np.arange(count) / count)),),
    ),
    Misconception(
        "half a turn",
        "the cosine makes half a turn over the window, so that it rises and never falls: it is 2 "
        "pi n / N",
        window(lambda count: (1 - np.cos(np.pi * np.arange(count) / count)) / 2),
        also=(
            window(lambda count: (1 - np.cos(np.arange(count) / count)) / 2),
            window(lambda count: (1 - np.cos(2 * np.pi * np.arange(count))) / 2),
            window(lambda count: np.sin(2 * np.pi * np.arange(count) / count)),
            window(lambda count: (1 - np.sin(2 * np.pi * np.arange(count) / count)) / 2),
        ),
    ),
    Misconception(
        "the window twice, or its root",
        "the window is multiplied twice, or its root is: the samples are multiplied by it once",
        window(lambda count: hann(count) ** 2),
        also=(window(lambda count: np.sqrt(hann(count))),),
    ),
    Misconception(
        "the window after the transform",
        "the window is put over the frequencies: it is put over the samples, before the transform",
        lambda x, f: decibels(f @ np.abs(np.fft.rfft(x, size_of(f)) * hann(f.shape[1])) ** 2),
        also=(
            lambda x, f: decibels(
                f @ np.abs(np.fft.rfft(x, size_of(f)) * np.hanning(f.shape[1])) ** 2
            ),
            lambda x, f: decibels(f @ (np.abs(np.fft.rfft(x, size_of(f))) ** 2 * hann(f.shape[1]))),
            of_spectrum(lambda z: np.abs(z * hann(len(z))) ** 2),
        ),
    ),
)
