"""A class of sixty for a problem set: right in several styles, wrong in many, hostile, unlucky."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

import nbformat
from problem_sets import answers, asked, filled

from handed_in.hostile import Case, cases

STUDENTS = 60
T = TypeVar("T")


@dataclass
class Student:
    """One who hands in. wrong: her mistakes' names by problem, None where the bank has no name."""

    name: str
    content: bytes
    wrong: dict[str, str | None] = field(default_factory=dict)
    case: Case | None = None


def students(ps: str, count: int = STUDENTS) -> list[Student]:
    """The class. Each right and each wrong answer is handed in by somebody; who is wrong is wrong
    in every problem, as long as there are wrong answers left."""
    right, wrong = answers(ps).RIGHT, answers(ps).WRONG
    found = []
    for number, given in enumerate(_columns(right)):
        found.append(Student(f"right_{number}", _written(ps, given)))
    styles = len(found)
    for number, given in enumerate(_columns(wrong)):
        texts = {name: text for name, (text, _) in given.items()}
        names = {name: mistake for name, (_, mistake) in given.items()}
        found.append(Student(f"wrong_{number:02}", _written(ps, texts), names))
    first = next(iter(asked(ps)))
    for case in cases(ps):
        found.append(Student(case.name, case.make(filled(ps), first), case=case))
    for number in range(count - len(found)):  # those who hand in what the first one did
        found.append(Student(f"more_{number:02}", found[number % styles].content))
    return found


def hand_in(ps: str, folder: Path, count: int = STUDENTS) -> list[Student]:
    """Writes a folder for each student, as a learning platform does."""
    found = students(ps, count)
    for student in found:
        place = folder / student.name
        place.mkdir(parents=True, exist_ok=True)
        file = student.case.file if student.case and student.case.file else f"{ps}.ipynb"
        (place / file).write_bytes(student.content)
    return found


def _columns(answers: Mapping[str, list[T]]) -> list[dict[str, T]]:
    """The first answers of all problems, the second, and so on."""
    rows = zip_longest(*answers.values())
    return [
        {name: one for name, one in zip(answers, row, strict=True) if one is not None}
        for row in rows
    ]


def _written(ps: str, answers: dict[str, str]) -> bytes:
    return nbformat.writes(filled(ps, answers)).encode()
