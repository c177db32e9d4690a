"""Draws of cases on which no two known mistakes look alike."""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from course_lib.lessons.checking.bank import Case, Function, Misconception
from course_lib.lessons.checking.recognising import SAME_MISTAKE
from course_lib.lessons.checking.running import agree, run_known

Given = list[np.ndarray | None]
DRAWS = 1000  # drawn before a bank is said to have two mistakes that nothing tells apart


def telling(cases: Sequence[Case], reference: Function, wrong: Sequence[Misconception]) -> bool:
    """Whether every known mistake differs from the reference, and from every other, on some case.

    A mistake that raises in every case is known by that, and is not compared.
    """
    answers = [(reference,), *((known.answer, *known.also) for known in wrong)]
    given = [[_given(one, cases) for one in group] for group in answers]
    return all(
        _differ(one, other)
        for ones, others in combinations(given, 2)
        for one in ones
        for other in others
    )


def drawn_until_telling(
    draw: Callable[[np.random.Generator], list[Case]],
    rng: np.random.Generator,
    reference: Function,
    wrong: Sequence[Misconception],
) -> list[Case]:
    """The first cases drawn that are `telling`. ValueError if none of `DRAWS` are: then the bank
    has a mistake that is right, or one under two names."""
    for _ in range(DRAWS):
        cases = draw(rng)
        if telling(cases, reference, wrong):
            return cases
    raise ValueError(f"draw must tell these mistakes apart: {[known.name for known in wrong]}")


def _given(answer: Function, cases: Sequence[Case]) -> Given:
    return [run_known(answer, case.args) for case in cases]


def _differ(one: Given, other: Given) -> bool:
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return not pairs or any(not agree(a, b, SAME_MISTAKE) for a, b in pairs)
