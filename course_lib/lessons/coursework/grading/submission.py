"""One submission: read, put in order, run apart, judged; a report that says all of it.

    python -m course_lib.lessons.coursework.grading.submission TASK.json

A process of its own for each, so that nothing that happens in one reaches the next.
"""

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from course_lib import ROOT
from course_lib.lessons.coursework.assemble import Note, assemble
from course_lib.lessons.coursework.cells import is_test, marks, name_of
from course_lib.lessons.coursework.grading.judge import Verdict, judge
from course_lib.lessons.coursework.grading.kernel import Kernel, Limits, limited
from course_lib.lessons.coursework.grading.remote import Deaf, Silent, linked
from course_lib.lessons.coursework.problem import Measured, Problem, problems_of

LARGEST = 30 * 2**20  # bytes of a notebook
ATTEMPTS = 3  # kernels that one submission may use up
STOPPED = {
    "time": "Cell {} was stopped after {:.0f} seconds.",
    "output": "Cell {} was stopped: it prints without end.",
    "memory": "Cell {} was stopped: it takes more memory than there is for it.",
    "dead": "Cell {} ended Python itself.",
}
SECRET = ("course_lib", "notebooks", "tests", ".git", "grading")


@dataclass
class Report:
    """All that is known of a graded submission."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    notebook: Any = None
    seconds: float = 0.0
    peak: int = 0

    @property
    def eyes(self) -> list[str]:
        """Why a teacher should look at it; empty if there is no need."""
        found = [note.text for note in self.notes if note.eyes]
        return found + [one for verdict in self.verdicts.values() for one in verdict.eyes]

    def told(self) -> dict[str, Any]:
        """As JSON knows it, without the notebook."""
        return {
            "verdicts": {name: one.told() for name, one in self.verdicts.items()},
            "notes": [asdict(note) for note in self.notes],
            "eyes": self.eyes,
            "seconds": round(self.seconds, 1),
            "peak": self.peak,
        }


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
    problems: Sequence[Problem | Measured],
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
        _write_in(report)
        return report
    report.notebook = notebook
    _run_and_judge(report, list(problems), library, seed, limits)
    _write_in(report)
    return report


def _run_and_judge(
    report: Report, pending: list[Problem | Measured], library: Path, seed: int, limits: Limits
) -> None:
    left_out: set[int] = set()
    attempts = 0
    while pending and attempts < ATTEMPTS:
        attempts += 1
        with tempfile.NamedTemporaryFile(prefix="refused-", suffix=".json") as refused:
            try:
                with limited(library, limits) as kernel:
                    _watched(kernel, Path(refused.name))
                    if _run(report, kernel, left_out):
                        _replaced(report, kernel)
                        _judge(report, kernel, pending, seed, limits)
                    report.seconds += kernel.seconds
                    report.peak = max(report.peak, kernel.peak)
            finally:
                _refused(report, Path(refused.name))
    for one in pending:
        text = "Not judged: the notebook ended Python again and again."
        report.verdicts[one.name] = Verdict(one.name, 0.0, text, eyes=[f"{one.name}: {text}"])


def _watched(kernel: Kernel, refused: Path) -> None:
    begin = (
        "import jax, jax.numpy, flax.nnx, optax, matplotlib.pyplot\n"
        "import course_lib.lessons.coursework.grading.bridge\n"
        "from course_lib.lessons.coursework.grading.watch import begin as _begin\n"
        f"_begin({str(refused)!r}, [{str(kernel.folder)!r}],"
        f" {[str(ROOT / name) for name in SECRET]!r}, ['course_lib.lessons.coursework.ps'])\n"
        "del _begin"
    )
    ran = kernel.run(begin, seconds=120.0)
    problem = ran.stopped or next((one for one in ran.outputs if one.output_type == "error"), None)
    if problem:
        raise RuntimeError(f"the grader's own first cell failed: {problem}")
    kernel.seconds = 0.0


def _run(report: Report, kernel: Kernel, left_out: set[int]) -> bool:
    """Runs the cells; False where one ended the process, which is then left out."""
    for number, cell in enumerate(report.notebook.cells):
        if cell.cell_type != "code" or number in left_out:
            continue
        ran = kernel.run(cell.source)
        cell.outputs = ran.outputs
        if ran.stopped:
            text = STOPPED[ran.stopped].format(number + 1, kernel.limits.cell)
            report.notes.append(Note(ran.stopped, text, eyes=True))
            cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=text + "\n"))
        if not kernel.alive:
            left_out.add(number)
            return False
    return True


def _judge(
    report: Report, kernel: Kernel, pending: list[Problem | Measured], seed: int, limits: Limits
) -> None:
    for one in list(pending):
        if not kernel.alive:
            return
        began = time.monotonic()
        try:
            with linked(kernel) as link:
                report.verdicts[one.name] = judge(one, link, seed, limits.call)
        except Deaf:  # the next kernel judges what is left
            kernel.end()
            return
        except (Silent, ValueError) as error:
            text = f"{one.name} could not be judged: {error}."
            report.verdicts[one.name] = Verdict(one.name, 0.0, text, eyes=[text])
            kernel.interrupt()
        report.seconds += time.monotonic() - began
        pending.remove(one)


def _replaced(report: Report, kernel: Kernel) -> None:
    with contextlib.suppress(Silent, ValueError), linked(kernel) as link:
        names = link.ask({"do": "replaced"}, kernel.limits.call).get("replaced", [])
        if names:
            text = f"It replaces {', '.join(map(str, names[:3]))}."
            report.notes.append(Note("replaced", text, eyes=True))


def _refused(report: Report, path: Path) -> None:
    found = []
    for line in path.read_text("utf-8", "replace").splitlines():
        try:
            what, detail = json.loads(line)
            found.append((str(what), str(detail)))
        except ValueError:
            found.append(("writing into the grader's report", line[:100]))
    for what in dict.fromkeys(what for what, _ in found):
        details = list(dict.fromkeys(detail for one, detail in found if one == what))
        note = Note("refused", f"Refused: {what} ({'; '.join(details[:3])}).", eyes=True)
        if note not in report.notes:
            report.notes.append(note)


def _write_in(report: Report) -> None:
    """Puts each verdict below its graded cell, as nbgrader reads it: a number of points.

    A graded cell without a verdict gets none: nbgrader gives all points where it reads no number.
    """
    for cell in report.notebook.cells:
        if not is_test(cell):
            continue
        name = str(name_of(cell))
        if (verdict := report.verdicts.get(name)) is None:
            text = f"Not judged: no problem is called {name}."
            verdict = report.verdicts[name] = Verdict(name, 0.0, text, eyes=[text])
        points = float(marks(cell).get("points", 0))
        earned = round(points * verdict.share, 1)
        text = f"{verdict.message}\n{earned:g} of {points:g} points\n"
        cell.outputs = [
            nbformat.v4.new_output("stream", name="stdout", text=text),
            nbformat.v4.new_output("execute_result", data={"text/plain": str(earned)}),
        ]


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
