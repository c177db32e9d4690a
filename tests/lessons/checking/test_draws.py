"""A verdict never depends on the draw: the bank's answers on a hundred draws of each exercise.

To be cheap it skips the check's front door (`test_banks.py` goes through it): each answer runs once
on each case, on NumPy's arrays, and is then judged as the check judges it.
"""

import jax
import numpy as np
import pytest

from course_lib.lessons import checks
from course_lib.lessons.checking.judging import first_fault
from course_lib.lessons.checking.recognising import recognise
from course_lib.lessons.checking.running import Outcome, run_known, run_student

DRAWS = range(100)


def looked_at(exercise, function):
    """What the check looks at of a function; a gradient is compiled, for it is slow to take."""
    return jax.jit(exercise.judged(function)) if exercise.gradient else function


def outcome(look, case):
    value = run_known(look, case.args)
    return run_student(look, case.args) if value is None else Outcome(value)


def replayed(outcomes):
    """A function that gives again what was given, case by case."""
    values = iter(outcomes)

    def again(*args):
        value = next(values).value
        if value is None:
            raise ValueError("as before")
        return value

    return again


@pytest.mark.parametrize("name", checks.ALL)
def test_an_answer_has_one_verdict_and_one_name_in_a_hundred_draws(name):
    exercise = checks.ALL[name]
    bank = [
        (known, answer, looked_at(exercise, answer))
        for known in (*exercise.wrong, *exercise.harmless)
        for answer in (known.answer, *known.also)
    ]
    rights = [(answer, looked_at(exercise, answer)) for answer in exercise.right]
    reference = looked_at(exercise, exercise.reference)
    for seed in DRAWS:
        cases = exercise.draw(np.random.default_rng(seed))
        references = [np.asarray(reference(*case.args)) for case in cases]

        def fault(outcomes, cases=cases, references=references):
            return first_fault(cases, outcomes, references, exercise.properties)

        for k, (_, look) in enumerate(rights):
            told = fault([outcome(look, case) for case in cases])
            assert told is None, f"seed {seed}, right answer {k}: {told.sentence}"
        given = {answer: [outcome(look, case) for case in cases] for _, answer, look in bank}
        stopped = {
            answer for answer, outcomes in given.items() if all(one.raised for one in outcomes)
        }
        for known, answer, _ in bank:
            if answer in stopped and seed:
                continue  # the shapes decide, and they do not change
            assert fault(given[answer]), f"seed {seed}: {known.name} passes"
            named = recognise(
                (*exercise.wrong, *exercise.harmless),
                cases,
                given[answer],
                references,
                lambda one: one if one in stopped else replayed(given[one]),  # noqa: B023
            )
            assert named is known, f"seed {seed}: {known.name} is taken for {named}"
