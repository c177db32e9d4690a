"""nbgrader's part, in an environment of its own: release, the book of grades, feedback, CSV.

    python -m course_lib.lessons.coursework.grading.classbook release ps1
    python -m course_lib.lessons.coursework.grading.classbook grade ps1
    python -m course_lib.lessons.coursework.grading.classbook feedback ps1

Needs nbgrader and not JAX: no student's code runs here. The notebooks that nbgrader reads have been
run and judged before (`batch`); it keeps the grades, shows what a person must grade, and makes the
pages with feedback.
"""

import argparse
import csv
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

from course_lib.lessons.coursework.cells import CODE_STUB, TEXT_STUB

ROOT = Path(__file__).resolve().parents[4]
ASSIGNMENTS = ROOT / "notebooks" / "assignments"
GRADING = ROOT / "grading"  # what a class handed in, and its grades: not in git

# nbgrader calls `alembic` by its name, which lies beside the Python that runs this.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


# Formgrader reads it as well: its button "Autograde" must not run a student's code either.
CONFIG = """\
# Written by `classbook`, for Formgrader too: what was run and judged elsewhere is taken as it is.
from nbgrader.preprocessors import AssignLatePenalties, DeduplicateIds, SaveAutoGrades

c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = {book!r}
c.Autograde.sanitize_preprocessors = [DeduplicateIds]
c.Autograde.autograde_preprocessors = [SaveAutoGrades, AssignLatePenalties]
c.ClearSolutions.code_stub = {{"python": {code!r}}}
c.ClearSolutions.text_stub = {text!r}
"""


def api(grading: Path = GRADING) -> Any:
    """nbgrader over the folder `grading`, set to take what was run and judged elsewhere."""
    book = f"sqlite:///{grading / 'gradebook.db'}"
    config = grading / "nbgrader_config.py"
    grading.mkdir(parents=True, exist_ok=True)
    config.write_text(
        CONFIG.format(root=str(grading), book=book, code=CODE_STUB, text=TEXT_STUB), "utf-8"
    )
    return NbGraderAPI(config=PyFileConfigLoader(str(config)).load_config())


def release(problem_set: str, grading: Path = GRADING, assignments: Path = ASSIGNMENTS) -> Path:
    """Makes the students' notebook from its source, and enters its points in the book of grades.

    RuntimeError with nbgrader's words if it refuses.
    """
    target = assignments / f"{problem_set}.ipynb"
    shutil.copyfile(_generated(problem_set, grading, assignments), target)
    return target


def _generated(problem_set: str, grading: Path, assignments: Path) -> Path:
    """nbgrader's release of a set; with it the book of grades knows the set and its points."""
    source = assignments / "source" / problem_set
    if not source.is_dir():
        sets = ", ".join(sorted(path.name for path in source.parent.glob("*/"))) or "none"
        raise RuntimeError(
            f"there is no problem set {problem_set!r} in {source.parent}; has: {sets}"
        )
    copy = grading / "source" / problem_set
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy)
    _done(api(grading).generate_assignment(problem_set, force=True, create=True))
    return grading / "release" / problem_set / f"{problem_set}.ipynb"


def enter(problem_set: str, grading: Path = GRADING, assignments: Path = ASSIGNMENTS) -> list[str]:
    """Enters what was judged into the book of grades; the names of all students.

    A set that the book does not know yet, as on another machine than the one that released it, is
    entered first.
    """
    with Gradebook(f"sqlite:///{grading / 'gradebook.db'}") as book:
        known = any(one.name == problem_set for one in book.assignments)
    if not known:
        _generated(problem_set, grading, assignments)
    judged = sorted((grading / "reports" / problem_set).glob("*.ipynb"))
    nbgrader = api(grading)
    for path in judged:
        place = grading / "submitted" / path.stem / problem_set
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place / f"{problem_set}.ipynb")
        _done(nbgrader.autograde(problem_set, path.stem, force=True, create=True))
    return [path.stem for path in judged]


def feedback(problem_set: str, grading: Path = GRADING) -> list[Path]:
    """One page for each student: grading/feedback/STUDENT/psN/psN.html."""
    nbgrader = api(grading)
    students = sorted(
        path.parent.name for path in (grading / "autograded").glob(f"*/{problem_set}")
    )
    for student in students:
        _done(nbgrader.generate_feedback(problem_set, student, force=True))
    return sorted((grading / "feedback").glob(f"*/{problem_set}/{problem_set}.html"))


def grades(problem_set: str, grading: Path = GRADING) -> list[dict[str, Any]]:
    """Each student's points: in all, by problem, and whether a person must still grade."""
    rows = []
    with Gradebook(f"sqlite:///{grading / 'gradebook.db'}") as book:
        for submission in book.assignment_submissions(problem_set):
            row: dict[str, Any] = {
                "student": submission.student_id,
                "score": submission.score,
                "max_score": submission.max_score,
                "needs_manual_grade": submission.needs_manual_grade,
            }
            for notebook in submission.notebooks:
                row |= {grade.name: grade.score for grade in notebook.grades}
            rows.append(row)
    return sorted(rows, key=lambda row: row["student"])


def write_grades(problem_set: str, grading: Path = GRADING) -> list[Path]:
    """Writes grades/psN.csv, and the same for Moodle and Canvas."""
    rows = grades(problem_set, grading)
    folder = grading / "grades"
    folder.mkdir(exist_ok=True)
    columns = list(rows[0]) if rows else ["student", "score"]
    tables = {
        f"{problem_set}.csv": (columns, [[row[name] for name in columns] for row in rows]),
        f"{problem_set}_moodle.csv": (
            ["Identifier", "Full name", "Grade", "Maximum Grade"],
            [[*_moodle(row["student"]), row["score"], row["max_score"]] for row in rows],
        ),
        f"{problem_set}_canvas.csv": (
            ["Student", "ID", "SIS Login ID", "Section", problem_set],
            [[*_canvas(row["student"]), "", "", row["score"]] for row in rows],
        ),
    }
    for name, (head, body) in tables.items():
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *body])
    return [folder / name for name in tables]


def _moodle(student: str) -> list[str]:
    name, _, number = student.rpartition("_")
    return [f"Participant {number}", name.replace("_", " ")] if name else [student, student]


def _canvas(student: str) -> list[str]:
    name, _, number = student.rpartition("_")
    return [name, number] if name and number.isdigit() else [student, ""]


def _done(result: dict[str, Any]) -> None:
    if not result["success"]:
        said = result.get("log") or result.get("error") or "no reason given"
        raise RuntimeError(f"nbgrader: {str(said).strip()[-2000:]}")


def main(args: list[str]) -> None:
    """The commands above."""
    parser = argparse.ArgumentParser(prog="classbook", description=__doc__)
    parser.add_argument("do", choices=["release", "grade", "feedback"])
    parser.add_argument("set", help="as ps1")
    asked = parser.parse_args(args)
    try:
        if asked.do == "release":
            print(release(asked.set))
        elif asked.do == "grade":
            print(f"{len(enter(asked.set))} students in the book of grades")
            print(*write_grades(asked.set), sep="\n")
        else:
            print(*feedback(asked.set), sep="\n")
            print(*write_grades(asked.set), sep="\n")
    except RuntimeError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
