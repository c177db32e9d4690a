"""Log-mel frames against loops, and against values worked out by hand."""

import math

import numpy as np
import pytest

from course_lib.kernels.mel import (
    BANDS,
    FFT,
    HOP,
    RATE,
    WINDOW,
    log_mel,
    log_mel_frame,
    mel,
    mel_filters,
)


def by_hand(bands, size, rate):
    """The triangles, corner by corner, from the frequencies of the corners."""
    top = 2595 * math.log10(1 + rate / 2 / 700)
    filters = np.zeros((bands, size // 2 + 1))
    for m in range(1, bands + 1):
        left, centre, right = (top * k / (bands + 1) for k in (m - 1, m, m + 1))
        for k in range(size // 2 + 1):
            at = 2595 * math.log10(1 + k * rate / size / 700)
            if left < at <= centre:
                filters[m - 1, k] = (at - left) / (centre - left)
            elif centre < at < right:
                filters[m - 1, k] = (right - at) / (right - centre)
    return filters


@pytest.mark.parametrize("sizes", [(BANDS, FFT, RATE), (2, 8, 8000), (5, 64, 16000)])
def test_filters_are_those_of_a_loop(sizes):
    np.testing.assert_allclose(mel_filters(*sizes), by_hand(*sizes), atol=1e-12)


def test_a_filter_is_one_at_its_centre_and_neighbours_add_up_to_one():
    filters = mel_filters(4, 2**14, 8000)
    assert filters.max(axis=1) == pytest.approx(np.ones(4), abs=0.01)
    first, last = filters[0].argmax(), filters[-1].argmax()
    np.testing.assert_allclose(filters[:, first : last + 1].sum(axis=0), 1.0, atol=0.01)


def test_mel_of_known_frequencies():
    """1 + 700 / 700 = 2, 1 + 6300 / 700 = 10."""
    np.testing.assert_allclose(mel(np.array([0.0, 700.0, 6300.0])), [0, 2595 * math.log10(2), 2595])


def test_a_frame_is_that_of_a_sum_of_waves():
    rng = np.random.default_rng(0)
    samples, filters = rng.normal(size=12), mel_filters(3, 16, 8000)
    power = np.zeros(9)
    for k in range(9):
        total = 0j
        for n, one in enumerate(samples):
            hann = 0.5 - 0.5 * math.cos(2 * math.pi * n / 12)
            total += hann * one * np.exp(-2j * math.pi * k * n / 16)
        power[k] = abs(total) ** 2
    wanted = [10 * math.log10(sum(filters[m, k] * power[k] for k in range(9))) for m in range(3)]
    np.testing.assert_allclose(log_mel_frame(samples, filters), wanted)


def test_silence_is_at_the_floor_and_twice_as_loud_is_six_decibels():
    filters = mel_filters()
    np.testing.assert_allclose(log_mel_frame(np.zeros(WINDOW), filters), -100.0)
    samples = np.random.default_rng(1).normal(size=WINDOW)
    louder = log_mel_frame(2 * samples, filters) - log_mel_frame(samples, filters)
    np.testing.assert_allclose(louder, 20 * math.log10(2))


@pytest.mark.parametrize("band", [3, 10, 25])
def test_a_tone_is_loudest_in_its_own_band(band):
    top = 2595 * math.log10(1 + RATE / 2 / 700)
    hertz = 700 * (10 ** (top * (band + 1) / (BANDS + 1) / 2595) - 1)
    tone = np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)
    assert set(log_mel(tone)[2:-2].argmax(axis=1)) == {band}


def test_a_click_is_in_the_frames_around_it():
    samples = np.zeros(10 * HOP)
    samples[4 * HOP + 1] = 1.0
    loud = log_mel(samples).max(axis=1)
    assert loud.shape == (10,)
    assert loud.argmax() == 4
    assert (loud > -100).nonzero()[0].tolist() == [3, 4, 5]


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="bands"):
        mel_filters(20, 16)
    with pytest.raises(ValueError, match="hertz"):
        mel(np.array([-1.0]))
    with pytest.raises(ValueError, match="samples"):
        log_mel_frame(np.zeros(FFT + 1), mel_filters())
    with pytest.raises(ValueError, match="samples"):
        log_mel(np.zeros(0))
