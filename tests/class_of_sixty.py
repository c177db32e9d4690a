"""A class of sixty hands in a problem set, and is graded as a teacher would: `make test-class`.

    python tests/class_of_sixty.py ps1

The grader is killed in the middle and started again. In the end: no right answer is refused, no
wrong one passes, four in five mistakes get a name, every hostile or unlucky notebook is told by
name, nothing was graded twice, and a second grading of four gives the same. It says what it took.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from handed_in.classroom import Student, hand_in
from problem_sets import SETS, asked, problems

from course_lib import ROOT
from course_lib.lessons.coursework.grading.batch import known

KILLED_AFTER = 12  # reports
AGAIN = ("right_0", "wrong_00", "without_marks", "ends_python")  # graded a second time
NAMED = 0.8


def command(ps: str, handed: Path, grading: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "course_lib.lessons.coursework", "grade", ps),
        *("--from", str(handed), "--into", str(grading)),
    ]


def kill_in_the_middle(ps: str, handed: Path, grading: Path) -> dict[str, int]:
    """When each report was written before the grader was killed, by student."""
    reports = grading / "reports" / ps
    process = subprocess.Popen(command(ps, handed, grading), cwd=ROOT, start_new_session=True)
    while len(list(reports.glob("*.json"))) < KILLED_AFTER and process.poll() is None:
        time.sleep(0.2)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    print(f"-- killed after {len(list(reports.glob('*.json')))} reports --", flush=True)
    return {path.stem: path.stat().st_mtime_ns for path in reports.glob("*.json")}


def shares(report: dict[str, Any]) -> dict[str, float]:
    return {name: verdict["share"] for name, verdict in report["verdicts"].items()}


def faults(ps: str, students: list[Student], reports: dict[str, dict[str, Any]]) -> list[str]:
    """What is not as it should be, in sentences."""
    found = []
    first = next(iter(asked(ps)))  # the one that a case changes, where it changes an answer
    for student in students:
        report = reports.get(student.name)
        if report is None:
            found.append(f"{student.name} has no report")
            continue
        verdicts = report["verdicts"]
        if student.name.startswith(("right", "more")):
            found += [
                f"{student.name}: a right {name} is refused: {one['message']}"
                for name, one in verdicts.items()
                if one["share"] < 1
            ]
            found += [f"{student.name}: {eye}" for eye in report["eyes"]]
        for name, mistake in student.wrong.items():
            if verdicts[name]["passed"]:
                found.append(f"{student.name}: a wrong {name} passes ({mistake})")
        if (case := student.case) is None:
            continue
        if case.told and not any(case.told in eye for eye in report["eyes"]):
            found.append(f"{student.name}: not told ({case.told!r}): {report['eyes']}")
        if not case.told and report["eyes"]:
            found.append(f"{student.name}: told for nothing: {report['eyes']}")
        if case.keeps and any(one["share"] < 1 for one in verdicts.values()):
            found.append(f"{student.name}: its right answers lost points: {shares(report)}")
        if not case.keeps and verdicts[first]["share"]:
            found.append(f"{student.name}: earns points for {first}")
    return found


def named(ps: str, students: list[Student], reports: dict[str, dict[str, Any]]) -> tuple[int, int]:
    """How many of the wrong functions got a name, and how many there were."""
    told = [
        reports[student.name]["verdicts"][name]["misconception"]
        for student in students
        for name in student.wrong
        if name in asked(ps)
    ]
    return sum(one is not None for one in told), len(told)


def main(ps: str) -> None:
    """Hands in, grades, kills, grades on; ends with the faults, or with none."""
    work = ROOT / ".cache" / "class" / ps
    shutil.rmtree(work, ignore_errors=True)
    handed, grading = work / "handed", work / "grading"
    students = hand_in(ps, handed)
    began = time.monotonic()
    before = kill_in_the_middle(ps, handed, grading)
    subprocess.run(command(ps, handed, grading), cwd=ROOT, check=True)
    minutes = (time.monotonic() - began) / 60
    folder = grading / "reports" / ps
    reports = known(folder)
    found = faults(ps, students, reports)
    for name, written in before.items():
        if (folder / f"{name}.json").stat().st_mtime_ns != written:
            found.append(f"{name} was graded twice")
    few = work / "few"
    for name in AGAIN:
        shutil.copytree(handed / name, few / name)
    subprocess.run(command(ps, few, work / "again"), cwd=ROOT, check=True)
    second = known(work / "again" / "reports" / ps)
    for name in AGAIN:
        functions = [shares(one) for one in (second[name], reports[name])]
        for one in problems(ps).keys() - asked(ps).keys():  # a model trained anew may differ
            for each in functions:
                each.pop(one)
        if functions[0] != functions[1]:
            found.append(f"{name} got other points: {functions}")
    got, of = named(ps, students, reports)
    if got < NAMED * of:
        found.append("too few mistakes are named")
    seconds = sorted(report["seconds"] for report in reports.values())
    peak = max(report["peak"] for report in reports.values()) / 2**20
    print(f"{len(students)} students in {minutes:.1f} min with the kill; one takes", end=" ")
    print(f"{seconds[len(seconds) // 2]} s (median), {seconds[-1]} s at most, {peak:.0f} MiB")
    print(f"wrong functions: {of}, named: {got} ({got / of:.0%})")
    print(*(found or ["no fault"]), sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    asked_for = sys.argv[1] if len(sys.argv) > 1 else "ps1"
    if asked_for not in SETS:
        sys.exit(f"there is no problem set {asked_for!r}; there are: {', '.join(SETS)}")
    main(asked_for)
