"""Frames as a wave: its frames are those that it is made from."""

import numpy as np
import pytest

from course_lib.data import audible
from course_lib.data.sounds.hearing import amplitudes, made_of, taken_apart
from course_lib.data.sounds.voices import voice_of
from course_lib.kernels.mel import FFT, HOP, RATE, log_mel, mel_filters

SEVEN = voice_of("allison").clip("seven")


def distance(rounds, frames=SEVEN):
    """How far the wave's frames are from these in the mean, in dB, where those are loud."""
    found = log_mel(audible(frames, rounds=rounds).astype(float))
    found, wanted = found - found.max(), frames - frames.max()
    loud = wanted > -45
    return np.abs(found - wanted)[loud].mean()


def test_a_wave_has_the_frames_that_it_is_made_from():
    """Without Griffin and Lim's rounds, the phases are at random and windows cancel each other."""
    assert distance(60) < 1.5
    assert distance(0) > 2 * distance(60)


def test_a_wave_can_be_played():
    wave = audible(SEVEN, rounds=3)
    assert wave.shape == (len(SEVEN) * HOP,)
    assert wave.dtype == np.float32
    assert 0.8 < np.abs(wave).max() <= 0.9 + 1e-6
    np.testing.assert_array_equal(wave, audible(SEVEN, rounds=3))
    assert (wave != audible(SEVEN, rounds=3, seed=1)).any()


def test_amplitudes_give_the_bands():
    power = amplitudes(SEVEN) ** 2
    assert power.shape == (len(SEVEN), FFT // 2 + 1)
    assert (power >= 0).all()
    found = 10 * np.log10(power @ mel_filters().T)
    assert np.abs(found - SEVEN)[SEVEN > -45].mean() < 1.0


def test_what_is_taken_apart_can_be_put_together():
    wave = np.sin(np.arange(20 * HOP) * 2 * np.pi * 440 / RATE)
    np.testing.assert_allclose(made_of(taken_apart(wave, 20)), wave, atol=1e-3)


def test_what_is_no_sound_is_refused():
    for wrong in (np.zeros((3, 5)), np.zeros((0, 32)), np.full((3, 32), np.nan), "a"):
        with pytest.raises(ValueError, match="sound"):
            audible(wrong)
    with pytest.raises(ValueError, match="rounds"):
        audible(SEVEN, rounds=-1)
