"""Voices: the file, its words, and what is no such file."""

import numpy as np
import pytest

from course_lib.data.sounds.voices import (
    RANGE,
    TRAINED,
    VOICE,
    VOICES,
    WORDS,
    read_voices,
    voice_of,
)
from course_lib.kernels.mel import BANDS


def test_the_file_holds_what_its_card_says():
    with np.load(VOICE) as file:
        assert file["frames"].shape == (4592, BANDS)
        assert file["frames"].dtype == np.uint8
        assert file["lengths"].sum() == 4592
        assert sorted(file["voices"]) == sorted(take for takes in VOICES.values() for take in takes)
    assert len(WORDS) == 30
    found = read_voices(VOICE)
    assert set(found) == set(VOICES)
    for voice in found.values():
        assert voice.frames.dtype == np.float32
        assert voice.frames.min() == -RANGE
        assert voice.frames.max() == 0.0
        lengths = [len(voice.clip(word)) for word in WORDS]
        assert min(lengths) >= 10
        assert max(lengths) <= 50


def test_the_recorded_voice_says_every_word_but_zero_twice():
    takes = [len(takes) for takes in voice_of(TRAINED).takes]
    assert takes == [1, *[2] * 29]


def test_a_word_begins_and_ends_softer_than_it_is():
    """No word is cut in the middle: both ends are far below its loudest frame."""
    for name in VOICES:
        for word in WORDS:
            loud = voice_of(name).clip(word).max(axis=1)
            assert max(loud[0], loud[-1]) < loud.max() - 3.0, (name, word)


def test_two_takes_of_a_word_are_more_alike_than_two_words():
    """Each first take, stretched to 20 frames, and the nearest second take: 0.55 by chance 0.03."""
    voice = voice_of(TRAINED)

    def of(word, take):
        clip = voice.clip(word, take)
        return clip[np.linspace(0, len(clip) - 1, 20).round().astype(int)].ravel()

    second = np.stack([of(word, 1) for word in WORDS[1:]])
    hits = [
        np.abs(second - of(word, 0)).sum(axis=1).argmin() == k for k, word in enumerate(WORDS[1:])
    ]
    assert np.mean(hits) >= 0.4


def test_what_is_shared_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        voice_of(TRAINED).frames[0] = 1.0


def test_a_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "voice.npz"
    with pytest.raises(ValueError, match=r"voice.npz are missing"):
        read_voices(path)
    with np.load(VOICE) as file:
        good = dict(file)
    for wrong in (
        {"voices": None},
        {"frames": good["frames"][:, :7]},
        {"frames": good["frames"][1:]},
        {"frames": good["frames"].astype(float)},
        {"lengths": good["lengths"][:, :7]},
        {"lengths": good["lengths"].astype(float)},
        {"lengths": -good["lengths"]},
        {"voices": good["voices"][::-1].astype("S1")},
    ):
        np.savez(path, **{k: v for k, v in {**good, **wrong}.items() if v is not None})
        with pytest.raises(ValueError, match=r"voice.npz are damaged"):
            read_voices(path)
    path.write_bytes(VOICE.read_bytes()[:500])
    with pytest.raises(ValueError, match=r"voice.npz are damaged"):
        read_voices(path)
    with pytest.raises(ValueError, match="name must be"):
        voice_of("nobody")
    with pytest.raises(ValueError, match="word must be"):
        voice_of(TRAINED).clip("million")
    with pytest.raises(ValueError, match="take must be"):
        voice_of(TRAINED).clip("zero", 1)
