"""Whole lessons with a reader's answers in them: right ones train as the library's parts do, and
wrong ones break nothing.

Untouched, every lesson runs under nbval. Here a lesson runs twice at quick scale, which takes
minutes: with COURSE_TESTS=all.
"""

import functools

import numpy as np
import pytest
from whole_runs import answered, kept, run, solutions

from course_lib.lessons import checks
from course_lib.lessons.maintenance import execute

WHOLE = ("00", "01", "02", "03", "04", "05a", "05b", "11")
each_lesson = pytest.mark.parametrize("number", WHOLE)
# Where a predicted centre cuts the window, the last digit of a float decides whether a position is
# inside, and losses part (by 0.3% in 20 steps). How many trainings are alike to the end, and how
# many steps of the next one; what follows goes on from there.
PARTED = {"05b": (4, 4)}
OWN, LIBRARYS = "your own function goes in", "the library's own"


def lesson(number):
    (path,) = execute.find([f"{number}_"])
    return path


def parts(number):
    """The exercises of a lesson whose answers it then trains or decodes with."""
    return [name for name in solutions(lesson(number)) if checks.ALL[name].part]


@functools.cache
def solved(number):
    return run(lesson(number), solutions(lesson(number)))


@functools.cache
def wrong(number):
    """With the first mistake of the bank in every exercise cell."""
    names = solutions(lesson(number))
    return run(lesson(number), {name: f"{name} = checks.{name}.wrong[0].answer" for name in names})


@pytest.mark.long
@each_lesson
def test_wrong_answers_break_nothing_and_the_library_steps_in(number):
    printed = wrong(number).printed
    for name in solutions(lesson(number)):
        assert f"{name}: not yet" in printed
        assert f"{name}: passed" not in printed
    for name in parts(number):
        assert f"{name} has not passed its check yet: {LIBRARYS}" in printed
    assert OWN not in printed


@pytest.mark.long
@each_lesson
def test_the_folded_solutions_train_as_the_librarys_parts(number):
    printed = solved(number).printed
    for name in solutions(lesson(number)):
        assert f"{name}: passed" in printed
        assert f"{name}: not yet" not in printed
    assert parts(number)
    for name in parts(number):
        assert f"{name}: {OWN}" in printed
    assert LIBRARYS not in printed
    ours, theirs = solved(number).losses, wrong(number).losses
    assert [len(losses) for losses in ours] == [len(losses) for losses in theirs]
    assert ours
    fits, steps = PARTED.get(number, (len(ours), 0))
    for k, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        alike = len(one) if k < fits else steps if k == fits else 0
        np.testing.assert_allclose(one[:alike], other[:alike], atol=1e-5)
        np.testing.assert_allclose(one, other, rtol=0.05)


CELL = '''\
x = 1


def one(a):
    """What it gives."""
    raise NotImplementedError  # your answer


def two(a):
    return a


checks.one(one)'''


def test_an_answer_takes_the_place_of_the_function_alone():
    cell = answered(CELL, {"one": "def one(a):\n    return 3\n", "two": "def two(a): 4"})
    assert cell == CELL.replace(
        '    """What it gives."""\n    raise NotImplementedError  # your answer', "    return 3"
    )
    assert answered("raise NotImplementedError", {"one": "x"}) == "raise NotImplementedError"


def test_the_losses_of_a_loop_are_kept_and_no_others():
    cell = "for k in two:\n    model, losses = train(k)\n    print(k)\nlosses = np.asarray(losses)"
    assert kept(cell) == cell.replace("(k)\n    print", "(k)\n    _keep(losses)\n    print")
    inside = "def f():\n    losses = g()\n    return losses"
    assert kept(inside) == inside


@pytest.mark.parametrize("number", WHOLE)
def test_every_exercise_of_a_lesson_is_answered(number):
    written = solutions(lesson(number))
    stubs = lesson(number).read_text("utf-8").count("raise NotImplementedError")
    assert len(written) == stubs
    assert parts(number)
