"""Before a problem set is handed in: is the notebook what a grader needs?

    python -m course_lib.lessons.coursework preflight notebooks/assignments/ps1.ipynb

or, as the last cell of the notebook, after saving it: `preflight("ps1.ipynb")`. It reads the file
and, if asked, runs it from top to bottom. It changes nothing and sends nothing anywhere.
"""

import ast
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import nbformat

from course_lib import ROOT
from course_lib.lessons.coursework.assemble import assemble
from course_lib.lessons.coursework.cells import (
    alike,
    defined,
    is_answer,
    is_stub,
    marks,
    name_of,
)

LARGEST = 10 * 2**20  # bytes; learning platforms often refuse more
LONGEST = 240  # seconds that a grader lets a notebook run
UNSAVED = 600  # seconds after which the file is asked about


def preflight(
    path: str | Path, released: str | Path | None = None, *, run: bool = False
) -> list[str]:
    """What should be put right before `path` is handed in; prints it, and returns it as a list.

    released: the notebook as it was given out; else the one of that name in the course. run: also
    run it from top to bottom in a new kernel, which takes minutes.
    FileNotFoundError, which says what to do, where there is no such file.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(
            f"there is no file {path} in {Path.cwd()}. In Colab, download the notebook (File, "
            f"Download, .ipynb) and upload it to the folder on the left; else give its path"
        )
    found = _of_file(path)
    try:
        book = nbformat.from_dict(nbformat.reads(path.read_text("utf-8-sig"), as_version=4))
    except Exception as error:  # nbformat raises many kinds
        found.append(f"It is no notebook that can be read: {str(error)[:150]}. Download it again.")
        return _told(found)
    given = _released(path, released, found)
    if given is not None:
        found += _of_cells(given, book)
    found += _of_kernel(book) + _of_last_run(book)
    if run:
        found += _of_run(book, path.parent)
    return _told(found)


def _of_file(path: Path) -> list[str]:
    found = []
    if re.search(r"^copy of | copy\b|\(\d+\)|-checkpoint|-Copy\d", path.name, re.IGNORECASE):
        found.append(f"It is called {path.name!r}: rename it to its first name, as ps1.ipynb.")
    if path.stat().st_size > LARGEST:
        size = path.stat().st_size / 2**20
        found.append(
            f"It has {size:.0f} MB, mostly outputs: clear the outputs of cells that print much."
        )
    old = time.time() - path.stat().st_mtime
    if old > UNSAVED:
        found.append(
            f"The file was last saved {old / 60:.0f} minutes ago: save the notebook (Ctrl+S), then "
            f"run this again. What is not saved is not handed in."
        )
    return found


def _released(path: Path, released: str | Path | None, found: list[str]) -> Any | None:
    name = re.search(r"ps\d+", path.stem)
    place = Path(released) if released else None
    if place is None and name:
        place = ROOT / "notebooks" / "assignments" / f"{name[0]}.ipynb"
    if place is None or not place.is_file():
        found.append(
            f"{path.name!r} does not say which problem set it is: call it as it was given out, as "
            f"ps1.ipynb."
        )
        return None
    if not place.samefile(path):
        return nbformat.read(place, as_version=4)
    if (given := _before_it_was_written(place)) is None:
        found.append(
            "What was given out is not there to compare with, because you wrote in that very file: "
            "lost, changed and empty cells are not looked for."
        )
    return given


def _before_it_was_written(path: Path) -> Any | None:
    """The newest version in git in which every answer is still asked for; None if there is none."""

    def git(*args: str) -> str:
        how: Any = {"cwd": path.parent, "capture_output": True, "encoding": "utf-8"}
        return str(subprocess.run(["git", *args], **how).stdout)

    try:
        for commit in git("log", "--format=%H", "--", path.name).split():
            book = nbformat.reads(git("show", f"{commit}:./{path.name}"), as_version=4)
            if all(map(is_stub, filter(is_answer, book.cells))):
                return book
    except (OSError, ValueError, nbformat.reader.NotJSONError):  # no git here, or a broken version
        return None
    return None


def _of_cells(given: Any, book: Any) -> list[str]:
    whole, notes = assemble(given, book)
    found = [f"{note.text} {_advice(note.kind)}" for note in notes]
    texts = {name_of(cell): alike(cell.source) for cell in given.cells if is_answer(cell)}
    empty = [
        str(name_of(cell))
        for cell in whole.cells
        if is_answer(cell) and alike(cell.source) == texts[name_of(cell)]
    ]
    everything = {name for cell in whole.cells for name in defined(cell.source)}
    by_name = {name_of(cell): cell for cell in given.cells}
    for cell in whole.cells:
        if cell.cell_type == "code" and is_answer(cell) and str(name_of(cell)) not in empty:
            found += _of_answer(cell, by_name[name_of(cell)], everything)
    points = sum(float(marks(cell).get("points", 0)) for cell in given.cells)
    if empty:
        found.append(
            f"Not answered yet: {', '.join(name.removesuffix('_answer') for name in empty)} (the "
            f"whole set has {points:g} points)."
        )
    return found


def _of_answer(cell: Any, given: Any, everything: set[str]) -> list[str]:
    """What is wrong with an answer in code before it is run."""
    name = str(name_of(cell))
    try:
        ast.parse("\n".join(line for line in cell.source.splitlines() if line[:1] not in "%!"))
    except SyntaxError as error:
        return [f"{name} is no Python: line {error.lineno}: {error.msg}."]
    gone = sorted(defined(given.source) - everything)
    return [f"{name} does not define {', '.join(gone)}, which is graded."] if gone else []


def _of_last_run(book: Any) -> list[str]:
    """What the saved outputs say about the last run."""
    code = [cell for cell in book.cells if cell.cell_type == "code" and cell.source.strip()]
    if not any(cell.get("execution_count") for cell in code):
        return ["It was saved without having been run: restart the kernel and run all cells."]
    found = []
    for number, cell in enumerate(book.cells, 1):
        for one in cell.get("outputs", []):
            if one.output_type == "error":
                found.append(f"In the saved file cell {number} ends with {one.ename}.")
    return found


def _advice(kind: str) -> str:
    return {
        "marks": "This is put right when it is graded; nothing to do.",
        "doubled": "Delete the copies that should not count.",
        "changed": "Put your own code into the answer cells, or into cells of your own.",
        "missing": "Copy them from the problem set as it was given out.",
        "order": "Move the cells back, or start from the given notebook and paste your answers.",
        "unknown": "Did you hand in another problem set, or an older one?",
    }.get(kind, "")


def _of_kernel(book: Any) -> list[str]:
    kernel = book.metadata.get("kernelspec", {})
    language = kernel.get("language") or book.metadata.get("language_info", {}).get("name")
    if language not in (None, "python"):
        return [f"Its kernel is for {language}; choose Python 3 (Kernel, Change Kernel)."]
    return []


def _of_run(book: Any, folder: Path) -> list[str]:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    began = time.monotonic()
    client = NotebookClient(
        book,
        timeout=LONGEST,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute()
    except CellTimeoutError:
        return [f"Run from top to bottom, a cell takes more than {LONGEST} seconds."]
    except DeadKernelError:
        return ["Run from top to bottom, it ends Python: it may take too much memory."]
    spent = time.monotonic() - began
    found = []
    if spent > LONGEST:
        found.append(f"Run from top to bottom, it takes {spent:.0f} seconds; at most {LONGEST}.")
    for number, cell in enumerate(book.cells, 1):
        errors = [one for one in cell.get("outputs", []) if one.output_type == "error"]
        if errors:
            what = f"{errors[0].ename}: {str(errors[0].evalue)[:100]}"
            found.append(f"Run from top to bottom, cell {number} raises {what}.")
    return found


def _told(found: list[str]) -> list[str]:
    if not found:
        print("The file is complete, and nothing in it needs to be put right.")
    for number, one in enumerate(found, 1):
        print(f"{number}. {one}")
    return found
