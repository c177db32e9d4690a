"""Lesson 10's machine: speeds are work by time, and kernels are timed beside it."""

import numpy as np
import pytest

from course_lib.lessons.lesson_10 import machine

TINY = {"size": 8, "repeats": 3, "copied": 100}


def test_speeds_are_the_work_by_the_fastest_turn(monkeypatch):
    """Every call takes 2 s, and 1 s in its fastest turn."""
    cores = 3
    monkeypatch.setattr(machine.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(
        machine, "in_turns", lambda calls, rounds: {n: np.array([2.0, 1.0, 2.0]) for n in calls}
    )
    found = machine.measure({"mine": lambda: None}, 3, **TINY)
    assert found.bandwidth == 2 * 4 * 100  # read and written, four bytes each
    loops = 4 * cores * 3 * 2**13
    assert list(found.ceilings.values()) == [2 * 8**3, loops, loops]
    assert found.seconds == {"mine": 1.0}


def test_a_machine_is_measured_beside_a_kernel():
    called = []
    found = machine.measure({"copy": lambda: called.append(1)}, 2, **TINY)
    assert len(called) == 3  # once to compile, and in both turns
    assert found.bandwidth > 0
    assert min(found.ceilings.values()) > 0
    assert list(found.seconds) == ["copy"]


def test_no_round_is_refused():
    with pytest.raises(ValueError, match="rounds"):
        machine.measure({}, 0, **TINY)
