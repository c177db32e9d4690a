"""A verdict never depends on the draw: the bank's answers on many draws of each exercise.

To be cheap it skips the check's front door (`test_banks.py` goes through it): each answer runs once
on each case, on NumPy's arrays, and is then judged as the check judges it. `make draws` draws a
hundred times.
"""

import os
from functools import partial

import jax
import numpy as np
import pytest

from course_lib.lessons import checks
from course_lib.lessons.checking.judging import first_fault
from course_lib.lessons.checking.recognising import recognise
from course_lib.lessons.checking.running import Outcome, run_known, run_student

DRAWS = range(int(os.environ.get("DRAWS", "8")))


def looked_at(exercise, function):
    """What the check looks at of a function; a gradient is compiled, for it is slow to take."""
    look = exercise.judged(function)
    return jax.jit(look) if exercise.gradient else look


def quick(exercise, answer, cases):
    """A right answer, compiled if it can be: a scan is compiled at every call otherwise."""
    look = jax.jit(exercise.judged(answer))
    if all(run_known(look, case.args) is not None for case in cases):
        return look
    return exercise.judged(answer)


def outcome(look, case, seed):
    value = run_known(look, case.args)
    if value is None and not seed:  # the shapes decide, and they do not change
        return run_student(look, case.args)
    return Outcome(value, problem="it raises" if value is None else None)


def again(exercise, given, run, answer):
    """A function that gives what an answer gave, case by case; those of `run` are run anew."""
    if answer in run:
        return exercise.judged(answer)
    values = iter(given.get(answer, ()))

    def gave(*args):
        value = next(values, Outcome()).value
        if value is None:
            raise ValueError("as before")
        return value

    return gave


@pytest.mark.thin(6)
@pytest.mark.parametrize("name", checks.ALL)
def test_an_answer_has_one_verdict_and_one_name_in_every_draw(name):
    exercise = checks.ALL[name]
    bank = [
        (known, answer, looked_at(exercise, answer))
        for known in (*exercise.wrong, *exercise.harmless)
        for answer in (known.answer, *known.also)
    ]
    first = exercise.draw(np.random.default_rng(0))
    rights = [quick(exercise, answer, first) for answer in exercise.right]
    stopped = set()  # answers that raise in every case
    reference = exercise.judged(exercise.reference)
    if exercise.gradient:
        reference = quick(exercise, exercise.reference, first)
    for seed in DRAWS:
        cases = exercise.draw(np.random.default_rng(seed))
        references = [np.asarray(reference(*case.args)) for case in cases]

        def fault(outcomes, cases=cases, references=references):
            return first_fault(cases, outcomes, references, exercise.properties)

        for k, look in enumerate(rights):
            told = fault([outcome(look, case, seed) for case in cases])
            assert told is None, f"seed {seed}, right answer {k}: {told.sentence}"
        given = {
            answer: [outcome(look, case, seed) for case in cases]
            for _, answer, look in bank
            if answer not in stopped
        }
        if not seed:
            stopped = {answer for answer, them in given.items() if all(one.raised for one in them)}
        for known, answer, _ in bank:
            if answer not in given:
                continue
            assert fault(given[answer]), f"seed {seed}: {known.name} passes"
            named = recognise(
                (*exercise.wrong, *exercise.harmless),
                cases,
                given[answer],
                references,
                partial(again, exercise, given, {*stopped} if answer in stopped else {}),
            )
            assert named is known, f"seed {seed}: {known.name} is taken for {named}"
