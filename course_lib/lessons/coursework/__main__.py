"""python -m course_lib.lessons.coursework grade ps1 --from FOLDER_OR_ZIP

A teacher's and a student's commands; `make` calls them, and nbgrader's after them.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from course_lib import ROOT
from course_lib.lessons.coursework import preflight, student_branch

GRADING = ROOT / "grading"


def _grade(asked: argparse.Namespace) -> None:
    from course_lib.lessons.coursework.grading import batch, collect, kernel, summary

    released = ROOT / "notebooks" / "assignments" / f"{asked.set}.ipynb"
    if not released.is_file():
        raise ValueError(f"there is no {released}; make it with: make release PS={asked.set}")
    if not kernel.has_no_network():
        print("This system does not cut programs off from the network: see README of assignments.")
    library = student_branch.tree(ROOT / ".cache" / "student-tree")
    grading = Path(asked.into)
    handed = collect.collect(Path(asked.source), asked.set, grading / "received" / asked.set)
    into = grading / "reports" / asked.set
    reports = batch.grade_all(
        asked.set,
        released,
        handed,
        library,
        into,
        seed=asked.seed,
        workers=asked.workers,
        again=asked.again,
    )
    page = grading / f"{asked.set}_look_at.md"
    page.write_text(summary.look_at(handed, {**batch.known(into), **reports}), "utf-8")
    print(f"{sum(bool(report['eyes']) for report in reports.values())} to look at: {page}")


def main(args: Sequence[str]) -> None:
    """The command line; exits with a sentence for a wrong argument."""
    parser = argparse.ArgumentParser(prog="python -m course_lib.lessons.coursework")
    commands = parser.add_subparsers(dest="do", required=True)
    grade = commands.add_parser("grade", help="run and judge a class's submissions")
    grade.add_argument("set", help="as ps1")
    grade.add_argument("--from", dest="source", required=True, help="a folder or a zip file")
    grade.add_argument("--into", default=GRADING, help="the folder of all that is found (grading)")
    grade.add_argument("--seed", type=int, default=2015, help="of the hidden cases (2015)")
    grade.add_argument("--workers", type=int, default=2, help="submissions at a time (2)")
    grade.add_argument("--again", action="store_true", help="also what was graded before")
    commands.add_parser("student-branch", help="make the branch that students get")
    check = commands.add_parser("preflight", help="is a notebook fit to hand in?")
    check.add_argument("path")
    check.add_argument("--run", action="store_true", help="also run it from top to bottom")
    asked = parser.parse_args(args)
    try:
        if asked.do == "grade":
            _grade(asked)
        elif asked.do == "student-branch":
            print(f"{student_branch.BRANCH}: {student_branch.branch()}")
        else:
            sys.exit(bool(preflight.preflight(asked.path, run=asked.run)))
    except (ValueError, RuntimeError, OSError) as error:
        sys.exit(f"coursework: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
