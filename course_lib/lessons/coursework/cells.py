"""The cells of a problem set's notebook, as nbgrader marks them."""

import re
from typing import Any

Cell = Any  # of nbformat
CODE_STUB = "raise NotImplementedError  # your code here"  # what a release puts into answer cells
TEXT_STUB = "*Your answer here.*"


def marks(cell: Cell) -> dict[str, Any]:
    """What nbgrader knows of a cell; empty for one that is none of its own."""
    found = cell.get("metadata", {}).get("nbgrader", {})
    return found if isinstance(found, dict) and isinstance(found.get("grade_id"), str) else {}


def name_of(cell: Cell) -> str | None:
    """The grade_id of a cell."""
    return marks(cell).get("grade_id")


def is_answer(cell: Cell) -> bool:
    """Whether a student writes in it."""
    return bool(marks(cell).get("solution"))


def is_stub(cell: Cell) -> bool:
    """Whether it still asks for an answer, as it was given out."""
    return is_answer(cell) and any(stub in str(cell.source) for stub in (CODE_STUB, TEXT_STUB))


def is_test(cell: Cell) -> bool:
    """Whether it earns points by itself, without a reader."""
    return bool(marks(cell).get("grade")) and not is_answer(cell)


def is_fixed(cell: Cell) -> bool:
    """Whether a student must leave it as it is."""
    return bool(marks(cell)) and not is_answer(cell)


def alike(source: str) -> str:
    """A cell's text without what editors change: spaces at ends of lines, empty lines around."""
    return "\n".join(line.rstrip() for line in str(source).splitlines()).strip()


def defined(source: str) -> set[str]:
    """The functions that a cell defines at its top."""
    return set(re.findall(r"^(?:def|class) (\w+)", str(source), re.MULTILINE))
