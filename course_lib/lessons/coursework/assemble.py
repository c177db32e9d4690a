"""From what a student handed in and what was released to the notebook that is run.

The released cells count, the student's answers count, and so does every cell that she added; what
she changed, lost or doubled of the released ones is put right and told.
"""

import copy
from dataclasses import dataclass
from typing import Any

from course_lib.lessons.coursework.cells import (
    Cell,
    alike,
    defined,
    is_answer,
    is_fixed,
    name_of,
)


@dataclass(frozen=True)
class Note:
    """What was found in a submission. kind: one word; text: for the student.

    eyes: whether a teacher should look.
    """

    kind: str
    text: str
    eyes: bool = False


def assemble(released: Any, handed: Any) -> tuple[Any, list[Note]]:
    """The notebook to run, and what had to be put right; neither argument is changed."""
    notes: list[Note] = []
    cells = [copy.deepcopy(cell) for cell in handed.cells]
    _name_the_nameless(released.cells, cells, notes)
    _drop_doubles(released.cells, cells, notes)
    _put_back(released.cells, cells, notes)
    _in_order(released.cells, cells, notes)
    whole = copy.deepcopy(released)
    whole.cells = cells
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return whole, notes


def _name_the_nameless(wanted: list[Cell], cells: list[Cell], notes: list[Note]) -> None:
    """Gives cells that lost nbgrader's mark theirs again, found by their text."""
    there = {name_of(cell) for cell in cells}
    lost = [cell for cell in wanted if name_of(cell) and name_of(cell) not in there]
    repaired = 0
    for find in (_same_text, _same_function, _between):  # the surest first, for all of them
        for cell in lost:
            if any(name_of(one) == name_of(cell) for one in cells):
                continue
            if (found := find(cell, wanted, cells)) is not None:
                found["metadata"] = copy.deepcopy(cell["metadata"])
                repaired += 1
    if repaired:
        text = f"{repaired} cells had lost the mark by which they are graded; found by their text."
        notes.append(Note("marks", text))


def _same_text(cell: Cell, _: list[Cell], cells: list[Cell]) -> Cell | None:
    free = (one for one in cells if not name_of(one) and one.cell_type == cell.cell_type)
    return next((one for one in free if alike(one.source) == alike(cell.source)), None)


def _same_function(cell: Cell, _: list[Cell], cells: list[Cell]) -> Cell | None:
    if not is_answer(cell):
        return None
    names = defined(cell.source)
    free = [one for one in cells if not name_of(one) and names & defined(one.source)]
    return free[-1] if names and free else None


def _between(cell: Cell, wanted: list[Cell], cells: list[Cell]) -> Cell | None:
    """The one cell without a mark between the two that stand round the lost one."""
    if not is_answer(cell):
        return None
    place = next(i for i, one in enumerate(wanted) if one is cell)
    names = [name_of(one) for one in cells]
    marked = [name_of(one) if name_of(one) in names else None for one in wanted]
    before = next(filter(None, reversed(marked[:place])), None)
    after = next(filter(None, marked[place + 1 :]), None)
    start = names.index(before) + 1 if before else 0
    stop = names.index(after) if after else len(cells)
    texts = {alike(one.source) for one in wanted if not name_of(one)}
    free = [
        one
        for one in cells[start:stop]
        if not name_of(one) and one.cell_type == cell.cell_type and alike(one.source) not in texts
    ]
    return free[0] if len(free) == 1 else None


def _drop_doubles(wanted: list[Cell], cells: list[Cell], notes: list[Note]) -> None:
    """Of cells with one name the last with something new in it stays; others become plain."""
    fresh = {name_of(cell): alike(cell.source) for cell in wanted}
    for name in sorted({str(name_of(cell)) for cell in cells if name_of(cell)}):
        same = [cell for cell in cells if name_of(cell) == name]
        if name not in fresh:
            for cell in same:
                cell["metadata"].pop("nbgrader")
            notes.append(Note("unknown", f"The cell {name!r} is none of this problem set."))
        elif len(same) > 1:
            new = [cell for cell in same if alike(cell.source) != fresh[name]]
            kept = (new or same)[-1]
            for cell in same:
                if cell is not kept:
                    cell["metadata"].pop("nbgrader")
            fixed = is_fixed(kept)
            for cell in same if fixed else []:  # a fixed cell has one text: copies go
                if cell is not kept:
                    cells.remove(cell)
            text = f"The cell {name!r} is there {len(same)} times; the last changed one counts."
            notes.append(Note("doubled", text, eyes=not fixed))


def _put_back(wanted: list[Cell], cells: list[Cell], notes: list[Note]) -> None:
    """Fixed cells get their text back, and lost ones are put in again where they stood."""
    changed, gone = [], []
    for place, cell in enumerate(wanted):
        if (name := name_of(cell)) is None:
            continue
        mine = next((one for one in cells if name_of(one) == name), None)
        if mine is None:
            gone.append(name)
            cells.insert(_after(wanted[:place], cells), copy.deepcopy(cell))
            continue
        if is_fixed(cell) and alike(mine.source) != alike(cell.source):
            changed.append(name)
            mine["source"], mine["cell_type"] = cell.source, cell.cell_type
        mine["metadata"] = copy.deepcopy(cell["metadata"])
    if changed:
        text = f"Cells that must stay as they were had been changed: {', '.join(changed)}."
        notes.append(Note("changed", f"{text} Their first text was used.", eyes=True))
    if gone:
        text = f"Cells were missing: {', '.join(gone)}. They were put in again, as released."
        notes.append(Note("missing", text, eyes=True))


def _after(before: list[Cell], cells: list[Cell]) -> int:
    """The place after the last of the cells `before` that is there, by its name or its text."""
    for one in reversed(before):
        for place in reversed(range(len(cells))):
            mine = cells[place]
            same = alike(mine.source) == alike(one.source) and not name_of(one)
            if same or (name_of(one) and name_of(mine) == name_of(one)):
                return place + 1
    return 0


def _in_order(wanted: list[Cell], cells: list[Cell], notes: list[Note]) -> None:
    order = [name_of(cell) for cell in wanted if name_of(cell)]
    mine = [name_of(cell) for cell in cells if name_of(cell)]
    if mine != order:
        notes.append(
            Note("order", "The graded cells do not stand in the released order.", eyes=True)
        )
