"""What a wrong answer has to do with the right one, where no bank knows the mistake."""

import numpy as np
import pytest

from course_lib.lessons import checks
from course_lib.lessons.checking.bank import Case
from course_lib.lessons.checking.likeness import likeness
from course_lib.lessons.checking.running import Outcome

RNG = np.random.default_rng(0)
RIGHT = [RNG.normal(size=shape) for shape in ((3, 4), (4, 4), (2, 5), (1, 3))]
CASES = [Case(f"case {k}", ()) for k in range(len(RIGHT))]


def named(answers):
    slip = likeness(CASES, [Outcome(np.asarray(answer)) for answer in answers], RIGHT)
    return slip and slip.name


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda right: right[None], "an axis of length 1"),
        (lambda right: right.T, "axes swapped"),
        (lambda right: -right, "the sign"),
        (lambda right: 1 - right, "one minus"),
        (lambda right: right[:, ::-1], "back to front"),
        (lambda right: right[::-1], "back to front"),
        (lambda right: 0.5 * right, "a factor"),
        (lambda right: right + 3, "a number added"),
        (lambda right: right**3, None),
        (lambda right: right.ravel(), None),
        (lambda right: right, None),
        (lambda right: right * np.nan, None),
        (lambda right: np.zeros_like(right), None),
    ],
)
def test_one_simple_change(change, name):
    assert named([change(right) for right in RIGHT]) == name


def test_a_change_must_hold_in_every_case():
    assert named([-RIGHT[0], *RIGHT[1:2], -RIGHT[2], RIGHT[3]]) is None


def test_the_only_wrong_case_is_named():
    outcomes = [Outcome(right) for right in RIGHT]
    outcomes[1] = Outcome(RIGHT[1] + RNG.normal(size=(4, 4)))
    slip = likeness(CASES, outcomes, RIGHT)
    assert slip.name == "right but for one case"
    assert "the other 3 cases" in slip.looks_like
    assert "'case 1'" in slip.looks_like
    outcomes[1] = Outcome(problem="it raises")
    assert likeness(CASES, outcomes, RIGHT).name == "right but for one case"


def test_the_words_hold_the_numbers():
    halves = [Outcome(0.5 * right) for right in RIGHT]
    assert likeness(CASES, halves, RIGHT).looks_like == "every number is 0.5 times what is right"


def test_a_check_tells_it_where_its_bank_knows_nothing():
    exercise = checks.running_average
    result = exercise(lambda values: -3 * exercise.right[0](values), tell="all")
    assert result.misconception == "a factor"
    assert "Looks like: every number is -3 times what is right" in result.message
    exercise.reset()
