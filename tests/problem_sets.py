"""The problem sets as tests see them: their notebooks, their problems, and what was handed in."""

import copy
import importlib
from functools import cache
from types import ModuleType
from typing import Any

import nbformat

from course_lib import ROOT
from course_lib.lessons.coursework.cells import is_answer, name_of
from course_lib.lessons.coursework.problem import Measured, Problem, problems_of

ASSIGNMENTS = ROOT / "notebooks" / "assignments"
SETS = tuple(sorted(path.name for path in (ASSIGNMENTS / "source").glob("ps*")))


@cache
def source(name: str) -> Any:
    """The teacher's notebook of a set, with its solutions. Do not change it."""
    return nbformat.read(ASSIGNMENTS / "source" / name / f"{name}.ipynb", as_version=4)


@cache
def released(name: str) -> Any:
    """The students' notebook of a set. Do not change it."""
    return nbformat.read(ASSIGNMENTS / f"{name}.ipynb", as_version=4)


@cache
def problems(name: str) -> dict[str, Problem | Measured]:
    return {problem.name: problem for problem in problems_of(name)}


def asked(name: str) -> dict[str, Problem]:
    """The functions that a set asks for."""
    found = problems(name)
    return {one: problem for one, problem in found.items() if isinstance(problem, Problem)}


FUNCTIONS = [(name, problem) for name in SETS for problem in asked(name)]


def marked(name: str) -> dict[str, Any]:
    """The marked cells of the source by their name."""
    return {name_of(cell): cell for cell in source(name).cells if name_of(cell)}


def answers(name: str) -> ModuleType:
    return importlib.import_module(f"handed_in.{name}")


def solved(name: str) -> dict[str, Any]:
    """What stands in the notebook of a set after the given cells and all functions' solutions."""
    given = getattr(answers(name), "GIVEN", ("imports",))
    wanted = {*given, *(f"{problem}_answer" for problem in asked(name))}
    names: dict[str, Any] = {}
    for cell in source(name).cells:
        if name_of(cell) in wanted:
            exec(cell.source, names)
    return names


def filled(name: str, changed: dict[str, str] | None = None) -> Any:
    """The released notebook with the source's answers, or with the texts in `changed`."""
    answers = {name_of(cell): cell.source for cell in source(name).cells if is_answer(cell)}
    answers |= {f"{problem}_answer": text for problem, text in (changed or {}).items()}
    book = copy.deepcopy(released(name))
    for cell in book.cells:
        if is_answer(cell):
            cell.source = answers[name_of(cell)]
    return book
