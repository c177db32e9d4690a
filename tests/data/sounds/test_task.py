"""Spoken numbers: joined words, what varies in them, and that the test was never heard."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from course_lib.data import NUMBERS, STRINGS, Batches, PairTask, SpokenDigits, pairs_to_batch
from course_lib.data.sounds.joining import (
    Manner,
    Sound,
    between,
    check_sound,
    echo,
    heard,
    join,
    shifted,
)
from course_lib.data.sounds.padded import Heard, number_sound, stack_sounds
from course_lib.data.sounds.task import DIGITS
from course_lib.data.sounds.voices import voice_of
from course_lib.data.splits import split_of

REFUSED = (ValueError, TypeCheckError)
EVEN = {"speed": (1.0, 1.0), "gain": 0.0, "noise": (-120.0, -120.0), "room": 0.0}
RNG = np.random.default_rng(0)


def test_joined_clips_lie_where_it_says():
    clips = [np.full((count, 2), float(count)) for count in (3, 1, 4)]
    sound = join(clips, [2, 0, 1, 3])
    assert sound.frames.shape == (14, 2)
    assert sound.spans == ((2, 5), (5, 6), (7, 11))
    for clip, (first, last) in zip(clips, sound.spans, strict=True):
        np.testing.assert_array_equal(sound.frames[first:last], clip)
    silent = [0, 1, 6, 11, 12, 13]
    assert (sound.frames[silent] == -80.0).all()


def test_without_variation_a_sound_is_its_clips_joined():
    task = replace(STRINGS, **EVEN, voice="slt")
    sound = task.pair("70").source
    for word, (first, last) in zip(sound.words, sound.spans, strict=True):
        np.testing.assert_allclose(sound.frames[first:last], voice_of("slt").clip(word), atol=2e-3)
    pauses = np.ones(len(sound.frames), bool)
    for first, last in sound.spans:
        pauses[first:last] = False
    assert sound.frames[pauses].max() < -79.9


def test_a_slow_word_has_more_frames_and_the_same_ends():
    for speed, low, high in ((0.5, 1.9, 2.1), (2.0, 0.45, 0.55)):
        task = replace(STRINGS, **{**EVEN, "speed": (speed, speed)}, voice="slt")
        sound = task.pair("77").source
        clip = voice_of("slt").clip("seven")
        for first, last in sound.spans:
            assert low < (last - first) / len(clip) < high
            np.testing.assert_allclose(sound.frames[first], clip[0], atol=2e-3)
            np.testing.assert_allclose(sound.frames[last - 1], clip[-1], atol=2e-3)


def test_frames_between_two_are_between_them():
    frames = np.array([[0.0], [10.0], [30.0]], np.float32)
    found = between(frames, np.array([[0.0, 0.5, 1.25, 2.0, -1.0]], np.float32))
    np.testing.assert_allclose(found[0, :, 0], [0, 5, 15, 30, -80])


def test_an_echo_is_a_sum_over_earlier_frames():
    power = RNG.random((2, 30, 3)).astype(np.float32)
    decay = np.array([0.5, 0.8], np.float32)[:, None, None]
    found = echo(power, decay)
    for n, t in ((0, 0), (0, 5), (1, 29)):
        wanted = sum(decay[n, 0, 0] ** k * power[n, t - k] for k in range(1, min(t, 16) + 1))
        np.testing.assert_allclose(found[n, t], wanted, rtol=1e-4)
    # No sound hears what comes later.
    later = power.copy()
    later[:, 20:] = 9.0
    np.testing.assert_array_equal(echo(later, decay)[:, :20], found[:, :20])


def test_shifted_bands_by_hand():
    frames = np.array([[[1.0, 2.0, 4.0]]] * 3, np.float32)
    found = shifted(frames, np.array([0.0, 1.0, -0.5]))
    np.testing.assert_allclose(found[:, 0], [[1, 2, 4], [1, 1, 2], [1.5, 3, 4]])


def test_noise_fills_silence_and_a_soft_voice_is_softer():
    silence = np.full((4, 50, 32), -80.0, np.float32)
    quiet = Manner((1, 1), 0.0, (-40.0, -40.0), 0.0, 0.0)
    noisy = heard(silence, quiet, np.random.default_rng(0))
    assert -50 < noisy.mean() < -35
    assert noisy[0].std() > 1.0
    soft = heard(silence, quiet._replace(gain=12.0), np.random.default_rng(0))
    gains = (noisy - soft).reshape(4, -1)
    assert (gains.std(axis=1) < 1e-3).all()
    assert (gains.mean(axis=1) >= 0).all()
    assert (gains.mean(axis=1) <= 12).all()
    assert np.ptp(gains.mean(axis=1)) > 0.5


@pytest.mark.parametrize("task", [NUMBERS, STRINGS, SpokenDigits("digits", (1, 3), voice="awb")])
def test_draws_are_of_their_split_and_their_lengths(task):
    assert isinstance(task, PairTask)
    least, most = task.reach
    for split in ("train", "valid", "test"):
        pairs = task.draw(40, split, task.reach, np.random.default_rng(1))
        for pair in pairs:
            assert split_of(pair.target) == split
            assert task.digits[0] <= len(pair.target) <= task.digits[1]
            assert len(pair.source.spans) == len(pair.source.words)
            assert least <= len(pair.source.frames) <= most
            assert pair.source.words == task.say(pair.target).words
            assert pair.source.frames.dtype == np.float32
            assert np.isfinite(pair.source.frames).all()
            ends = [
                0,
                *(end for span in pair.source.spans for end in span),
                len(pair.source.frames),
            ]
            assert ends == sorted(ends)
    short = task.draw(20, "train", (1, 100), np.random.default_rng(1))
    assert max(len(pair.source.frames) for pair in short) <= 100


def test_a_word_is_louder_than_what_is_around_it():
    for pair in replace(STRINGS, noise=(-60.0, -60.0), room=0.0).test_set(20, STRINGS.reach):
        loud = pair.source.frames.max(axis=1)
        for first, last in pair.source.spans:
            assert loud[first:last].max() > loud[: pair.source.spans[0][0]].max() + 15


def test_the_same_seed_gives_the_same_sounds():
    for a, b in zip(*(NUMBERS.test_set(5, NUMBERS.reach) for _ in range(2)), strict=True):
        np.testing.assert_array_equal(a.source.frames, b.source.frames)
        assert a.target == b.target
    assert NUMBERS.pair("12", seed=1).source.spans != NUMBERS.pair("12", seed=2).source.spans


def test_repeats_repeat():
    for chance in (0.0, 0.1, 0.75, 1.0):
        task = replace(STRINGS, digits=(8, 8), repeats=chance)
        texts = [task._text(np.random.default_rng(k)) for k in range(200)]
        again = np.mean([a == b for text in texts for a, b in pairwise(text)])
        assert abs(again - chance) < 0.05
    flat = "".join(replace(STRINGS, digits=(8, 8))._text(RNG) for _ in range(400))
    assert min(flat.count(digit) for digit in "0123456789") > 230  # of 320


def test_batches_hold_frames_and_their_numbers():
    batch = Batches(NUMBERS, batch=4, lengths=(1, 200), edges=(200,), target_edges=(4,)).chunk(0, 2)
    assert batch.source.frames.shape == (2, 4, 200, 32)
    assert batch.source.count.shape == (2, 4)
    assert batch.target.shape == (2, 4, 5)
    assert batch.source.count.max() <= 200
    pair = NUMBERS.pair("205")
    one = pairs_to_batch([pair], None, 300, target=DIGITS, target_size=5)
    count = len(pair.source.frames)
    assert one.source.count.tolist() == [count]
    np.testing.assert_array_equal(one.source.frames[0, :count], pair.source.frames)
    with pytest.raises(ValueError, match="aligned must be False for sounds"):
        pairs_to_batch([pair], None, 300, target=DIGITS, aligned=True)
    with pytest.raises(ValueError, match="size must be at least"):
        pairs_to_batch([pair], None, 20, target=DIGITS)


def test_padded_sounds_refuse_what_they_cannot_hold():
    with pytest.raises(ValueError, match="the same bands"):
        stack_sounds([Heard(np.zeros((2, 3)), 2), Heard(np.zeros((2, 4)), 2)], 5)
    for wrong in (np.zeros((0, 3)), np.full((2, 3), np.nan), np.full((2, 3), 1e9), "a", [1]):
        with pytest.raises(ValueError, match="sound"):
            number_sound(wrong)
    assert check_sound("sound", np.zeros((2, 3))).spans == ()
    assert isinstance(check_sound("sound", Sound(np.zeros((2, 3)))), Sound)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"says": "letters"}, "says must be"),
        ({"digits": (2, 5)}, r"digits\[1\]"),
        ({"voice": "nobody"}, "voice must be"),
        ({"speed": (1.2, 0.9)}, "speed must not fall"),
        ({"speed": 1.0}, "speed"),
        ({"noise": (-60, -30, -10)}, "noise"),
        ({"room": 2.0}, "room must be"),
        ({"repeats": 1.5}, "repeats must be"),
    ],
)
def test_what_cannot_be_is_refused(changes, message):
    with pytest.raises(REFUSED, match=message):
        replace(NUMBERS, **changes)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match=r"lengths must be frames of sounds .* got 900 to 999"):
        NUMBERS.draw(1, "train", (900, 999), RNG)
    with pytest.raises(ValueError, match="must not begin with a zero"):
        NUMBERS.pair("05")
    with pytest.raises(ValueError, match="text must be digits"):
        STRINGS.pair("a")
    with pytest.raises(ValueError, match="clips must be"):
        join([], [1])
    with pytest.raises(ValueError, match="pauses must be one more than the 1 clips"):
        join([np.ones((2, 2))], [1])
