"""A whole class: every submission in a process of its own, some at a time, and what came of it.

Nothing is graded twice: a report says for which notebook, problems and seed it was made, and stays
while these stay. A stop in the middle costs the submissions that were being graded.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from course_lib import ROOT
from course_lib.lessons.coursework.grading.attempts import ATTEMPTS
from course_lib.lessons.coursework.grading.collect import Handed
from course_lib.lessons.coursework.grading.kernel import Limits

Told = Callable[[str], object]
SEED = 2015  # of the hidden cases; the same for a whole class


def grade_all(
    problem_set: str,
    released: Path,
    handed: list[Handed],
    library: Path,
    into: Path,
    *,
    seed: int = SEED,
    limits: Limits | None = None,
    workers: int = 2,
    again: bool = False,
    tell: Told = print,
) -> dict[str, dict[str, Any]]:
    """The report of every student, from `into`/STUDENT.json; made where there is none that fits, or
    all of them with `again`."""
    limits = limits or Limits()
    into.mkdir(parents=True, exist_ok=True)
    rest = _digest([released, *sorted((_folder() / problem_set).rglob("*.py"))])

    def one(submission: Handed) -> tuple[str, dict[str, Any], bool]:
        out = into / f"{submission.student}.json"
        key = f"{_digest([submission.path])} {rest} {seed}"
        if not again and (known := _read(out)) and known.get("key") == key:
            return submission.student, known, False
        task = out.with_suffix(".task")
        what = {
            "set": problem_set,
            "released": str(released),
            "handed": str(submission.path),
            "library": str(library),
            "out": str(out),
            "seed": seed,
            "limits": asdict(limits),
            "key": key,
        }
        task.write_text(json.dumps(what), "utf-8")
        return submission.student, _graded(task, out, key, limits), True

    reports: dict[str, dict[str, Any]] = {}
    with ThreadPoolExecutor(workers) as pool:
        for count, (student, report, new) in enumerate(pool.map(one, handed), 1):
            reports[student] = report
            mark = "look" if report["eyes"] else "ok"
            share = sum(verdict["passed"] for verdict in report["verdicts"].values())
            told = f"{share} of {len(report['verdicts'])} problems right"
            kept = "" if new else " (graded before)"
            tell(f"{count}/{len(handed)} {student}: {told}, {mark}{kept}")
    return reports


def known(into: Path) -> dict[str, dict[str, Any]]:
    """The reports that lie in `into`, by student, of this call and of those before."""
    found = {path.stem: _read(path) for path in sorted(into.glob("*.json"))}
    return {student: report for student, report in found.items() if report is not None}


def _graded(task: Path, out: Path, key: str, limits: Limits) -> dict[str, Any]:
    command = [sys.executable, "-m", "course_lib.lessons.coursework.grading.submission", str(task)]
    longest = ATTEMPTS * (limits.whole + 10 * limits.call) + 300
    out.unlink(missing_ok=True)
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=longest, errors="replace"
        )
        said = done.stderr.strip()[-2000:]
    except subprocess.TimeoutExpired:
        said = f"it took more than {longest:.0f} seconds"
    task.unlink(missing_ok=True)
    if (report := _read(out)) is not None:
        return report
    # No report at all: the grader itself failed, and is tried again at the next call.
    note = {"kind": "grader", "text": f"The grader failed: {said}", "eyes": True}
    return {"verdicts": {}, "notes": [note], "eyes": [note["text"]], "seconds": 0, "peak": 0}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _digest(paths: list[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _folder() -> Path:
    return Path(__file__).parents[1]
