"""One submission: read, put in order, run and judged (`attempts`); its report, as a file.

    python -m course_lib.lessons.coursework.grading.submission TASK.json

A process of its own for each, so that nothing that happens in one reaches the next.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from course_lib.lessons.coursework.assemble import Note, assemble
from course_lib.lessons.coursework.grading.attempts import run_and_judge
from course_lib.lessons.coursework.grading.judge import Verdict
from course_lib.lessons.coursework.grading.kernel import Limits
from course_lib.lessons.coursework.grading.report import Report
from course_lib.lessons.coursework.problem import Asked, problems_of

LARGEST = 30 * 2**20  # bytes of a notebook


def read_notebook(path: Path) -> Any:
    """A notebook as nbformat knows it, whatever was done to it. ValueError says why it is none."""
    size = path.stat().st_size
    if size == 0:
        raise ValueError("the file is empty (0 bytes)")
    if size > LARGEST:
        raise ValueError(f"the file has {size / 2**20:.0f} MB; at most {LARGEST >> 20} are read")
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\0", "")
        book = nbformat.reads(text, as_version=4)
        book = nbformat.from_dict(book)
        for cell in book.cells:
            if not isinstance(cell.source, str) or cell.cell_type not in (
                "code",
                "markdown",
                "raw",
            ):
                raise ValueError("a cell without text")
    except Exception as error:  # nbformat raises many kinds
        raise ValueError(f"the file is no notebook: {str(error)[:200]}") from error
    return book


def grade(
    released: Any,
    problems: Sequence[Asked],
    handed: Path,
    library: Path,
    seed: int,
    limits: Limits | None = None,
) -> Report:
    """The report on the notebook at `handed`; never raises for anything that a student did."""
    limits = limits or Limits()
    report = Report()
    try:
        notebook, notes = assemble(released, read_notebook(handed))
        report.notes += notes
        if b"\0" in handed.read_bytes():
            report.notes.append(Note("NUL", "The file holds NUL characters; left out.", eyes=True))
    except ValueError as error:
        report.notebook, _ = assemble(released, released)
        report.notes.append(Note("unreadable", f"Nothing could be graded: {error}.", eyes=True))
        text = "Not graded: the file could not be read."
        report.verdicts = {one.name: Verdict(one.name, 0.0, text) for one in problems}
        report.write_in()
        return report
    report.notebook = notebook
    run_and_judge(report, list(problems), library, seed, limits)
    report.write_in()
    return report


def main(task: Path) -> None:
    """Grades what the file `task` says, and writes report and notebook, whole or not at all."""
    what = json.loads(task.read_text("utf-8"))
    released = nbformat.read(what["released"], as_version=4)
    report = grade(
        released,
        problems_of(what["set"]),
        Path(what["handed"]),
        Path(what["library"]),
        what["seed"],
        Limits(**what.get("limits", {})),
    )
    out = Path(what["out"])
    _whole(out.with_suffix(".ipynb"), nbformat.writes(report.notebook))
    _whole(out, json.dumps({**report.told(), "key": what["key"]}, indent=1))


def _whole(path: Path, text: str) -> None:
    half = path.with_name(path.name + ".half")
    half.write_text(text, "utf-8")
    os.replace(half, path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
