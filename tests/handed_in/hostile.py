"""What else happens to a notebook that is handed in, on purpose or not; and what a teacher must
be told of it.

Each case makes of a solved notebook the bytes of a file. `told` is a word of what the list of
submissions to look at says, None where nothing needs a teacher's eye; `keeps` says whether the
answers still earn all.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import nbformat

from course_lib.lessons.coursework.cells import CODE_STUB, is_answer, is_test, name_of


@dataclass(frozen=True)
class Case:
    name: str
    make: Callable[[Any, str], bytes]  # of the solved notebook and the name of its first function
    told: str | None = None
    keeps: bool = True
    file: str | None = None  # its name, where that is part of the case


def _bytes(book: Any) -> bytes:
    return nbformat.writes(book).encode()


def _with_cell(source: str) -> Callable[[Any, str], bytes]:
    """A cell of the student's own at the end."""

    def make(book: Any, first: str) -> bytes:
        book = copy.deepcopy(book)
        book.cells.append(nbformat.v4.new_code_cell(source))
        return _bytes(book)

    return make


def _answer(source: str) -> Callable[[Any, str], bytes]:
    """Another answer to the first problem; NAME in it stands for its name."""

    def make(book: Any, first: str) -> bytes:
        book = copy.deepcopy(book)
        for cell in book.cells:
            if name_of(cell) == f"{first}_answer":
                cell.source = source.replace("NAME", first)
        return _bytes(book)

    return make


def _without_marks(book: Any, first: str) -> bytes:
    """As some platforms save it: nbgrader's metadata is gone."""
    book = copy.deepcopy(book)
    for cell in book.cells:
        cell.metadata = nbformat.NotebookNode()
    return _bytes(book)


def _edited_test(book: Any, first: str) -> bytes:
    book = copy.deepcopy(book)
    for cell in book.cells:
        if name_of(cell) == first:
            cell.source = "print('all tests passed')"
    return _bytes(book)


def _lost_test(book: Any, first: str) -> bytes:
    book = copy.deepcopy(book)
    book.cells = [cell for cell in book.cells if name_of(cell) != first]
    return _bytes(book)


def _doubled(book: Any, first: str) -> bytes:
    book = copy.deepcopy(book)
    place = next(i for i, cell in enumerate(book.cells) if name_of(cell) == f"{first}_answer")
    again = copy.deepcopy(book.cells[place])
    again.id = "again"
    again.source = f"# once more\n{again.source}"
    book.cells.insert(place + 1, again)
    return _bytes(book)


def _nothing_written(book: Any, first: str) -> bytes:
    book = copy.deepcopy(book)
    for cell in book.cells:
        if is_answer(cell) and cell.cell_type == "code":
            head = [line for line in cell.source.splitlines() if line.startswith("def ")]
            cell.source = "\n".join(f"{line}\n    {CODE_STUB}" for line in head)
    return _bytes(book)


def _tests_run_twice(book: Any, first: str) -> bytes:
    """Every visible test copied into a cell of one's own: harmless."""
    book = copy.deepcopy(book)
    for cell in [cell for cell in book.cells if is_test(cell)]:
        book.cells.append(nbformat.v4.new_code_cell(cell.source))
    return _bytes(book)


_REFERENCE = (
    "import importlib\n"
    "def NAME(*args):\n"
    "    where = 'course_lib.lessons.' + 'coursework.SET.' + 'NAME'\n"
    "    return getattr(importlib.import_module(where), 'NAME').exercise.reference(*args)\n"
)
_HIDDEN = "exec(bytes.fromhex('{}').decode())\n".format(
    b"from course_lib.lessons.coursework.problem import problems_of as find".hex()
) + (
    "def NAME(*args):\n"
    "    found = {one.name: one for one in find('SET')}\n"
    "    return found['NAME'].exercise.reference(*args)\n"
)


def cases(ps: str) -> tuple[Case, ...]:
    """All cases, for one problem set."""
    reference, hidden = _REFERENCE.replace("SET", ps), _HIDDEN.replace("SET", ps)
    return (
        Case("endless_cell", _with_cell("while True:\n    pass"), "stopped"),
        Case("endless_call", _answer("def NAME(*args):\n    while True: pass\n"), "answer", False),
        Case("ends_python", _with_cell("import os\nos._exit(0)"), "ended Python"),
        Case(
            "eats_memory",
            _with_cell("kept = [bytearray(2**28) for _ in range(64)]"),
            "memory",
        ),
        Case(
            "prints_100_mb",
            _with_cell("for _ in range(100):\n    print('x' * 2**20)"),
            "prints",
        ),
        Case(
            "replaces_traceback",
            _with_cell("get_ipython().showtraceback = lambda *args, **how: None"),
            "replace",
        ),
        Case(
            "replaces_allclose",
            _with_cell("import numpy\nnumpy.allclose = lambda *args, **how: True"),
            "replace",
        ),
        Case(
            "replaces_checker",
            _with_cell(
                "import course_lib.lessons.checking.running as running\n"
                "running.agree = lambda *args, **how: True"
            ),
            "replace",
        ),
        Case("edits_a_test", _edited_test, "changed"),
        Case("loses_a_test", _lost_test, "missing"),
        Case("answers_twice", _doubled, "times"),
        Case("calls_the_reference", _answer(reference), "Refused", False),
        Case("hides_the_reference", _answer(hidden), "problems_of", False),
        Case(
            "uses_the_network",
            _with_cell("import socket\nsocket.create_connection(('192.0.2.1', 80), 2)"),
            "Refused",
        ),
        Case("writes_elsewhere", _with_cell("open('/tmp/left-behind', 'w').write('x')"), "Refused"),
        Case("no_json", lambda book, first: b"{'cells': []", "no notebook", False),
        Case("empty", lambda book, first: b"", "empty", False),
        Case(
            "nul",
            lambda book, first: _bytes(book).replace(b"def ", b"\0def ", 1),
            "NUL",
        ),
        Case("without_marks", _without_marks),
        Case("copy_of", lambda book, first: _bytes(book), file=f"Copy of {ps}.ipynb"),
        Case("nothing_written", _nothing_written, keeps=False),
        Case("tests_run_twice", _tests_run_twice),
    )
