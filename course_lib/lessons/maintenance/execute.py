"""Run lessons again from a fresh kernel and keep their output in place.

`python -m course_lib.lessons.maintenance.execute` runs all; `... 03` or `...
notebooks/03_x.ipynb` only those named. A lesson that fails is left as it
was, and the command stops there.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from course_lib.lessons.maintenance import ROOT, lessons
from course_lib.lessons.maintenance.pictures import make_lighter

CELL_TIMEOUT = 900  # seconds; as in `make test`


class ThisPython(KernelSpecManager):
    """Answers every kernel name with the running interpreter.

    A kernel spec named `python3` may be installed for the user, too, for another environment.
    """

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3 (ipykernel)",
            language="python",
        )


def peak_memory(pid: int | None) -> float | None:
    """The most memory a process has held so far, in MiB; None where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return None
    match = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(match[1]) / 1024 if match else None


def settle(text: str) -> str:
    """What a terminal shows at last: on every line, what follows its last carriage return."""
    return re.sub(r"[^\n]*\r(?=[^\r\n])", "", re.sub(r"\r+(?=\n|$)", "", text))


def tidy(book: nbformat.NotebookNode) -> None:
    """Take out of an executed notebook what changes from run to run and says nothing."""
    for cell in book.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        outputs: list[nbformat.NotebookNode] = []
        for output in cell.outputs:
            # A progress bar arrives in pieces; only the joined text has whole lines.
            last = outputs[-1] if outputs else None
            if output.output_type == "stream" and last and last.get("name") == output.name:
                last.text += output.text
            else:
                outputs.append(output)
        for output in outputs:
            if output.output_type == "stream":
                output.text = settle(output.text)
        cell.outputs = outputs
    make_lighter(book)
    book.metadata.pop("widgets", None)
    book.metadata.kernelspec = {
        "name": "python3",
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
    }
    book.metadata.language_info = {"name": "python", "file_extension": ".py"}  # no version


def execute(lesson: Path, cold: bool = False) -> tuple[float, float | None]:
    """Run one lesson and write it back; return its seconds and its kernel's peak memory in MiB.

    The file is untouched unless every cell ran. Claims are strict and training is full-sized: a
    committed lesson shows the whole thing. `cold` starts with no compiled program kept from any
    run before, in a folder of its own, so that everything compiles as on a first visit.

    CellExecutionError, CellTimeoutError, DeadKernelError as the lesson failed.
    """
    env = {name: value for name, value in os.environ.items() if name != "COURSE_SCALE"}
    env["COURSE_STRICT"] = "1"
    with tempfile.TemporaryDirectory() as empty:
        if cold:
            env["COURSE_CACHE"] = empty
            env.pop("JAX_COMPILATION_CACHE_DIR", None)  # a folder named there would win
        return _run(lesson, env)


def _run(lesson: Path, env: dict[str, str]) -> tuple[float, float | None]:
    """`execute` in this environment."""
    book = nbformat.read(lesson, as_version=4)
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=ThisPython())
    peaks: list[float | None] = [None]
    client = NotebookClient(
        book,
        km=manager,
        timeout=CELL_TIMEOUT,
        record_timing=False,
        resources={"metadata": {"path": str(lesson.parent)}},
        # The kernel is gone when `execute` returns, so its peak is read after every cell.
        on_cell_executed=lambda **_: peaks.append(
            peak_memory(getattr(manager.provisioner, "pid", None))
        ),
    )
    start = time.perf_counter()
    client.execute(env=env, cleanup_kc=True)
    seconds = time.perf_counter() - start
    tidy(book)
    partial = lesson.with_suffix(".partial")
    partial.write_text(nbformat.writes(book) + "\n", "utf-8")
    os.replace(partial, lesson)  # never half a lesson
    return seconds, peaks[-1]


def find(names: list[str], root: Path = ROOT) -> list[Path]:
    """The lessons with these paths, file names or beginnings of file names; all if none is named.

    ValueError if a name fits no lesson.
    """
    known = lessons(root)
    found = []
    for name in names:
        fits = [lesson for lesson in known if lesson.name.startswith(Path(name).name)]
        if not fits:
            raise ValueError(f"no lesson {name!r}; there are {[lesson.name for lesson in known]}")
        found += fits
    return found if names else known


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("lessons", nargs="*", help="number, name or path (default: all)")
    parser.add_argument("--cold", action="store_true", help="compile everything anew")
    options = parser.parse_args()
    try:
        named = find(options.lessons)
    except ValueError as error:
        sys.exit(str(error))
    for lesson in named:
        print(f"{lesson.name} ... ", end="", flush=True)
        try:
            seconds, peak = execute(lesson, options.cold)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            print("failed, and left as it was", flush=True)
            sys.exit(str(error))
        memory = "" if peak is None else f", kernel's peak {peak:.0f} MiB"
        print(f"{seconds:.0f} s{memory}", flush=True)


if __name__ == "__main__":
    main()
