"""Timing in turns: the order of the calls, what the clock said, and what is refused."""

import functools

import jax.numpy as jnp
import pytest

from course_lib.devices import timing
from course_lib.devices.timing import in_turns, medians


def test_calls_take_turns_and_are_made_once_before():
    called = []
    calls = {name: functools.partial(called.append, name) for name in "ab"}
    taken = in_turns(calls, 3)
    assert called == ["a", "b"] * 4
    assert [seconds.shape for seconds in taken.values()] == [(3,), (3,)]


def test_what_the_clock_said_without_the_first_call(monkeypatch):
    clock = iter(
        [0.0, 1.0, 1.0, 3.0, 3.0, 4.0]
    )  # calls of 1, 2 and 1 seconds; none asked for the first
    monkeypatch.setattr(timing.time, "perf_counter", lambda: next(clock))
    taken = in_turns({"a": lambda: None}, 3)
    assert taken["a"].tolist() == [1, 2, 1]
    assert medians(taken) == {"a": 1.0}


def test_a_call_ends_when_its_arrays_are_there(monkeypatch):
    waited = []
    monkeypatch.setattr(timing.jax, "block_until_ready", waited.append)
    result = {"weights": jnp.ones(2)}
    in_turns({"a": lambda: result}, 2)
    assert waited == [result] * 3


def test_no_round_is_refused():
    with pytest.raises(ValueError, match="rounds must be a whole number of at least 1, got 0"):
        in_turns({"a": lambda: None}, 0)
