"""Levels of one window of sound, right and wrong, of which the bank of `frame_levels` is made."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Function

Array = np.ndarray


def loop(samples: Array, filters: Array) -> Array:
    """The transform as sums of cosines and sines."""
    size, levels = 2 * (filters.shape[1] - 1), []
    count = len(samples)
    faded = [x * (1 - np.cos(2 * np.pi * n / count)) / 2 for n, x in enumerate(samples)]
    powers = []
    for k in range(filters.shape[1]):
        turns = [2 * np.pi * k * n / size for n in range(count)]
        real = sum(x * np.cos(turn) for x, turn in zip(faded, turns, strict=True))
        imaginary = sum(x * np.sin(turn) for x, turn in zip(faded, turns, strict=True))
        powers.append(real**2 + imaginary**2)
    for row in filters:
        power = sum(weight * one for weight, one in zip(row, powers, strict=True))
        levels.append(10 * np.log10(max(power, 1e-10)))
    return np.array(levels)


def hann(count: int) -> Array:
    return (1 - np.cos(2 * np.pi * np.arange(count) / count)) / 2


def size_of(filters: Array) -> int:
    return 2 * (filters.shape[1] - 1)


def transform(samples: Array, filters: Array) -> Array:
    return np.fft.rfft(samples * hann(len(samples)), size_of(filters))


def powers(samples: Array, filters: Array) -> Array:
    return np.abs(transform(samples, filters)) ** 2


def decibels(power: Array) -> Array:
    return 10 * np.log10(np.maximum(power, 1e-10))


def window(weights: Callable[[int], Any]) -> Function:
    """Another window of N samples: weights(N)."""
    return of_samples(lambda x, size: x * weights(len(x)))


def of_samples(change: Callable[[Array, int], Array]) -> Function:
    """Other samples go into the transform, windowed already: change(samples, its size)."""

    def answer(x: Array, filters: Array) -> Array:
        spectrum = np.fft.rfft(change(x, size_of(filters)), size_of(filters))
        return decibels(filters @ np.abs(spectrum) ** 2)

    return answer


def of_raw(change: Callable[[Array], Array]) -> Function:
    """Other samples go under the window."""
    return lambda x, filters: decibels(filters @ powers(change(x), filters))


def of_spectrum(change: Callable[[Array], Array]) -> Function:
    """Something else than the power of the right transform goes through the filters."""
    return lambda x, filters: decibels(filters @ change(transform(x, filters)))


def of_bands(level: Callable[[Array], Array]) -> Function:
    """Something else of the right power in each band."""
    return lambda x, filters: level(filters @ powers(x, filters))


def floored(least: float) -> Function:
    return of_bands(lambda power: 10 * np.log10(np.maximum(power, least)))


def raised(added: float) -> Function:
    return of_bands(lambda power: 10 * np.log10(power + added))


def of_levels(change: Callable[[Array], Any]) -> Function:
    return lambda x, filters: change(decibels(filters @ powers(x, filters)))


def divided(by: Callable[[int, int], float]) -> Function:
    """The power divided by a number: by(N, size)."""
    return lambda x, filters: decibels(filters @ powers(x, filters) / by(len(x), size_of(filters)))


def filtered(combine: Callable[[Array, Array], Array]) -> Function:
    """Filters and powers put together otherwise: combine(filters [M, K], power [K])."""
    return lambda x, filters: decibels(combine(filters, powers(x, filters)))


def spectrum_by(take: Callable[[Array, int], Array]) -> Function:
    """Another transform of the windowed samples: take(samples, size). In NumPy whatever comes, so
    that it is stopped by NumPy's exceptions."""

    def answer(x: Array, filters: Array) -> Array:
        x, filters = np.asarray(x), np.asarray(filters)
        spectrum = take(x * hann(len(x)), size_of(filters))
        return decibels(filters @ np.abs(spectrum) ** 2)

    return answer
