"""Problem set 1: right answers pass, and every known mistake is refused by its name, on many draws.

As in `checking/test_draws.py`: each answer runs once on each case, on NumPy's arrays, and is then
judged as the check judges it.
"""

import importlib
import os

import jax
import numpy as np
import pytest

from course_lib.lessons.checking.judging import first_fault
from course_lib.lessons.checking.recognising import recognise
from course_lib.lessons.checking.running import Outcome, run_known, run_student

DRAWS = range(int(os.environ.get("DRAWS", "30")))
NAMES = (
    "smoothed", "gated_step", "masked_states", "both_ways", "step_backward", "norms_back",
    "clipped",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _as_a_student_writes():
    with jax.numpy_rank_promotion("allow"):
        yield


def exercise_of(name):
    problem = getattr(importlib.import_module(f"course_lib.lessons.coursework.ps1.{name}"), name)
    assert problem.name == name
    return problem.exercise


def compiled(exercise, answer, cases):
    """A right answer, compiled if it can be: a scan is compiled at every call otherwise."""
    look = exercise.judged(answer)
    if any(not isinstance(arg, np.ndarray | dict) for arg in cases[0].args):  # a number stays one
        return look
    fast = jax.jit(look)
    return fast if all(run_known(fast, case.args) is not None for case in cases) else look


def outcome(look, case):
    """What an answer gave; where it stopped, all that its exception says."""
    value = run_known(look, case.args)
    return run_student(look, case.args) if value is None else Outcome(value)


@pytest.mark.parametrize("name", NAMES)
def test_a_bank_is_large_enough(name):
    exercise = exercise_of(name)
    assert len(exercise.right) >= 4
    assert len(exercise.wrong) >= 8
    assert len({known.name for known in exercise.wrong}) == len(exercise.wrong)
    assert exercise.properties


@pytest.mark.parametrize("name", NAMES)
def test_every_right_answer_passes_every_draw(name):
    exercise = exercise_of(name)
    first = exercise.draw(np.random.default_rng(0))
    looks = [compiled(exercise, answer, first) for answer in exercise.right]
    for seed in DRAWS:
        cases = exercise.draw(np.random.default_rng(seed))
        references = [np.asarray(exercise.judged(exercise.reference)(*c.args)) for c in cases]
        for number, look in enumerate(looks):
            outcomes = [outcome(look, case) for case in cases]
            fault = first_fault(cases, outcomes, references, exercise.properties)
            assert fault is None, f"seed {seed}, right answer {number}: {fault.sentence}"


@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_is_refused_and_named_in_every_draw(name):
    exercise = exercise_of(name)
    for seed in DRAWS:
        cases = exercise.draw(np.random.default_rng(seed))
        references = [np.asarray(exercise.judged(exercise.reference)(*c.args)) for c in cases]
        for known in exercise.wrong:
            for answer in (known.answer, *known.also):
                outcomes = [outcome(exercise.judged(answer), case) for case in cases]
                told = f"seed {seed}: {known.name}"
                assert first_fault(cases, outcomes, references, exercise.properties), told
                named = recognise(exercise.wrong, cases, outcomes, references, exercise.judged)
                assert named is known, f"{told} is taken for {named}"


@pytest.mark.parametrize("name", NAMES)
def test_through_the_front_door(name):
    """As a student meets it, with JAX's arrays: once for each answer."""
    exercise = exercise_of(name)
    for answer in exercise.right:
        assert exercise(answer, tell="all", seed=1)
    for known in exercise.wrong:
        for answer in (known.answer, *known.also):
            result = exercise(answer, tell="all", seed=1)
            assert not result, known.name
            assert result.misconception == known.name, result.message


def shapes_told(answer):
    result = exercise_of("step_backward")(answer, tell="all", seed=0)
    assert not result
    return result.broken


def test_a_nested_answer_is_told_where_it_does_not_fit():
    assert "a tuple of 3" in shapes_told(lambda h, after, u, g: (g, g))
    assert "in [2]; wanted numbers of shape [4, 4]" in shapes_told(lambda h, a, u, g: (g, g, g))
    assert "None" in shapes_told(lambda h, after, u, g: None)
    clipped = exercise_of("clipped")
    told = clipped(lambda grads, limit: {"cell": 1.0}, tell="all", seed=0).broken
    assert "a dict with the keys cell; wanted a dict with the keys cell, readout" in told
    told = clipped(lambda grads, limit: "short", tell="all", seed=0).broken
    assert "the text 'short'" in told
