"""What `make test` leaves out of laws that hold of many things alike, and what it never does."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from thinning import everything, kept, thin
from tiny import ROWS

from course_lib import ROOT

BY_ROW = ("model/test_table", "model/test_decoders", "model/readers/test_reader", "test_promotion")


def collected(**environment):
    """The names of the cases that pytest would run in the files of `BY_ROW`."""
    files = [f"tests/{name}.py" for name in BY_ROW]
    clean = {name: value for name, value in os.environ.items() if name != "COURSE_TESTS"}
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:xdist", *files],
        cwd=ROOT, env={**clean, **environment}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line for line in found.stdout.splitlines() if "::" in line]


@pytest.fixture(scope="module")
def some():
    return collected()


def rows_of(cases):
    return {name for case in cases for name in re.findall(r"\[(\w+)", case)} & {*ROWS}


def test_every_row_is_looked_at_somewhere(some):
    assert rows_of(some) == {*ROWS}


def test_tests_of_one_file_look_at_the_same_rows(some):
    laws = [rows_of([case for case in some if name in case]) for name in ("_learns", "has_a_grad")]
    assert laws[0] == laws[1]
    assert len(ROWS) // 4 < len(laws[0]) < len(ROWS) // 2


@pytest.mark.long
def test_nothing_is_left_out_when_all_is_asked_for(some):
    cases = collected(COURSE_TESTS="all")
    assert {*some} < {*cases}
    for name in ("test_every_row_learns", "test_the_future_is_not_read"):
        assert rows_of([case for case in cases if name in case]) == {*ROWS}


class Item:
    """What `thin` asks of a test: its file, its name, and its mark."""

    path, originalname = Path("test_a.py"), "test_b"

    def __init__(self, name, *args):
        self.mark = name and getattr(pytest.mark, name)(*args).mark

    def get_closest_marker(self, name):
        return self.mark if self.mark and self.mark.name == name else None


def test_what_is_long_is_left_out_and_what_is_thin_in_part():
    plain, long = Item(None), Item("long")
    thinned = [Item("thin", 3) for _ in range(6)]
    left = thin([long, *thinned, plain])
    assert long not in left
    assert plain in left
    assert len(left) == 1 + 2


@pytest.mark.parametrize("cases", [1, 2, 3, 7])
def test_some_case_is_always_kept(cases):
    files = [f"test_{name}" for name in "abcdefgh"]
    for file in files:
        assert 1 <= len(kept(file, cases, 3)) <= -(-cases // 3)
    # And which one is not the same in all files.
    assert {number for file in files for number in kept(file, cases, 3)} == {*range(cases)}


def test_another_word_than_all_is_refused(monkeypatch):
    monkeypatch.setenv("COURSE_TESTS", "every")
    with pytest.raises(ValueError, match="COURSE_TESTS must be all or not set, got 'every'"):
        everything()
