"""What a problem set asks: functions that are compared with a reference, and trained models whose
answers are measured, one for all or one of several that a student chose.

Each is a file of its own, `coursework/psN/NAME.py`, that defines NAME; the graded cell of the
problem set's notebook has the same name.
"""

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from course_lib.lessons.checking.exercise import Exercise


@dataclass(frozen=True)
class Problem:
    """A function to write. Its exercise draws the cases, compares, and names the mistake.

    may_call: what of the library an answer may call, as the beginnings of dotted names
    ("course_lib.kernels.softmax"); an answer that calls anything else of it is shown to the
    teacher.
    """

    exercise: Exercise
    may_call: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.exercise.name


@dataclass(frozen=True)
class Measured:
    """A trained model to hand in, as a function from sources to answers.

    draw: fresh sources, and whatever is needed to judge the answers to them. measure: from the
    answers and that to one number. steps: pairs of that number and the share of the points that it
    earns, rising; below the first nothing is earned. says: what the number is, in a sentence with
    {:.2f} in it.
    """

    name: str
    draw: Callable[[np.random.Generator], tuple[Sequence[Any], Any]]
    measure: Callable[[Sequence[Any], Any], float]
    steps: tuple[tuple[float, float], ...]
    says: str

    def share(self, measured: float) -> float:
        """The share of the points that a measured number earns."""
        return max((share for least, share in self.steps if measured >= least), default=0.0)


def exactly_right(answers: Sequence[Any], wanted: Sequence[str]) -> float:
    """A `measure`: the share of answers that are the text wanted, white space aside; what is no
    text is wrong, and so are all where there are not as many as were wanted."""
    if len(answers) != len(wanted):
        return 0.0
    same = [
        isinstance(one, str) and one.split() == other.split()
        for one, other in zip(answers, wanted, strict=True)
    ]
    return float(np.mean(same))


@dataclass(frozen=True)
class Project:
    """One of several trained models to hand in: the one that a student chose.

    choices: what can be chosen, by name; their models all answer as the function `name`. chooses,
    signs: the notebook's variables that hold her choice and the name under which her measured
    number stands on the class's leaderboard.
    """

    name: str
    choices: Mapping[str, Measured]
    chooses: str
    signs: str


Asked = Problem | Measured | Project


def problems_of(name: str) -> list[Asked]:
    """The problems of a set, by name. ValueError for a file that does not define its own."""
    folder = Path(__file__).parent / name
    found: list[Asked] = []
    for path in sorted(folder.glob("[!_]*.py")):
        module = importlib.import_module(f"course_lib.lessons.coursework.{name}.{path.stem}")
        problem = getattr(module, path.stem, None)
        if not isinstance(problem, Asked):
            continue  # what several problems share
        if problem.name != path.stem:
            raise ValueError(f"{name}/{path.name} defines a problem {problem.name!r}")
        found.append(problem)
    return found
