"""What is known of a graded submission, and how nbgrader gets to read its points."""

from dataclasses import asdict, dataclass, field
from typing import Any

import nbformat

from course_lib.lessons.coursework.assemble import Note
from course_lib.lessons.coursework.cells import is_test, marks, name_of
from course_lib.lessons.coursework.grading.judge import Verdict


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

    def write_in(self) -> None:
        """Puts each verdict below its graded cell, as nbgrader reads it: a number of points.

        A graded cell without a verdict gets none: nbgrader gives all points where it reads no
        number.
        """
        for cell in self.notebook.cells:
            if not is_test(cell):
                continue
            name = str(name_of(cell))
            if (verdict := self.verdicts.get(name)) is None:
                text = f"Not judged: no problem is called {name}."
                verdict = self.verdicts[name] = Verdict(name, 0.0, text, eyes=[text])
            points = float(marks(cell).get("points", 0))
            earned = round(points * verdict.share, 1)
            text = f"{verdict.message}\n{earned:g} of {points:g} points\n"
            cell.outputs = [
                nbformat.v4.new_output("stream", name="stdout", text=text),
                nbformat.v4.new_output("execute_result", data={"text/plain": str(earned)}),
            ]
