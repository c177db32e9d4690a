"""Makes voice.npz: thirty words of five takes as log-mel frames (README.md has the licences).

    apt-get download asterisk-core-sounds-en-wav
    dpkg -x asterisk-core-sounds-en-wav_*.deb recorded
    apt-get install flite
    python datasets/make_voice.py recorded/usr/share/asterisk/sounds/*/digits datasets/voice.npz

A frame's decibels below the loudest one of its voice are kept in steps of 80/255; silence around a
word is cut off.
"""

import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

from course_lib.data.sounds.voices import RANGE, WORDS
from course_lib.kernels.mel import RATE, log_mel

# The recorded voice says each number twice: at the end of a sentence, and (h-) with more to come.
RECORDED = {"allison": "", "allison, going on": "h-"}
SPOKEN = ("slt", "rms", "awb")  # flite's voices, each made of one person's recordings
FILES = {word: word for word in ("hundred", "thousand")} | {
    word: str(value) for word, value in zip(WORDS, [*range(20), *range(20, 100, 10)], strict=False)
}
CUT = 42.0  # dB below a clip's loudest frame: what is softer, before it and after it, is no word


def read(path):
    """The samples of a wave file, at the rate of the frames."""
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        return resample_poly(samples, RATE, file.getframerate())


def frames_of(path):
    """The frames of a clip, without the silence around the word."""
    frames = log_mel(read(path))
    loud = np.flatnonzero(frames.max(axis=1) > frames.max() - CUT)
    return frames[loud[0] : loud[-1] + 1]


def spoken(voice, word, folder):
    """A word as flite says it."""
    path = Path(folder, f"{voice}-{word}.wav")
    subprocess.run(["flite", "-voice", voice, "-t", word, "-o", path], check=True)
    return path


def voice_of(clips):
    """One voice's clips as bytes, and how many frames each has; a clip may be missing."""
    loudest = max(clip.max() for clip in clips if clip is not None)
    lengths = [0 if clip is None else len(clip) for clip in clips]
    frames = np.concatenate([clip for clip in clips if clip is not None])
    return np.clip(np.rint((frames - loudest + RANGE) / RANGE * 255), 0, 255), lengths


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python datasets/make_voice.py FOLDER datasets/voice.npz")
    found = {}
    for voice, prefix in RECORDED.items():
        paths = [Path(sys.argv[1], f"{prefix}{FILES[word]}.wav") for word in WORDS]
        found[voice] = voice_of([frames_of(path) if path.exists() else None for path in paths])
    with tempfile.TemporaryDirectory() as folder:
        for voice in SPOKEN:
            found[voice] = voice_of([frames_of(spoken(voice, word, folder)) for word in WORDS])
    np.savez_compressed(
        sys.argv[2],
        voices=np.array(list(found)),
        frames=np.concatenate([frames for frames, _ in found.values()]).astype(np.uint8),
        lengths=np.array([lengths for _, lengths in found.values()], np.int16),
    )
