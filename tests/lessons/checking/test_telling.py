"""Draws that tell all known mistakes apart, and those that do not."""

import numpy as np
import pytest

from course_lib.lessons.checking.bank import Case, Misconception
from course_lib.lessons.checking.telling import drawn_until_telling, telling


def cases(*numbers):
    return [Case(str(number), (np.array([float(number)]),)) for number in numbers]


def raises(x):
    raise ValueError("always")


SQUARE = Misconception("square", "it is squared", lambda x: x**2)
SQUARED_TOO = Misconception("absolute", "its size alone", lambda x: np.abs(x), also=(raises,))


def test_a_mistake_that_looks_right_everywhere_does_not_tell():
    assert telling(cases(3, -2), lambda x: x, (SQUARE, SQUARED_TOO))
    assert not telling(cases(1, 0), lambda x: x, (SQUARE,))
    assert not telling(cases(3), lambda x: x, (SQUARED_TOO,))


def test_two_mistakes_that_look_alike_do_not_tell():
    assert not telling(cases(-1), lambda x: x, (SQUARE, SQUARED_TOO))


def test_it_draws_until_the_cases_tell():
    def draw(rng):
        return cases(*rng.integers(-2, 2, 2))

    for seed in range(20):
        found = drawn_until_telling(
            draw, np.random.default_rng(seed), lambda x: x, (SQUARE, SQUARED_TOO)
        )
        assert telling(found, lambda x: x, (SQUARE, SQUARED_TOO))


def test_a_mistake_under_two_names_ends_with_a_word_of_it():
    twin = Misconception("its own product", "it is multiplied by itself", lambda x: x * x)
    with pytest.raises(ValueError, match=r"apart: .*square.*its own product"):
        drawn_until_telling(
            lambda rng: cases(3), np.random.default_rng(0), lambda x: x, (SQUARE, twin)
        )
