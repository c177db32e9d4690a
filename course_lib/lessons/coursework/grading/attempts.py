"""A notebook is run in a kernel and judged there; a cell that ends Python is left out next time."""

import contextlib
import json
import tempfile
import time
from pathlib import Path

import nbformat

from course_lib import ROOT
from course_lib.lessons.coursework.assemble import Note
from course_lib.lessons.coursework.grading.judge import Verdict, judge
from course_lib.lessons.coursework.grading.kernel import Kernel, Limits, limited
from course_lib.lessons.coursework.grading.remote import Deaf, Silent, linked
from course_lib.lessons.coursework.grading.report import Report
from course_lib.lessons.coursework.problem import Asked, Problem

ATTEMPTS = 3  # kernels that one submission may use up
STOPPED = {
    "time": "Cell {} was stopped after {.cell:.0f} seconds.",
    "whole": "Cell {} was stopped: all cells together may take {.whole:.0f} seconds.",
    "output": "Cell {} was stopped: it prints without end.",
    "memory": "Cell {} was stopped: it takes more memory than there is for it.",
    "dead": "Cell {} ended Python itself.",
}
SECRET = ("course_lib", "notebooks", "tests", ".git", "grading", "build")  # of the checkout


def run_and_judge(
    report: Report, pending: list[Asked], library: Path, seed: int, limits: Limits
) -> None:
    """Runs the report's notebook and judges the `pending` problems, in as few kernels as it takes.

    What it finds goes into the report. RuntimeError if the grader's own first cell fails.
    """
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
            text = STOPPED[ran.stopped].format(number + 1, kernel.limits)
            report.notes.append(Note(ran.stopped, text, eyes=True))
            cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=text + "\n"))
        if not kernel.alive:
            left_out.add(number)
            return False
    return True


def _judge(report: Report, kernel: Kernel, pending: list[Asked], seed: int, limits: Limits) -> None:
    for one in list(pending):
        if not kernel.alive:
            return
        began = time.monotonic()
        try:
            with linked(kernel) as link:
                verdict = judge(one, link, seed, limits.call)
            if not (verdict.share or isinstance(one, Problem)):  # was its training stopped?
                verdict.message = " ".join([verdict.message, *_stopped(report)])
            report.verdicts[one.name] = verdict
        except Deaf:  # the next kernel judges what is left
            kernel.end()
            return
        except (Silent, ValueError) as error:
            text = f"{one.name} could not be judged: {error}."
            report.verdicts[one.name] = Verdict(one.name, 0.0, text, eyes=[text])
            kernel.interrupt()
        report.seconds += time.monotonic() - began
        pending.remove(one)


def _stopped(report: Report) -> list[str]:
    """What a student is told of the cells that did not end."""
    return list(dict.fromkeys(note.text for note in report.notes if note.kind in STOPPED))


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
