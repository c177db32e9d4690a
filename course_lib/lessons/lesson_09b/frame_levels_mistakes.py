"""The mistakes that the bank of `frame_levels` knows."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09b.frame_window_mistakes import WINDOWS
from course_lib.lessons.lesson_09b.level_ways import (
    decibels,
    divided,
    filtered,
    floored,
    hann,
    of_bands,
    of_levels,
    of_raw,
    of_samples,
    of_spectrum,
    powers,
    raised,
    size_of,
    spectrum_by,
    transform,
)

WRONG = (
    *WINDOWS,
    Misconception(
        "not squared",
        "the filters take the magnitude of the transform: they take its square, the power",
        of_spectrum(np.abs),
        also=(
            lambda x, f: 20 * np.log10(np.maximum(f @ np.abs(transform(x, f)), 1e-10)),
            lambda x, f: 20 * np.log10(np.maximum(f @ np.abs(transform(x, f)), 1e-5)),
        ),
    ),
    Misconception(
        "the real part alone",
        "only the real or the imaginary part of the transform is squared: np.abs takes both",
        of_spectrum(lambda z: z.real**2),
        also=(of_spectrum(lambda z: z.imag**2), of_spectrum(lambda z: np.real(z**2))),
    ),
    Misconception(
        "a complex square",
        "the complex numbers of the transform are squared as they are: take np.abs of them first",
        of_spectrum(lambda z: z**2),
        also=(of_spectrum(lambda z: z), lambda x, f: decibels(np.abs(f @ transform(x, f)) ** 2)),
    ),
    Misconception(
        "20 times",
        "20 log10 is for magnitudes: of a power it is 10 log10",
        of_bands(lambda p: 20 * np.log10(np.maximum(p, 1e-10))),
    ),
    Misconception(
        "not times 10",
        "the logarithm is not multiplied by 10: decibels are 10 log10",
        of_bands(lambda p: np.log10(np.maximum(p, 1e-10))),
        also=(of_bands(lambda p: 5 * np.log10(np.maximum(p, 1e-10))),),
    ),
    Misconception(
        "another logarithm",
        "the logarithm is the natural one, or to base 2: it is np.log10",
        of_bands(lambda p: 10 * np.log(np.maximum(p, 1e-10))),
        also=(
            of_bands(lambda p: np.log(np.maximum(p, 1e-10))),
            of_bands(lambda p: 10 * np.log2(np.maximum(p, 1e-10))),
            of_bands(lambda p: 20 * np.log(np.maximum(p, 1e-10))),
        ),
    ),
    Misconception(
        "no logarithm",
        "it is the power in each band: its level in decibels is asked for",
        of_bands(lambda p: np.maximum(p, 1e-10)),
        also=(of_bands(lambda p: p),),
    ),
    Misconception(
        "decibels before the filters",
        "each frequency's power is made decibels and the filters add those up: they add powers, "
        "and the logarithm comes last",
        lambda x, f: f @ decibels(powers(x, f)),
        also=(
            lambda x, f: f @ decibels(powers(x, f)) / f.sum(axis=1),
            lambda x, f: f @ (10 * np.log10(powers(x, f))),
        ),
    ),
    Misconception(
        "no floor",
        "in silence the power is 0 and its logarithm minus infinity: np.maximum(power, 1e-10) "
        "comes before the logarithm",
        of_bands(lambda p: 10 * np.log10(p)),
        also=(of_bands(lambda p: np.nan_to_num(10 * np.log10(p))),),
    ),
    Misconception(
        "silence at 0 dB",
        "where there is no power the level is 0: silence is at -100 dB, which is 10 log10 of 1e-10",
        of_bands(lambda p: np.nan_to_num(10 * np.log10(p), neginf=0.0)),
        also=(
            of_bands(lambda p: np.where(p > 1e-10, decibels(p), 0.0)),
            of_bands(lambda p: 10 * np.log10(np.maximum(p, 1.0))),
            of_bands(lambda p: 10 * np.log10(1 + p)),
        ),
    ),
    Misconception(
        "the floor added",
        "1e-10 is added to every power, which near silence makes a difference: a power is at least "
        "1e-10, np.maximum(power, 1e-10)",
        of_bands(lambda p: 10 * np.log10(p + 1e-10)),
    ),
    Misconception(
        "the floor under each frequency",
        "1e-10 is put under every frequency's power and then added up by the filters: it is put "
        "under the power of the band",
        lambda x, f: 10 * np.log10(f @ np.maximum(powers(x, f), 1e-10)),
        also=(
            lambda x, f: 10 * np.log10(f @ (powers(x, f) + 1e-10)),
            lambda x, f: 10 * np.log10(f @ np.maximum(np.abs(transform(x, f)), 1e-10) ** 2),
            lambda x, f: 10 * np.log10(f @ np.maximum(np.abs(transform(x, f)), 1e-5) ** 2),
        ),
    ),
    Misconception(
        "another floor",
        "the power is kept above another number: it is 1e-10",
        floored(1e-12),
        also=(
            *map(floored, (1e-5, 1e-6, 1e-8, 1e-9, 1e-11, 1e-15, 1e-16, 1e-20, 1e-30, 1e-300)),
            *map(raised, (1e-6, 1e-8, 1e-9, 1e-12, 1e-20)),
        ),
    ),
    Misconception(
        "a product that does not fit",
        "the transform does not give K numbers, so that the filters have nothing to multiply: "
        "np.fft.rfft(x, 2 * (K - 1)) gives K of them, np.fft.fft gives 2 (K - 1), and without its "
        "second argument the sound is not filled with zeros. Then it is filters @ power",
        spectrum_by(lambda x, size: np.fft.fft(x, size)),
        also=(
            lambda x, f: jnp.asarray(f) @ jnp.abs(jnp.fft.fft(jnp.asarray(x), size_of(f))) ** 2,
            spectrum_by(lambda x, size: np.fft.rfft(x)),
            spectrum_by(lambda x, size: np.fft.fft(x)),
        ),
    ),
    Misconception(
        "the wrong half",
        "the last K of the numbers of np.fft.fft are taken, or the largest frequencies first: the "
        "first K are those of the filters",
        spectrum_by(lambda x, size: np.fft.fft(x, size)[-(size // 2 + 1) :]),
        also=(spectrum_by(lambda x, size: np.fft.rfft(x, size)[::-1]),),
    ),
    Misconception(
        "stretched",
        "the sound is stretched or repeated to the size of the transform: it is filled with zeros",
        of_samples(lambda x, size: np.resize(x * hann(len(x)), size)),
        also=(
            of_samples(lambda x, size: np.resize(x, size) * hann(size)),
            of_samples(
                lambda x, size: np.interp(
                    np.linspace(0, len(x) - 1, size), np.arange(len(x)), x * hann(len(x))
                )
            ),
            spectrum_by(
                lambda x, size: np.interp(
                    np.arange(size // 2 + 1) / size, np.fft.rfftfreq(len(x)), np.abs(np.fft.rfft(x))
                )
            ),
        ),
    ),
    Misconception(
        "divided",
        "the power is divided by a number of samples or by the sum of the window: it is used as it "
        "is",
        divided(lambda count, size: count),
        also=(
            divided(lambda count, size: size),
            divided(lambda count, size: count**2),
            divided(lambda count, size: size**2),
            divided(lambda count, size: hann(count).sum()),
            divided(lambda count, size: hann(count).sum() ** 2),
            divided(lambda count, size: (hann(count) ** 2).sum()),
        ),
    ),
    Misconception(
        "filters of a sum of 1",
        "the power in a band is a mean, divided by the sum of its filter: it is filters @ power",
        filtered(lambda f, p: f @ p / f.sum(axis=1)),
        also=(filtered(lambda f, p: f @ p / f.shape[1]),),
    ),
    Misconception(
        "filters transposed",
        "the filters are turned round, which fits only where M equals K: each row is a filter, so "
        "it is filters @ power",
        lambda x, f: (
            10 * jnp.log10(jnp.maximum(jnp.asarray(f).T @ jnp.asarray(powers(x, f)), 1e-10))
        ),
        also=(lambda x, f: decibels(powers(x, f) @ f),),
    ),
    Misconception(
        "one number per frequency",
        "the filters' products are not added up over the frequencies, or they are over the bands: "
        "one number for each band is wanted, [M]",
        filtered(lambda f, p: (f * p).sum(axis=0)),
        also=(filtered(lambda f, p: f * p), filtered(lambda f, p: p)),
    ),
    Misconception(
        "filters as yes or no",
        "every frequency of a band counts the same: the filters' weights are multiplied",
        filtered(lambda f, p: (f > 0) @ p),
        also=(
            filtered(lambda f, p: (f * p).max(axis=1)),
            filtered(lambda f, p: p[f.argmax(axis=1)]),
            filtered(lambda f, p: f**2 @ p),
        ),
    ),
    Misconception(
        "the mean taken away",
        "the mean of the samples or of the levels is taken away: nothing is",
        of_raw(lambda x: x - x.mean()),
        also=(of_levels(lambda levels: levels - levels.mean()),),
    ),
    Misconception(
        "made equally loud",
        "the loudness is lost: samples, powers or levels are divided by the largest one, or "
        "counted from it",
        of_raw(lambda x: x / max(np.abs(x).max(), 1e-9)),
        also=(
            of_raw(lambda x: x / np.abs(x).max()),
            of_levels(lambda levels: levels - levels.max()),
            of_levels(lambda levels: np.maximum(levels, levels.max() - 80)),
            of_spectrum(lambda z: np.abs(z / max(np.abs(z).max(), 1e-9)) ** 2),
            of_raw(lambda x: (x - x.mean()) / max(x.std(), 1e-9)),
            of_bands(lambda p: decibels(p / max(p.sum(), 1e-9))),
        ),
    ),
    Misconception(
        "differences of samples",
        "each sample has some of the one before taken away first: here the samples are used as "
        "they come",
        of_raw(lambda x: np.append(x[:1], x[1:] - 0.97 * x[:-1])),
        also=(of_raw(lambda x: np.append(x[:1], x[1:] - 0.95 * x[:-1])),),
    ),
    Misconception(
        "one number",
        "one number comes out: each of the M bands has its level",
        of_levels(np.mean),
        also=(of_levels(np.sum), of_levels(np.max), of_bands(lambda p: decibels(p.sum()))),
    ),
)
