"""What is printed reaches every standard output, and fits it."""

import io
import os
import sys

import pytest

from course_lib.training import console
from course_lib.training.console import STAND_INS, columns, one_line, printable, say


def paper(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


@pytest.mark.parametrize(
    ("encoding", "wanted"),
    [
        ("utf-8", "✓ ü … ☃"),
        ("cp1252", "+ ü … \\u2603"),
        ("ascii", "+ \\xfc ... \\u2603"),
        ("no such encoding", "✓ ü … ☃"),
        (None, "✓ ü … ☃"),
    ],
)
def test_a_text_in_an_encoding(encoding, wanted):
    file = io.StringIO() if encoding is None else type("File", (), {"encoding": encoding})()
    assert printable("✓ ü … ☃", file) == wanted


def test_half_a_surrogate_pair_can_be_printed():
    assert printable("a\ud800", paper("utf-8")) == "a\\ud800"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_everything_can_be_said(encoding, monkeypatch):
    monkeypatch.setattr(sys, "stdout", paper(encoding))
    say("".join(STAND_INS) + "☃\udfff")
    sys.stdout.flush()
    assert sys.stdout.buffer.getvalue()
    monkeypatch.setattr(sys, "stdout", None)  # a program without a console
    say("✓")


def test_stand_ins_can_be_said_everywhere():
    assert all(text.isascii() for text in STAND_INS.values())


def test_one_line():
    assert one_line("a\nb\r\tc\x1b[2J\u2028\x85 ü😀 %d {n}") == "a b c [2J ü😀 %d {n}"


@pytest.mark.parametrize(
    ("wide", "wanted"), [(80, 79), (500, 115), (116, 115), (115, 114), (2, 1), (0, 115), (1, 115)]
)
def test_columns_of_a_terminal(wide, wanted, monkeypatch):
    class Terminal(io.StringIO):
        isatty = fileno = lambda self: 1

    monkeypatch.setattr(os, "get_terminal_size", lambda fd: os.terminal_size((wide, 24)))
    assert columns(Terminal(), 115) == wanted
    assert columns(io.StringIO(), 115) == 115  # a file, a notebook


def test_columns_of_what_is_no_terminal(monkeypatch):
    closed = io.StringIO()
    closed.close()
    for file in (None, closed, object()):
        assert console.columns(file, 90) == 90
