"""The progress bar stays on one line of the terminal, in every encoding."""

import io
import os
import re
import sys

import numpy as np
import pytest

from course_lib.training.progress import LONGEST, MOST, Bar


def drawn(name: str, ending: str = "finished", **more) -> None:
    bar = Bar(40, name, **more)
    bar.bar.mininterval = 0
    for _ in range(4):
        bar.advance(10, 500, np.array([1.5]), np.array([0.5]))
    bar.close(ending)


def everything(fd: int) -> str:
    """What a terminal was sent, once the program's end of it is closed."""
    parts = []
    while True:
        try:
            parts.append(os.read(fd, 4096))
        except OSError:  # Linux's way to say that there is no more
            break
        if not parts[-1]:
            break
    os.close(fd)
    return b"".join(parts).decode()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals of a program's own here")
@pytest.mark.parametrize("wide", [30, 80, 100, 200])
@pytest.mark.parametrize("name", ["luong", "two\nlines\r\tof it", "ü😀 你好", "x" * 200, "50% {n}"])
def test_no_line_is_wider_than_the_terminal(name, wide, monkeypatch):
    fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, np.array([24, wide, 0, 0], "uint16").tobytes())
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        drawn(name, "early")
    text = everything(ours)
    assert text.count("\n") == 1  # at the end
    lines = re.split(r"[\r\n]+", text)
    assert max(map(len, lines)) <= min(wide - 1, MOST)
    last = lines[-2]
    assert wide < 80 or "loss 1.500, accuracy 0.500" in last or len(name) > LONGEST


def test_a_narrower_terminal_is_noticed(monkeypatch):
    widths = iter([100, 60, 60, 60, 60, 60, 60])
    monkeypatch.setattr("course_lib.training.progress.columns", lambda *_: next(widths))
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    drawn("x")
    lines = [line.rstrip() for line in sys.stdout.getvalue().split("\r")]
    assert len(lines[1]) > 60
    assert max(map(len, lines[2:])) <= 60


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_every_name_in_every_encoding(encoding, monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    drawn("ü😀✓" + "é" * 100, "✗")
    sys.stdout.flush()
    text = sys.stdout.buffer.getvalue().decode(encoding)
    assert "100%" in text
    assert text.count("\n") == 1


def test_a_program_without_a_console_trains(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    drawn("x")


def test_a_closed_output_stops_nothing(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    sys.stdout.close()
    drawn("x", "early")
