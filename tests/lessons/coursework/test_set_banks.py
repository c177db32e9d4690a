"""Every problem set: right answers pass, and each known mistake is refused by its name, on many
draws; what students wrote before the bank is told right from wrong as well.

As in `checking/test_draws.py`: each answer of a bank runs once on each case, on NumPy's arrays, and
is then judged as the check judges it.
"""

import os

import jax
import numpy as np
import pytest
from problem_sets import FUNCTIONS, SETS, answers, asked, marked, solved

from course_lib.lessons.checking.judging import first_fault
from course_lib.lessons.checking.recognising import recognise
from course_lib.lessons.checking.running import Outcome, run_known, run_student

DRAWS = range(int(os.environ.get("DRAWS", "4")))
NAMED = 0.8  # of the wrong answers, at least, are told what they did

every_function = pytest.mark.parametrize(("ps", "name"), FUNCTIONS)
pytestmark = pytest.mark.usefixtures("as_a_student_writes")


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


@every_function
def test_a_bank_is_large_enough(ps, name):
    exercise = asked(ps)[name].exercise
    assert len(exercise.right) >= 4
    assert len(exercise.wrong) >= 8
    assert len({known.name for known in exercise.wrong}) == len(exercise.wrong)
    assert exercise.properties


@pytest.mark.thin(4)
@every_function
def test_every_right_answer_passes_every_draw(ps, name):
    exercise = asked(ps)[name].exercise
    first = exercise.draw(np.random.default_rng(0))
    looks = [compiled(exercise, answer, first) for answer in exercise.right]
    for seed in DRAWS:
        cases = exercise.draw(np.random.default_rng(seed))
        references = [np.asarray(exercise.judged(exercise.reference)(*c.args)) for c in cases]
        for number, look in enumerate(looks):
            outcomes = [outcome(look, case) for case in cases]
            fault = first_fault(cases, outcomes, references, exercise.properties)
            assert fault is None, f"seed {seed}, right answer {number}: {fault.sentence}"


@pytest.mark.thin(4)
@every_function
def test_every_mistake_is_refused_and_named_in_every_draw(ps, name):
    exercise = asked(ps)[name].exercise
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


@every_function
def test_a_property_is_looked_at_whatever_the_numbers_are(ps, name):
    """Zeros, ones, large and negative numbers in the shape of a right answer: the judge asks which
    properties zeros have, and a student's numbers may be any."""
    exercise, rng = asked(ps)[name].exercise, np.random.default_rng(0)
    for case in exercise.draw(rng):
        right = np.asarray(exercise.judged(exercise.reference)(*case.args))
        others = [0 * right, 0 * right + 1, 0 * right - 1e9, right[::-1] if right.ndim else -right]
        for value in (right, *others, rng.normal(size=right.shape)):
            for one in exercise.properties:
                said = one.broken(case.args, np.asarray(value))
                assert said is None or isinstance(said, str)
                assert said is None or value is not right


@pytest.mark.thin(4)
@every_function
def test_what_students_hand_in_is_judged_rightly(ps, name):
    """With JAX's arrays, among the other solutions of the notebook, as a student meets it."""
    exercise, names = asked(ps)[name].exercise, solved(ps)
    hidden = marked(ps)[name].source
    visible = hidden.partition("### BEGIN HIDDEN TESTS")[0]

    def verdict(text, look=False):
        mine = dict(names)
        exec(text, mine)
        if look:
            exec(visible, mine)
        return exercise(mine[name], tell="all", seed=1)

    right, wrong = answers(ps).RIGHT[name], answers(ps).WRONG[name]
    assert len(right) >= 3
    assert len(wrong) >= 8
    for text in (marked(ps)[f"{name}_answer"].source, *right):
        result = verdict(text, look=True)
        assert result, f"{result.message}\n{text}"
    for text, mistake in wrong:
        result = verdict(text)
        assert not result, f"passes:\n{text}"
        assert result.misconception == mistake, f"{result.misconception}:\n{text}"


@pytest.mark.parametrize("ps", SETS)
def test_most_of_what_is_wrong_gets_its_name(ps):
    names = [mistake for name in asked(ps) for _, mistake in answers(ps).WRONG[name]]
    assert sum(name is not None for name in names) / len(names) >= NAMED
